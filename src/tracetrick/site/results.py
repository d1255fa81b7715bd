"""Page → what it says of its results: where they are proved, of what kind they are, what their names mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.claims.assignments import Assignments
from tracetrick.errors import SourceError, SpanError, TimeError
from tracetrick.latex.tokens import tokenize
from tracetrick.page.outline import Region, regions
from tracetrick.site.displays import numbers
from tracetrick.site.given import Given
from tracetrick.site.kinds import depends_on_layout, kind_of
from tracetrick.site.theorems import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.site.pages import Mark

_ANCHOR = re.compile(r"\{[^}\n]*#(?P<anchor>[\w-]+)[^}\n]*\}[ \t]*$")

# What sets a formula and means nothing that a reader looks for.
_LAYOUT = frozenset(["", "quad", "qquad", "frac", "begin", "end", "vdots", "ddots", "dots", "cdots"])


def results(source: Source, marks: Sequence[Mark], said: list[Statement]) -> list[Result | SourceError]:
    """Return what a page with the statements `said` says of each of its `marks`, or what is wrong with it."""
    if not marks:
        return []
    reader = _Reader(source, said, Assignments(said), Given(source, said), regions(source))
    return [_result(reader, mark) for mark in marks]


def _result(reader: _Reader, mark: Mark) -> Result | SourceError:
    try:
        return reader.result(mark)
    except (SpanError, TimeError) as error:  # of no claim that is true
        return SourceError(mark.place, f"the result “{mark.name}” has no kind: {error}")


@dataclass(frozen=True)
class _Reader:
    """One page as it was read."""

    source: Source
    said: list[Statement]
    assignments: Assignments
    before: Given
    regions: list[Region]

    def result(self, mark: Mark) -> Result | SourceError:
        claims = [one for one in self.said if one.formula == mark.formula and one.kind == "claim"]
        if not claims:
            return SourceError(mark.place, f"the result “{mark.name}” claims nothing")
        kinds = dict.fromkeys(kind_of(one, self.assignments) for one in claims)
        if len(kinds) > 1:
            message = f"is of two kinds, {' and '.join(kinds)}: make it two displays"
            return SourceError(mark.place, f"the result “{mark.name}” {message}")
        anchor, kind = self.anchor(mark), next(iter(kinds))
        if not anchor:
            message = "needs a heading above it with an anchor {#…}"
            return SourceError(mark.place, f"the result “{mark.name}” {message}")
        return Result(
            anchor,
            numbers(self.source.scanned.formulas)[mark.formula.start],
            kind,
            claims[0].scope.layout,
            any(depends_on_layout(one, self.assignments) for one in claims),
            self.before.of(claims, varies=kind in ("differential", "second")),
            _symbols(mark.formula.latex),
        )

    def anchor(self, mark: Mark) -> str:
        """The anchor of the heading that the display stands under; "" if it has none."""
        start = mark.formula.start
        inside = [one for one in self.regions if one.kind == "section" and one.start < start < one.end]
        line = self.source.lines[self.source.place(inside[-1].start).line - 1] if inside else None
        anchor = _ANCHOR.search(line.text) if line else None
        return anchor["anchor"] if anchor else ""


def _symbols(latex: str) -> list[str]:
    """The names and operators of a formula as a reader would type them: X, sigma, odot, tr."""
    seen: dict[str, None] = {}
    for token in tokenize(latex):
        if token.kind in ("letter", "word") or token.text[:1] == "\\":
            seen[token.text.lstrip("\\").partition("{")[0]] = None
    return [name for name in seen if name not in _LAYOUT]
