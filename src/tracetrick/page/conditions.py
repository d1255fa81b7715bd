"""Conditions: relations that restrict indices or draws, and the brackets in which they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Name
from tracetrick.latex.vocabulary import COMPARISONS
from tracetrick.page.fragments import Fragment
from tracetrick.page.scope import Restriction, Variable
from tracetrick.page.sets import read_expression

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tokens import Token
    from tracetrick.page.scope import Scope

_OPENING = frozenset(["(", "[", "\\{", "{"])
_CLOSING = frozenset([")", "]", "\\}", "}"])


def of_draws(fragment: Fragment, scope: Scope) -> list[Restriction]:
    """What a condition in round brackets says of the draws.

    Raises NotationError if it is not about scalars.
    """
    found = restrictions(fragment, scope.lexicon)
    for one in found:
        for side in (one.left, one.right):
            entry = scope.names.get(side.key) if isinstance(side, Name) else None
            if isinstance(entry, Variable) and entry.shape:
                raise NotationError(side.span.start, side.span.end, "a condition compares scalars")
    return [replace(one, of_draws=True) for one in found]


def restrictions(fragment: Fragment, lexicon: Lexicon) -> list[Restriction]:
    """What a chain of comparisons says of indices.

    Raises NotationError at any other relation.
    """
    sides = [read_expression(side, lexicon) for side in fragment.sides]
    for relation in fragment.relations:
        if relation.text not in COMPARISONS:
            raise NotationError(relation.start, relation.end, f"a suffix with {relation.text} is not read")
    return [
        Restriction(left, relation.text, right)
        for left, relation, right in zip(sides, fragment.relations, sides[1:], strict=False)
    ]


def bracketed_condition(fragment: Fragment) -> Fragment | None:
    """`(t > 0)` as a fragment of its own."""
    if fragment.relations or len(fragment.sides[0]) < 3:
        return None
    condition = trailing_condition(fragment.sides[0])
    return condition[1] if condition and condition[0] == 0 else None


def trailing_condition(side: list[Token]) -> tuple[int, Fragment] | None:
    """A round bracket with a relation at the end of a side: where it begins, and what it says."""
    if not side or side[-1].mark != ")":
        return None
    depth = 0
    for place in range(len(side) - 1, -1, -1):
        mark = side[place].mark
        depth += (mark in _CLOSING) - (mark in _OPENING)
        if depth == 0:
            break
    else:
        return None
    if place > 0 and side[place - 1].text in ("1", "\\mathbb{1}"):  # an indicator
        return None
    inner = Fragment()
    for token in side[place + 1 : -1]:
        depth += (token.mark in _OPENING) - (token.mark in _CLOSING)
        if depth == 0 and token.mark in COMPARISONS:
            inner.relations.append(token)
            inner.sides.append([])
        else:
            inner.sides[-1].append(token)
    return (place, inner) if inner.relations and all(inner.sides) else None
