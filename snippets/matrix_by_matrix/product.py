r"""乘积对中间矩阵的导数（derivative of a product），分母布局。
The derivative of a product by the matrix in the middle, in denominator layout.

Claim: \frac{\partial H}{\partial X} = B\otimes A^\top
"""

import torch


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


torch.manual_seed(0)
A = torch.randn(2, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64)
B = torch.randn(4, 5, dtype=torch.float64)
H = A @ X @ B

by_hand = torch.kron(B, A.T.contiguous())

# autograd 给出分子布局：行是输出，列是输入；转置就是分母布局。
# autograd gives numerator layout, rows for the output and columns for the input; its transpose is denominator
# layout.
jacobian = torch.autograd.functional.jacobian(lambda x: vec(A @ x.reshape(4, 3).T @ B), vec(X))
torch.testing.assert_close(jacobian.T, by_hand)

print("分母布局 / denominator layout:", tuple(by_hand.shape))
print("分子布局 / numerator layout:  ", tuple(jacobian.shape))
