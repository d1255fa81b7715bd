r"""两个向量函数的内积（inner product）对向量的导数，分母布局。
The derivative of the inner product of two vector functions by a vector, in denominator layout.

Claim: \frac{\partial\langle y,z\rangle}{\partial x}=\frac{\partial z}{\partial x}y+\frac{\partial y}{\partial x}z
"""

import torch

torch.manual_seed(0)
x = torch.randn(4, dtype=torch.float64, requires_grad=True)
left, right = torch.randn(2, 3, 4, dtype=torch.float64)


def y_of(x: torch.Tensor) -> torch.Tensor:
    """第一个向量函数 / the first vector function."""
    return (left @ x).sin()


def z_of(x: torch.Tensor) -> torch.Tensor:
    """第二个向量函数 / the second vector function."""
    return (right @ x).exp()


# jacobian 的行属于输出，转置以后是分母布局。
# The rows of jacobian belong to the output; transposed it is in denominator layout.
dy = torch.autograd.functional.jacobian(y_of, x).T
dz = torch.autograd.functional.jacobian(z_of, x).T
y, z = y_of(x).detach(), z_of(x).detach()
by_hand = dz @ y + dy @ z

(y_of(x) @ z_of(x)).backward()
torch.testing.assert_close(x.grad, by_hand)
print("两个导数的形状 / shapes:", tuple(dy.shape), tuple(dz.shape))
print("梯度 / gradient:", [round(entry, 4) for entry in x.grad.tolist()])
