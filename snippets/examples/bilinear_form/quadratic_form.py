r"""二次型（quadratic form）的梯度：系数矩阵要加上自己的转置。
The gradient of a quadratic form: the coefficient matrix plus its transpose.

Claim: \frac{\partial q}{\partial a} = (A+A^\top)a
"""

import torch

torch.manual_seed(0)
a = torch.randn(3, dtype=torch.float64, requires_grad=True)
A = torch.randn(3, 3, dtype=torch.float64)

by_hand = (A + A.T) @ a

q = a @ A @ a
q.backward()
torch.testing.assert_close(a.grad, by_hand)

# 只有 A 的对称部分起作用，所以 A 与它的对称部分给出同一个二次型。
# Only the symmetric part of A matters, so A and its symmetric part give the same quadratic form.
symmetric = (A + A.T) / 2
torch.testing.assert_close(a @ symmetric @ a, q)

wrong = 2 * A @ a
print("正确 / right:", [round(value, 4) for value in a.grad.tolist()])
print("误写 / wrong:", [round(value, 4) for value in wrong.tolist()])
print(f"反对称部分的贡献 / skew part: {a @ (A - symmetric) @ a:.0e}")
