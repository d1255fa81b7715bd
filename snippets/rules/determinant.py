r"""行列式的微分（differential of a determinant）：偏导数是代数余子式。
The differential of a determinant: the partial derivatives are the cofactors.

Claim: \mathrm{d}\det S = \operatorname{tr}(\operatorname{adj}(S)\,\mathrm{d}S)
"""

import sympy
import torch

# 3×3：九个偏导数都等于代数余子式，也就是伴随矩阵的转置。
# 3×3: all nine partial derivatives are cofactors, together the transposed adjugate.
matrix = sympy.Matrix(3, 3, sympy.symbols("a:i"))
partials = matrix.applyfunc(lambda entry: matrix.det().diff(entry))
assert sympy.expand(partials - matrix.adjugate().T) == sympy.zeros(3, 3)
print("对左上角 / by the top left entry:", partials[0, 0])

torch.manual_seed(0)
S, dS = torch.randn(2, 4, 4, dtype=torch.float64)


def cofactor(i: int, j: int) -> torch.Tensor:
    """划去第 i 行第 j 列（without row i and column j）。"""
    rows, columns = [k for k in range(4) if k != i], [k for k in range(4) if k != j]
    return (-1) ** (i + j) * torch.linalg.det(S[rows][:, columns])


adjugate = torch.stack([cofactor(i, j) for j in range(4) for i in range(4)]).reshape(4, 4)
torch.testing.assert_close(adjugate, torch.linalg.det(S) * torch.linalg.inv(S))

by_hand = torch.trace(adjugate @ dS)

_, differential = torch.func.jvp(torch.linalg.det, (S,), (dS,))
torch.testing.assert_close(differential, by_hand)
print(f"微分 / differential: {differential:.6f}")
