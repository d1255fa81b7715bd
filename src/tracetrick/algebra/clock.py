"""How long the judging of one statement may take."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time

from tracetrick.errors import TimeError


@dataclass(frozen=True)
class Clock:
    """Runs out at `deadline`, in seconds of processor time of this process (`time.process_time`).

    Not of the wall clock: the verdict must not depend on what else the machine is doing.
    """

    deadline: float

    def check(self) -> None:
        """Raise TimeError if it has run out."""
        if process_time() > self.deadline:
            raise TimeError
