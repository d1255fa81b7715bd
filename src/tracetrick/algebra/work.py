"""How much work the judging of one statement may be."""

from __future__ import annotations

from dataclasses import dataclass

from tracetrick.errors import TimeError

LIMIT = 2_500_000  # operations: less than 5 s in CPython on a slow machine, about 2 s on a fast one


@dataclass
class Work:
    """Counts the operations spent on one statement, each about a microsecond long.

    Not the time that they take: the verdict must not depend on the machine, nor on what else it is doing.
    """

    limit: int = LIMIT
    spent: int = 0

    def spend(self, operations: int) -> None:
        """Count operations that are about to be done. Raises TimeError if that makes too many."""
        self.spent += operations
        if self.spent > self.limit:
            raise TimeError
