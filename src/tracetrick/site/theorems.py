"""Page → its theorems: the displays that its author marks by `<!-- result: name -->` in front of them.

A theorem is a display whose claims were all found true; what else the table of formulas tells of it, its kind
and what its names mean, is what the checker read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.claims.assignments import Assignments
from tracetrick.claims.mentions import mentioned
from tracetrick.errors import SourceError
from tracetrick.latex.tokens import tokenize
from tracetrick.page.outline import regions
from tracetrick.page.scope import Definition, Function, Scope, Variable
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion
from tracetrick.site.kinds import depends_on_layout, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tracetrick.errors import Place
    from tracetrick.judged import Judged
    from tracetrick.page.markdown import Formula
    from tracetrick.page.outline import Layout
    from tracetrick.page.scope import Entry
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.site.kinds import Kind

_MARK = re.compile(r"<!--[ \t]*result(?![\w-])[ \t]*:?(?P<name>.*?)-->", re.DOTALL)
_ANCHOR = re.compile(r"\{[^}\n]*#(?P<anchor>[\w-]+)[^}\n]*\}[ \t]*$")
_NESTING = re.compile(r"\\(?:begin|end)\{|\\\\(?:\[[^\]]*\])?|(?<!\\)&")
_GAP = r"(?:[\s,;.，；。]|\\\\|\\q?quad(?![A-Za-z])|\\[,;:! ])+"
_BORDER = re.compile(rf"\A{_GAP}|{_GAP}\Z")


# What sets a formula and means nothing that a reader looks for.
_LAYOUT = frozenset(["", "quad", "qquad", "frac", "begin", "end", "vdots", "ddots", "dots", "cdots"])


@dataclass(frozen=True)
class Theorem:
    """One display that is a result.

    `name` is what the author calls it, `page` and `anchor` tell where it is proved, `place` where it is
    marked. `judged` are its statements. `given` is what its names mean and what is held constant, as the page
    writes it; `symbols` are the names and operators in it.
    """

    name: str
    page: Path
    anchor: str
    place: Place
    kind: Kind
    layout: Layout
    depends_on_layout: bool
    formula: Formula
    judged: tuple[Judged, ...]
    given: tuple[str, ...]
    symbols: tuple[str, ...]


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


def theorems(source: Source, judged: Sequence[Judged]) -> tuple[list[Theorem], list[SourceError]]:
    """Return the results of a page and what is wrong with its marks; `judged` are all its statements."""
    found, errors = marks(source)
    if not found:
        return [], errors
    with deep_recursion():
        said = list(statements(source))
        reader = _Reader(source, said, judged, Assignments(said))
        proved: list[Theorem] = []
        for mark in found:
            try:
                proved.append(reader.result(mark))
            except SourceError as error:
                errors.append(error)
    return proved, errors + one_sided(proved)


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
    """One page: its statements as read and as judged."""

    source: Source
    said: list[Statement]
    judged: Sequence[Judged]
    assignments: Assignments

    def result(self, mark: Mark) -> Theorem:
        """Raises SourceError if the display is no result."""
        here = [
            (one, judged)
            for one, judged in zip(self.said, self.judged, strict=True)
            if one.formula == mark.formula
        ]
        claims = [one for one, _ in here if one.kind == "claim"]
        if not claims:
            raise SourceError(mark.place, f"the result “{mark.name}” claims nothing")
        if any(judged.verdict != "true" or not judged.expected for _, judged in here):
            raise SourceError(mark.place, f"the result “{mark.name}” was not found true")
        kinds = dict.fromkeys(kind_of(one, self.assignments) for one in claims)
        if len(kinds) > 1:
            raise SourceError(
                mark.place,
                f"the result “{mark.name}” is of two kinds, {' and '.join(kinds)}: make it two displays",
            )
        kind = next(iter(kinds))
        return Theorem(
            name=mark.name,
            page=self.source.path,
            anchor=self.anchor(mark),
            place=mark.place,
            kind=kind,
            layout=claims[0].scope.layout,
            depends_on_layout=any(depends_on_layout(one, kind) for one in claims),
            formula=mark.formula,
            judged=tuple(judged for _, judged in here),
            given=tuple(self.given(claims, kind)),
            symbols=tuple(_symbols(mark.formula.latex)),
        )

    def anchor(self, mark: Mark) -> str:
        """The anchor of the heading that the display stands under."""
        start = mark.formula.start
        inside = [
            one for one in regions(self.source) if one.kind == "section" and one.start < start < one.end
        ]
        line = self.source.lines[self.source.place(inside[-1].start).line - 1] if inside else None
        anchor = _ANCHOR.search(line.text) if line else None
        if not anchor:
            raise SourceError(
                mark.place, f"the result “{mark.name}” needs a heading above it with an anchor {{#…}}"
            )
        return anchor["anchor"]

    def given(self, claims: list[Statement], kind: Kind) -> list[str]:
        """How the page introduced the names of a theorem, and what it holds constant of them."""
        scope = claims[0].scope
        names = set[str]().union(*map(mentioned, claims))
        in_force = {
            number for name, entry in scope.names.items() if name in names for number in _identities(entry)
        }
        in_force |= {id(one) for one in scope.relations if names >= set(one.left.keys)}
        held = {one.key for one in scope.held} & names if kind == "differential" else set[str]()
        found: dict[str, None] = {}
        constant: dict[str, str] = {}
        before = Scope()
        for place, one in enumerate(self.said):
            if one.start >= claims[0].start:
                break
            if _introduced(one, before) & in_force:
                found[self.written(place)] = None
            elif one.kind == "assumption" and one.left:
                said = self.written(place) if one.ranges or one.restrictions else one.latex
                constant |= dict.fromkeys(held & set(one.left.keys), said)
            before = one.scope
        return [*found, *dict.fromkeys(constant.values())]

    def written(self, place: int) -> str:
        """A statement as the page writes it, with its suffixes, on one line."""
        one = self.said[place]
        formula = one.formula
        assert formula  # noqa: S101  (a statement that was read stands in a formula)
        if not formula.display:
            return formula.latex.strip()
        end = formula.start + len(formula.latex)
        following = self.said[place + 1] if place + 1 < len(self.said) else None
        if following and following.formula == formula and following.start > one.start:
            end = following.start
        return _on_one_line(self.source.text[one.start : end])


def _identities(entry: Entry | None) -> set[int]:
    """The identity of a meaning; of a definition those of its clauses, which are said one by one."""
    return {id(rule) for rule in entry.rules} if isinstance(entry, Definition) else {id(entry)}


def _introduced(statement: Statement, before: Scope) -> set[int]:
    """The identities of what a statement puts in force: meanings of names, relations of dimensions."""
    if statement.kind == "definition":
        return _identities(statement.entry)
    if statement.kind != "declaration":
        return set()
    entries = (
        entry
        for name, entry in statement.scope.names.items()
        if before.names.get(name) is not entry and isinstance(entry, (Variable, Function))
    )
    return {id(entry) for entry in entries} | {
        id(one) for one in statement.scope.relations[len(before.relations) :]
    }


def _on_one_line(latex: str) -> str:
    """Leave out the marks of rows and of alignment that are not those of a matrix."""
    pieces, depth, position = [], 0, 0
    for mark in _NESTING.finditer(latex):
        if mark[0].startswith(r"\begin"):
            depth += 1
        elif mark[0].startswith(r"\end"):
            if not depth:
                latex = latex[: mark.start()]
                break
            depth -= 1
        elif not depth:
            pieces.append(latex[position : mark.start()])
            position = mark.end()
    return _BORDER.sub("", " ".join(" ".join([*pieces, latex[position:]]).split()))


def _symbols(latex: str) -> Iterator[str]:
    """The names and operators of a formula as a reader would type them: X, sigma, odot, tr."""
    seen: dict[str, None] = {}
    for token in tokenize(latex):
        if token.kind in ("letter", "word") or token.text[:1] == "\\":
            seen[token.text.lstrip("\\").partition("{")[0]] = None
    yield from (name for name in seen if name not in _LAYOUT)
