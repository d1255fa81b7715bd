r"""最小二乘的 Hessian 矩阵（Hessian of least squares）是分块对角矩阵。
The Hessian of least squares is block diagonal.

Claim: \nabla_X^2\|AX-Y\|_F^2 = I_n\otimes 2A^\top A
"""

import torch

torch.manual_seed(0)
p, m, n = 4, 2, 3
A = torch.randn(p, m, dtype=torch.float64)
X = torch.randn(m, n, dtype=torch.float64)
Y = torch.randn(p, n, dtype=torch.float64)

by_hand = torch.kron(torch.eye(n, dtype=torch.float64), 2 * A.T @ A)


def loss(columns: torch.Tensor) -> torch.Tensor:
    """变量按列拉直 / of vec(X)."""
    return (A @ columns.reshape(n, m).T - Y).square().sum()


hessian = torch.autograd.functional.hessian(loss, X.T.reshape(-1))
torch.testing.assert_close(hessian, by_hand)
torch.testing.assert_close(hessian, hessian.T)

eigenvalues = torch.linalg.eigvalsh(hessian)
assert eigenvalues.min() > 0
print("形状 / shape:", tuple(hessian.shape), " 对角块 / block:", tuple((A.T @ A).shape))
print("特征值 / eigenvalues:", [round(value, 4) for value in eigenvalues.tolist()])
