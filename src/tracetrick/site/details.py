"""What the panel beside a display tells, loaded when a reader opens it: one JSON file for each page.

    {"displays": [["<ul>…</ul>", [0, 2]], …], "symbols": [["𝑋", "<span>…</span>"], …]}

A display, in the order of their numbers, has what was checked in it, as HTML, and the numbers of its symbols;
a symbol has the glyphs that it is set with, by which a script knows it on the page, and what it is, as HTML.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

from tracetrick.site.mathjax import Rendered
from tracetrick.site.one_line import on_one_line
from tracetrick.site.show import residual_text, written_sizes
from tracetrick.site.trust import how_judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tracetrick.judged import Judged
    from tracetrick.page.formula import Formula
    from tracetrick.site.mathjax import MathJaxError
    from tracetrick.site.meanings import Symbol

_TAG = re.compile(r"<[^>]*>")
_EXACT = frozenset(["both", "exact"])
_DRAWN = frozenset(["both", "exact", "float", "sampled"])


def details_name(page: Path) -> str:
    """Return the name of a page's file among the assets; `page` is as `docs/zh/examples/softmax.md`.

    It follows the page's address, from which a script makes it: a home page is that of its folder.
    """
    language, *address = page.with_suffix("").parts[1:]
    if len(address) > 1 and address[-1] == "index":
        address.pop()
    return f"details/{language}/{'/'.join(address)}.json"


def details_json(
    formulas: Sequence[Formula],
    judged: Sequence[Judged],
    symbols: dict[int, list[Symbol]],
    render: Callable[[str], Rendered | MathJaxError],
    labels: dict[str, str],
) -> bytes:
    """Return the file of a page with these `formulas`, statements and `symbols` of displays.

    `render` sets a formula in a line.
    """
    numbers: dict[Symbol, int] = {}
    displays = []
    for formula in formulas:
        if formula.display:
            claims = [one for one in judged if one.formula == formula.start and one.kind == "claim"]
            used = [numbers.setdefault(one, len(numbers)) for one in symbols.get(formula.start, [])]
            displays.append([_checked(claims, labels), used])
    told = {"displays": displays, "symbols": [_symbol(one, render) for one in numbers]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _checked(claims: Sequence[Judged], labels: dict[str, str]) -> str:
    """Say of each claim of a display how it was judged, and at the end how sure that is.

    What holds of several claims alike is said once, above them.
    """
    if not claims:
        return f"<p>{labels['no claims']}</p>"
    alike: dict[str, list[Judged]] = {}
    for one in claims:
        alike.setdefault(_judged(one, labels), []).append(one)
    said = "".join(
        f"<p>{escape(text, quote=False)}</p>{_drawn(ones, labels)}" for text, ones in alike.items()
    )
    bound = f"<p>{labels['bound']}</p>" if any(how_judged(one) in _EXACT for one in claims) else ""
    return said + bound


def _judged(claim: Judged, labels: dict[str, str]) -> str:
    """On what the verdict of a claim rests, and at which dimensions it was judged."""
    how = how_judged(claim)
    if how == "unchecked":
        return labels[how] + labels["colon"] + claim.message
    sizes = dict.fromkeys(map(written_sizes, filter(None, claim.dimensions)))
    if how not in _DRAWN or not sizes:
        return labels[how]
    return labels[how] + labels["stop"] + labels["dimensions"].format(dimensions="; ".join(sizes))


def _drawn(claims: Sequence[Judged], labels: dict[str, str]) -> str:
    """A list of claims, each with the number of its draws and the worst residual."""
    items = []
    for one in claims:
        said = [labels["draws"].format(number=one.draws)] if how_judged(one) in _DRAWN else []
        if said and one.by_float:
            said.append(residual_text(one.residual, labels))
        latex = escape(on_one_line(one.latex), quote=False)
        items.append(f"<li><code>{latex}</code><br>{labels['stop'].join(said)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _symbol(symbol: Symbol, render: Callable[[str], Rendered | MathJaxError]) -> tuple[str, str]:
    said = [one.html for one in map(render, symbol.said) if isinstance(one, Rendered)]
    return _glyphs(render(symbol.name)), " ".join(said)


def _glyphs(rendered: Rendered | MathJaxError) -> str:
    """The characters that a formula is set with: what stands before its MathML, without tags."""
    if not isinstance(rendered, Rendered):
        return ""
    return _TAG.sub("", rendered.html.partition("<mjx-assistive-mml")[0])
