"""Assignments of dimensions in the order in which they are tried: distinct, squares of 4 and 5 first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from tracetrick.algebra.dimensions import Dimensions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COUNTS = (3, 2, 4, 1)
ASSIGNMENTS = 2
ASSIGNMENTS_OF_NUMBERS = 10
CANDIDATES = 60
_TRIALS = 400
_NEXT = {4: 5, 3: 2}
_MANY = (6, 8, 10)  # members, for sums that must have full rank
_FEW = 12  # trials before they are tried
_SQUARES = (4, 5, 7, 3, 6, 2, 8, 9)
_OTHERS = (3, 2, 6, 7, 8, 9, 10, 11, 12)


@dataclass(frozen=True)
class Letters:
    """The letters that need numbers.

    They are sides of squares, other dimensions, numbers of members, and natural numbers.
    """

    squares: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    naturals: tuple[str, ...] = ()


def assignments(letters: Letters, holds: Callable[[Dimensions], bool]) -> Iterator[Dimensions]:
    """Different assignments for which `holds`; at most CANDIDATES of them."""
    seen: list[dict[str, int]] = []
    for trial in range(_TRIALS):
        candidate = _assignment(letters, trial)
        if holds(candidate) and (candidate.letters not in seen or trial < ASSIGNMENTS):
            seen.append(dict(candidate.letters))
            yield candidate
            if len(seen) == CANDIDATES:
                return


def _assignment(letters: Letters, trial: int) -> Dimensions:
    random = Random(trial)  # noqa: S311  (draws are reproducible, not secret)
    numbers: dict[str, int] = {}
    counts = COUNTS if trial < _FEW else (*COUNTS, *_MANY)
    for place, key in enumerate((*letters.counts, *letters.naturals)):
        numbers[key] = counts[(trial + place) % len(counts)]
    taken = {numbers[key] for key in letters.counts}
    extra = 0 if trial < ASSIGNMENTS else 2 + trial // 6
    squares = _order(_free(_SQUARES, taken, len(letters.squares), extra), trial, random)
    numbers.update(zip(letters.squares, squares, strict=False))
    taken |= set(numbers.values())
    others = _order(_free(_OTHERS, taken, len(letters.others), extra), trial, random)
    numbers.update(zip(letters.others, others, strict=False))
    return Dimensions(numbers, turn=trial)


def _free(pool: tuple[int, ...], taken: set[int], wanted: int, extra: int) -> list[int]:
    """The first numbers of `pool` that are not taken, and larger ones if it has too few."""
    found = [size for size in pool if size not in taken][: wanted + extra]
    larger = (size for size in count(13) if size not in taken)
    return found + [next(larger) for _ in range(wanted - len(found))]


def _order(sizes: list[int], trial: int, random: Random) -> list[int]:
    """As they are, then the first two exchanged, then at random."""
    if trial == 0:
        return sizes
    if trial == 1:
        return (
            [sizes[1], sizes[0], *sizes[2:]] if len(sizes) > 1 else [_NEXT.get(size, size) for size in sizes]
        )
    random.shuffle(sizes)
    return sizes
