r"""多元 logistic 回归的 Hessian 矩阵（Hessian matrix）是 Kronecker 积。
The Hessian of multinomial logistic regression is a Kronecker product.

Claim: \nabla_W^2 f = xx^\top\otimes\bigl(\operatorname{diag}(p)-pp^\top\bigr)
"""

import torch

torch.manual_seed(0)
W = torch.randn(3, 2, dtype=torch.float64)
x = torch.randn(2, dtype=torch.float64)
y = torch.tensor([0, 0, 1], dtype=torch.float64)
a = W @ x
p = torch.softmax(a, dim=0)
f = -y @ torch.log(p)

by_hand = torch.kron(torch.outer(x, x), torch.diag(p) - torch.outer(p, p))


def loss(columns: torch.Tensor) -> torch.Tensor:
    """损失，变量是按列叠起来的权重 / the loss of vec(W)."""
    return -y @ torch.log_softmax(columns.reshape(2, 3).T @ x, dim=0)


hessian = torch.autograd.functional.hessian(loss, W.T.reshape(-1))
torch.testing.assert_close(hessian, by_hand)

eigenvalues = torch.linalg.eigvalsh(hessian)
assert eigenvalues.min() > -1e-12
print("形状 / shape:", tuple(hessian.shape))
print("特征值 / eigenvalues:", [round(value, 6) + 0.0 for value in eigenvalues.tolist()])
