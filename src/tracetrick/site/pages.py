"""Page → what has to be known before it can be rendered: its formulas, and the snippets that it embeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SourceError
from tracetrick.page.blocks import blocks
from tracetrick.page.outline import BLOCK_NAMES
from tracetrick.page.source import Source
from tracetrick.site.prose import check_prose

if TYPE_CHECKING:
    from tracetrick.page.blocks import Block
    from tracetrick.page.markdown import Formula, Scan

_TITLE = re.compile(r"(?m)^title:[ \t]*(\S.*?)[ \t]*$")
_BORDER = re.compile(r"[ \t]*(?:/{3,}.*)?")


@dataclass(frozen=True)
class Embed:
    """A block that shows a snippet: where it stands, the snippet's path, whether the block has a caption."""

    start: int
    place: Place
    snippet: Path
    has_caption: bool


@dataclass(frozen=True)
class Page:
    """One page, or as much of it as could be read, and what is wrong with it.

    `evidence` are the blocks that show what was checked of the formulas in them.
    """

    source: Source
    formulas: tuple[Formula, ...]
    embeds: tuple[Embed, ...]
    problems: tuple[SourceError, ...]
    evidence: tuple[Block, ...] = ()

    @property
    def title(self) -> str:
        """The title that the front matter gives the page, or else its path."""
        front = "\n".join(line.text for line in self.source.lines[: self.source.front_matter])
        title = _TITLE.search(front)
        return title[1] if title else self.source.path.as_posix()


def read(root: Path, path: Path) -> Page:
    """Read the page at `path`, relative to `root`."""
    try:
        source = Source(path, Source.read(root / path).text)
        scanned = source.scanned
        found = list(blocks(source, scanned, BLOCK_NAMES))
    except SourceError as error:
        place = Place(path, error.place.line, error.place.column)
        return Page(Source(path, ""), (), (), (SourceError(place, error.message),))
    embeds = [_embed(source, block) for block in found if block.name == "snippet"]
    inside = tuple(embed for embed in embeds if not _leaves_its_folder(embed.snippet))
    outside = [
        SourceError(embed.place, f"“{embed.snippet.as_posix()}” is not a path below snippets")
        for embed in embeds
        if embed not in inside
    ]
    evidence = tuple(block for block in found if block.name == "evidence")
    problems = (*_crowded_displays(source, scanned), *outside, *check_prose(source, scanned))
    return Page(source, scanned.formulas, inside, problems, evidence)


def _leaves_its_folder(snippet: Path) -> bool:
    return ".." in snippet.parts or snippet.is_absolute()


def _embed(source: Source, block: Block) -> Embed:
    body = source.text[block.start : block.end].split("\n")[1:-1]
    return Embed(
        start=block.start,
        place=source.place(block.start),
        snippet=Path("snippets", PurePosixPath(block.argument)),
        has_caption=any(line.strip() for line in body),
    )


def _crowded_displays(source: Source, scanned: Scan) -> list[SourceError]:
    """Python-Markdown sets a display inside a paragraph of text as broken HTML."""
    return [
        SourceError(
            source.place(formula.outer[0]), "a display needs a paragraph of its own: blank lines around it"
        )
        for formula in scanned.formulas
        if formula.display and not _stands_alone(source, *formula.outer)
    ]


def _stands_alone(source: Source, start: int, end: int) -> bool:
    first, last = source.place(start).line, source.place(end - 1).line
    lines = source.lines
    before, behind = source.text[lines[first - 1].start : start], source.text[end : lines[last - 1].end]
    above = lines[first - 2].text if first > 1 else ""
    below = lines[last].text if last < len(lines) else ""
    return not (before + behind).strip() and all(_BORDER.fullmatch(line) for line in (above, below))
