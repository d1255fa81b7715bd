"""How much work the judging of one statement may be."""

from __future__ import annotations

from dataclasses import dataclass

from tracetrick.errors import TimeError

LIMIT = 5_000_000  # operations: about 5 s in CPython on the machine that this was measured on


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
