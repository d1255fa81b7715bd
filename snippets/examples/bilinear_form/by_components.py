r"""双线性型的梯度，用 SymPy 逐个元素证明（proof by components）。
The gradient of a bilinear form, proved entry by entry with SymPy.

Claim: \frac{\partial f}{\partial X} = ab^\top
"""

import sympy

a = sympy.Matrix(sympy.symbols("a1:3"))
b = sympy.Matrix(sympy.symbols("b1:4"))
X = sympy.Matrix(2, 3, sympy.symbols("x11:14 x21:24"))

f = (a.T * X * b)[0]
by_hand = a * b.T

gradient = X.applyfunc(lambda entry: sympy.diff(f, entry))
assert gradient == by_hand

print("f =", sympy.expand(f))
sympy.pprint(gradient, use_unicode=False)
