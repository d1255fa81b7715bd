"""Text → page: what has to be known before it can be rendered, and what is wrong with it as it stands."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError, SpanError
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.vocabulary import RELATIONS
from tracetrick.page.blocks import blocks
from tracetrick.page.markdown import blanked
from tracetrick.page.outline import BLOCK_NAMES
from tracetrick.page.source import Source
from tracetrick.site.lab_cells import misplaced, notebook
from tracetrick.site.marks import marks
from tracetrick.site.pages import Embed, Page
from tracetrick.site.prose import check_prose

if TYPE_CHECKING:
    from tracetrick.page.blocks import Block
    from tracetrick.page.formula import Formula, Scan

_BORDER = re.compile(r"[ \t]*(?:/{3,}.*)?")
_LINK = re.compile(r"\]\((?P<page>[^\s()#:]+\.md)(?:#[^\s()]*)?\)")
_COUNTED = RELATIONS - {":", "\\relation"}  # a colon stands in X_{:,j} and between a name and its domain too


def page(source: Source) -> Page:
    """Return the page with the text of `source`; of one that cannot be read, what is wrong."""
    try:
        scanned = source.scanned
        found = list(blocks(source, scanned, BLOCK_NAMES))
        is_notebook, wrong_cells = notebook(source) is not None, tuple(misplaced(source))
    except SourceError as error:
        return Page(Source(source.path, ""), problems=(error,))
    embeds = [_embed(source, block) for block in found if block.name == "snippet"]
    inside = tuple(embed for embed in embeds if not _leaves_its_folder(embed.snippet))
    outside = [
        SourceError(embed.place, f"“{embed.snippet.as_posix()}” is not a path below snippets")
        for embed in embeds
        if embed not in inside
    ]
    marked, wrong_marks = marks(source)
    crowded = _crowded_displays(source, scanned)
    problems = (*crowded, *outside, *check_prose(source, scanned), *wrong_cells, *wrong_marks)
    return Page(
        source,
        scanned.formulas,
        inside,
        problems,
        tuple(map(read_signs, scanned.formulas)),
        tuple((block.start, block.end) for block in found if block.name == "evidence"),
        tuple(marked),
        tuple(link["page"] for link in _LINK.finditer(blanked(source.text, scanned.hidden))),
        is_notebook,
    )


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


def read_signs(formula: Formula) -> int:
    """Count the signs of a formula that are read as relations."""
    try:
        tokens = tokenize(formula.latex)
    except SpanError:
        return 0
    return sum(token.mark in _COUNTED for token in tokens)
