r"""乘积的迹（trace of a product）对矩阵的导数。
The derivative of the trace of a product by a matrix.

Claim: \frac{\partial \operatorname{tr}(BX)}{\partial X} = B^\top
"""

import torch

torch.manual_seed(0)
B = torch.randn(4, 3, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)

by_hand = B.T

torch.trace(B @ X).backward()
torch.testing.assert_close(X.grad, by_hand)

# 只动一个元素：迹的变化是 B 里行号与列号对调的那个元素。
# Move one entry: the trace changes by the entry of B whose row and column are swapped.
moved = X.detach().clone()
moved[2, 1] += 1
change = torch.trace(B @ moved) - torch.trace(B @ X.detach())
torch.testing.assert_close(change, B[1, 2])

print("X 的形状 / shape of X:", tuple(X.shape), " B 的形状 / shape of B:", tuple(B.shape))
print(f"X[2, 1] 加 1，迹的变化 / change of the trace: {change:.6f}")
print(f"B[1, 2]:                                      {B[1, 2]:.6f}")
