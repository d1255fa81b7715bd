r"""PyTorch 里的两种布局（layout）：grad 用分母布局，jacrev 用分子布局。
The two layouts in PyTorch: grad uses denominator layout, jacrev numerator layout.

Claim: \frac{\partial \lVert Cx\rVert^2}{\partial x} = 2C^\top Cx
"""

import torch

torch.manual_seed(0)
C = torch.randn(3, 5, dtype=torch.float64)
x = torch.randn(5, dtype=torch.float64, requires_grad=True)

by_hand = (2 * C.T @ C @ x).detach()

(C @ x).square().sum().backward()
torch.testing.assert_close(x.grad, by_hand)

# Jacobi 矩阵的行属于分子，列属于分母：这是分子布局，转置以后才是分母布局。
# The rows of a Jacobian belong to the numerator, its columns to the denominator: numerator layout; its transpose
# is denominator layout.
jacobian = torch.func.jacrev(lambda v: C @ v)(x.detach())
torch.testing.assert_close(jacobian, C)

# 分母布局的链式法则：里层的导数在左。
# The chain rule in denominator layout: the inner derivative stands on the left.
y = (C @ x).detach()
torch.testing.assert_close(jacobian.T @ (2 * y), x.grad)

print("x.grad 的形状 / shape of x.grad:", tuple(x.grad.shape))
print("jacrev 的形状 / shape of jacrev:", tuple(jacobian.shape))
print("分母布局 / denominator layout:  ", tuple(jacobian.T.shape))
