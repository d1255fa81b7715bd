"""How much work the judging of one statement may be."""

from __future__ import annotations

from dataclasses import dataclass

from tracetrick.errors import TimeError

LIMIT = 2_500_000  # operations: less than 5 s in CPython on a slow machine, about 2 s on a fast one


@dataclass
class Work:
    """Counts the operations spent on one statement, each about a microsecond long.

    Not the time that they take: the verdict must not depend on the machine, nor on what else it is doing.
    Nor on other statements: what `shares` values with them has at most `saved` operations by that.
    """

    limit: int = LIMIT
    spent: int = 0
    shares: bool = True
    saved: int = 0

    @property
    def may_be_too_much(self) -> bool:
        """Whether it may only have kept to the limit because others had done part of it before."""
        return self.spent <= self.limit < self.spent + self.saved

    def spend(self, operations: int) -> None:
        """Count operations that are about to be done. Raises TimeError if that makes too many."""
        self.spent += operations
        if self.spent > self.limit:
            raise TimeError
