"""Which lines of a page are code: fenced blocks and indented blocks.

Indentation is read as Python-Markdown reads it, in steps of four columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from tracetrick.page.source import Line, Source

_LEAD = r"(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*"
_FENCE = re.compile(rf"^(?P<lead>{_LEAD})(?P<mark>`{{3,}}(?=[^`]*$)|~{{3,}})(?P<info>.*)$")
_END = re.compile(r"(?P<lead>[ \t>]*)(?P<mark>`{3,}|~{3,})[ \t]*")
_CONTAINER = re.compile(r"^[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|(?:!!!|\?\?\?\+?|===[!+]?)[ \t]|\[\^[^\]]+\]:)")
_STEP = 4


@dataclass(frozen=True)
class Fence:
    """A fenced code block: what follows the opening mark, the lines inside, and the offsets of the whole."""

    info: str
    lines: tuple[Line, ...]
    start: int
    end: int


def fences(source: Source) -> Iterator[Fence]:
    """Yield the fenced code blocks of the page in order.

    Raises SourceError if a fence is not closed.
    """
    lines = source.lines
    openings = [
        (place, opening)
        for place in range(source.front_matter, len(lines))
        if lines[place].text and (opening := _FENCE.match(lines[place].text))
    ]
    if not openings:
        return
    ends = _Ends.of(lines)
    last = -1
    for place, opening in openings:
        if place > last:
            last = yield from _fence(source, place, opening, ends)


@dataclass(frozen=True)
class _Ends:
    """What may end a block, for each line: found once, so that many openings without an end take no longer.

    `marks` are the lines that are a mark alone, by the mark and its column; `outer` is, for a line, the
    number of the next one that is not blank and stands less deep.
    """

    marks: dict[tuple[str, int], list[int]]
    outer: list[int]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Ends:
        marks: dict[tuple[str, int], list[int]] = {}
        outer = [len(lines)] * len(lines)
        deep: list[tuple[int, int]] = []  # the depths that are still to be left, and their lines
        for number, line in enumerate(lines):
            if end := _END.fullmatch(line.text):
                marks.setdefault((end["mark"], _width(end["lead"])), []).append(number)
            if not line.text.strip(" \t"):
                continue
            depth = _indent(line.text)
            while deep and deep[-1][0] > depth:
                outer[deep.pop()[1]] = number
            deep.append((depth, number))
        return cls(marks, outer)

    def behind(self, place: int, mark: str, column: int) -> int | None:
        """The first line behind `place` that is this mark alone, or a longer one, and not much deeper."""
        fitting = (
            numbers[bisect_right(numbers, place)]
            for (other, deep), numbers in self.marks.items()
            if other.startswith(mark) and deep < column + _STEP and numbers[-1] > place
        )
        return min(fitting, default=None)


def _fence(source: Source, place: int, opening: re.Match[str], ends: _Ends) -> Generator[Fence, None, int]:
    """Yield the block that opens in line number `place`, if it is one; return the number of its last line.

    A mark that stands four columns deep may itself be indented code: then no line may stand less deep.
    """
    mark, start = opening["mark"], source.lines[place].start + len(opening["lead"])
    is_deep = not opening["lead"].strip() and _indent(opening["lead"]) >= _STEP
    end = ends.behind(place, mark, _width(opening["lead"]))
    if end is not None and not (is_deep and ends.outer[place] < end):
        inner = source.lines[place + 1 : end]
        yield Fence(opening["info"].strip(), inner, start, source.lines[end].end)
        return end
    if is_deep:
        return place
    raise SourceError(source.place(start), f"the code block opened by {mark} is never closed")


def indented(source: Source, fenced: list[Fence]) -> Iterator[Line]:
    """Yield the lines that Markdown shows as code because of their indentation.

    A line is code if it stands four columns deeper than the innermost open list item, admonition or
    footnote, and follows a blank line or other code.
    """
    inside_fence = {line.number for fence in fenced for line in _covered(source, fence)}
    allowed, after_blank, in_code = 0, True, False
    for line in source.lines[source.front_matter :]:
        if line.number in inside_fence:
            after_blank = in_code = False
        elif not line.text.strip(" \t"):
            after_blank = True
        else:
            indent = _indent(line.text)
            in_code = indent >= allowed + _STEP and (after_blank or in_code)
            if in_code:
                yield line
            else:
                if after_blank:
                    allowed = min(allowed, indent - indent % _STEP)
                if _CONTAINER.match(line.text):
                    allowed = indent - indent % _STEP + _STEP
            after_blank = False


def _covered(source: Source, fence: Fence) -> tuple[Line, ...]:
    first = source.place(fence.start).line
    return source.lines[first - 1 : first + len(fence.lines) + 1]


def _indent(text: str) -> int:
    return _width(text[: len(text) - len(text.lstrip(" \t"))])


def _width(lead: str) -> int:
    return len(lead.expandtabs(_STEP))
