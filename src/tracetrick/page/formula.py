"""A page's formulas, as they were found in its Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """One piece of mathematics.

    `latex` is what stands between the marks, character for character (marks of a block quote inside it
    are blanks), so that `latex[k]` stands at offset `start + k` of the page.
    `outer` are the offsets of the whole, marks included.
    """

    latex: str
    display: bool
    start: int
    outer: tuple[int, int]


@dataclass(frozen=True)
class Scan:
    """What a page holds: `formulas` in reading order, and the offsets (start, end) of what is `hidden`."""

    formulas: tuple[Formula, ...]
    hidden: tuple[tuple[int, int], ...]
