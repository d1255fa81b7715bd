r"""二次型（quadratic form）的导数：先用 SymPy 按元素证明，再用数核对。
The derivative of a quadratic form: proved by entries with SymPy, then checked with numbers.

Claim: \frac{\partial x^\top Sx}{\partial x} = (S+S^\top)x
"""

import sympy
import torch

# 两个变量，六个符号；展开以后两边是同一个多项式。
# Two variables, six symbols; expanded, both sides are the same polynomial.
a, b, c, d, u, v = sympy.symbols("a b c d u v")
matrix, vector = sympy.Matrix([[a, b], [c, d]]), sympy.Matrix([u, v])
form = sympy.expand((vector.T * matrix * vector)[0])
gradient = sympy.Matrix([form.diff(u), form.diff(v)])
assert sympy.expand(gradient - (matrix + matrix.T) * vector) == sympy.zeros(2, 1)
print("二次型 / form:    ", form)
print("梯度 / gradient:  ", list(gradient))

torch.manual_seed(0)
S = torch.randn(5, 5, dtype=torch.float64)
x = torch.randn(5, dtype=torch.float64, requires_grad=True)

by_hand = ((S + S.T) @ x).detach()

(x @ S @ x).backward()
torch.testing.assert_close(x.grad, by_hand)

one_sided = (2 * S @ x).detach()
assert not torch.allclose(one_sided, by_hand)
print(f"只算一边差多少 / error of the one-sided formula: {(one_sided - by_hand).abs().max():.2f}")
