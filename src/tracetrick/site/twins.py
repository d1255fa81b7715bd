"""Compares each page with its twin in the other language: nothing may differ but the words.

Headings with their anchors, statements, embedded snippets, cells of notebooks and marks of results must be
the same, in one order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SourceError
from tracetrick.site.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.site.pages import Page

_DOCS = Path("docs")


@dataclass(frozen=True)
class Part:
    """What both twins must have: its offset `at`, what it is, as `shown`, and what of that must be equal."""

    at: int
    shown: str
    sense: str


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


def difference(pair: tuple[Page, Page], parts: tuple[Sequence[Part], Sequence[Part]]) -> list[SourceError]:
    """Return the first place at which a page and its original differ; what follows it is out of step.

    `parts` are those of both, in reading order.
    """
    page, original = pair
    if not (page.source.text and original.source.text):  # which is a problem of its own
        return []
    for here, there in zip(*parts, strict=False):  # each has an end of its own
        if here.sense != there.sense:
            place = original.source.place(there.at)
            message = f"differs from its twin {place}: {here.shown} here, {there.shown} there"
            return [SourceError(page.source.place(here.at), message)]
    return []
