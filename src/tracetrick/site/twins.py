"""Compares each page with its twin in the other language: nothing may differ but the words.

Headings with their anchors, statements, embedded snippets, cells of notebooks and marks of results must be
the same, in one order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import Cache, key
from tracetrick.errors import Place, SourceError, SpanError
from tracetrick.judged import versions
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tokens import BOLD, Token, tokenize
from tracetrick.page.markdown import blanked
from tracetrick.page.statements import statements
from tracetrick.site.lab import notebook
from tracetrick.site.labels import LABELS
from tracetrick.site.theorems import marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracetrick.page.source import Source
    from tracetrick.page.statement import Statement
    from tracetrick.site.pages import Page

_DOCS = Path("docs")
_HEADING = re.compile(r"(?m)^(?P<level>#{1,6})[ \t]+.*?(?:\{#(?P<anchor>[\w-]+)\})?[ \t]*$")
# What is cached of two pages depends on these besides the checker.
_MODULES = tuple(Path(__file__).with_name(name) for name in ("twins.py", "theorems.py", "lab.py"))
# What splits and aligns a formula on the page without being a part of what it says.
_SILENT = frozenset(["&", "\\\\", "\\quad", "\\qquad"])


@dataclass(frozen=True)
class _Part:
    """What both twins must have: its offset `at`, what it is, as shown, and what of that must be equal."""

    at: int
    shown: str
    sense: object


def pairs(pages: Mapping[Path, Page]) -> list[tuple[Page, Page]]:
    """Return each page with its original, in the order of their names; a site in one language has none."""
    return [
        (twins[name], originals[name])
        for originals, twins in _editions(pages)
        for name in sorted(originals.keys() & twins.keys())
    ]


def alone(pages: Mapping[Path, Page]) -> Iterator[SourceError]:
    """Yield an error for each page that is missing in the other language."""
    for originals, twins in _editions(pages):
        for here, there in ((originals, twins), (twins, originals)):
            for name in sorted(here.keys() - there.keys()):
                path = here[name].source.path
                folder = next(iter(there.values())).source.path.parts[:2]
                yield SourceError(Place(path, 1), f"this page has no twin {Path(*folder, name)}")


def _editions(pages: Mapping[Path, Page]) -> Iterator[tuple[dict[Path, Page], dict[Path, Page]]]:
    editions = [edition for language in LABELS if (edition := _edition(pages, language))]
    yield from combinations(editions, 2)


def _edition(pages: Mapping[Path, Page], language: str) -> dict[Path, Page]:
    """Return the pages of one language, by their paths in its folder."""
    folder = _DOCS / language
    return {path.relative_to(folder): page for path, page in pages.items() if path.is_relative_to(folder)}


def is_known(pair: tuple[Page, Page], cache: Cache) -> bool:
    """Say whether two pages are known to be twins."""
    return _entry(pair) in cache


def difference(pair: tuple[Page, Page], cache: Cache) -> list[SourceError]:
    """Return the first place at which a page and its original differ; what follows it is out of step."""
    page, original = pair
    unread = not (page.source.text and original.source.text)  # which is a problem of its own
    if unread or cache.get(_entry(pair)) is not None:
        return []
    for here, there in zip(_parts(page), _parts(original), strict=False):  # each has an end of its own
        if here.sense != there.sense:
            place = original.source.place(there.at)
            message = f"differs from its twin {place}: {here.shown} here, {there.shown} there"
            return [SourceError(page.source.place(here.at), message)]
    cache.put(_entry(pair), [])
    return []


def _entry(pair: tuple[Page, Page]) -> str:
    return key("twins", versions(*_MODULES), *(page.source.text for page in pair))


def _parts(page: Page) -> list[_Part]:
    """Return what a page shares with its twin, in reading order. Raises SourceError if it cannot be read."""
    source = page.source
    headings = _HEADING.finditer(blanked(source.text, source.scanned.hidden))
    named = [
        *((one.start(), f"the heading {one['level']} #{one['anchor']}") for one in headings),
        *((one.start, f"the snippet {one.snippet.as_posix()}") for one in page.embeds),
        *((mark.at, "the mark of a result") for mark in marks(source)[0]),
        *_notebook(source),
        (len(source.text), "the end of the page"),
    ]
    found = [*(_Part(at, shown, shown) for at, shown in named), *map(_statement, statements(source))]
    return sorted(found, key=lambda part: part.at)


def _notebook(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the cells of a notebook, line by line, and their captions, with their offsets."""
    found = notebook(source)
    for cell in found.cells if found else ():
        yield cell.start, f"cell {cell.number}"
        yield from ((line.start, f"the code {line.text.rstrip()}") for line in cell.lines)
        if cell.caption:
            yield cell.caption.start, "the caption of a figure"


def _statement(one: Statement) -> _Part:
    said = [
        *(f"{item.index} = {to_latex(item.first)},…,{to_latex(item.last)}" for item in one.ranges),
        *(f"{to_latex(item.left)} {item.relation} {to_latex(item.right)}" for item in one.restrictions),
        *(["to be solved" if one.solving.only else "to be satisfied"] if one.solving else []),
        *(["in numerator layout"] if one.scope.layout == "numerator" else []),
        *([f"expected: {one.expected}"] if one.expected != "true" else []),
        *(["unchecked"] if one.skipped else []),
    ]
    shown = "; ".join([f"the {one.kind} {' '.join(one.latex.split())}", *said])
    return _Part(one.start, shown, (one.kind, _tokens(one.latex), said))


def _tokens(latex: str) -> tuple[tuple[str, ...], ...]:
    """Return a formula up to its dress: no spacing, no words; a letter in bold may be another one."""
    try:
        tokens = tokenize(latex)
    except SpanError:
        return (tuple(latex.split()),)
    return tuple(_token(one) for one in tokens if one.kind != "prose" and one.mark not in _SILENT)


def _token(token: Token) -> tuple[str, ...]:
    return token.kind, token.text.lower() if token.kind == "word" else token.text, str(token.dress in BOLD)
