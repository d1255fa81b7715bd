r"""线性最小二乘对数据的梯度（gradient with respect to the data）。
The gradient of linear least squares with respect to the data.

Claim: \frac{\partial f}{\partial X} = 2(XW-Y)W^\top
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64, requires_grad=True)
W = torch.randn(4, 3, dtype=torch.float64)
Y = torch.randn(10, 3, dtype=torch.float64)

by_hand = 2 * (X @ W - Y) @ W.T

f = torch.linalg.norm(X @ W - Y) ** 2
f.backward()
torch.testing.assert_close(X.grad, by_hand)

# 第 7 行只用到样本 7：它的三个残差，各乘 W 的一列，再相加。
# Row 7 needs sample 7 alone: its three residuals, each times a column of W, added up.
residual = X[7] @ W - Y[7]
row = 2 * sum(residual[j] * W[:, j] for j in range(3))
torch.testing.assert_close(X.grad[7], row)

same = (X.grad == by_hand).sum()
print("形状 / shape:", tuple(X.grad.shape))
print("第 7 行 / row 7:", [round(value, 4) for value in X.grad[7].tolist()])
print("手算 / by hand: ", [round(value, 4) for value in row.tolist()])
print(f"最大差 / largest difference: {(X.grad - by_hand).abs().max():.1e}")
print(f"逐位相等 / equal to the last bit: {same} / {X.grad.numel()}")
