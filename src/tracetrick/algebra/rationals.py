"""Terms without anything drawn in them, as the rational numbers that they are: their signs are known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracetrick.algebra.terms import Term

Entries = list[Fraction]


def rational_entries(term: Term) -> Entries | None:
    """The entries, row by row; None if they are not known to be rational."""
    method = _METHODS.get(term.data if term.op == "pointwise" else term.op)
    if method is None:
        return None
    args = [rational_entries(arg) for arg in term.args]
    known = [arg for arg in args if arg is not None]
    return method(term, known) if len(known) == len(args) else None


def _const(term: Term, _: list[Entries]) -> Entries | None:
    return None if "π" in term.data else list(term.data)


def _filled(number: int) -> Callable[[Term, list[Entries]], Entries]:
    return lambda term, _: [Fraction(number)] * (term.size[0] * term.size[1])


def _add(term: Term, args: list[Entries]) -> Entries:
    rows = zip(*args, strict=True)
    return [sum((sign * x for sign, x in zip(term.data, row, strict=True)), Fraction(0)) for row in rows]


def _odot(_: Term, args: list[Entries]) -> Entries:
    return [x * y for x, y in zip(*args, strict=True)]


def _reciprocal(_: Term, args: list[Entries]) -> Entries | None:
    return [1 / x for x in args[0]] if all(args[0]) else None


_METHODS: dict[object, Callable[[Term, list[Entries]], Entries | None]] = {
    "const": _const,
    "zero": _filled(0),
    "ones": _filled(1),
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
