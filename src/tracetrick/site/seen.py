"""Refuses a formula that shows relations other than those that the reader of pages finds in its LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracetrick.page.formula import Formula

# As the relations of the notation are shown; the reader takes all others for silent, and says so.
_SIGNS = frozenset("=<>≠≡≤≥⩽⩾≦≧⪯⪰≼≽≺≻∈≔≜＝≈∼∝→↦⟶⟼")


def unread_signs(formula: Formula, text: str, read: int) -> str:
    """Return what is wrong with a finished formula, whose characters are `text`; "" if nothing is.

    Every sign of a relation that a reader sees must be one that was read, and the other way round: `read`
    is how many were.
    """
    shown = sum(sign in _SIGNS for sign in text)
    if shown == read:
        return ""
    return (
        f"{shown} signs of relations are seen in this formula, but {read} are read: {formula.latex.strip()}"
    )
