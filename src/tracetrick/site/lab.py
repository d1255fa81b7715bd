"""Page → its notebook, if it is one: the programs on it are cells, run in order in one kernel.

A page with a block `/// notebook` is a notebook, and its fences of Python are the cells.
A block `/// figure` right behind a cell is the caption of what the cell draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SnippetError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.page.blocks import Block
    from tracetrick.page.source import Line, Source


@dataclass(frozen=True)
class Cell:
    """One program: its `number` from 1, its `lines` on the page, the offsets of its whole fence.

    `caption` is the block that holds the caption of its figures.
    """

    number: int
    lines: tuple[Line, ...]
    start: int
    end: int
    caption: Block | None

    @property
    def program(self) -> str:
        """What is run."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Notebook:
    """A page that is a notebook: its `source`, its `cells` in order, and the block that makes it one."""

    source: Source
    cells: tuple[Cell, ...]
    mark: Block

    @property
    def programs(self) -> tuple[str, ...]:
        """What is run, cell after cell; the same in both languages of a page."""
        return tuple(cell.program for cell in self.cells)


@dataclass(frozen=True)
class Shown:
    """What a cell shows: the `text` that it prints, and its `figures` as SVG."""

    text: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a notebook cannot be shown: `message`, told of the `cell` of that number from 1.

    `line` counts from 1 in the cell and is 0 if none is guilty; `output` was printed until then.
    """

    cell: int
    line: int
    message: str
    output: str = ""


def told(found: Notebook, failure: Failure) -> SnippetError:
    """Return a failure with its place on the page."""
    cell = found.cells[failure.cell - 1]
    line = cell.lines[failure.line - 1] if failure.line else None
    place = Place(found.source.path, line.number if line else found.source.place(cell.start).line)
    message = f"cell {failure.cell}: {failure.message}"
    return SnippetError(place, message, line.text if line else "", failure.output)


def wrong_captions(found: Notebook, shown: Sequence[Shown]) -> Iterator[SourceError]:
    """Yield where a cell draws and has no caption, or the other way round."""
    for cell, one in zip(found.cells, shown, strict=True):
        if one.figures and not cell.caption:
            message = (
                f"cell {cell.number} draws a figure: a block “/// figure” behind it must say what one sees"
            )
            yield SourceError(Place(found.source.path, found.source.place(cell.start).line), message)
        elif cell.caption and not one.figures:
            message = f"cell {cell.number} draws no figure"
            yield SourceError(found.source.place(cell.caption.start), message)
