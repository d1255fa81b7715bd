"""Dimensions that are not known yet."""

from __future__ import annotations

from tracetrick.algebra.terms import Dim, Unknown, find, unify


def test_many_unknown_dimensions_are_one_and_each_is_near_its_number() -> None:
    unknowns = [Unknown() for _ in range(1000)]
    for one in unknowns[1:]:
        assert unify(unknowns[0], one)
    assert unify(unknowns[500], 7)
    assert {find(one) for one in unknowns} == {7}
    assert max(steps(one) for one in unknowns) < 20


def test_different_numbers_are_not_one_dimension() -> None:
    one, other = Unknown(), Unknown()
    assert unify(one, 3)
    assert unify(other, 4)
    assert not unify(one, other)


def steps(dim: Dim) -> int:
    """How far it is to the number."""
    return 1 + steps(dim.value) if isinstance(dim, Unknown) and dim.value is not None else 0
