"""Every exception that this package raises on purpose.

TracetrickError
└── SourceError         something in a source file is wrong: path:line:column
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class TracetrickError(Exception):
    """Base of all errors of this package; its text is meant for the author of a page."""


@dataclass(frozen=True)
class Place:
    """Where in a source file: `line` and `column` count from 1; column 0 means the whole line."""

    path: Path
    line: int
    column: int = 0

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{self.path.as_posix()}:{self.line}{column}"


class SourceError(TracetrickError):
    """Something in a source file is wrong.

    `place` says where, `message` what was found and what was expected.
    """

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message
