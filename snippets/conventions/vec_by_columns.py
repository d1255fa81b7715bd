r"""vec 按列拉直（vec stacks the columns），PyTorch 的 reshape 按行。
vec stacks the columns; reshape in PyTorch goes row by row.

Claim: \operatorname{vec}(AXB) = (B^\top\otimes A)\operatorname{vec}(X)
"""

import torch

torch.manual_seed(0)
A = torch.randn(2, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64)
B = torch.randn(4, 5, dtype=torch.float64)


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """把各列首尾相接（stack the columns）。"""
    return matrix.T.reshape(-1)


by_hand = torch.kron(B.T.contiguous(), A) @ vec(X)
torch.testing.assert_close(vec(A @ X @ B), by_hand)

# 按行拉直时 Kronecker 积的两个因子对调。
# Row by row, the two factors of the Kronecker product trade places.
by_rows = torch.kron(A, B.T.contiguous()) @ X.reshape(-1)
torch.testing.assert_close((A @ X @ B).reshape(-1), by_rows)
assert not torch.allclose(by_rows, by_hand)

small = torch.arange(1, 7).reshape(2, 3)
print("矩阵 / matrix:         ", small.tolist())
print("按列 / vec:            ", vec(small).tolist())
print("按行 / reshape:        ", small.reshape(-1).tolist())
print("Kronecker 积 / product:", tuple(torch.kron(B.T.contiguous(), A).shape))
