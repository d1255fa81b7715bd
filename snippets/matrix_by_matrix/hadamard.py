r"""逐元素乘积（Hadamard product）拉直以后是对角矩阵乘向量。
A Hadamard product, stacked, is a diagonal matrix times a vector.

Claim: \operatorname{vec}(C\odot X) = \operatorname{diag}(\operatorname{vec}(C))\operatorname{vec}(X)
"""

import torch

torch.manual_seed(0)


def vec(matrix: torch.Tensor) -> torch.Tensor:
    """一列接一列 / column by column."""
    return matrix.T.reshape(-1)


C, X = torch.randn(2, 2, 3, dtype=torch.float64)

by_hand = torch.diag(vec(C)) @ vec(X)
torch.testing.assert_close(vec(C * X), by_hand)

# 逐元素函数的导数也是对角矩阵，对角线上是 vec(σ′(X))，这里的 σ 是正弦。
# The derivative of an element-wise function is diagonal too, with vec(σ′(X)) on the diagonal; here σ is the sine.
jacobian = torch.autograd.functional.jacobian(torch.sin, vec(X))
torch.testing.assert_close(jacobian, torch.diag(vec(X.cos())))

print("对角矩阵的形状 / shape of the diagonal matrix:", tuple(torch.diag(vec(C)).shape))
print("对角线 / diagonal:", [round(entry, 3) for entry in vec(C).tolist()])
