r"""双线性型对矩阵的梯度是外积（outer product）。
The gradient of a bilinear form with respect to the matrix is an outer product.

Claim: \frac{\partial f}{\partial X} = ab^\top
"""

import torch

torch.manual_seed(0)
a = torch.randn(3, dtype=torch.float64)
b = torch.randn(4, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)

by_hand = torch.outer(a, b)

f = a @ X @ b
f.backward()
torch.testing.assert_close(X.grad, by_hand)

# f 是 X 的一次函数：一个元素加 1，f 正好增加这个元素的系数。
# f is linear in X: add 1 to an entry, and f grows by just the coefficient of that entry.
moved = X.detach().clone()
moved[1, 2] += 1
torch.testing.assert_close(a @ moved @ b - f, by_hand[1, 2])

print("形状 / shape:", tuple(X.grad.shape))
print("秩 / rank:", torch.linalg.matrix_rank(X.grad).item())
print(f"最大差 / largest difference: {(X.grad - by_hand).abs().max():.1e}")
