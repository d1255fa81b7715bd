"""Which letters a page introduces both bold and plain, as different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.latex.tokens import Token
    from tracetrick.page.fragments import Fragment

_INTRODUCING = frozenset(["\\in", ":", ":=", ">"])


def distinct_dresses(found: Iterable[Fragment]) -> frozenset[str]:
    """The letters that are introduced in both dresses, never with the same right side."""
    meanings: dict[str, dict[bool, set[str]]] = {}
    for fragment in found:
        if not fragment.relations or fragment.relations[0].text not in _INTRODUCING:
            continue
        right = " ".join(token.text for side in fragment.sides[1:] for token in side)
        for token in _introduced(fragment):
            if token.kind == "letter":
                meanings.setdefault(token.text, {}).setdefault(bool(token.dress), set()).add(right)
    return frozenset(
        letter for letter, seen in meanings.items() if len(seen) == 2 and not seen[True] & seen[False]
    )


def redressed(tokens: list[Token], distinct: frozenset[str]) -> list[Token]:
    """Bold letters among `distinct` are names of their own."""
    return [
        token._replace(text=f"\\mathbf{{{token.text}}}")
        if token.kind == "letter" and token.dress and token.text in distinct
        else token
        for token in tokens
    ]


def _introduced(fragment: Fragment) -> list[Token]:
    """The letters at the head of the names that a fragment introduces."""
    side = fragment.sides[0]
    heads = [token for place, token in enumerate(side) if place == 0 or side[place - 1].text == ","]
    return heads[:1] if fragment.relations[0].text == ":=" else heads
