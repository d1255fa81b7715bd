"""Page → the displays that its author marks as results by `<!-- result: name -->` in front of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError
from tracetrick.site.pages import Mark

if TYPE_CHECKING:
    from tracetrick.page.source import Source

_MARK = re.compile(r"<!--[ \t]*result(?![\w-])[ \t]*:?(?P<name>.*?)-->", re.DOTALL)


def marks(source: Source) -> tuple[list[Mark], list[SourceError]]:
    """Return the marks of a page in reading order, and what is wrong with others."""
    found: list[Mark] = []
    errors: list[SourceError] = []
    for start, end in source.scanned.hidden:
        match = _MARK.fullmatch(source.text, start, end)
        if not match:
            continue
        place, name = source.place(start), " ".join(match["name"].split())
        formula = next((one for one in source.scanned.formulas if one.outer[0] >= end), None)
        behind = source.text[end : formula.outer[0]] if formula else ""
        if not name:
            errors.append(SourceError(place, "a result needs a name: <!-- result: name -->"))
        elif formula is None or not formula.display or behind.strip(" \t>\n"):
            errors.append(SourceError(place, f"no display follows the mark of the result “{name}”"))
        else:
            found.append(Mark(name, start, place, formula))
    return found, errors
