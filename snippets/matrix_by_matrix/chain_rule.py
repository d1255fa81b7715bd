r"""标量的链式法则（chain rule）：梯度要先拉直。

Claim: \operatorname{vec}(\frac{\partial r}{\partial X}) = \frac{\partial V}{\partial X}\operatorname{vec}(\frac{\partial r}{\partial V})
"""

import torch


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


torch.manual_seed(0)
A = torch.randn(2, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
V = torch.tanh(A @ X)
V.retain_grad()
r = torch.linalg.norm(V) ** 3
r.backward()

slopes = torch.diag(vec(1 - V.detach() ** 2))
V_by_X = (slopes @ torch.kron(torch.eye(4, dtype=torch.float64), A)).T
by_hand = V_by_X @ vec(V.grad)

torch.testing.assert_close(vec(X.grad), by_hand)
print("∂V/∂X:", tuple(V_by_X.shape), " vec(∂r/∂V):", tuple(vec(V.grad).shape))
print(f"最大差 / largest difference: {(vec(X.grad) - by_hand).abs().max():.0e}")
