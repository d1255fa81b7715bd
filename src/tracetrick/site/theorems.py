"""Page → its theorems: the displays that its author marks by `<!-- result: name -->` in front of them.

A theorem is a display whose claims were all found true; what else the table of formulas tells of it, its kind
and what its names mean, is what the checker read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracetrick.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tracetrick.errors import Place
    from tracetrick.judged import Judged
    from tracetrick.page.formula import Formula
    from tracetrick.page.outline import Layout
    from tracetrick.site.pages import Page

Kind = Literal[
    "scalar by scalar",
    "scalar by vector",
    "scalar by matrix",
    "vector by scalar",
    "vector by vector",
    "vector by matrix",
    "matrix by scalar",
    "matrix by vector",
    "matrix by matrix",
    "second",
    "differential",
    "identity",
]
KINDS: tuple[Kind, ...] = (
    "scalar by vector",
    "scalar by matrix",
    "vector by vector",
    "matrix by matrix",
    "vector by matrix",
    "matrix by vector",
    "second",
    "scalar by scalar",
    "vector by scalar",
    "matrix by scalar",
    "differential",
    "identity",
)
"""In the order in which they are listed: what readers look for first comes first."""


@dataclass(frozen=True)
class Result:
    """What a page says of a result.

    `anchor` and the `number` of the display tell where it is proved. `given` is what its names mean and what
    is held constant, as the page writes it; `symbols` are the names and operators in it.
    """

    anchor: str
    number: int
    kind: Kind
    layout: Layout
    depends_on_layout: bool
    given: Sequence[str]
    symbols: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Theorem(Result):
    """One display that is a result.

    `name` is what the author calls it, on the `page`; `place` is where it is marked. `judged` are its
    statements.
    """

    name: str
    page: Path
    place: Place
    formula: Formula
    judged: tuple[Judged, ...]


def theorems(
    page: Page, judged: Sequence[Judged], results: Sequence[Result | SourceError]
) -> tuple[list[Theorem], list[SourceError]]:
    """Return the theorems of a page and what is wrong with them.

    `judged` are all its statements, `results` what it says of each of its marks, or why it says nothing.
    """
    found, errors = [], []
    for mark, result in zip(page.marks, results, strict=True):
        here = tuple(one for one in judged if one.formula == mark.formula.start)
        if any(one.verdict != "true" or not one.expected for one in here):
            errors.append(SourceError(mark.place, f"the result “{mark.name}” was not found true"))
        elif isinstance(result, SourceError):
            errors.append(result)
        else:
            found.append(
                Theorem(
                    **vars(result),
                    name=mark.name,
                    page=page.source.path,
                    place=mark.place,
                    formula=mark.formula,
                    judged=here,
                )
            )
    return found, errors + one_sided(found)


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
