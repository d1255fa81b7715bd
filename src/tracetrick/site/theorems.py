"""Page → its theorems: the displays that its author marks by `<!-- result: name -->` in front of them.

A theorem is a display whose claims were all found true; what else the table of formulas tells of it, its kind
and what its names mean, is what the checker read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracetrick.cache import Cache, key
from tracetrick.claims.assignments import Assignments
from tracetrick.errors import SourceError
from tracetrick.judged import Judged, versions
from tracetrick.latex.tokens import tokenize
from tracetrick.page.outline import Region, regions
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion
from tracetrick.site.displays import numbers
from tracetrick.site.given import Given
from tracetrick.site.kinds import depends_on_layout, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracetrick.errors import Place
    from tracetrick.page.markdown import Formula
    from tracetrick.page.outline import Layout
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.site.kinds import Kind

# What is cached of a page depends on these besides the checker.
_MODULES = tuple(Path(__file__).with_name(name) for name in ("theorems.py", "given.py", "kinds.py"))
_MARK = re.compile(r"<!--[ \t]*result(?![\w-])[ \t]*:?(?P<name>.*?)-->", re.DOTALL)
_ANCHOR = re.compile(r"\{[^}\n]*#(?P<anchor>[\w-]+)[^}\n]*\}[ \t]*$")

# What sets a formula and means nothing that a reader looks for.
_LAYOUT = frozenset(["", "quad", "qquad", "frac", "begin", "end", "vdots", "ddots", "dots", "cdots"])


@dataclass(frozen=True)
class Theorem:
    """One display that is a result.

    `name` is what the author calls it, `page`, `anchor` and the `number` of the display tell where it is
    proved, `place` where it is marked. `judged` are its statements. `given` is what its names mean and what
    is held constant, as the page writes it; `symbols` are the names and operators in it.
    """

    name: str
    page: Path
    place: Place
    formula: Formula
    judged: tuple[Judged, ...]
    anchor: str
    number: int
    kind: Kind
    layout: Layout
    depends_on_layout: bool
    given: Sequence[str]
    symbols: Sequence[str]


@dataclass(frozen=True)
class Mark:
    """An author's mark: the `name` of the result, where it stands, and the display behind it."""

    name: str
    at: int
    place: Place
    formula: Formula


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


def theorems(
    source: Source, judged: Sequence[Judged], cache: Cache | None = None
) -> tuple[list[Theorem], list[SourceError]]:
    """Return the results of a page and what is wrong with its marks; `judged` are all its statements."""
    found, errors = marks(source)
    proved: list[tuple[Mark, tuple[Judged, ...]]] = []
    for mark in found:
        here = tuple(one for one in judged if one.formula == mark.formula.start)
        if message := _unproved(here):
            errors.append(SourceError(mark.place, f"the result “{mark.name}” {message}"))
        else:
            proved.append((mark, here))
    try:
        readings = _readings(source, [mark for mark, _ in proved], cache)
    except SourceError as error:
        return [], [*errors, error]
    all_ = [
        Theorem(mark.name, source.path, mark.place, mark.formula, here, **reading)
        for (mark, here), reading in zip(proved, readings, strict=True)
    ]
    return all_, errors + one_sided(all_)


def is_known(source: Source, cache: Cache) -> bool:
    """Say whether it is known what a page says of its results; of a page without marks it is."""
    return not marks(source)[0] or _entry(source) in cache


def _entry(source: Source) -> str:
    return key("theorems", versions(*_MODULES), source.text)


def _unproved(judged: Sequence[Judged]) -> str:
    """Why a display is no result, or nothing."""
    if not any(one.kind == "claim" for one in judged):
        return "claims nothing"
    return "was not found true" if any(one.verdict != "true" or not one.expected for one in judged) else ""


def _readings(source: Source, found: Sequence[Mark], cache: Cache | None) -> list[dict[str, Any]]:
    """Return what a page says of each of its results, from the cache if it is known.

    Raises SourceError if one of them cannot stand in the table.
    """
    if not found:
        return []
    entry = _entry(source)
    known: list[dict[str, Any]] | None = cache.get(entry) if cache else None
    if known is None:
        with deep_recursion():
            said = list(statements(source))
            reader = _Reader(source, said, Assignments(said), Given(source, said), regions(source))
            known = [reader.reading(mark) for mark in found]
        if cache:
            cache.put(entry, known)
    return known


def one_sided(found: Sequence[Theorem]) -> list[SourceError]:
    """Return an error for each theorem that stands in one layout though it depends on it."""
    both = {(one.name, one.layout) for one in found}
    return [
        SourceError(
            one.place,
            f"the result “{one.name}” stands in {one.layout} layout alone: show both layouts, in two tabs",
        )
        for one in found
        if one.depends_on_layout and len({layout for name, layout in both if name == one.name}) < 2
    ]


def repeated(found: Iterable[Theorem]) -> list[SourceError]:
    """Return an error for each result that has the name of another in its language and layout."""
    first: dict[tuple[str, str], Theorem] = {}
    errors = []
    for one in found:
        other = first.setdefault((one.name, one.layout), one)
        if other is not one:
            errors.append(
                SourceError(one.place, f"the result “{one.name}” has the name of that at {other.place}")
            )
    return errors


@dataclass(frozen=True)
class _Reader:
    """One page as it was read."""

    source: Source
    said: list[Statement]
    assignments: Assignments
    before: Given
    regions: list[Region]

    def reading(self, mark: Mark) -> dict[str, Any]:
        """What a theorem has besides its place and its verdicts. Raises SourceError if it is of two kinds."""
        claims = [one for one in self.said if one.formula == mark.formula and one.kind == "claim"]
        kinds = dict.fromkeys(kind_of(one, self.assignments) for one in claims)
        if len(kinds) > 1:
            message = f"is of two kinds, {' and '.join(kinds)}: make it two displays"
            raise SourceError(mark.place, f"the result “{mark.name}” {message}")
        kind = next(iter(kinds))
        return {
            "anchor": self.anchor(mark),
            "number": numbers(self.source.scanned.formulas)[mark.formula.start],
            "kind": kind,
            "layout": claims[0].scope.layout,
            "depends_on_layout": any(depends_on_layout(one, self.assignments) for one in claims),
            "given": self.before.of(claims, varies=kind in ("differential", "second")),
            "symbols": _symbols(mark.formula.latex),
        }

    def anchor(self, mark: Mark) -> str:
        """The anchor of the heading that the display stands under."""
        start = mark.formula.start
        inside = [one for one in self.regions if one.kind == "section" and one.start < start < one.end]
        line = self.source.lines[self.source.place(inside[-1].start).line - 1] if inside else None
        anchor = _ANCHOR.search(line.text) if line else None
        if not anchor:
            raise SourceError(
                mark.place, f"the result “{mark.name}” needs a heading above it with an anchor {{#…}}"
            )
        return anchor["anchor"]


def _symbols(latex: str) -> list[str]:
    """The names and operators of a formula as a reader would type them: X, sigma, odot, tr."""
    seen: dict[str, None] = {}
    for token in tokenize(latex):
        if token.kind in ("letter", "word") or token.text[:1] == "\\":
            seen[token.text.lstrip("\\").partition("{")[0]] = None
    return [name for name in seen if name not in _LAYOUT]
