"""Every exception that this package raises on purpose.

TracetrickError
├── SourceError         something in a source file is wrong: path:line:column
├── TimeError            judging a statement takes too long
└── SpanError           something in a formula is wrong, between two offsets of its page
    ├── NotationError   it cannot be read: the statement is unreadable
    │   └── NoValueError    an index has no value here, or an entry or member does not exist
    ├── ShapeError      it can be read, but shapes do not conform: a claim is false, a definition unreadable
    ├── NotTheOnlyError a solution that is not the only one
    └── DomainError     an inverse, logarithm or root that no draw gives a value
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


class SpanError(TracetrickError):
    """Something in a formula is wrong between the offsets `start` and `end` of its page."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.message = message


class NotationError(SpanError):
    """A formula that cannot be read whole; `message` says what was found and what was expected."""


class NoValueError(NotationError):
    """An index without a value, or an entry or member of a family that does not exist."""


class ShapeError(SpanError):
    """Shapes that do not conform; `message` shows them."""


class DomainError(SpanError):
    """No value: an inverse of a singular matrix, a logarithm or root of something negative."""


class TimeError(TracetrickError):
    """The judging of a statement took longer than it may."""

    def __init__(self) -> None:
        super().__init__("judging takes more than 5 s")


class NotTheOnlyError(SpanError):
    """A solution that satisfies its equation, but is not the only one."""
