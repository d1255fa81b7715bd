"""Determinants of matrices on which elimination finds no pivot."""

from __future__ import annotations

from itertools import permutations
from math import prod
from random import Random

import pytest

from tracetrick.algebra.duals import Dual, Plain, Value
from tracetrick.algebra.elimination import adjugate, determinant
from tracetrick.algebra.modular import PRIME
from tracetrick.algebra.work import Work
from tracetrick.errors import TimeError


def leibniz(a: Plain, n: int) -> int:
    def sign(order: tuple[int, ...]) -> int:
        return -1 if sum(order[i] > order[j] for j in range(n) for i in range(j)) % 2 else 1

    return sum(sign(p) * prod(a[i * n + p[i]] for i in range(n)) for p in permutations(range(n))) % PRIME


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("rank", [0, 1, 2, 4])
def test_the_tangent_of_a_determinant_at_a_singular_matrix(n: int, rank: int) -> None:
    """It is the sum over the columns of the determinants with that column of the tangent."""
    random = Random(n)  # noqa: S311  (reproducible, not secret)
    left, right = ([[random.randrange(PRIME) for _ in range(rank)] for _ in range(n)] for _ in range(2))
    primal = [sum(x * y for x, y in zip(one, other, strict=True)) % PRIME for one in left for other in right]
    tangent = [random.randrange(PRIME) for _ in range(n * n)]
    value = determinant(Dual(primal, tangent), n, 1, Work())
    moved = [[(tangent if i % n == j else primal)[i] for i in range(n * n)] for j in range(n)]
    assert isinstance(value, Dual)
    assert value.primal == [leibniz(primal, n)]
    assert value.tangent == [sum(leibniz(one, n) for one in moved) % PRIME] or (
        value.tangent is None and not any(leibniz(one, n) for one in moved)
    )


def test_the_adjugate_of_a_matrix_of_rank_n_minus_1_is_not_0() -> None:
    value: Value = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert adjugate(value, 3, 0, Work()) == [one % PRIME for one in (-3, 6, -3, 6, -12, 6, -3, 6, -3)]


def test_a_singular_matrix_takes_a_polynomial_of_its_size_in_work() -> None:
    spent = []
    for n in (8, 16):
        work = Work()
        assert determinant([0] * (n * n), n, 0, work) == [0]
        spent.append(work.spent)
    assert spent == [8**4 // 8, 16**4 // 8]
    with pytest.raises(TimeError):
        determinant([0] * 200**2, 200, 0, Work())
