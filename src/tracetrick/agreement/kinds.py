"""Whether the value of a snippet's variable is what the page declares it to be: symmetric, positive, ..."""

from __future__ import annotations

from math import isclose, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracetrick.page.scope import VariableKind
    from tracetrick.snippets import Value

Rows = list[list[float]]


def is_as_declared(kind: VariableKind, value: Value) -> bool:
    """Whether a value is of a kind; any is of one that says nothing."""
    columns = value.shape[1] if len(value.shape) == 2 else 1
    rows = [list(value.entries[k : k + columns]) for k in range(0, len(value.entries), columns or 1)]
    return kind not in _KINDS or _KINDS[kind](rows)


def _is_symmetric(rows: Rows) -> bool:
    return _are_close(rows, [list(column) for column in zip(*rows, strict=True)])


def _is_definite(rows: Rows) -> bool:
    """Symmetric, and Cholesky's factorisation succeeds."""
    factor: Rows = []
    for i, row in enumerate(rows):
        factor.append([])
        for j in range(i):
            known = sum(one * other for one, other in zip(factor[i], factor[j][:j], strict=True))
            factor[i].append((row[j] - known) / factor[j][j])
        rest = row[i] - sum(one * one for one in factor[i])
        if not rest > 0:
            return False
        factor[i].append(sqrt(rest))
    return _is_symmetric(rows)


def _is_orthogonal(rows: Rows) -> bool:
    product = [[sum(one * other for one, other in zip(a, b, strict=True)) for b in rows] for a in rows]
    return _are_close(product, [[float(i == j) for j in range(len(rows))] for i in range(len(rows))])


def _is_positive(rows: Rows) -> bool:
    return all(entry > 0 for row in rows for entry in row)


def _is_simplex(rows: Rows) -> bool:
    entries = [entry for row in rows for entry in row]
    return all(entry >= 0 for entry in entries) and isclose(sum(entries), 1, rel_tol=1e-9)


def _is_onehot(rows: Rows) -> bool:
    entries = sorted(entry for row in rows for entry in row)
    return entries == [*[0.0] * (len(entries) - 1), 1.0]


def _is_sign(rows: Rows) -> bool:
    return all(entry in (-1, 1) for row in rows for entry in row)


def _is_binary(rows: Rows) -> bool:
    return all(entry in (0, 1) for row in rows for entry in row)


def _are_close(one: Rows, other: Rows) -> bool:
    return len(one) == len(other) and all(
        len(a) == len(b) and all(isclose(x, y, rel_tol=1e-9, abs_tol=1e-9) for x, y in zip(a, b, strict=True))
        for a, b in zip(one, other, strict=True)
    )


_KINDS: dict[str, Callable[[Rows], bool]] = {
    "symmetric": _is_symmetric,
    "definite": _is_definite,
    "orthogonal": _is_orthogonal,
    "positive": _is_positive,
    "simplex": _is_simplex,
    "onehot": _is_onehot,
    "sign": _is_sign,
    "binary": _is_binary,
}
