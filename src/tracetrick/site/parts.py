"""Page → what it shares with its twin: headings, statements, snippets, cells, marks, in reading order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracetrick.cache import key
from tracetrick.errors import SpanError
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tokens import BOLD, Token, tokenize
from tracetrick.page.markdown import blanked
from tracetrick.site.lab_cells import notebook
from tracetrick.site.twins import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.page.source import Source
    from tracetrick.page.statement import Statement
    from tracetrick.site.pages import Page

_HEADING = re.compile(r"(?m)^(?P<level>#{1,6})[ \t]+.*?(?:\{#(?P<anchor>[\w-]+)\})?[ \t]*$")
# What splits and aligns a formula on the page without being a part of what it says.
_SILENT = frozenset(["&", "\\\\", "\\quad", "\\qquad"])


def parts(page: Page, said: Sequence[Statement]) -> list[Part]:
    """Return what a page with the statements `said` shares with its twin, in reading order."""
    source = page.source
    headings = _HEADING.finditer(blanked(source.text, source.scanned.hidden))
    named = [
        *((one.start(), f"the heading {one['level']} #{one['anchor']}") for one in headings),
        *((one.start, f"the snippet {one.snippet.as_posix()}") for one in page.embeds),
        *((mark.at, "the mark of a result") for mark in page.marks),
        *_notebook(source),
        (len(source.text), "the end of the page"),
    ]
    found = [*(Part(at, shown, shown) for at, shown in named), *map(_statement, said)]
    return sorted(found, key=lambda part: part.at)


def _notebook(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the cells of a notebook, line by line, and their captions, with their offsets."""
    found = notebook(source)
    for cell in found.cells if found else ():
        yield cell.start, f"cell {cell.number}"
        yield from ((line.start, f"the code {line.text.rstrip()}") for line in cell.lines)
        if cell.caption:
            yield cell.caption.start, "the caption of a figure"


def _statement(one: Statement) -> Part:
    said = [
        *(f"{item.index} = {to_latex(item.first)},…,{to_latex(item.last)}" for item in one.ranges),
        *(f"{to_latex(item.left)} {item.relation} {to_latex(item.right)}" for item in one.restrictions),
        *(["to be solved" if one.solving.only else "to be satisfied"] if one.solving else []),
        *(["in numerator layout"] if one.scope.layout == "numerator" else []),
        *([f"expected: {one.expected}"] if one.expected != "true" else []),
        *(["unchecked"] if one.skipped else []),
    ]
    shown = "; ".join([f"the {one.kind} {' '.join(one.latex.split())}", *said])
    return Part(one.start, shown, key(one.kind, str(_tokens(one.latex)), *said))


def _tokens(latex: str) -> tuple[tuple[str, ...], ...]:
    """Return a formula up to its dress: no spacing, no words; a letter in bold may be another one."""
    try:
        tokens = tokenize(latex)
    except SpanError:
        return (tuple(latex.split()),)
    return tuple(_token(one) for one in tokens if one.kind != "prose" and one.mark not in _SILENT)


def _token(token: Token) -> tuple[str, ...]:
    return token.kind, token.text.lower() if token.kind == "word" else token.text, str(token.dress in BOLD)
