"""Arithmetic on matrices of nested dual numbers modulo a prime.

A value along k directions has its entries in F_p[e_1, ..., e_k] with e_i² = 0 (Griewank and Walther,
Evaluating Derivatives, 2008, chapter 13). It is kept as nested pairs of plain matrices, row by row, or of
those of several draws, one behind the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from operator import mul
from typing import TYPE_CHECKING, cast

from tracetrick.algebra import modular
from tracetrick.algebra.modular import PRIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(eq=False, slots=True)
class Dual:
    """`primal + tangent e` with e² = 0; a tangent of None is 0."""

    primal: Value
    tangent: Value | None


Plain = list[int]
Value = Plain | Dual


def lift(value: Value, depth: int) -> Value:
    """A value that does not move along `depth` more directions."""
    for _ in range(depth):
        value = Dual(value, None)
    return value


def eye(n: int) -> Plain:
    """The identity."""
    return [int(i == j) for i in range(n) for j in range(n)]


def plain_of(value: Value) -> Plain:
    """The value without any tangent."""
    while isinstance(value, Dual):
        value = value.primal
    return value


def tangent_of(value: Value) -> Value:
    """The tangent along the last direction, with zeros written out."""
    value = cast("Dual", value)
    return linear(lambda a: [0] * len(a), value.primal) if value.tangent is None else value.tangent


def is_null(value: Value) -> bool:
    """Whether all is 0, tangents too."""
    if isinstance(value, list):
        return not any(value)
    return is_null(value.primal) and (value.tangent is None or is_null(value.tangent))


def is_still(value: Value) -> bool:
    """Whether it moves along no direction."""
    while isinstance(value, Dual):
        if value.tangent is not None:
            return False
        value = value.primal
    return True


def moving(value: Value) -> list[bool]:
    """Which entries move along some direction."""
    if isinstance(value, list):
        return [False] * len(value)
    found = moving(value.primal)
    if value.tangent is None:
        return found
    return [one or other for one, other in zip(found, _not_null(value.tangent), strict=True)]


def _not_null(value: Value) -> list[bool]:
    """Which entries are not 0, or move."""
    moves = moving(value)
    return [bool(entry) or other for entry, other in zip(plain_of(value), moves, strict=True)]


def linear(op: Callable[[Plain], Plain], value: Value) -> Value:
    """A linear operation on the entries."""
    if isinstance(value, list):
        return op(value)
    tangent = None if value.tangent is None else linear(op, value.tangent)
    return Dual(linear(op, value.primal), tangent)


def bilinear(op: Callable[[Plain, Plain], Plain], a: Value, b: Value) -> Value:
    """A product of any kind."""
    if isinstance(a, list):
        return op(a, cast("Plain", b))
    b = cast("Dual", b)
    primal = bilinear(op, a.primal, b.primal)
    if a.tangent is None:
        return Dual(primal, None if b.tangent is None else bilinear(op, a.primal, b.tangent))
    own = bilinear(op, a.tangent, b.primal)
    if b.tangent is None:
        return Dual(primal, own)
    return Dual(primal, total((1, 1), [bilinear(op, a.primal, b.tangent), own]))


def total(signs: Sequence[int], values: Sequence[Value]) -> Value:
    """The signed sum."""
    if isinstance(values[0], list):
        return _total(signs, cast("Sequence[Plain]", values))
    duals = cast("Sequence[Dual]", values)
    moving = [
        (sign, dual.tangent) for sign, dual in zip(signs, duals, strict=True) if dual.tangent is not None
    ]
    tangent = total([sign for sign, _ in moving], [one for _, one in moving]) if moving else None
    return Dual(total(signs, [dual.primal for dual in duals]), tangent)


def _total(signs: Sequence[int], values: Sequence[Plain]) -> Plain:
    if len(values) == 1:
        return values[0] if signs[0] == 1 else [-x % PRIME for x in values[0]]
    if signs[0] == 1 and len(values) == 2:
        if signs[1] == 1:
            return [(x + y) % PRIME for x, y in zip(*values, strict=True)]
        return [(x - y) % PRIME for x, y in zip(*values, strict=True)]
    signed = [value if sign == 1 else [-x for x in value] for sign, value in zip(signs, values, strict=True)]
    return [sum(entries) % PRIME for entries in zip(*signed, strict=True)]


def affine(value: Value, constant: int) -> Value:
    """`constant + value`, entry by entry."""
    if isinstance(value, list):
        return [(constant + entry) % PRIME for entry in value]
    return Dual(affine(value.primal, constant), value.tangent)


def gather(table: Iterable[tuple[int, int] | None], values: Sequence[Value], draws: int = 1) -> Value:
    """Entries of several values: which value, and which place in it; None is 0."""
    if isinstance(values[0], list):
        if draws > 1:
            each = zip(*(chunks(cast("Plain", value), draws) for value in values), strict=True)
            return [0 if at is None else plain[at[0]][at[1]] for plain in each for at in table]
        plain = cast("Sequence[Plain]", values)
        return [0 if at is None else plain[at[0]][at[1]] for at in table]
    duals = cast("Sequence[Dual]", values)
    moves = any(dual.tangent is not None for dual in duals)
    tangent = gather(table, list(map(tangent_of, duals)), draws) if moves else None
    return Dual(gather(table, [dual.primal for dual in duals], draws), tangent)


def reciprocal(value: Value) -> Value:
    """Of each entry: 1/(a + b e) = c - c b c e with c = 1/a. Raises RedrawError if one is 0."""
    if isinstance(value, list):
        return [modular.reciprocal(entry) for entry in value]
    primal = reciprocal(value.primal)
    if value.tangent is None:
        return Dual(primal, None)
    slope = linear(negative, bilinear(odot, primal, primal))
    return Dual(primal, bilinear(odot, slope, value.tangent))


def minus_scaled(value: Value, factor: Value, other: Value) -> Value:
    """`value - factor other` for a factor of one entry."""
    if isinstance(value, list):
        scale = cast("Plain", factor)[0]
        return [(x - scale * y) % PRIME for x, y in zip(value, cast("Plain", other), strict=True)]
    factor, other = cast("Dual", factor), cast("Dual", other)
    tangent = value.tangent
    for one, another in ((factor.primal, other.tangent), (factor.tangent, other.primal)):
        if one is not None and another is not None:
            tangent = minus_scaled(tangent_of(value) if tangent is None else tangent, one, another)
    return Dual(minus_scaled(value.primal, factor.primal, other.primal), tangent)


# Several draws


def chunks(a: Plain, draws: int) -> list[Plain]:
    """The entries of each draw."""
    size = len(a) // draws
    return [a[start : start + size] for start in range(0, len(a), size)]


def each(draws: int, op: Callable[..., Plain]) -> Callable[..., Plain]:
    """An operation on the matrices of several draws, from that on one."""
    if draws == 1:
        return op
    return lambda *values: list(chain.from_iterable(map(op, *(chunks(a, draws) for a in values))))


def split(value: Value, draws: int) -> Sequence[Value]:
    """The value of each draw."""
    if isinstance(value, list):
        return chunks(value, draws)
    primals = split(value.primal, draws)
    if value.tangent is None:
        return [Dual(primal, None) for primal in primals]
    return list(map(Dual, primals, split(value.tangent, draws)))


def join(values: Sequence[Value]) -> Value:
    """Those of several draws as one value."""
    if isinstance(values[0], list):
        return list(chain.from_iterable(cast("Sequence[Plain]", values)))
    duals = cast("Sequence[Dual]", values)
    moves = any(dual.tangent is not None for dual in duals)
    tangent = join(list(map(tangent_of, duals))) if moves else None
    return Dual(join([dual.primal for dual in duals]), tangent)


# Operations on plain matrices


def negative(a: Plain) -> Plain:
    """-a."""
    return [-entry % PRIME for entry in a]


def halve(a: Plain) -> Plain:
    """a/2."""
    half = (PRIME + 1) // 2
    return [entry * half % PRIME for entry in a]


def odot(a: Plain, b: Plain) -> Plain:
    """Product entry by entry."""
    return [x * y % PRIME for x, y in zip(a, b, strict=True)]


def dot(a: Plain, b: Plain) -> Plain:
    """The sum of the products of entries."""
    return [sum(map(mul, a, b)) % PRIME]


def scale(a: Plain, b: Plain) -> Plain:
    """A number times a matrix."""
    factor = a[0]
    return [factor * entry % PRIME for entry in b]


def matmul(inner: int) -> Callable[[Plain, Plain], Plain]:
    """The product of matrices that have `inner` columns and rows."""

    def product(a: Plain, b: Plain) -> Plain:
        width = len(b) // inner
        columns = [b[j::width] for j in range(width)]
        rows = [a[i : i + inner] for i in range(0, len(a), inner)]
        return [sum(map(mul, row, column)) % PRIME for row in rows for column in columns]

    return product


def transpose(rows: int, columns: int) -> Callable[[Plain], Plain]:
    """The transpose of a matrix of this size."""
    if 1 in (rows, columns):
        return list
    return lambda a: [entry for j in range(columns) for entry in a[j::columns]]


def kron(left: tuple[int, int], right: tuple[int, int]) -> Callable[[Plain, Plain], Plain]:
    """Kronecker's product of matrices of these sizes."""
    (rows, columns), (height, width) = left, right

    def product(a: Plain, b: Plain) -> Plain:
        return [
            x * y % PRIME
            for i in range(rows)
            for k in range(height)
            for x in a[i * columns : (i + 1) * columns]
            for y in b[k * width : (k + 1) * width]
        ]

    return product
