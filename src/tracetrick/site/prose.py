r"""Refuses on the site's own pages what a reader would take for a result and the checker does not read.

Signs of mathematics belong into formulas: no `=`, `∂` or `Xᵀ` in prose, outside mathematics and code.
A result is written with its `=`: an expression without a relation that stands in the cell of a table, or
after 是 为 得 等于 is equals, must be a name, a number or a shape.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError, SpanError
from tracetrick.latex.parser import Lexicon, Parser
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.tree import Add, Differential, Group, Name, Node, Number, Sub
from tracetrick.latex.vocabulary import RELATIONS
from tracetrick.page.markdown import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.formula import Formula, Scan
    from tracetrick.page.source import Source

_SIGN = re.compile(
    r"[=<>≠≈≡≢≤≥⩽⩾≪≫∝∼≃≅≔≜⪯⪰≺≻∂∇∑∏∫√∞⊙⊗⊕∘∈∉⊂⊆±∓÷·‖⟨⟩∀∃⇒⇔⟹⟺⊤ᵀ′ℝ]"
    r"|(?<!\d)×|×(?!\d)"  # 2×2 is a word
    r"|(?<!\[)\^|[\U0001d400-\U0001d7ff]"  # [^1] is a footnote
    r"|(?<=[A-Za-z)\]])[⁰¹²³⁴-⁹⁺⁻ⁿ₀-₉]+"
    r"|&[A-Za-z][A-Za-z0-9]*;|&#[xX]?[0-9A-Fa-f]+;"
)
# What a page holds besides prose, outside code and formulas.
_NO_PROSE = re.compile(
    r"^[ \t]*/{3,}[ \t]*snippet.*$"
    r"|^[ \t]*(?:/{3,}[ \t]*[\w-]*|===[!+]?(?=[ \t]+\")|={3,}[ \t]*$|(?:>[ \t]*)+)"
    r"|^[ \t]*\[(?!\^)[^\]\n]+\]:.*$"
    r"|(?<=\])\([^()\s]*"
    r"|\{:?[ \t]*[#.][\w-][^}\n]*\}"
    r"|</?[A-Za-z][^<>\n]*>"
    r"|<(?:https?|mailto):[^<>\s]*>"
    r"|https?://[^\s<>）]*",
    re.MULTILINE,
)
_ANNOUNCED = re.compile(r"(?:是|为|得|等于|\b[Ii]s|\b[Ee]quals)[ \t]*[:：]?\s*\Z")
_OF_OPERATORS = frozenset(["sign", "word", "prose", "eof"])
_DELIMITER = re.compile(r"[ \t>|:-]*-[ \t>|:-]*")


def check_prose(source: Source, scanned: Scan) -> Iterator[SourceError]:
    """Yield what is wrong on a page, in its order."""
    found = [*_signs(source, scanned), *_results(source, scanned)]
    for offset, message in sorted(found):
        yield SourceError(source.place(offset), message)


def _signs(source: Source, scanned: Scan) -> Iterator[tuple[int, str]]:
    code = [span for span in scanned.hidden if span[0] > 0 or not source.front_matter]  # titles are read too
    outside = [*code, *(formula.outer for formula in scanned.formulas)]
    text = blanked(source.text, outside)
    prose = _NO_PROSE.sub(lambda match: "\0" * len(match.group()), text)
    for sign in _SIGN.finditer(prose):
        shown = html.unescape(sign[0])
        if not sign[0].startswith("&") or _SIGN.fullmatch(shown):
            yield sign.start(), f"{shown} in prose: mathematics stands in a formula, where it is checked"


def _results(source: Source, scanned: Scan) -> Iterator[tuple[int, str]]:
    for formula in scanned.formulas:
        announced = _ANNOUNCED.search(source.text, max(0, formula.outer[0] - 40), formula.outer[0])
        where = f"after {announced[0].strip()}" if announced else "in a table"
        if (announced or _in_table(source, formula)) and not _is_harmless(formula):
            message = f"an expression without a relation {where} must be a name, a number or a shape"
            yield formula.outer[0], f"{message}: write the result with its ="


def _in_table(source: Source, formula: Formula) -> bool:
    """Whether a formula stands in a cell: its line is a row, and a row of dashes is not far."""
    number = source.place(formula.start).line - 1
    lines = source.lines
    if "|" not in lines[number].text:
        return False
    first = last = number
    while first > 0 and "|" in lines[first - 1].text:
        first -= 1
    while last + 1 < len(lines) and "|" in lines[last + 1].text:
        last += 1
    return any(_DELIMITER.fullmatch(line.text) for line in lines[first : last + 1])


def _is_harmless(formula: Formula) -> bool:
    """Whether a formula has a relation, and is judged, or is a name, a number or a shape."""
    try:
        tokens = tokenize(formula.latex, formula.start)
        if any(token.mark in RELATIONS for token in tokens):
            return True
        if all(token.kind in _OF_OPERATORS for token in tokens):
            return True  # the sign of an operation, or the name of an operator
        return _is_name(Parser.of(tokens, Lexicon()).whole()) or _is_shape(formula.latex)
    except SpanError:
        return _is_shape(formula.latex)


def _is_name(node: Node) -> bool:
    """A name, an entry, a differential of a name, or a number."""
    if isinstance(node, (Name, Number)):
        return True
    if isinstance(node, Add):
        return len(node.terms) == 1 and isinstance(node.terms[0], Number)
    if isinstance(node, Sub):
        return _is_name(node.base)
    if isinstance(node, Differential):
        return _is_name(node.body)
    return isinstance(node, Group) and _is_name(node.body)


_SIZE = r"(?:[A-Za-z0-9]|\\[a-z]+(?![A-Za-z])|_\{?[A-Za-z0-9,+-]+\}?|[+-])+?"
_SHAPE = re.compile(
    rf"\s*(?:\\mathbb\s*\{{?[RNS]\}}?(?:\^\{{.*\}}|\^.)?(?:_.*)?|{_SIZE}(?:\s*\\times\s*{_SIZE})+)\s*"
)


def _is_shape(latex: str) -> bool:
    r"""`n\times p` or `\mathbb{R}^{n\times p}`."""
    return _SHAPE.fullmatch(latex) is not None
