"""Numbers for the dimension letters: distinct, obeying the page's relations between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, count

_SIZES = (3, 2, 4, 5, 6)


@dataclass
class Dimensions:
    """One assignment: a number for each letter.

    Members of a family (`m_0`, `m_1`) are numbered when first met.
    `turn` differs from one assignment to the next and turns the order in which members get their numbers.
    """

    letters: dict[str, int]
    turn: int = 0
    fixed: dict[tuple[str, int], int] = field(default_factory=dict)
    members: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)

    def member(self, key: str, indices: tuple[int, ...]) -> int:
        """The number of one member of a family of dimensions."""
        if len(indices) == 1 and (key, indices[0]) in self.fixed:
            return self.fixed[key, indices[0]]
        if (key, indices) not in self.members:
            taken = {*self.letters.values(), *self.members.values()}
            turn = self.turn % len(_SIZES)
            pool = chain(_SIZES[turn:], _SIZES[:turn], count(8))
            self.members[key, indices] = next(size for size in pool if size not in taken)
        return self.members[key, indices]
