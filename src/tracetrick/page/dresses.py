"""Which letters a page introduces both bold and plain, as different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.latex.tokens import BOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.latex.tokens import Token
    from tracetrick.page.fragments import Fragment

_INTRODUCING = frozenset(["\\in", ":", ":=", ">"])


def distinct_dresses(found: Iterable[Fragment]) -> frozenset[str]:
    """The letters that are introduced both bold and plain."""
    dresses: dict[str, set[bool]] = {}
    for fragment in found:
        if not fragment.relations or fragment.relations[0].text not in _INTRODUCING:
            continue
        for token in _introduced(fragment):
            if token.kind == "letter":
                dresses.setdefault(token.text, set()).add(token.dress in BOLD)
    return frozenset(letter for letter, seen in dresses.items() if len(seen) == 2)


def redressed(tokens: list[Token], distinct: frozenset[str]) -> list[Token]:
    """Bold letters among `distinct` are names of their own."""
    return [
        token._replace(text=f"\\mathbf{{{token.text}}}")
        if token.dress in BOLD and token.kind == "letter" and token.text in distinct
        else token
        for token in tokens
    ]


def _introduced(fragment: Fragment) -> list[Token]:
    """The letters at the head of the names that a fragment introduces."""
    side = fragment.sides[0]
    heads = [token for place, token in enumerate(side) if place == 0 or side[place - 1].text == ","]
    return heads[:1] if fragment.relations[0].text == ":=" else heads
