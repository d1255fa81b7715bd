"""Formulas, results and errors → HTML."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tracetrick.site.mathjax import MathJaxError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracetrick.page.markdown import Formula
    from tracetrick.site.mathjax import Rendered
    from tracetrick.snippets import Result


def formula_html(formula: Formula, rendered: Rendered | MathJaxError) -> str:
    """Return a finished formula.

    Beside what the eye sees stands the LaTeX: it is what a selection copies and what the search finds.
    """
    if isinstance(rendered, MathJaxError):
        return error_box([f"{rendered}: {formula.latex.strip()}"], inline=not formula.display)
    tag, mark = ("div", "$$") if formula.display else ("span", "$")
    latex = re.sub(r"\s+", " ", formula.latex.strip())
    return (
        f'<{tag} class="math" data-text="{escape(rendered.text)}">{rendered.html}'
        f'<span class="tex" aria-hidden="true">{mark}{escape(latex, quote=False)}{mark}</span></{tag}>'
    )


def program_html(path: Path, source: str) -> str:
    """Return a program, highlighted, under its path."""
    formatter = HtmlFormatter(cssclass="language-python highlight", wrapcode=True, filename=path.as_posix())
    markup: str = highlight(source, PythonLexer(), formatter)
    return markup


def output_html(result: Result, labels: dict[str, str]) -> str:
    """Return what a program printed."""
    printed = {labels["output"]: result.stdout, labels["errors"]: result.stderr}
    return "".join(
        f'<div class="snippet-output"><p class="snippet-label">{label}</p>'
        f"<pre><code>{escape(text, quote=False)}</code></pre></div>"
        for label, text in printed.items()
        if text
    )


def figure_html(svg: str, caption: str) -> str:
    """Return a figure that readers who do not see it know by its caption, the element of that id."""
    return svg.replace("<svg ", f'<svg role="img" aria-labelledby="{escape(caption)}" ', 1)


def facts_text(result: Result, labels: dict[str, str]) -> str:
    """Return with what and how fast a program ran."""
    version = result.torch.partition("+")[0]  # without the kind of build
    duration = f"{labels['duration']} {result.seconds * 1000:.0f} ms"
    return " · ".join([f"torch {version}", *result.dtypes, duration])


def error_box(problems: Sequence[str], *, inline: bool = False) -> str:
    """Return what a live preview shows in place of something wrong."""
    tag, inner = ("span", "code") if inline else ("div", "pre")
    text = escape("\n\n".join(problems), quote=False)
    return f'<{tag} class="tracetrick-error" role="alert"><{inner}>{text}</{inner}></{tag}>'
