r"""矩阵的链式法则（chain rule），分母布局：先动的在左边。
The chain rule of matrices in denominator layout: what moves first stands on the left.

Claim: \frac{\partial G}{\partial X} = \frac{\partial V}{\partial X}\frac{\partial G}{\partial V}
"""

import torch

torch.manual_seed(0)
A = torch.randn(2, 3, dtype=torch.float64)
B = torch.randn(4, 5, dtype=torch.float64)
left = torch.randn(4, 2, dtype=torch.float64)
right = torch.randn(5, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64)


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


def v_of(columns: torch.Tensor) -> torch.Tensor:
    """从 vec(X) 到 vec(V) / from vec(X) to vec(V)."""
    return vec(torch.tanh(A @ columns.reshape(4, 3).T @ B))


def g_of(columns: torch.Tensor) -> torch.Tensor:
    """从 vec(V) 到 vec(G) / from vec(V) to vec(G)."""
    return vec((left @ columns.reshape(5, 2).T @ right) ** 2)


jacobian = torch.autograd.functional.jacobian
V, G = v_of(vec(X)).reshape(5, 2).T, g_of(v_of(vec(X))).reshape(3, 4).T
by_hand = jacobian(v_of, vec(X)).T @ jacobian(g_of, vec(V)).T

direct = jacobian(lambda columns: g_of(v_of(columns)), vec(X)).T
torch.testing.assert_close(direct, by_hand)
print("∂V/∂X", tuple(jacobian(v_of, vec(X)).T.shape), "·", "∂G/∂V", tuple(jacobian(g_of, vec(V)).T.shape))
print("∂G/∂X", tuple(direct.shape))
