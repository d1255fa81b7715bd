r"""逆的微分（differential of an inverse）：先用 SymPy 证明，再用数核对。
The differential of an inverse: proved with SymPy, then checked with numbers.

Claim: \mathrm{d}(S^{-1}) = -S^{-1}(\mathrm{d}S)S^{-1}
"""

import sympy
import torch

# 2×2：逆矩阵对每个元素的偏导数，与法则里只动这个元素的结果相同。
# 2×2: the partial derivative by each entry is what the rule says when this entry alone moves.
entries = sympy.symbols("a b c d")
matrix = sympy.Matrix(2, 2, entries)
inverse = matrix.inv()
for entry in entries:
    moved = matrix.diff(entry)  # 一个元素是 1，其余是 0 / one entry is 1, the others 0
    assert sympy.simplify(inverse.diff(entry) + inverse * moved * inverse) == sympy.zeros(2, 2)
print("左上角对 a / top left by a:", sympy.factor(inverse[0, 0].diff(entries[0])))

torch.manual_seed(0)
S, dS = torch.randn(2, 4, 4, dtype=torch.float64)

by_hand = -torch.linalg.inv(S) @ dS @ torch.linalg.inv(S)

_, differential = torch.func.jvp(torch.linalg.inv, (S,), (dS,))
torch.testing.assert_close(differential, by_hand)

like_numbers = -torch.linalg.inv(S @ S) @ dS
gap = (like_numbers - by_hand).norm() / by_hand.norm()
assert gap > 1 / 10
print(f"两个逆放在一边，相对误差 / both on one side, relative error: {gap:.2f}")
