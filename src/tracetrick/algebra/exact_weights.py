"""The entries of terms, summed with weights, without the entries of the derivatives in them.

Two matrices are equal if their sums are, at random weights (Freivalds 1977). And a derivative that is summed
with weights is a derivative along one direction, where its entries are as many.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tracetrick.algebra.duals import (
    Dual,
    Plain,
    Value,
    chunks,
    dot,
    each,
    is_still,
    lift,
    linear,
    matmul,
    odot,
    plain_of,
    scale,
    tangent_of,
    total,
    transpose,
)
from tracetrick.algebra.modular import PRIME, reciprocal
from tracetrick.algebra.terms import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracetrick.algebra.exact_point import Level, Point
    from tracetrick.algebra.terms import Place

_SUMS = frozenset(["add", "gather", "transpose", "total", "trace", "named"])
_PRODUCTS = frozenset(["matmul", "scale", "odot", "kron"])


def over_jacobians(terms: Iterable[Term]) -> frozenset[Term]:
    """Of terms, arguments first, those that are linear in the entries of a derivative by a matrix."""
    found = set[Term]()
    for term in terms:
        is_linear = term.op in _SUMS or term.op in _PRODUCTS or term.op == "diff"
        if term.op == "jacobian" or (is_linear and any(arg in found for arg in term.args)):
            found.add(term)
    return frozenset(found)


class Weighing:
    """Sums of entries at one point; `heavy` are the terms over Jacobians."""

    def __init__(self, point: Point, heavy: frozenset[Term]) -> None:
        self.point = point
        self.heavy = heavy
        self.order = [term for term in reversed(point.problem.terms) if term in heavy]

    def weighted(self, weights: Iterable[tuple[Term, Value]], level: Level) -> Value:
        """The sum of all entries of these terms, each times its weight, at each draw.

        From the whole to its parts: what is linear in an argument gives it weights of its own.
        """
        waiting: dict[Term, Value] = {}
        _add(waiting, weights)
        parts: list[Value] = []
        jacobians: list[tuple[Term, Value]] = []
        for term in self.order:
            weight = waiting.pop(term, None)
            if weight is None:
                continue
            if level.moves(term):
                parts.append(self.multiplied(term, weight, level))
            elif term.op == "jacobian":
                jacobians.append((term, weight))
            elif term.op == "diff":
                above = self.point.drifting(term, level)
                parts.append(tangent_of(self.weighted([(term.args[0], lift(weight, 1))], above)))
            else:
                _add(waiting, self.handed_down(term, weight, level))
        parts += [self.multiplied(term, weight, level) for term, weight in waiting.items()]
        parts += self.along_jacobians(jacobians, level)
        return total([1] * len(parts), parts)

    def multiplied(self, term: Term, weight: Value, level: Level) -> Value:
        """The same from the entries of a term."""
        return self.point.bilinear(dot, weight, self.point.value(term, level))

    # What is linear

    def handed_down(self, term: Term, weight: Value, level: Level) -> Iterator[tuple[Term, Value]]:
        """The weights of the arguments that give the same sum; of a product, of one of its factors."""
        size = term.size[0] * term.size[1]
        self.point.problem.work.spend(5 + size << level.depth)
        if term.op == "add":
            for sign, arg in zip(term.data, term.args, strict=True):
                yield arg, weight if sign == 1 else total((-1,), [weight])
        elif term.op == "gather":
            for number, arg in enumerate(term.args):
                yield arg, self.point.linear(_scattered(term.data, number, arg.count), weight)
        elif term.op in _PRODUCTS:
            yield self.factor(term, weight, level)
        else:
            (arg,) = term.args
            yield arg, self.point.linear(_TRANSPOSED[term.op](arg), weight)

    def factor(self, term: Term, weight: Value, level: Level) -> tuple[Term, Value]:
        """The larger of two factors over Jacobians, and its weights."""
        left, right = term.args
        is_left = left in self.heavy and (right not in self.heavy or left.count >= right.count)
        one, other = (left, right) if is_left else (right, left)
        value = self.point.value(other, level)
        linear, bilinear = self.point.linear, self.point.bilinear
        if term.op == "odot":
            return one, bilinear(odot, weight, value)
        if term.op == "scale":
            return one, bilinear(dot, weight, value) if is_left else bilinear(scale, value, weight)
        if term.op == "matmul":
            turned = linear(transpose(*other.size), value)
            if is_left:
                return one, bilinear(matmul(right.size[1]), weight, turned)
            return one, bilinear(matmul(left.size[0]), turned, weight)
        blocks = linear(_blocks(left.size, right.size), weight)
        if is_left:
            return one, bilinear(matmul(right.count), blocks, value)
        turned = linear(transpose(left.count, right.count), blocks)
        return one, bilinear(matmul(left.count), turned, value)

    # Derivatives

    def along_jacobians(self, found: list[tuple[Term, Value]], level: Level) -> Iterator[Value]:
        """The sums of Jacobians: along directions, or from their entries where those are less work."""
        passes: dict[Term, int] = {}
        factored = {}
        for term, weight in found:
            factors = factored[term] = _factored(weight, *term.size, self.point.draws)
            variable = term.args[1]
            passes[variable] = passes.get(variable, 0) + len(factors)
        for term, weight in found:
            variable = term.args[1]
            if passes[variable] > term.size[1]:
                yield self.multiplied(term, weight, level)
            else:
                for column, row in factored[term]:
                    yield self.along(term, column, row, level)

    def along(self, term: Term, column: Value, row: Value, level: Level) -> Value:
        """Weighted with a column times a row: the body moves along the row, weighted with the column."""
        body, variable = term.args
        linear = self.point.linear
        above = self.point.along(variable, linear(_unvec(variable), row), level)
        return tangent_of(self.weighted([(body, lift(linear(_unvec(body), column), 1))], above))


def _add(waiting: dict[Term, Value], weights: Iterable[tuple[Term, Value]]) -> None:
    for term, weight in weights:
        waiting[term] = total((1, 1), [waiting[term], weight]) if term in waiting else weight


def _factored(weight: Value, rows: int, columns: int, draws: int) -> list[tuple[Value, Value]]:
    """Weights as a sum of columns times rows: one if they are seen to have rank 1, else one for each row."""
    depth = 0
    one: Value = weight
    while isinstance(one, Dual):
        one, depth = one.primal, depth + 1
    if rows == 1:
        return [(lift([1] * draws, depth), weight)]
    if is_still(weight):
        found = [_of_rank_one(part, columns) for part in chunks(plain_of(weight), draws)]
        factors = [pair for pair in found if pair is not None]
        if len(factors) == draws:
            column, row = (list(chain(*part)) for part in zip(*factors, strict=True))
            return [(lift(column, depth), lift(row, depth))]
    units = [[int(i == k) for k in range(rows)] * draws for i in range(rows)]
    return [
        (
            lift(units[i], depth),
            linear(each(draws, lambda a, i=i: a[i * columns : (i + 1) * columns]), weight),
        )
        for i in range(rows)
    ]


def _of_rank_one(plain: Plain, columns: int) -> tuple[Plain, Plain] | None:
    """A matrix as a column times a row; None if it is no such product."""
    lines = chunks(plain, len(plain) // columns)
    first = next((line for line in lines if any(line)), lines[0])
    place = next((j for j, entry in enumerate(first) if entry), 0)
    scales = [line[place] * reciprocal(first[place]) % PRIME if first[place] else 0 for line in lines]
    if all(
        line == [ratio * entry % PRIME for entry in first] for ratio, line in zip(scales, lines, strict=True)
    ):
        return scales, first
    return None


def _unvec(term: Term) -> Callable[[Plain], Plain]:
    """From the order of vec(term) to that of its entries row by row."""
    rows, columns = term.size
    return transpose(columns, rows)


def _scattered(table: Iterable[Place], number: int, count: int) -> Callable[[Plain], Plain]:
    def scattered(weight: Plain) -> Plain:
        found = [0] * count
        for entry, place in zip(weight, table, strict=True):
            if place is not None and place[0] == number:
                found[place[1]] += entry
        return [entry % PRIME for entry in found]

    return scattered


def _diagonal(term: Term) -> Callable[[Plain], Plain]:
    n = term.size[0]
    return lambda a: [a[0] if i == j else 0 for i in range(n) for j in range(n)]


def _blocks(left: tuple[int, int], right: tuple[int, int]) -> Callable[[Plain], Plain]:
    """A matrix of blocks, each block as a row."""
    (rows, columns), (height, width) = left, right
    whole = columns * width

    def blocks(weight: Plain) -> Plain:
        return [
            entry
            for i in range(rows)
            for j in range(columns)
            for k in range(height)
            for entry in weight[
                (i * height + k) * whole + j * width : (i * height + k) * whole + (j + 1) * width
            ]
        ]

    return blocks


_TRANSPOSED: dict[str, Callable[[Term], Callable[[Plain], Plain]]] = {
    "named": lambda _: list,
    "total": lambda arg: lambda a: a * arg.count,
    "trace": _diagonal,
    "transpose": lambda arg: transpose(*reversed(arg.size)),
}
