"""Refuses a formula that shows relations other than those that the reader of pages finds in its LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.errors import SpanError
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.vocabulary import RELATIONS

if TYPE_CHECKING:
    from tracetrick.page.markdown import Formula

# As the relations of the notation are shown; the reader takes all others for silent, and says so.
_SIGNS = frozenset("=<>≠≡≤≥⩽⩾≦≧⪯⪰≼≽≺≻∈≔≜＝≈∼∝→↦⟶⟼")
_COUNTED = RELATIONS - {":", "\\relation"}  # a colon stands in X_{:,j} and between a name and its domain too


def unread_signs(formula: Formula, text: str) -> str:
    """Return what is wrong with a finished formula, whose characters are `text`; "" if nothing is.

    Every sign of a relation that a reader sees must be one that was read, and the other way round.
    """
    shown = sum(sign in _SIGNS for sign in text)
    try:
        tokens = tokenize(formula.latex)
    except SpanError:
        read = 0
    else:
        read = sum(token.mark in _COUNTED for token in tokens)
    if shown == read:
        return ""
    return (
        f"{shown} signs of relations are seen in this formula, but {read} are read: {formula.latex.strip()}"
    )
