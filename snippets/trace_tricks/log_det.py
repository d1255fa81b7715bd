r"""Gram 矩阵（Gram matrix）的对数行列式对数据的导数。
The derivative of the log determinant of a Gram matrix by the data.

Claim: \frac{\partial \log\det(X^\top X)}{\partial X} = 2X(X^\top X)^{-1}
"""

import torch

torch.manual_seed(0)
X = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)

by_hand = (2 * X @ torch.linalg.inv(X.T @ X)).detach()

torch.logdet(X.T @ X).backward()
torch.testing.assert_close(X.grad, by_hand)

# 结果的转置是伪逆的两倍，所以乘 X 得到 2 倍单位矩阵。
# The result, transposed, is twice the pseudo-inverse: times X it gives twice the identity.
torch.testing.assert_close(by_hand.T, 2 * torch.linalg.pinv(X.detach()))
identity = by_hand.T @ X.detach() / 2
torch.testing.assert_close(identity, torch.eye(3, dtype=torch.float64))

print("形状 / shape:", tuple(X.grad.shape))
print(f"最大差 / largest difference: {(X.grad - by_hand).abs().max():.1e}")
print(f"导数与 X 的内积 / inner product with X: {(X.grad * X.detach()).sum():.6f}")
