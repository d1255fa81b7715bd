r"""线性最小二乘对权重的梯度（gradient with respect to the weights）。
The gradient of linear least squares with respect to the weights.

Claim: \frac{\partial f}{\partial W} = 2X^\top(XW-Y)
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64)
W = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
Y = torch.randn(10, 3, dtype=torch.float64)

by_hand = 2 * X.T @ (X @ W - Y)

f = torch.linalg.norm(X @ W - Y) ** 2
f.backward()
torch.testing.assert_close(W.grad, by_hand)

# 一个元素：特征 2 与输出 0 的残差逐个样本相乘，再相加。
# One entry: feature 2 times the residual of output 0, sample by sample, added up.
entry = 2 * sum(X[i, 2] * (X[i] @ W[:, 0] - Y[i, 0]) for i in range(10))
torch.testing.assert_close(W.grad[2, 0], entry)

print("形状 / shape:", tuple(W.grad.shape))
print(f"元素 [2, 0] / entry [2, 0]: {W.grad[2, 0]:.6f} = {entry:.6f}")
print(f"最大差 / largest difference: {(W.grad - by_hand).abs().max():.1e}")
