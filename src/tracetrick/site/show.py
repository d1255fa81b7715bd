"""Formulas, results and errors → HTML."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from tracetrick.judged import FAILED
from tracetrick.site.labels import LABELS
from tracetrick.site.mathjax import MathJaxError
from tracetrick.site.trust import WAYS, how_judged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracetrick.judged import Judged
    from tracetrick.page.formula import Formula
    from tracetrick.site.mathjax import Rendered
    from tracetrick.snippets import Result

# Glyphs; an inline formula that is no longer is kept on one line.
_WHOLE = 12


def formula_html(formula: Formula, rendered: Rendered | MathJaxError) -> str:
    """Return a finished formula.

    Beside what the eye sees stands the LaTeX: it is what a selection copies and what the search finds.
    """
    if isinstance(rendered, MathJaxError):
        return error_box([f"{rendered}: {formula.latex.strip()}"], inline=not formula.display)
    kind = "math" if formula.display or len(rendered.text) > _WHOLE else "math whole"
    # How high a display is, its browser knows before it lays it out, which it does when it comes into sight.
    tag, size, mark = (
        ("div", f' style="--height:{rendered.height}em"', "$$") if formula.display else ("span", "", "$")
    )
    latex = re.sub(r"\s+", " ", formula.latex.strip())
    return (
        f'<{tag} class="{kind}"{size}>{rendered.html}'
        f'<span class="tex" aria-hidden="true">{mark}{escape(latex, quote=False)}{mark}</span></{tag}>'
    )


def inline_html(
    formula: Formula, rendered: Rendered | MathJaxError, judged: list[Judged], labels: dict[str, str]
) -> str:
    """Return an inline formula, with the checker's message behind it where it fails."""
    markup = formula_html(formula, rendered)
    failed = [one for one in judged if one.verdict in FAILED]
    if not failed:
        return markup
    messages = "".join(
        f' <span class="refused">{escape(refusal(one, labels), quote=False)}</span>' for one in failed
    )
    kind = "display" if all(one.expected for one in failed) else "display unexpected"
    return f'<span class="{kind}">{markup}</span>{messages}'


def refusal(one: Judged, labels: dict[str, str]) -> str:
    """Say why the checker refuses a statement; in a live preview, with its place."""
    if one.expected and labels is LABELS["zh"]:
        from tracetrick.site.chinese import chinese  # noqa: PLC0415  (most pages show no message)

        return labels["refusal"] + chinese(one.message)
    if one.expected:
        return labels["refusal"] + one.message
    return f"{one.line}:{one.column}: {one.verdict}: {one.message}"


def evidence(claims: list[Judged], labels: dict[str, str]) -> list[str]:
    """Say what was checked in a display, and how."""
    ways = Counter(how_judged(one) for one in claims)
    dimensions = dict.fromkeys(written_sizes(sizes) for one in claims for sizes in one.dimensions if sizes)
    parts = [labels["claims"].format(number=len(claims))]
    parts += [labels[f"by {way}"].format(number=ways[way]) for way in WAYS if ways[way]]
    if dimensions:
        parts.append(labels["dimensions"].format(dimensions="; ".join(list(dimensions)[:2])))
    parts.append(labels["draws"].format(number=sum(one.draws for one in claims)))
    parts.append(residual_text(max(one.residual for one in claims), labels))
    return parts


def residual_text(residual: float, labels: dict[str, str]) -> str:
    """Say by how much the sides of a claim differ in float64 at most."""
    return labels["residual"].format(residual=f"{residual:.0e}" if residual else "0")


def written_sizes(sizes: dict[str, int]) -> str:
    """Write an assignment of dimensions."""
    return ", ".join(f"{letter} = {number}" for letter, number in sizes.items())


def program_html(path: Path, source: str) -> str:
    """Return a program, highlighted, under its path."""
    from pygments import highlight  # noqa: PLC0415  (what is known is not highlighted again)
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import PythonLexer  # noqa: PLC0415

    formatter = HtmlFormatter(cssclass="language-python highlight", wrapcode=True, filename=path.as_posix())
    markup: str = highlight(source, PythonLexer(), formatter)
    return markup


def output_html(result: Result, labels: dict[str, str]) -> str:
    """Return what a program printed."""
    printed = {labels["output"]: result.stdout, labels["errors"]: result.stderr}
    return "".join(printed_html(label, text) for label, text in printed.items() if text)


def printed_html(label: str, text: str) -> str:
    """Return what was printed, under its label."""
    return (
        f'<div class="snippet-output"><p class="snippet-label">{label}</p>'
        f"<pre><code>{escape(text, quote=False)}</code></pre></div>"
    )


def figure_html(svg: str, caption: str) -> str:
    """Return a figure that readers who do not see it know by its caption, the element of that id."""
    return svg.replace("<svg ", f'<svg aria-labelledby="{escape(caption)}" ', 1)


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
