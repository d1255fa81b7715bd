"""The parts of a page that bound what its statements mean.

Sections, items of lists, answers, tabs, quotes, rows of tables and blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracetrick.errors import SourceError
from tracetrick.page.blocks import blocks
from tracetrick.page.markdown import DELIMITER, blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.blocks import Block
    from tracetrick.page.source import Line, Source

Layout = Literal["denominator", "numerator"]
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?!#)|<h(?P<level>[1-6])[\s>]", re.IGNORECASE)
_STEP = 4  # columns that stand before the content of a tab or an answer
_DETAILS = re.compile(r"<(?P<end>/?)details[\s>]", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(?P<mark>=+|-+)[ \t]*")
_ITEM = re.compile(r"(?P<indent>[ \t>]*)(?:(?:[-*+]|\d+[.)])[ \t]|\[\^[^\]]+\]:)")
_FOLDED = re.compile(r"(?P<indent>[ \t>]*)(?:!!!|\?\?\?\+?)[ \t]")
_TAB = re.compile(r"(?P<indent>[ \t>]*)===[!+]?[ \t]+\"(?P<label>[^\"]*)\"")
_TEXT = re.compile(r" {0,3}[^\s>|#]")
_FRONT_LAYOUT = re.compile(r"layout[ \t]*:(?P<value>[^#]*)(?:#.*)?")
_QUOTED = re.compile(r"[\"']?(?P<layout>[^\"'#]*)[\"']?")
# What `layout` names in the front matter of other generators of sites.
_TEMPLATES = frozenset(
    ["post", "page", "default", "home", "single", "article", "note", "doc", "docs", "wiki"]
)
_TAB_LAYOUTS: dict[str, Layout] = {
    "分母布局": "denominator",
    "分子布局": "numerator",
    "denominator layout": "denominator",
    "numerator layout": "numerator",
}
_FRONT_LAYOUTS: dict[str, Layout] = {
    "denominator": "denominator",
    "numerator": "numerator",
    **_TAB_LAYOUTS,
}
BLOCK_NAMES = frozenset(
    ["wrong", "snippet", "trust-report", "formula-table", "evidence", "notebook", "figure"]
)


@dataclass(frozen=True)
class Region:
    """A part of the page from offset `start` to `end`.

    `label` is that of a tab, `block` a `/// wrong` block. An implication is a part of a display.
    """

    kind: Literal["section", "item", "answer", "tab", "quote", "row", "wrong", "implication"]
    start: int
    end: int
    label: str = ""
    block: Block | None = None


def regions(source: Source) -> list[Region]:
    """All regions, outer before inner."""
    lines = _visible_lines(source)
    written = [line for line in lines if line.text]
    containers = sorted(
        [*_indented(lines, len(source.text)), *_quotes(lines)], key=lambda one: (one.start, -one.end)
    )
    found = [
        *containers,
        *_rows(written),
        *_sections(written, containers, len(source.text)),
        *_folded(written, len(source.text)),
    ]
    found.extend(
        Region("wrong", block.start, block.end, block=block)
        for block in blocks(source, source.scanned, BLOCK_NAMES)
        if block.name == "wrong"
    )
    return sorted(found, key=lambda region: (region.start, -region.end))


def layout_of(source: Source) -> Layout:
    """The layout that the front matter names; denominator layout if it names none.

    Raises SourceError if it names one that does not exist.
    """
    for line in source.lines[: source.front_matter]:
        said = _FRONT_LAYOUT.fullmatch(line.text)
        match = said and _QUOTED.fullmatch(said["value"].strip(" \t"))
        if not match or match["layout"] in _TEMPLATES:
            continue
        if layout := _FRONT_LAYOUTS.get(match["layout"].lower()):
            return layout
        message = f"the layout “{match['layout']}” is neither denominator nor numerator"
        raise SourceError(source.place(line.start), message)
    return "denominator"


def tab_layout(label: str) -> Layout | None:
    """The layout that holds in a tab with this label: the one that it names first."""
    places = {label.lower().find(name): layout for name, layout in _TAB_LAYOUTS.items()}
    named = [place for place in places if place >= 0]
    return places[min(named)] if named else None


def _visible_lines(source: Source) -> list[Line]:
    shown = blanked(source.text, source.scanned.hidden).split("\n")
    return [
        line
        for line, text in zip(source.lines, shown, strict=True)
        if not text.startswith("\0") and not (text.strip("\0 \t>") == "" and "\0" in text)
    ]


def _sections(lines: list[Line], containers: list[Region], end: int) -> Iterator[Region]:
    """From each heading to the next of the same or a higher level in the same item, answer, tab or quote."""
    following: dict[Region | None, list[int]] = {}  # where the next heading of each level stands
    for start, level, container in reversed(_headings(lines, containers)):
        limit = container.end if container else end
        ends = following.setdefault(container, [limit] * 7)
        yield Region("section", start, min(ends[: level + 1]))
        ends[level] = start


def _headings(lines: list[Line], containers: list[Region]) -> list[tuple[int, int, Region | None]]:
    """Where the headings stand, their levels, and what holds those that are indented or quoted."""
    found = []
    coming, open_ = containers[::-1], list[Region]()
    for place, line in enumerate(lines):
        while coming and coming[-1].start <= line.start:
            open_.append(coming.pop())
        while open_ and open_[-1].end <= line.start:
            open_.pop()
        is_inside = ">" in _lead(line.text) or _depth(line.text) >= _STEP
        if is_inside and not open_:
            continue
        container = open_[-1] if is_inside else None
        text, above = (
            (one.text[len(_lead(one.text)) :] if is_inside else one.text) for one in (line, lines[place - 1])
        )
        if match := _HEADING.match(text):
            found.append((line.start, int(match["level"] or len(match["marks"])), container))
        elif (
            (underline := _UNDERLINE.fullmatch(text))
            and place
            and _is_paragraph(lines[place - 1], above, line)
        ):
            found.append((lines[place - 1].start, 1 if underline["mark"][0] == "=" else 2, container))
    return found


def _quotes(lines: list[Line]) -> Iterator[Region]:
    """The block quotes; a line without a mark goes on with the paragraph above it."""
    open_: list[int] = []
    for line in lines:
        depth = _lead(line.text).count(">")
        is_lazy = bool(line.text.strip(" \t")) and not (_ITEM.match(line.text) or _HEADING.match(line.text))
        while len(open_) > depth and not (is_lazy and not depth):
            yield Region("quote", open_.pop(), line.start)
        open_ += [line.start] * (depth - len(open_))
    yield from (Region("quote", start, lines[-1].end) for start in reversed(open_))


def _rows(lines: list[Line]) -> Iterator[Region]:
    """The rows of tables: neighbouring lines with bars, one of which is a row of dashes."""
    block: list[Line] = []
    for line in lines:
        if block and (line.number != block[-1].number + 1 or "|" not in line.text):
            yield from _rows_of(block)
            block = []
        if "|" in line.text:
            block.append(line)
    yield from _rows_of(block)


def _rows_of(block: list[Line]) -> Iterator[Region]:
    if any(DELIMITER.match(line.text) for line in block):
        yield from (Region("row", line.start, line.end) for line in block)


def _lead(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t>"))]


def _is_paragraph(above: Line, text: str, line: Line) -> bool:
    """Whether a line with this text stands directly above another, which makes a heading of it."""
    return above.number == line.number - 1 and bool(_TEXT.match(text)) and not _ITEM.match(text)


def _folded(lines: list[Line], end: int) -> Iterator[Region]:
    """Answers in `<details>`."""
    open_: list[int] = []
    for line in lines:
        for match in _DETAILS.finditer(line.text):
            if not match["end"]:
                open_.append(line.start)
            elif open_:
                yield Region("answer", open_.pop(), line.end)
    yield from (Region("answer", start, end) for start in open_)


def _indented(lines: list[Line], end: int) -> Iterator[Region]:
    for place, line in enumerate(lines):
        if not line.text:
            continue
        if match := _TAB.match(line.text):
            yield Region("tab", line.start, _outdent(lines, place, end), label=match["label"])
        elif _FOLDED.match(line.text):
            yield Region("answer", line.start, _outdent(lines, place, end))
        elif _ITEM.match(line.text):
            yield Region("item", line.start, _outdent(lines, place, end, lazy=True))


def _outdent(lines: list[Line], place: int, end: int, *, lazy: bool = False) -> int:
    """The start of the first line behind `lines[place]` that is no longer part of it.

    A `lazy` line, which stands less deep, goes on with the paragraph above it.
    """
    depth = _depth(lines[place].text)
    blank = False
    for number in range(place + 1, len(lines)):
        line = lines[number]
        if not line.text.strip(" \t"):
            blank = True
            continue
        starts = _ITEM.match(line.text) or _HEADING.match(line.text)
        inside = _depth(line.text) > depth if lazy else _depth(line.text) >= depth + _STEP
        if not inside and (blank or starts or not lazy):
            return line.start
        blank = False
    return end


def _depth(text: str) -> int:
    return len(_lead(text).expandtabs(_STEP))
