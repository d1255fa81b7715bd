"""Terms without anything drawn in them, as the rational numbers that they are: their signs are known."""

from __future__ import annotations

from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING

from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracetrick.algebra.terms import Term

Entries = list[Fraction]
_MOST_BITS = 10_000  # of a numerator or denominator: squares of squares take any memory


def rational_entries(term: Term) -> Entries | None:
    """The entries, row by row; None if they are not known to be rational, or far too long to be computed."""
    known: dict[Term, Entries | None] = {}
    for one in walk((term,)):
        method = _METHODS.get(one.data if one.op == "pointwise" else one.op)
        args = [entries for arg in one.args if (entries := known[arg]) is not None]
        found = method(one, args) if method and len(args) == len(one.args) else None
        known[one] = None if found is None or any(map(_is_long, found)) else found
    return known[term]


def _is_long(entry: Fraction) -> bool:
    return max(entry.numerator.bit_length(), entry.denominator.bit_length()) > _MOST_BITS


def _const(term: Term, _: list[Entries]) -> Entries | None:
    return None if "π" in term.data else list(term.data)


def _filled(number: int) -> Callable[[Term, list[Entries]], Entries]:
    return lambda term, _: [Fraction(number)] * (term.size[0] * term.size[1])


def _add(term: Term, args: list[Entries]) -> Entries:
    rows = zip(*args, strict=True)
    return [sum((sign * x for sign, x in zip(term.data, row, strict=True)), Fraction(0)) for row in rows]


def _odot(_: Term, args: list[Entries]) -> Entries:
    return [x * y for x, y in zip(*args, strict=True)]


def _matmul(term: Term, args: list[Entries]) -> Entries:
    (rows, inner), columns = term.args[0].size, term.size[1]
    left = [args[0][i * inner : (i + 1) * inner] for i in range(rows)]
    right = [args[1][j::columns] for j in range(columns)]
    return [sum(map(mul, row, column), Fraction(0)) for row in left for column in right]


def _reciprocal(_: Term, args: list[Entries]) -> Entries | None:
    return [1 / x for x in args[0]] if all(args[0]) else None


_METHODS: dict[object, Callable[[Term, list[Entries]], Entries | None]] = {
    "const": _const,
    "zero": _filled(0),
    "ones": _filled(1),
    "eye": lambda term, _: [Fraction(i == j) for i in range(term.size[0]) for j in range(term.size[0])],
    "matmul": _matmul,
    "trace": lambda term, args: [sum(args[0][:: term.args[0].size[1] + 1], Fraction(0))],
    "named": lambda _, args: args[0],
    "add": _add,
    "scale": lambda _, args: [args[0][0] * x for x in args[1]],
    "odot": _odot,
    "gather": lambda term, args: [Fraction(0) if at is None else args[at[0]][at[1]] for at in term.data],
    "total": lambda _, args: [sum(args[0], Fraction(0))],
    "reciprocal": _reciprocal,
    "sign": lambda _, args: [Fraction((x > 0) - (x < 0)) for x in args[0]],
    "abs": lambda _, args: [abs(x) for x in args[0]],
    "relu": lambda _, args: [max(x, Fraction(0)) for x in args[0]],
}
