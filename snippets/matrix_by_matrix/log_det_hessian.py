r"""行列式的对数的 Hessian 矩阵（Hessian of log det）：交换矩阵负责转置。
The Hessian of log det: the commutation matrix stands for the transpose.

Claim: \nabla_S^2\log\det S = -K_{mm}(S^{-\top}\otimes S^{-1})
"""

import torch

torch.manual_seed(0)
m = 3
S = torch.randn(m, m, dtype=torch.float64)
S = S @ S.T + torch.randn(m, m, dtype=torch.float64) / 4
inverse = torch.linalg.inv(S).contiguous()

# 交换矩阵：把单位矩阵的行按转置的次序排。
# The commutation matrix: the rows of the identity in the order of the transpose.
K = torch.eye(m * m, dtype=torch.float64)[torch.arange(m * m).reshape(m, m).T.reshape(-1)]
by_hand = -K @ torch.kron(inverse.T.contiguous(), inverse)


def log_det(columns: torch.Tensor) -> torch.Tensor:
    """变量按列拉直 / of vec(S)."""
    return torch.linalg.slogdet(columns.reshape(m, m).T).logabsdet


assert torch.linalg.det(S) > 0
hessian = torch.autograd.functional.hessian(log_det, S.T.reshape(-1))
torch.testing.assert_close(hessian, by_hand)
torch.testing.assert_close(hessian, hessian.T)

signs = torch.linalg.eigvalsh(hessian).sign()
print("特征值 / eigenvalues:", f"{(signs > 0).sum()} 正 / positive, {(signs < 0).sum()} 负 / negative")
