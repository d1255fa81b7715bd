r"""数乘的微分（differential of a scalar multiple）：数和矩阵都变动，有两项。
The differential of a scalar multiple: number and matrix both move, so there are two terms.

Claim: \mathrm{d}(\alpha X) = (\mathrm{d}\alpha)X + \alpha\,\mathrm{d}X
"""

import torch

torch.manual_seed(0)
alpha, d_alpha = torch.tensor([1.5, 0.3], dtype=torch.float64)
X, dX = torch.randn(2, 3, 4, dtype=torch.float64)

by_hand = d_alpha * X + alpha * dX

_, differential = torch.func.jvp(torch.mul, (alpha, X), (d_alpha, dX))
torch.testing.assert_close(differential, by_hand)

print("形状 / shape:", tuple(differential.shape))
print(f"数动的一项 / part of the number: {(d_alpha * X)[0, 0]:+.6f}")
print(f"矩阵动的一项 / part of the matrix: {(alpha * dX)[0, 0]:+.6f}")
print(f"微分的元素 / entry of the differential: {differential[0, 0]:+.6f}")
