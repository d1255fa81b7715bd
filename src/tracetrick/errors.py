"""Every exception that this package raises on purpose.

TracetrickError
├── RunnerError             snippets cannot be run at all: a font is missing
├── SourceError             something in a source file is wrong: path:line:column
│   └── SnippetError        a snippet is wrong, or what it did when it ran
├── TimeError               judging a statement takes too long
├── WorkerError             a process that judges pages and runs snippets has died
└── SpanError               something in a formula is wrong, between two offsets of its page
    ├── NotationError       it cannot be read: the statement is unreadable
    │   ├── NoValueError    an index has no value here, or an entry or member does not exist
    │   └── TooManyError    the free indices have too many values, with these dimensions
    ├── ShapeError          it can be read, but shapes do not conform: a claim is false, a definition
    │                       unreadable
    ├── NotTheOnlyError     a solution that is not the only one
    └── DomainError         an inverse, logarithm or root that no draw gives a value
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SHOWN_OUTPUT = 2000  # characters


class TracetrickError(Exception):
    """Base of all errors of this package; its text is meant for the author of a page."""


class RunnerError(TracetrickError):
    """Snippets cannot be run, through no fault of theirs."""


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

    def __reduce__(self) -> tuple[type[SourceError], tuple[object, ...]]:
        """Be made again from the arguments of the constructor, in another process."""
        return type(self), tuple(vars(self).values())


class SnippetError(SourceError):
    """A snippet is wrong, or what it did when it ran.

    `source` is the text of the guilty line, `output` what was printed until then, standard output before
    standard error; either may be empty.
    """

    def __init__(self, place: Place, message: str, source: str = "", output: str = "") -> None:
        super().__init__(place, message)
        self.source = source
        self.output = output

    def described(self) -> str:
        """Return the error with its line of source and the end of the output, for a terminal."""
        parts = [str(self)]
        if self.source:
            parts.append(f"    {self.source.strip()}")
        if self.output:
            parts.append(f"Output:\n{self.output[-_SHOWN_OUTPUT:].rstrip()}")
        return "\n".join(parts)


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


class TooManyError(NotationError):
    """More values of the free indices than are judged; with other dimensions there may be less."""


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


class WorkerError(TracetrickError):
    """A process that judges pages or runs snippets has died, through no fault of theirs.

    `busy` is what was being done, `words` what the process said at last.
    """

    def __init__(self, busy: Sequence[str], words: str = "") -> None:
        at = (
            f"a process died, busy with {', '.join(busy)}" if busy else "a process died before its work began"
        )
        super().__init__(f"{at}:\n{words}" if words else f"{at}; perhaps memory ran out")
