"""How long the judging of one statement may take."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from tracetrick.errors import TimeError


@dataclass(frozen=True)
class Clock:
    """Runs out at `deadline`, in seconds of the monotonic clock."""

    deadline: float

    def check(self) -> None:
        """Raise TimeError if it has run out."""
        if monotonic() > self.deadline:
            raise TimeError
