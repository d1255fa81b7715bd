r"""交换矩阵（commutation matrix）把拉直的矩阵变成拉直的转置。
The commutation matrix turns a stacked matrix into its stacked transpose.

Claim: \operatorname{vec}(X^\top) = K_{mn}\operatorname{vec}(X)
"""

import torch

torch.manual_seed(0)
m, n = 2, 3
X = torch.randn(m, n, dtype=torch.float64)


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


def commutation(rows: int, columns: int) -> torch.Tensor:
    """单位矩阵的行，按转置以后的次序 / rows of the identity, in the order of the transpose."""
    order = torch.arange(rows * columns).reshape(columns, rows).T.reshape(-1)
    return torch.eye(rows * columns, dtype=torch.float64)[order]


K = commutation(m, n)
by_hand = K @ vec(X)
torch.testing.assert_close(vec(X.T), by_hand)
torch.testing.assert_close(K.T, commutation(n, m))
torch.testing.assert_close(commutation(n, m) @ K, torch.eye(m * n, dtype=torch.float64))

# 交换 Kronecker 积的两个因子；A 是 p 行 m 列，T 是 n 行 n 列。
# It swaps the factors of a Kronecker product; A is p by m, T is n by n.
A, T = torch.randn(4, m, dtype=torch.float64), torch.randn(n, n, dtype=torch.float64)
swapped = commutation(n, 4) @ torch.kron(A, T) @ commutation(m, n)
torch.testing.assert_close(swapped, torch.kron(T, A))

print("每行的 1 在第几列 / columns of the ones:", K.argmax(dim=1).tolist())
