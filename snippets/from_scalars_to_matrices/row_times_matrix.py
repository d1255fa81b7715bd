r"""行向量乘矩阵（row times matrix）对向量的导数，分母布局。
The derivative of a row times a matrix by a vector, in denominator layout.

Claim: \frac{\partial x^\top B}{\partial x} = B
"""

import torch

torch.manual_seed(0)
B = torch.randn(4, 3, dtype=torch.float64)
x = torch.randn(4, dtype=torch.float64)

by_hand = B

# jacrev 的行属于分子，转置以后是分母布局。
# The rows of jacrev belong to the numerator; transposed it is in denominator layout.
jacobian = torch.func.jacrev(lambda v: v @ B)(x)
torch.testing.assert_close(jacobian.T, by_hand)

# 只动 x 的第三个元素：每个输出各按 B 的第三行变化。
# Move the third entry of x alone: each output changes by an entry of the third row of B.
moved = x.clone()
moved[2] += 1
torch.testing.assert_close(moved @ B - x @ B, B[2])

print("分母布局 / denominator layout:", tuple(jacobian.T.shape))
print("分子布局 / numerator layout:  ", tuple(jacobian.shape))
