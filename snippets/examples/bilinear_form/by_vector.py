r"""双线性型对左边向量的梯度（gradient with respect to the left vector）。
The gradient of a bilinear form with respect to the left vector.

Claim: \frac{\partial f}{\partial a} = Xb
"""

import torch

torch.manual_seed(0)
a = torch.randn(3, dtype=torch.float64, requires_grad=True)
b = torch.randn(4, dtype=torch.float64)
X = torch.randn(3, 4, dtype=torch.float64)

by_hand = X @ b

f = a @ X @ b
f.backward()
torch.testing.assert_close(a.grad, by_hand)
torch.testing.assert_close(a @ a.grad, f)

print("形状 / shape:", tuple(a.grad.shape))
print(f"内积 / inner product: {a @ a.grad:.6f}")
print(f"f:                    {f:.6f}")
