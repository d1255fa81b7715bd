"""What a notebook's kernel does before the first cell, out of the reader's sight.

Cells draw with `matplotlib` as they would anywhere; here their figures become SVG for the page.
"""

from __future__ import annotations

import signal
from itertools import count
from pathlib import Path

from IPython.core.getipython import get_ipython
from matplotlib.figure import Figure

from tracetrick.orphans import die_with_parent
from tracetrick.snippets.figures import prepare, svg


def begin(font: str) -> None:
    """Make this kernel one of a build: it ends with it, and draws for the page with `font`."""
    die_with_parent(signal.SIGKILL)
    prepare(Path(font))
    shell = get_ipython()
    assert shell is not None, "is called in a kernel"  # noqa: S101
    assert shell.display_formatter is not None, "likewise"  # noqa: S101
    shell.run_line_magic("matplotlib", "inline")
    formatters, numbers = shell.display_formatter.formatters, count(1)
    formatters["image/png"].pop(Figure)
    formatters["image/svg+xml"].for_type(Figure, lambda figure: svg(figure, f"figure {next(numbers)}"))
