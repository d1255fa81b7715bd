r"""逆对矩阵自己的导数（derivative of the inverse），分母布局。
The derivative of the inverse by the matrix, in denominator layout.

Claim: \frac{\partial S^{-1}}{\partial S} = -S^{-1}\otimes S^{-\top}
"""

import torch

torch.manual_seed(0)
S = torch.randn(3, 3, dtype=torch.float64)
inverse = torch.linalg.inv(S).contiguous()

by_hand = -torch.kron(inverse, inverse.T.contiguous())


def inverse_of(columns: torch.Tensor) -> torch.Tensor:
    """输入与输出都一列接一列 / both column by column."""
    return torch.linalg.inv(columns.reshape(3, 3).T).T.reshape(-1)


jacobian = torch.autograd.functional.jacobian(inverse_of, S.T.reshape(-1))
torch.testing.assert_close(jacobian.T, by_hand)

# 一个元素：动 S 的第 1 行第 2 列，看逆的第 0 行第 1 列。
# One entry: move row 1, column 2 of S and look at row 0, column 1 of the inverse.
entry = -inverse[0, 1] * inverse[2, 1]
torch.testing.assert_close(jacobian[1 * 3 + 0, 2 * 3 + 1], entry)
print("形状 / shape:", tuple(by_hand.shape))
print(f"一个元素 / one entry: {entry:.6f}")
