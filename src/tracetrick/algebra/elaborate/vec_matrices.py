"""Matrices about vec: commutation and duplication."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracetrick.algebra.elaborate.context import Context
    from tracetrick.algebra.terms import Term


def commutation(context: Context, m: int, n: int) -> Term:
    """K with vec(Aᵀ) = K vec(A) for A of m×n."""
    if (known := context.memo.get(("K", m, n))) is not None:
        return known
    size = m * n
    context.limit(size * size)
    rows = [Fraction(0)] * size * size
    for i in range(m):
        for j in range(n):
            rows[(i * n + j) * size + j * m + i] = Fraction(1)
    made = context.builder.make("const", (), (size, size), tuple(rows))
    context.memo["K", m, n] = made
    return made


def duplication(context: Context, n: int) -> Term:
    """D with vec(A) = D vech(A) for symmetric A of n×n."""
    if (known := context.memo.get(("D", n))) is not None:
        return known
    context.limit(n**4)
    pairs = [(i, j) for j in range(n) for i in range(j, n)]
    rows = [Fraction(0)] * (n * n * len(pairs))
    for column, (i, j) in enumerate(pairs):
        for row in {j * n + i, i * n + j}:
            rows[row * len(pairs) + column] = Fraction(1)
    made = context.builder.make("const", (), (n * n, len(pairs)), tuple(rows))
    context.memo["D", n] = made
    return made
