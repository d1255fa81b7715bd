"""Which lines of a page are code: fenced blocks and indented blocks.

Indentation is read as Python-Markdown reads it, in steps of four columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tracetrick.page.source import Line, Source

_LEAD = r"(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*"
_FENCE = re.compile(rf"^(?P<lead>{_LEAD})(?P<mark>`{{3,}}(?=[^`]*$)|~{{3,}})(?P<info>.*)$")
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
    place = source.front_matter
    while place < len(lines):
        opening = _FENCE.match(lines[place].text)
        if opening:
            place = yield from _fence(source, place, opening)
        place += 1


def _fence(source: Source, place: int, opening: re.Match[str]) -> Generator[Fence, None, int]:
    """Yield the block that opens in line number `place`, if it is one; return the number of its last line.

    A mark that stands four columns deep may itself be indented code: then no line may stand less deep.
    """
    mark, start = opening["mark"], source.lines[place].start + len(opening["lead"])
    closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$")
    depth = _indent(opening["lead"]) if not opening["lead"].strip() else 0
    for end in range(place + 1, len(source.lines)):
        inner = source.lines[end]
        if closing.match(inner.text):
            yield Fence(opening["info"].strip(), source.lines[place + 1 : end], start, inner.end)
            return end
        if depth >= _STEP and inner.text.strip(" \t") and _indent(inner.text) < depth:
            return place
    if depth >= _STEP:
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
    return len(text[: len(text) - len(text.lstrip(" \t"))].expandtabs(_STEP))
