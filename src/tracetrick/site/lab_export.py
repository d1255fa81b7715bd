"""Notebook → what a reader takes home: a file for Jupyter, with its outputs, and a script."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.site.lab import Cell, Notebook, Shown

_ANCHOR = re.compile(r"(?m)[ \t]*\{#[\w-]+\}[ \t]*$")
_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:)[^()\s]*\)")
_WRONG = re.compile(r"(?m)^/{3,}[ \t]*wrong[ \t]*\|[ \t]*(.*?)[ \t]*$")
_OPTION = re.compile(r"(?m)^ {4}(?:at|expect):.*\n")
_BLOCK = re.compile(r"(?m)^/{3,}.*$")


def downloads(found: Notebook, shown: Sequence[Shown]) -> dict[Path, bytes]:
    """Return the files of a notebook, by the paths under which they are published."""
    name = Path(*found.source.path.with_suffix("").parts[1:])  # without docs
    return {
        name.with_suffix(".ipynb"): as_notebook(found, shown).encode(),
        name.with_suffix(".py"): as_script(found).encode(),
    }


def as_notebook(found: Notebook, shown: Sequence[Shown]) -> str:
    """Return a file for Jupyter, in its format 4.5."""
    cells = [
        _markdown_cell(part) if isinstance(part, str) else _code_cell(part, shown[part.number - 1])
        for part in _parts(found)
    ]
    content = {
        "cells": [{"id": f"cell-{number}"} | cell for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_script(found: Notebook) -> str:
    """Return a script whose comments divide it into cells, as editors know them."""
    parts = (
        "# %% [markdown]\n" + "".join(f"# {line}".rstrip() + "\n" for line in part.split("\n"))
        if isinstance(part, str)
        else f"# %%\n{part.program}\n"
        for part in _parts(found)
    )
    return "\n".join(parts)


def _parts(found: Notebook) -> Iterator[str | Cell]:
    """Yield the page in order: Markdown that is not empty, and cells."""
    source = found.source
    position = sum(len(line.text) + 1 for line in source.lines[: source.front_matter])
    for cell in found.cells:
        if text := _plain(source.text[position : cell.start]):
            yield text
        yield cell
        position = cell.end
    if text := _plain(source.text[position:]):
        yield text


def _plain(text: str) -> str:
    """Return Markdown without what only this site understands: anchors, blocks, links to its pages."""
    for pattern, plain in (
        (_OPTION, ""),
        (_WRONG, r"**✗ \1**"),
        (_BLOCK, ""),
        (_ANCHOR, ""),
        (_LINK, r"\1"),
    ):
        text = pattern.sub(plain, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _markdown_cell(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code_cell(cell: Cell, shown: Shown) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    if shown.text:
        outputs.append({"output_type": "stream", "name": "stdout", "text": shown.text})
    outputs += [
        {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": figure}}
        for figure in shown.figures
    ]
    return {
        "cell_type": "code",
        "execution_count": cell.number,
        "metadata": {},
        "outputs": outputs,
        "source": cell.program,
    }
