"""Draws of the exact judge: numbers modulo a prime that obey the declarations, and their tangents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.duals import Plain, eye, matmul
from tracetrick.algebra.elimination import inverse
from tracetrick.algebra.modular import PRIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from tracetrick.algebra.terms import Term

MOST_DRAWS = 128
TWO_VALUED = 4  # entries with two values whose values are taken together
_Draw = tuple[Plain, Plain]


def draw(term: Term, random: Random, choice: int) -> _Draw:
    """A random value for an input, and a random tangent; `choice` is the sort of value."""
    rows, columns = term.size
    return _DRAWS[term.data[1]](random, rows, columns, choice)


def choices(term: Term) -> int | None:
    """How many sorts of value an input has, if it has several: one-hot vectors, rotations and reflections.

    Of entries with two values those of the first few are taken together.
    """
    count = _CHOICES.get(term.data[1])
    return None if count is None else count(*term.size)


def turns_of(inputs: Iterable[Term]) -> dict[Term, int]:
    """After how many draws each input takes its next sort of value: so several take all of them together.

    Those are left out whose sorts are too many for that.
    """
    found: dict[Term, int] = {}
    turn = 1
    for term in sorted(inputs, key=lambda one: str(one.data)):
        count = choices(term)
        if count is not None and turn * count <= MOST_DRAWS:
            found[term] = turn
            turn *= count
    return found


def numbers(random: Random, count: int) -> Plain:
    """Random numbers, none of them 0."""
    return [1 + random.getrandbits(128) % (PRIME - 1) for _ in range(count)]


def _draw_real(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    return numbers(random, rows * columns), numbers(random, rows * columns)


def _symmetric(random: Random, n: int) -> Plain:
    a = numbers(random, n * n)
    return [(a[i * n + j] + a[j * n + i]) % PRIME for i in range(n) for j in range(n)]


def _draw_symmetric(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    return _symmetric(random, rows), _symmetric(random, rows)


def _draw_definite(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    b = numbers(random, rows * rows)
    t = [b[j * rows + i] for i in range(rows) for j in range(rows)]
    return matmul(rows)(b, t), _symmetric(random, rows)


def _skew(random: Random, n: int) -> Plain:
    a = numbers(random, n * n)
    return [(a[i * n + j] - a[j * n + i]) % PRIME for i in range(n) for j in range(n)]


def _draw_orthogonal(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    """Cayley's transform of a skew matrix, reflected in the second choice.

    The tangent is Q times a skew matrix.
    """
    skew = _skew(random, rows)
    below = [(a + b) % PRIME for a, b in zip(eye(rows), skew, strict=True)]
    above = [(a - b) % PRIME for a, b in zip(eye(rows), skew, strict=True)]
    inverted = inverse(below, rows, 0)
    assert isinstance(inverted, list)  # noqa: S101  (for the type checker)
    q = matmul(rows)(above, inverted)
    if choice:
        q = [(-entry) % PRIME if k < rows else entry for k, entry in enumerate(q)]
    return q, matmul(rows)(q, _skew(random, rows))


def _draw_positive(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    squares = [pow(entry, 2, PRIME) for entry in numbers(random, rows * columns)]
    return squares, numbers(random, rows * columns)


def _draw_simplex(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    value, tangent = numbers(random, rows - 1), numbers(random, rows - 1)
    return [*value, (1 - sum(value)) % PRIME], [*tangent, -sum(tangent) % PRIME]


def _draw_onehot(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    return [int(k == choice) for k in range(rows)], [0] * rows


def _draw_sign(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    entries = [1 - 2 * bit for bit in _bits(random, rows * columns, choice)]
    return [entry % PRIME for entry in entries], [0] * len(entries)


def _draw_binary(random: Random, rows: int, columns: int, choice: int) -> _Draw:
    entries = _bits(random, rows * columns, choice)
    return entries, [0] * len(entries)


def _bits(random: Random, count: int, choice: int) -> Plain:
    """The first ones as `choice` says, the others at random."""
    return [choice >> k & 1 if k < TWO_VALUED else random.getrandbits(1) for k in range(count)]


_DRAWS: dict[str, Callable[[Random, int, int, int], _Draw]] = {
    "real": _draw_real,
    "symmetric": _draw_symmetric,
    "definite": _draw_definite,
    "orthogonal": _draw_orthogonal,
    "positive": _draw_positive,
    "simplex": _draw_simplex,
    "onehot": _draw_onehot,
    "sign": _draw_sign,
    "binary": _draw_binary,
}
_CHOICES: dict[str, Callable[[int, int], int]] = {
    "onehot": lambda rows, _: rows,
    "orthogonal": lambda *_: 2,
    "sign": lambda rows, columns: 2 ** min(rows * columns, TWO_VALUED),
    "binary": lambda rows, columns: 2 ** min(rows * columns, TWO_VALUED),
}
