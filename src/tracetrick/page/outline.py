"""The parts of a page that bound what its statements mean: sections, list items, answers, tabs, blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracetrick.page.blocks import blocks
from tracetrick.page.markdown import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.blocks import Block
    from tracetrick.page.markdown import Scan
    from tracetrick.page.source import Line, Source

Layout = Literal["denominator", "numerator"]
_HEADING = re.compile(r"(?P<marks>#{1,6})(?!#)")
_ITEM = re.compile(r"(?P<indent>[ \t>]*)(?:[-*+]|\d+[.)])[ \t]")
_FOLDED = re.compile(r"(?P<indent>[ \t>]*)(?:!!!|\?\?\?\+?)[ \t]")
_TAB = re.compile(r"(?P<indent>[ \t>]*)===[!+]?[ \t]+\"(?P<label>[^\"]*)\"")
_FRONT_LAYOUT = re.compile(r"^layout:[ \t]*[\"']?(\w+)[\"']?[ \t]*$", re.MULTILINE)
_TAB_LAYOUTS: dict[str, Layout] = {
    "分母布局": "denominator",
    "分子布局": "numerator",
    "denominator layout": "denominator",
    "numerator layout": "numerator",
}
BLOCK_NAMES = frozenset(["wrong", "snippet", "trust-report"])


@dataclass(frozen=True)
class Region:
    """A part of the page from offset `start` to `end`.

    `label` is that of a tab, `block` a `/// wrong` block.
    """

    kind: Literal["section", "item", "answer", "tab", "wrong"]
    start: int
    end: int
    label: str = ""
    block: Block | None = None


def regions(source: Source, scanned: Scan) -> list[Region]:
    """All regions, outer before inner."""
    lines = _visible_lines(source, scanned)
    found = [*_sections(lines, len(source.text)), *_indented(lines, len(source.text))]
    found.extend(
        Region("wrong", block.start, block.end, block=block)
        for block in blocks(source, scanned, BLOCK_NAMES)
        if block.name == "wrong"
    )
    return sorted(found, key=lambda region: (region.start, -region.end))


def layout_of(source: Source) -> Layout:
    """The layout that the front matter names; denominator layout if it names none."""
    front = "\n".join(line.text for line in source.lines[: source.front_matter])
    match = _FRONT_LAYOUT.search(front)
    return "numerator" if match and match[1].startswith("num") else "denominator"


def tab_layout(label: str) -> Layout | None:
    """The layout that holds in a tab with this label."""
    return _TAB_LAYOUTS.get(label.strip().lower()) or next(
        (layout for name, layout in _TAB_LAYOUTS.items() if name in label.lower()), None
    )


def _visible_lines(source: Source, scanned: Scan) -> list[Line]:
    shown = blanked(source.text, scanned.hidden).split("\n")
    return [
        line
        for line, text in zip(source.lines, shown, strict=True)
        if not text.startswith("\0") and not (text.strip("\0 \t>") == "" and "\0" in text)
    ]


def _sections(lines: list[Line], end: int) -> Iterator[Region]:
    headings = [(line.start, len(match["marks"])) for line in lines if (match := _HEADING.match(line.text))]
    for place, (start, level) in enumerate(headings):
        following = (other for other, depth in headings[place + 1 :] if depth <= level)
        yield Region("section", start, next(following, end))


def _indented(lines: list[Line], end: int) -> Iterator[Region]:
    for place, line in enumerate(lines):
        if match := _TAB.match(line.text):
            yield Region("tab", line.start, _outdent(lines, place, end), label=match["label"])
        elif _FOLDED.match(line.text):
            yield Region("answer", line.start, _outdent(lines, place, end))
        elif _ITEM.match(line.text):
            yield Region("item", line.start, _outdent(lines, place, end))


def _outdent(lines: list[Line], place: int, end: int) -> int:
    """The start of the first line behind `lines[place]` that is no longer part of it."""
    depth = _depth(lines[place].text)
    blank = False
    for line in lines[place + 1 :]:
        if not line.text.strip():
            blank = True
            continue
        starts = _ITEM.match(line.text) or _HEADING.match(line.text)
        if _depth(line.text) <= depth and (blank or starts):
            return line.start
        blank = False
    return end


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" \t>"))
