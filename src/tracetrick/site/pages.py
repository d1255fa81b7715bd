"""Page → what has to be known before it can be rendered: its formulas, and the snippets that it embeds.

What a text holds is kept: a page that has not changed is not read again.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from tracetrick.cache import Cache, key
from tracetrick.errors import Place, SourceError
from tracetrick.judged import versions
from tracetrick.page.formula import Formula
from tracetrick.page.source import Source

_TITLE = re.compile(r"(?m)^title:[ \t]*(\S.*?)[ \t]*$")
# What is cached of a page depends on these besides the checker.
_MODULES = tuple(
    Path(__file__).with_name(f"{name}.py") for name in ("pages", "reading", "prose", "lab_cells", "marks")
)


@dataclass(frozen=True)
class Embed:
    """A block that shows a snippet: where it stands, the snippet's path, whether the block has a caption."""

    start: int
    place: Place
    snippet: Path
    has_caption: bool


@dataclass(frozen=True)
class Mark:
    """An author's mark of a result: its `name`, where it stands, and the display behind it."""

    name: str
    at: int
    place: Place
    formula: Formula


@dataclass(frozen=True)
class Page:
    """One page, or as much of it as could be read, and what is wrong with it.

    `signs` are, of each formula, how many of its signs are read as relations. `evidence` are the offsets
    (start, end) of the blocks that show what was checked of the formulas in them. `links` are those to other
    pages, as they are written.
    """

    source: Source
    formulas: tuple[Formula, ...] = ()
    embeds: tuple[Embed, ...] = ()
    problems: tuple[SourceError, ...] = ()
    signs: tuple[int, ...] = ()
    evidence: tuple[tuple[int, int], ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[str, ...] = ()
    is_notebook: bool = False

    @property
    def title(self) -> str:
        """The title that the front matter gives the page, or else its path."""
        front = "\n".join(line.text for line in self.source.lines[: self.source.front_matter])
        title = _TITLE.search(front)
        return title[1] if title else self.source.path.as_posix()


def read(root: Path, path: Path, cache: Cache | None = None) -> Page:
    """Read the page at `path`, relative to `root`. What is wrong with one is never kept."""
    try:
        source = Source(path, Source.read(root / path).text)
    except SourceError as error:
        place = Place(path, error.place.line, error.place.column)
        return Page(Source(path, ""), problems=(SourceError(place, error.message),))
    entry = key("page", versions(*_MODULES), source.text)
    known = cache.get(entry) if cache else None
    if known is not None:
        return _from_json(source, known)
    from tracetrick.site.reading import page  # noqa: PLC0415  (what is known is not read again)

    found = page(source)
    if cache and not found.problems:
        cache.put(entry, _to_json(found))
    return found


def _to_json(page: Page) -> dict[str, Any]:
    """Return what is kept of a page without problems; all but its text, which is its key, and its path."""
    number = {formula.start: place for place, formula in enumerate(page.formulas)}
    return {
        "formulas": [astuple(one) for one in page.formulas],
        "embeds": [
            (one.start, one.place.line, one.place.column, one.snippet.as_posix(), one.has_caption)
            for one in page.embeds
        ],
        "signs": page.signs,
        "evidence": page.evidence,
        "marks": [
            (one.name, one.at, one.place.line, one.place.column, number[one.formula.start])
            for one in page.marks
        ],
        "links": page.links,
        "is_notebook": page.is_notebook,
    }


def _from_json(source: Source, known: dict[str, Any]) -> Page:
    formulas = tuple(
        Formula(latex, display, start, tuple(outer)) for latex, display, start, outer in known["formulas"]
    )
    return Page(
        source,
        formulas,
        tuple(
            Embed(start, Place(source.path, line, column), Path(snippet), has_caption)
            for start, line, column, snippet, has_caption in known["embeds"]
        ),
        signs=tuple(known["signs"]),
        evidence=tuple((start, end) for start, end in known["evidence"]),
        marks=tuple(
            Mark(name, at, Place(source.path, line, column), formulas[number])
            for name, at, line, column, number in known["marks"]
        ),
        links=tuple(known["links"]),
        is_notebook=known["is_notebook"],
    )
