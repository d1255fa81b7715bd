"""Page → what its results and the names in its displays mean, as it says itself."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import key
from tracetrick.errors import SourceError
from tracetrick.judged import versions
from tracetrick.site.theorems import Result
from tracetrick.site.twins import Part

if TYPE_CHECKING:
    from tracetrick.cache import Cache
    from tracetrick.page.statements import Statement
    from tracetrick.site.pages import Page

# What is cached of a page depends on these besides the checker.
_MODULES = tuple(
    Path(__file__).with_name(f"{name}.py")
    for name in (
        "meanings",
        "results",
        "symbols",
        "given",
        "one_line",
        "kinds",
        "marks",
        "theorems",
        "parts",
        "lab_cells",
    )
)


@dataclass(frozen=True)
class Symbol:
    """A `name` as it is set, and what the page `said` of it: formulas, the shape first."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Meanings:
    """What a page says: of each of its marks (or what is wrong with it), and of the symbols of each display.

    The symbols are by the offset at which the display's formula starts. `parts` are what its twin must have.
    """

    results: list[Result | SourceError]
    symbols: dict[int, list[Symbol]]
    parts: list[Part]


def known(page: Page, cache: Cache) -> Meanings | None:
    """Return the meanings of a page as they are in the cache."""
    kept = cache.get(_entry(page))
    if kept is None:
        return None
    symbols = {
        int(start): [Symbol(name, tuple(said)) for name, said in of_display]
        for start, of_display in kept["symbols"].items()
    }
    parts = [Part(*one) for one in kept["parts"]]
    return Meanings([Result(*one) for one in kept["results"]], symbols, parts)


def read(page: Page, said: list[Statement], cache: Cache | None = None) -> Meanings:
    """Read the meanings of a page with the statements `said`, and keep them if nothing is wrong with them."""
    from tracetrick.recursion import deep_recursion  # noqa: PLC0415  (what is known is not read again)
    from tracetrick.site.parts import parts  # noqa: PLC0415
    from tracetrick.site.results import results  # noqa: PLC0415
    from tracetrick.site.symbols import symbols  # noqa: PLC0415

    with deep_recursion():
        found = Meanings(
            results(page.source, page.marks, said), symbols(page.source, said), parts(page, said)
        )
    if cache and not any(isinstance(one, SourceError) for one in found.results):
        kept = {
            "results": [astuple(one) for one in found.results if isinstance(one, Result)],
            "symbols": {start: list(map(astuple, ones)) for start, ones in found.symbols.items()},
            "parts": list(map(astuple, found.parts)),
        }
        cache.put(_entry(page), kept)
    return found


def _entry(page: Page) -> str:
    return key("meanings", versions(*_MODULES), page.source.text)
