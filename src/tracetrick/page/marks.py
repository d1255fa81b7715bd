"""What an author marks: `unchecked`, and which relation of a wrong block must fail."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracetrick.page.markdown import Formula
    from tracetrick.page.outline import Region
    from tracetrick.page.source import Source
    from tracetrick.page.statement import Expected, Statement

_UNCHECKED_BEFORE = re.compile(r"<!--\s*unchecked:\s*(.*?)\s*-->\s*\Z", re.DOTALL)
_UNCHECKED_BEHIND = re.compile(r"\s?<!--\s*unchecked:\s*(.*?)\s*-->", re.DOTALL)
_REACH = 2000  # characters of a comment before a display
_OPTION = re.compile(r"^[ \t]+(at|expect):[ \t]*(\S+)[ \t]*$", re.MULTILINE)


def unchecked(source: Source, formula: Formula) -> str:
    """The author's reason not to check a formula, or nothing."""
    start, end = formula.outer
    if formula.display:
        match = _UNCHECKED_BEFORE.search(source.text, max(0, start - _REACH), start)
    else:
        match = _UNCHECKED_BEHIND.match(source.text, end)
    return (match[1] or "no reason given") if match else ""


def with_expectations(source: Source, regions: list[Region], found: list[Statement]) -> list[Statement]:
    """Say which relation of a `/// wrong` block must fail, and how."""
    for region in regions:
        if region.kind != "wrong":
            continue
        header_end = source.text.find("\n", region.start)
        inside = [
            k
            for k, one in enumerate(found)
            if header_end < one.start < region.end
            and one.kind == "claim"
            and one.formula
            and one.formula.display
        ]
        options = dict(_OPTION.findall(source.text[region.start : region.end]))
        at = int(options["at"]) if options.get("at", "").isdigit() else len(inside)
        how = options.get("expect", "false")
        if 1 <= at <= len(inside):
            expected: Expected = how if how in ("value", "shape", "unreadable") else "false"
            found[inside[at - 1]] = replace(found[inside[at - 1]], expected=expected)
    return found
