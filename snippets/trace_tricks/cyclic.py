r"""迹循环不变（cyclic invariance of the trace），但是不能任意调换。
A trace is invariant under cyclic moves, not under any swap.

Claim: \operatorname{tr}(SPQ) = \operatorname{tr}(QSP)
"""

import torch

torch.manual_seed(0)
S, R = torch.randn(2, 4, 4, dtype=torch.float64)
P = torch.randn(4, 3, dtype=torch.float64)
Q = torch.randn(3, 4, dtype=torch.float64)

by_hand = torch.trace(Q @ S @ P)
torch.testing.assert_close(torch.trace(S @ P @ Q), by_hand)

# 四个因子循环一遍：形状有大有小，迹都相同。
# Four factors, once around: the shapes differ, the trace does not.
factors = [S, R, P, Q]
traces = []
for start in range(4):
    product = torch.linalg.multi_dot(factors[start:] + factors[:start])
    traces.append(torch.trace(product))
    print(f"循环 {start} 次 / {start} shifts: {tuple(product.shape)}  {traces[-1]:.6f}")
torch.testing.assert_close(torch.stack(traces), traces[0].expand(4))

swapped = torch.trace(R @ S @ P @ Q)
assert (swapped - traces[0]).abs() > 1 / 10
print(f"调换前两个 / first two swapped: {swapped:.6f}")
