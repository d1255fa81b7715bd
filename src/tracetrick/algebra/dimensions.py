"""Numbers for the dimension letters: distinct, obeying the page's relations between them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Dimensions:
    """One assignment: a number for each letter; members of a family (`m_0`, `m_1`) are numbered when first met."""

    letters: dict[str, int]
    fixed: dict[tuple[str, int], int] = field(default_factory=dict)
    members: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)

    def member(self, key: str, indices: tuple[int, ...]) -> int:
        """The number of one member of a family of dimensions."""
        if len(indices) == 1 and (key, indices[0]) in self.fixed:
            return self.fixed[key, indices[0]]
        if (key, indices) not in self.members:
            taken = {*self.letters.values(), *self.members.values()}
            pool = (size for size in (3, 2, 4, 5, 6, 7, *range(8, 100)) if size not in taken)
            self.members[key, indices] = next(pool)
        return self.members[key, indices]

    def symbol(self, size: int) -> str:
        """The letter that has this number, or the number."""
        names = [key for key, value in self.letters.items() if value == size]
        return names[0] if len(names) == 1 else str(size)
