r"""逐元素乘积（Hadamard product）的微分：次序无所谓，括号要写清。
The differential of a Hadamard product: the order is free, the brackets are not.

Claim: \mathrm{d}(X\odot Y) = \mathrm{d}X\odot Y + X\odot\mathrm{d}Y
"""

import torch

torch.manual_seed(0)
X, dX, Y, dY = torch.randn(4, 2, 3, dtype=torch.float64)
A = torch.randn(4, 2, dtype=torch.float64)
B = torch.randn(4, 3, dtype=torch.float64)

by_hand = dX * Y + X * dY

_, differential = torch.func.jvp(torch.mul, (X, Y), (dX, dY))
torch.testing.assert_close(differential, by_hand)
torch.testing.assert_close(differential, dY * X + Y * dX)

# 先乘矩阵再逐元素乘，与先逐元素乘再乘矩阵，结果不同。
# Matrix product first and then entry by entry is not the same as the other way round.
gap = ((A @ X) * B - A @ (X * (A.T @ B))).abs().max()
assert gap > 1 / 10
print("形状 / shape:", tuple(differential.shape))
print(f"最大差 / largest difference: {(differential - by_hand).abs().max():.1e}")
print(f"括号换位的最大差 / with moved brackets: {gap:.2f}")
