"""The candidates at which claims are judged."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tracetrick.algebra.sampling import Letters
from tracetrick.claims.assignments import Candidates

if TYPE_CHECKING:
    from tracetrick.algebra.dimensions import Dimensions

LETTERS = Letters(squares=("n",), others=("m",), counts=("N",))


class Asked:
    """Which dimensions were asked about."""

    def __init__(self) -> None:
        self.dimensions: list[Dimensions] = []

    def __call__(self, dimensions: Dimensions) -> bool:
        self.dimensions.append(dimensions)
        return True


def test_no_more_are_made_than_are_asked_for() -> None:
    asked = Asked()
    candidates = Candidates(LETTERS, asked, turn=0)
    first = list(islice(candidates, 2))
    assert asked.dimensions == first
    assert list(islice(candidates, 2)) == first
    assert asked.dimensions == first


def test_two_readers_at_once_see_the_same() -> None:
    candidates = Candidates(LETTERS, Asked(), turn=0)
    both = list(islice(zip(candidates, candidates.usual, strict=False), 20))
    assert all(one is other for one, other in both)


def test_the_first_come_behind_the_other_usual_ones_if_turned() -> None:
    straight, turned = (list(Candidates(LETTERS, Asked(), turn=turn).usual) for turn in (0, 2))
    assert turned == straight[2:] + straight[:2]


def test_they_come_in_the_order_of_trial() -> None:
    found = Candidates(LETTERS, Asked(), turn=0)
    assert list(found) == [*found.usual, *found.of_numbers, *found.large, *found.extreme]
    assert all(min(one.letters.values()) > 12 for one in found.large)
