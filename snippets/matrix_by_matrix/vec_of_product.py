r"""乘积的 vec（vec of a product）是 Kronecker 积乘 vec。
The vec of a product is a Kronecker product times a vec.

Claim: \operatorname{vec}(AXB) = (B^\top\otimes A)\operatorname{vec}(X)
"""

import torch


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


torch.manual_seed(0)
A = torch.randn(2, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64)
B = torch.randn(4, 5, dtype=torch.float64)

kronecker = torch.kron(B.T.contiguous(), A)
by_hand = kronecker @ vec(X)
torch.testing.assert_close(vec(A @ X @ B), by_hand)

# 按行拉直时，两个因子的位置对调。
# Stacked row by row, the two factors trade places.
by_rows = torch.kron(A, B.T.contiguous()) @ X.reshape(-1)
torch.testing.assert_close((A @ X @ B).reshape(-1), by_rows)

print("AXB:", tuple((A @ X @ B).shape), " X:", tuple(X.shape))
print("Kronecker 积 / product:", tuple(kronecker.shape))
print(f"最大差 / largest difference: {(vec(A @ X @ B) - by_hand).abs().max():.0e}")
