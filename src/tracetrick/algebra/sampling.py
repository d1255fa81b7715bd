"""Assignments of dimensions in the order in which they are tried: distinct, squares of 4 and 5 first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from tracetrick.algebra.dimensions import Dimensions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

COUNTS = (3, 2, 4, 1)
ASSIGNMENTS = 2
VALUES_OF_NUMBERS = 10  # more than a polynomial in a dimension is likely to have roots
CANDIDATES = 60
_LARGEST_NATURAL = 50
LARGE = 16
_LARGE = (LARGE, 13, 20)
LONE, HUGE = 1, 5000  # the least and a large value of a letter that is compared as a number
_TRIALS = 400
_TURNS = 8  # tries to satisfy the relations between dimensions
_MANY = (6, 8, 10)  # members, for sums that must have full rank
_FEW = 12  # trials before they are tried
_SQUARES = (4, 5, 7, 3, 6, 2, 8, 9)
_OTHERS = (3, 2, 6, 7, 8, 9, 10, 11, 12)
_ALONE = (5, 4, 6, 7, 3, 8, 2, 9)  # where no letter is the side of a square matrix


@dataclass(frozen=True)
class Letters:
    """The letters that need numbers.

    They are sides of squares, other dimensions, numbers of members, and natural numbers.
    """

    squares: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    naturals: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.squares, *self.others, *self.counts, *self.naturals)


def assignments(letters: Letters, holds: Callable[[Dimensions], bool]) -> Iterator[Dimensions]:
    """Different assignments for which `holds`; at most CANDIDATES of them.

    In the second every order of two dimensions is the reverse of that in the first: no matrix is only ever
    tall or only ever wide, unless `holds` demands it.
    """
    seen: list[dict[str, int]] = []
    for trial in range(_TRIALS):
        candidate = _assignment(letters, trial)
        if holds(candidate) and (candidate.letters not in seen or trial < ASSIGNMENTS):
            seen.append(dict(candidate.letters))
            yield candidate
            if len(seen) == CANDIDATES:
                return


def large_assignments(letters: Letters, holds: Callable[[Dimensions], bool]) -> Iterator[Dimensions]:
    """A few with large dimensions, for claims that name an entry far out."""
    for trial, least in enumerate(_LARGE):
        turned = letters.all if trial % 2 == 0 else letters.all[::-1]
        candidate = Dimensions({key: least + place for place, key in enumerate(turned)}, turn=trial)
        if holds(candidate):
            yield candidate


def far_assignment(
    letters: Letters, keys: Iterable[str], holds: Callable[[Dimensions], bool]
) -> Dimensions | None:
    """An assignment with large numbers for some letters, the others small; None if none is found."""
    numbers = {key: _LARGE[0] + place for place, key in enumerate(keys)}
    return assignment_with(letters, numbers, holds)


def assignment_with(
    letters: Letters, given: Mapping[str, int], holds: Callable[[Dimensions], bool]
) -> Dimensions | None:
    """An assignment with these numbers for some letters, the others small; None if none is found."""
    candidates = (_among_small(letters, given, turn) for turn in range(_TURNS))
    return next((one for one in candidates if holds(one)), None)


def extreme_assignments(letters: Letters, holds: Callable[[Dimensions], bool]) -> Iterator[Dimensions]:
    """Each letter at 1 and at a large number, the others small: for letters that are compared as numbers."""
    for key in letters.all:
        for value in (LONE, HUGE):
            if (found := assignment_with(letters, {key: value}, holds)) is not None:
                yield found


def assignments_of_numbers(letters: Letters, holds: Callable[[Dimensions], bool]) -> Iterator[Dimensions]:
    """Assignments that give each letter VALUES_OF_NUMBERS different values, as far as `holds` lets them.

    One letter after the other runs through its values while the rest stay small, at other numbers each time:
    a claim that needs many values of one letter never meets large matrices of another.
    """
    for key in letters.all:
        found = 0
        for value in _run(letters, key):
            candidate = assignment_with(letters, {key: value}, holds)
            if candidate is not None:
                found += 1
                yield candidate
            if found == VALUES_OF_NUMBERS:
                break


def _run(letters: Letters, key: str) -> list[int]:
    """The values of a letter whose number counts, spare ones behind."""
    least = 2 if key in letters.squares + letters.others else 1
    last = [_LARGEST_NATURAL] if key in letters.naturals else []
    run = list(range(least, least + VALUES_OF_NUMBERS + len(letters.all) - len(last)))
    return run[: VALUES_OF_NUMBERS - len(last)] + last + run[VALUES_OF_NUMBERS - len(last) :]


def _among_small(letters: Letters, given: Mapping[str, int], turn: int) -> Dimensions:
    """Some letters at given numbers, the others at small ones."""
    random = Random(f"{' '.join(f'{key} {value}' for key, value in given.items())} {turn}")  # noqa: S311  (draws are reproducible, not secret)
    counted = [one for one in (*letters.counts, *letters.naturals) if one not in given]
    numbers = {**given} | {one: random.choice(COUNTS) for one in counted}
    sized = [one for one in (*letters.squares, *letters.others) if one not in given]
    sizes = _free(tuple(range(2, 2 + len(letters.all) + 2)), {*numbers.values()}, len(sized), 2)
    random.shuffle(sizes)
    return Dimensions(numbers | dict(zip(sized, sizes, strict=False)), turn=turn)


def _assignment(letters: Letters, trial: int) -> Dimensions:
    random = Random(trial)  # noqa: S311  (draws are reproducible, not secret)
    numbers: dict[str, int] = {}
    counts = COUNTS if trial < _FEW else (*COUNTS, *_MANY)
    for place, key in enumerate((*letters.counts, *letters.naturals)):
        numbers[key] = counts[(trial + place) % len(counts)]
    taken = {numbers[key] for key in letters.counts}
    if trial < ASSIGNMENTS:
        numbers.update(_first(letters, taken, trial))
        return Dimensions(numbers, turn=trial)
    extra = 2 + trial // 6
    squares = _free(_SQUARES, taken, len(letters.squares), extra)
    random.shuffle(squares)
    numbers.update(zip(letters.squares, squares, strict=False))
    taken |= set(numbers.values())
    others = _free(_OTHERS, taken, len(letters.others), extra)
    random.shuffle(others)
    numbers.update(zip(letters.others, others, strict=False))
    return Dimensions(numbers, turn=trial)


def _first(letters: Letters, taken: set[int], trial: int) -> dict[str, int]:
    """The first assignment, or the second, in which every order is reversed."""
    if not letters.squares:
        return _turned(letters.others, _free(_ALONE, taken, len(letters.others) + trial, 0), trial)
    sizes = _free(_SQUARES, taken, len(letters.squares) + (len(letters.squares) == 1), 0)
    numbers = _turned(letters.squares, sizes, trial)
    taken = taken | set(numbers.values())
    smallest, largest = min(numbers.values()), max(numbers.values())
    below = [size for size in range(smallest - 1, 1, -1) if size not in taken]
    above = [size for size in range(largest + 1, largest + 30) if size not in taken]
    for place, key in enumerate(letters.others):
        pool = below if (place // 2 + trial) % 2 == 0 and below else above
        numbers[key] = pool.pop(0)
    return numbers


def _turned(keys: tuple[str, ...], sizes: list[int], trial: int) -> dict[str, int]:
    """Sizes for letters in this order, or so that the orders are reversed; a single letter takes the next."""
    sizes = sizes[: max(len(keys), 2)]
    if len(keys) == 1:
        return {keys[0]: sizes[trial]}
    sizes = sizes[: len(keys)]
    if trial == 1:
        ordered = sorted(sizes)
        sizes = [ordered[-1 - ordered.index(size)] for size in sizes]
    return dict(zip(keys, sizes, strict=True))


def _free(pool: tuple[int, ...], taken: set[int], wanted: int, extra: int) -> list[int]:
    """The first numbers of `pool` that are not taken, and larger ones if it has too few."""
    found = [size for size in pool if size not in taken][: wanted + extra]
    larger = (size for size in count(13) if size not in taken)
    return found + [next(larger) for _ in range(wanted - len(found))]
