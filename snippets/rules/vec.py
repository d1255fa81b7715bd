r"""vec 的微分（differential of vec）：拉直只搬动元素。
The differential of vec: stacking only moves entries.

Claim: \mathrm{d}\operatorname{vec}(X) = \operatorname{vec}(\mathrm{d}X)
"""

import torch

torch.manual_seed(0)
X, dX = torch.randn(2, 2, 3, dtype=torch.float64)

by_hand = torch.cat([dX[:, 0], dX[:, 1], dX[:, 2]])

_, differential = torch.func.jvp(lambda matrix: matrix.T.reshape(-1), (X,), (dX,))
torch.testing.assert_close(differential, by_hand)

print("改动 / change:", [[round(entry, 3) for entry in row] for row in dX.tolist()])
print("微分 / differential:", [round(entry, 3) for entry in differential.tolist()])
