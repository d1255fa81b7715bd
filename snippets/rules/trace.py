r"""迹的微分（differential of a trace）：只看对角线。
The differential of a trace: the diagonal alone counts.

Claim: \mathrm{d}\operatorname{tr}(S) = \operatorname{tr}(\mathrm{d}S)
"""

import torch

torch.manual_seed(0)
S, dS = torch.randn(2, 4, 4, dtype=torch.float64)

by_hand = dS.diagonal().sum()

_, differential = torch.func.jvp(torch.trace, (S,), (dS,))
torch.testing.assert_close(differential, by_hand)

# 只改对角线以外的元素，迹不变。
# Change only what is off the diagonal, and the trace stays.
off_diagonal = dS - torch.diag(dS.diagonal())
torch.testing.assert_close(torch.trace(S + off_diagonal), torch.trace(S))

print(f"微分 / differential:              {differential:+.6f}")
print(f"增量 / increment:                 {torch.trace(S + dS) - torch.trace(S):+.6f}")
print(f"对角线以外 / off the diagonal:    {torch.trace(off_diagonal):+.6f}")
