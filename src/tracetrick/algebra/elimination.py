"""Inverse, determinant and rank by elimination, on dual numbers as on plain ones: no rule of calculus."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

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
    matmul,
    minus_scaled,
    negative,
    plain_of,
    reciprocal,
    scale,
)
from tracetrick.algebra.modular import PRIME, RedrawError

if TYPE_CHECKING:
    from tracetrick.algebra.work import Work

_PRODUCTS = 8  # that take as long as one operation


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


def determinant(value: Value, n: int, depth: int, work: Work) -> Value:
    """By elimination; without division where no pivot has an inverse, which is more work."""
    rows = [linear(lambda a, i=i: a[i * n : i * n + n], value) for i in range(n)]  # type: ignore[misc]
    result = lift([1], depth)
    for column in range(n):
        pivot = _pivot(rows, column, column)
        if pivot is None:
            left = n - column
            work.spend(left**4 // _PRODUCTS << depth)
            places = [(i, j) for i in range(column, n) for j in range(column, n)]
            return bilinear(scale, result, _without_division(gather(places, rows), left))
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


def adjugate(value: Value, n: int, depth: int, work: Work) -> Value:
    """The transpose of the matrix of cofactors."""
    cofactors = []
    for i, j in product(range(n), repeat=2):
        places = [(0, r * n + c) for r in range(n) for c in range(n) if r != j and c != i]
        minor = determinant(gather(places, [value]), n - 1, depth, work)
        cofactors.append(minor if (i + j) % 2 == 0 else linear(negative, minor))
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


def _without_division(value: Value, n: int) -> Value:
    """The determinant by n - 1 products of matrices (Bird 2011)."""
    power = value
    for _ in range(n - 1):
        power = bilinear(matmul(n), linear(lambda a: _upper(a, n), power), value)
    result = linear(lambda a: a[:1], power)
    return result if n % 2 else linear(negative, result)


def _upper(a: Plain, n: int) -> Plain:
    """The entries above the diagonal; on it the sums of those further down, negative."""
    found = [0] * (n * n)
    below = 0
    for i in reversed(range(n)):
        found[i * n + i] = -below % PRIME
        found[i * n + i + 1 : i * n + n] = a[i * n + i + 1 : i * n + n]
        below += a[i * n + i]
    return found
