"""The rational numbers that terms without anything drawn in them are."""

from __future__ import annotations

from fractions import Fraction

from tracetrick.algebra.rationals import rational_entries
from tracetrick.algebra.terms import Builder


def test_entries_are_exact() -> None:
    build = Builder()
    row = build.make("const", (), (1, 2), (Fraction(2), Fraction(-4)))
    inverted = build.pointwise("reciprocal", row)
    assert rational_entries(inverted) == [Fraction(1, 2), Fraction(-1, 4)]
    assert rational_entries(build.odot(row, inverted)) == [Fraction(1), Fraction(1)]


def test_what_is_not_rational_has_none() -> None:
    build = Builder()
    two, zero = build.number(2), build.make("zero", (), (1, 1))
    for term in (build.pointwise("sqrt", two), build.pointwise("reciprocal", zero)):
        assert rational_entries(build.add((1, 1), (two, term))) is None


def test_what_many_terms_share_is_computed_once() -> None:
    build = Builder()
    term = build.number(1)
    for _ in range(200):
        term = build.add((1, 1), (term, term))
    assert rational_entries(term) == [Fraction(2**200)]


def test_no_number_is_computed_that_is_far_too_long() -> None:
    build = Builder()
    term = build.number(2)
    for _ in range(60):
        term = build.odot(term, term)
    assert rational_entries(term) is None
