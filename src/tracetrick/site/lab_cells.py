"""Page → the cells of its notebook, and what cannot be one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError
from tracetrick.page.blocks import Block, blocks
from tracetrick.page.code import fences
from tracetrick.page.outline import BLOCK_NAMES
from tracetrick.site.lab import Cell, Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.code import Fence
    from tracetrick.page.source import Source

_LANGUAGE = "python"
_SLASHES = re.compile(r"/{3,}[ \t]*(?:notebook|figure)\b")


def notebook(source: Source) -> Notebook | None:
    """Return the notebook that a page is, if it is one.

    Raises SourceError if the page's Markdown cannot be read.
    """
    marks, captions = _blocks(source, "notebook"), _blocks(source, "figure")
    if not marks:
        return None
    cells = [
        Cell(number, fence.lines, fence.start, fence.end, _caption(source, fence, captions))
        for number, fence in enumerate(_programs(source), 1)
    ]
    return Notebook(source, tuple(cells), marks[0])


def misplaced(source: Source) -> Iterator[SourceError]:
    """Yield what on a page cannot be part of its notebook, or has none.

    Raises SourceError if the page's Markdown cannot be read.
    """
    found = notebook(source)
    for mark in _blocks(source, "notebook")[1:]:
        yield SourceError(source.place(mark.start), "a page has one block “/// notebook”")
    captions = [cell.caption for cell in found.cells] if found else []
    for block in _blocks(source, "figure"):
        if block not in captions:
            message = "a block “/// figure” stands right behind a cell of a notebook"
            yield SourceError(source.place(block.start), message)
    if found:
        for fence in fences(source):
            place = source.place(fence.start)
            if fence.info == _LANGUAGE and place.column > 1:
                yield SourceError(place, "a cell of a notebook begins at the left margin")


def _blocks(source: Source, name: str) -> list[Block]:
    if not _SLASHES.search(source.text):  # as on most pages
        return []
    return [block for block in blocks(source, source.scanned, BLOCK_NAMES) if block.name == name]


def _programs(source: Source) -> list[Fence]:
    return [
        fence for fence in fences(source) if fence.info == _LANGUAGE and source.place(fence.start).column == 1
    ]


def _caption(source: Source, fence: Fence, captions: list[Block]) -> Block | None:
    following = (block for block in captions if block.start > fence.end)
    block = min(following, key=lambda block: block.start, default=None)
    return block if block and not source.text[fence.end : block.start].strip() else None
