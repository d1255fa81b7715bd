"""Inverse, determinant and rank by elimination, on dual numbers as on plain ones: no rule of calculus."""

from __future__ import annotations

from tracetrick.algebra import modular
from tracetrick.algebra.duals import (
    Plain,
    Value,
    bilinear,
    eye,
    gather,
    is_null,
    lift,
    linear,
    minus_scaled,
    negative,
    plain_of,
    reciprocal,
    scale,
    total,
)
from tracetrick.algebra.modular import PRIME, OutsideError, RedrawError

_MAX_EXPANSION = 8


def inverse(value: Value, n: int, depth: int) -> Value:
    """Gauss and Jordan's elimination. Raises RedrawError if the matrix has no inverse."""
    beside = [value, lift(eye(n), depth)]
    rows = [gather([(k, i * n + j) for k in (0, 1) for j in range(n)], beside) for i in range(n)]
    for column in range(n):
        pivot = _pivot(rows, column, column)
        if pivot is None:
            raise RedrawError
        rows[column], rows[pivot] = rows[pivot], rows[column]
        own = bilinear(scale, reciprocal(_entry(rows[column], column)), rows[column])
        for i in range(n):
            factor = _entry(rows[i], column)
            if i != column and not is_null(factor):
                rows[i] = minus_scaled(rows[i], factor, own)
        rows[column] = own
    return gather([(i, n + j) for i in range(n) for j in range(n)], rows)


def determinant(value: Value, n: int, depth: int) -> Value:
    """By elimination; by expansion where no pivot has an inverse."""
    rows = [linear(lambda a, i=i: a[i * n : i * n + n], value) for i in range(n)]  # type: ignore[misc]
    result = lift([1], depth)
    for column in range(n):
        pivot = _pivot(rows, column, column)
        if pivot is None:
            return bilinear(scale, result, _expanded(rows[column:], column))
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            result = linear(negative, result)
        diagonal = _entry(rows[column], column)
        result = bilinear(scale, result, diagonal)
        inverted = reciprocal(diagonal)
        for i in range(column + 1, n):
            factor = _entry(rows[i], column)
            if not is_null(factor):
                rows[i] = minus_scaled(rows[i], bilinear(scale, factor, inverted), rows[column])
    return result


def adjugate(value: Value, n: int, depth: int) -> Value:
    """The transpose of the matrix of cofactors."""
    cofactors = [_cofactor(value, n, depth, j, i) for i in range(n) for j in range(n)]
    return gather([(place, 0) for place in range(n * n)], cofactors)


def rank(entries: Plain, height: int, width: int) -> int:
    """The number of pivots."""
    rows = [entries[i * width : (i + 1) * width] for i in range(height)]
    found = 0
    for column in range(width):
        pivot = next((i for i in range(found, height) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverted = modular.reciprocal(rows[found][column])
        for i in range(found + 1, height):
            factor = rows[i][column] * inverted % PRIME
            if factor:
                rows[i] = [(x - factor * y) % PRIME for x, y in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def _pivot(rows: list[Value], column: int, first: int) -> int | None:
    """The first row from `first` on whose entry has an inverse."""
    return next((i for i in range(first, len(rows)) if plain_of(rows[i])[column]), None)


def _entry(row: Value, column: int) -> Value:
    return linear(lambda a: [a[column]], row)


def _expanded(rows: list[Value], first: int) -> Value:
    """Laplace's expansion along the first row, of the columns from `first` on."""
    n = len(rows)
    if n > _MAX_EXPANSION:
        raise OutsideError("the determinant of a singular matrix of more than 8 rows")
    if n == 1:
        return _entry(rows[0], first)
    parts = []
    for j in range(first, first + n):
        minor = [linear(lambda a, j=j: a[:j] + a[j + 1 :], row) for row in rows[1:]]  # type: ignore[misc]
        parts.append(bilinear(scale, _entry(rows[0], j), _expanded(minor, first)))
    return total([(-1) ** j for j in range(n)], parts)


def _cofactor(value: Value, n: int, depth: int, i: int, j: int) -> Value:
    places = [(0, r * n + c) for r in range(n) for c in range(n) if r != i and c != j]
    minor = determinant(gather(places, [value]), n - 1, depth)
    return minor if (i + j) % 2 == 0 else linear(negative, minor)
