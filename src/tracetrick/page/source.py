"""A page's text and the places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tracetrick.errors import Place, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from tracetrick.page.formula import Scan

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<mapping>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# A line of a mapping in YAML: a key, an item, a continuation, a comment or nothing.
_YAML = re.compile(r"[^\s:#-][^:]*:(?:\s|$)|[ \t]+\S|-\s|#|[}\]]|[ \t]*$")


class Line(NamedTuple):
    """One line: its `number` from 1, the offset of its `start` in the page, its `text` without line end."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Source:
    r"""The text of one page: `path` as messages name it, `text` with `\n` as line end."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a file.

        Raises SourceError if it is not UTF-8.
        """
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise SourceError(
                Place(path, line), f"not UTF-8: byte {error.start} cannot be decoded"
            ) from error
        return cls(path, text.replace("\r\n", "\n").replace("\r", "\n"))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the text."""
        lines, start = [], 0
        for number, text in enumerate(self.text.split("\n"), 1):
            lines.append(Line(number, start, text))
            start += len(text) + 1
        return tuple(lines)

    @cached_property
    def front_matter(self) -> int:
        """The number of lines of front matter, which come before the page proper."""
        match = _FRONT_MATTER.match(self.text)
        if not match or not all(_YAML.match(line) for line in match["mapping"].split("\n")):
            return 0
        return match.group().count("\n")

    @cached_property
    def scanned(self) -> Scan:
        """What the page holds, found once for all who ask.

        Raises SourceError if its Markdown cannot be read.
        """
        from tracetrick.page.markdown import scan  # noqa: PLC0415  (what is known of a page needs no scan)

        return scan(self)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def place(self, offset: int) -> Place:
        """Line and column (both from 1) of the character at `offset`."""
        line = self.lines[bisect_right(self._starts, offset) - 1]
        return Place(self.path, line.number, offset - line.start + 1)
