"""Notebook → what the extension puts into its page: outputs, figures and downloads."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from pymdownx.blocks.block import Block

from tracetrick.errors import SnippetError
from tracetrick.site.assets import download_name
from tracetrick.site.lab_export import downloads
from tracetrick.site.project import ASSETS
from tracetrick.site.show import figure_html, printed_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tracetrick.site.lab import Cell, Notebook, Shown


def replacements(
    found: Notebook,
    outcome: Sequence[Shown] | SnippetError | None,
    labels: dict[str, str],
    stashed: Callable[[str], str],
) -> Iterator[tuple[int, int, str]]:
    """Yield what takes the place of parts of a page: from offset, to offset, Markdown.

    `stashed` returns what stands for HTML in Markdown. Without an `outcome` the notebook has not been run.
    """
    mark = found.mark
    if outcome is None or isinstance(outcome, SnippetError):  # the latter in a live preview; a box tells it
        yield mark.start, mark.end, stashed(f'<p class="snippet-facts">{labels["not run"]}</p>')
        outcome = None
    else:
        yield mark.start, mark.end, _facts(found, outcome, labels)
    for cell in found.cells:
        shown = outcome[cell.number - 1] if outcome else None
        if shown and shown.text:
            yield cell.end, cell.end, f"\n\n{stashed(printed_html(labels['output'], shown.text))}\n"
        if cell.caption:
            yield _caption(found, cell, stashed, shown)


def _facts(found: Notebook, outcome: Sequence[Shown], labels: dict[str, str]) -> str:
    """Return links to the downloads, as Markdown that generators make relative to the published page."""
    up = "../" * (len(found.source.path.parts) - len(("docs", "zh", "page.md")))
    links = (
        f'[{labels["download"]} {path.name}]({up}{ASSETS}/{download_name(path)}){{: download="{path.name}" }}'
        for path in downloads(found, outcome)
    )
    facts = " · ".join([*links, f"torch {version('torch').partition('+')[0]}"])
    return f"{facts}\n{{: .snippet-facts }}"


def _caption(
    found: Notebook, cell: Cell, stashed: Callable[[str], str], shown: Shown | None
) -> tuple[int, int, str]:
    """Put the figures of a cell into the first line of the block of their caption."""
    assert cell.caption  # noqa: S101  (the caller has seen it)
    start = cell.caption.start
    name = f"figure-{cell.number}"
    drawn = stashed("".join(figure_html(svg, name) for svg in shown.figures)) if shown else ""
    return start, found.source.text.index("\n", start), f"/// figure | {name} {drawn}"


class FigureBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// figure`: the figures of the cell above; the body is their caption."""

    NAME = "figure"
    ARGUMENT = True  # the id of the caption and the figures: `replacements` puts them there

    def on_create(self, parent: Element) -> Element:
        """Make the figure."""
        name, _, drawn = self.argument.partition(" ")
        figure = SubElement(SubElement(parent, "div", {"class": "snippet"}), "figure")
        if drawn:
            SubElement(figure, "p").text = drawn
        self._caption = SubElement(figure, "figcaption", {"id": name})
        return figure

    def on_add(self, block: Any) -> Element:  # noqa: ANN401, ARG002  (the base class's signature)
        """Put what stands in the block into the caption."""
        return self._caption
