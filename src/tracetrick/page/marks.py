"""What an author marks: `unchecked`, and which relation of a wrong block must fail."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tracetrick.errors import SourceError

if TYPE_CHECKING:
    from tracetrick.page.formula import Formula
    from tracetrick.page.outline import Region
    from tracetrick.page.source import Source
    from tracetrick.page.statement import Expected, Statement

_UNCHECKED = re.compile(r"<!--[ \t]*unchecked:(?P<reason>.*)-->", re.DOTALL)
_LINE_BEFORE = re.compile(r"[ \t]*\n(?:[ \t>]*\n)?[ \t>]*")
_OPTION = re.compile(r"(?P<indent>[ \t>]*)(?P<name>\w+):[ \t]*(?P<value>\S+)[ \t]*")
_FAILURES = ("value", "shape", "unreadable")


def unchecked(source: Source, formula: Formula) -> str:
    """The author's reason not to check a formula, or nothing."""
    hidden = source.scanned.hidden
    start, end = formula.outer
    if formula.display:
        place = bisect_left(hidden, (start, 0)) - 1  # what is hidden last before it
        is_there = place >= 0 and bool(_LINE_BEFORE.fullmatch(source.text, hidden[place][1], start))
    else:
        end += source.text[end : end + 1].isspace()
        place = bisect_left(hidden, (end, 0))
        is_there = place < len(hidden) and hidden[place][0] == end
    match = _UNCHECKED.fullmatch(source.text, *hidden[place]) if is_there else None
    return match["reason"].strip() if match else ""


def with_expectations(source: Source, regions: list[Region], found: list[Statement]) -> list[Statement]:
    """Say which relation of a `/// wrong` block must fail, and how.

    Raises SourceError if a block has no such relation.
    """
    shown = sorted(
        (one.start, k)
        for k, one in enumerate(found)
        if one.kind == "claim" and one.formula and one.formula.display
    )
    for region in regions:
        if region.kind == "wrong":
            place, expected = _guilty(source, region, found, shown)
            found[place] = replace(found[place], expected=expected)
    return found


def _guilty(
    source: Source, region: Region, found: list[Statement], shown: list[tuple[int, int]]
) -> tuple[int, Expected]:
    """The place of the statement that must fail in a wrong block, and how.

    `shown` are the claims in displays: where each begins in the page, and its place in `found`.
    """
    header_end = source.text.find("\n", region.start)
    first, last = (bisect_left(shown, at) for at in ((header_end + 1, 0), (region.end, 0)))
    inside = sorted(k for _, k in shown[first:last])
    at, expected = _options(source, region)
    if not inside:
        raise SourceError(source.place(region.start), "a wrong block needs a display with a claim")
    if at > len(inside):
        message = f"the wrong block has {len(inside)} relations: there is no number {at}"
        raise SourceError(source.place(region.start), message)
    place = inside[at - 1] if at else inside[-1]
    if found[place].skipped:
        raise SourceError(source.place(region.start), "what a wrong block refuses cannot be marked unchecked")
    return place, expected


def _options(source: Source, region: Region) -> tuple[int, Expected]:
    """The options of a wrong block, in the lines behind its header: 0 stands for the last relation."""
    at, expected = 0, "false"
    header = source.place(region.start)
    for number in range(header.line, len(source.lines)):
        line = source.lines[number]
        match = _OPTION.fullmatch(line.text)
        if not match or len(match["indent"]) < header.column:  # options stand deeper than the header
            break
        name, value = match["name"], match["value"]
        if name == "at" and value.isdecimal() and int(value) > 0:
            at = int(value)
        elif name == "expect" and value in _FAILURES:
            expected = value
        else:
            message = f"“{name}: {value}” is no option: known are at: K, expect: {', '.join(_FAILURES)}"
            raise SourceError(source.place(line.start), message)
    return at, cast("Expected", expected)
