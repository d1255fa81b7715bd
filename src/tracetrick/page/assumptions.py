"""Assumptions: what is held constant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.latex.tree import Differential, Group, Name, Node, Sub, atoms
from tracetrick.page.context import literal_key
from tracetrick.page.scope import Assumption, Variable, family_key

if TYPE_CHECKING:
    from tracetrick.page.draft import Draft
    from tracetrick.page.statement import Statement


def assumption(draft: Draft) -> list[Statement] | None:
    r"""`\mathrm{d}A = 0` of a declared name; None if the statement is none."""
    fragment = draft.fragment
    if draft.part.is_conclusion:
        return None
    if fragment.relations[0].text != "=" or not all(fragment.sides):
        return None
    right = fragment.sides[1]
    if len(right) != 1 or right[0].kind != "number" or right[0].text != "0":
        return None
    left = draft.expression(fragment.sides[0])
    if not isinstance(left, Differential) or left.order != 1:
        return None
    body = left.body
    while isinstance(body, Group):
        body = body.body
    held = _held(body, draft)
    if held is None:
        return None
    statement = draft.made("assumption", left=left)
    draft.context.hold(held)
    return [statement]


def _held(body: Node, draft: Draft) -> Assumption | None:
    """The declared name that an assumption is about."""
    names = draft.context.names
    if isinstance(body, Name):
        key = body.key if body.key in names else family_key(body.key)  # all members of a family
        return Assumption(key) if isinstance(names.get(key), Variable) else None
    if not isinstance(body, Sub) or not isinstance(body.base, Name):
        return None
    literal = literal_key(body.base, body.indices)
    if isinstance(names.get(literal), Variable):
        return Assumption(literal)
    entry = names.get(family_key(body.base.key))
    if isinstance(entry, Variable):
        ranges, restrictions = tuple(draft.ranges), tuple(draft.restrictions)
        return Assumption(entry.key, atoms(body.indices), ranges, restrictions)
    return None
