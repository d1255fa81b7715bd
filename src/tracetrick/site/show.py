"""Formulas, results and errors → HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tracetrick.errors import SnippetError
from tracetrick.site.mathjax import MathJaxError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracetrick.page.markdown import Formula
    from tracetrick.site.mathjax import Rendered
    from tracetrick.snippets import Result


@dataclass(frozen=True)
class ShownSnippet:
    """The HTML of a snippet: program and output, its figures, and the line below."""

    program: str
    figures: str
    facts: str


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


def snippet_html(
    path: Path, source: str, outcome: Result | SnippetError, href: str, labels: dict[str, str]
) -> ShownSnippet:
    """Return a snippet with what it showed, or, in a live preview, with what is wrong with it."""
    formatter = HtmlFormatter(cssclass="language-python highlight", wrapcode=True, filename=path.as_posix())
    program = highlight(source, PythonLexer(), formatter)
    if isinstance(outcome, SnippetError):
        return ShownSnippet(program + error_box([outcome.described()]), "", "")
    printed = _printed(labels["output"], outcome.stdout) + _printed(labels["errors"], outcome.stderr)
    return ShownSnippet(program + printed, "".join(outcome.figures), _facts(path, outcome, href, labels))


def _printed(label: str, text: str) -> str:
    if not text:
        return ""
    return (
        f'<div class="snippet-output"><p class="snippet-label">{label}</p>'
        f"<pre><code>{escape(text, quote=False)}</code></pre></div>"
    )


def _facts(path: Path, result: Result, href: str, labels: dict[str, str]) -> str:
    facts = [
        f'<a href="{escape(href)}" download="{escape(path.name)}">{labels["download"]} {escape(path.name)}</a>',
        f"torch {escape(result.torch.partition('+')[0])}",
        *map(escape, result.dtypes),
        f"{labels['duration']} {result.seconds * 1000:.0f} ms",
    ]
    return f'<p class="snippet-facts">{" · ".join(facts)}</p>'


def error_box(problems: Sequence[str], *, inline: bool = False) -> str:
    """Return what a live preview shows in place of something wrong."""
    tag, inner = ("span", "code") if inline else ("div", "pre")
    text = escape("\n\n".join(problems), quote=False)
    return f'<{tag} class="tracetrick-error" role="alert"><{inner}>{text}</{inner}></{tag}>'
