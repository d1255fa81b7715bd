"""Differentials, and what is held constant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import FIXED_KINDS, Context, Where
from tracetrick.algebra.elaborate.integers import compare_integers, integer
from tracetrick.algebra.elaborate.letters import bare_names
from tracetrick.algebra.terms import Term, walk
from tracetrick.latex.tree import Differential, Name

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term
    from tracetrick.page.scope import Assumption


def _is_held(context: Context, key: tuple[str, tuple[int, ...]]) -> bool:
    return any(
        assumption.key == key[0] and _assumption_applies(context, assumption, key[1])
        for assumption in context.scope.held
    )


def _assumption_applies(context: Context, assumption: Assumption, member: tuple[int, ...]) -> bool:
    if not assumption.indices:
        return True
    values = {
        index.key: value
        for index, value in zip(assumption.indices, member, strict=True)
        if isinstance(index, Name) and index.key not in context.scope.names
    }
    outer = {key: value for key, value in context.free_values.items() if key not in values}
    inner = Where(context.scope, {**outer, **values})
    fixed = (
        (index, value) for index, value in zip(assumption.indices, member, strict=True)
        if not (isinstance(index, Name) and index.key in values)
    )  # fmt: skip
    if any(integer(context, index, inner) != value for index, value in fixed):
        return False
    return all(
        compare_integers(integer(context, one.left, inner), one.relation, integer(context, one.right, inner))
        for one in assumption.restrictions
    )


def _holds_differential(term: Term) -> bool:
    """Whether a value is itself made from a differential."""
    return any(one.op == "diff" for one in walk([term]))


def differential_term(context: Context, node: Differential, where: Where) -> Term:
    """Along the tangents of all that varies."""
    context.bare.update(bare_names(node.body))
    term = context.term(node.body, where)
    inputs = [one for one in context.builder.support(term) if one.op == "input"]
    held = frozenset(
        (one.data[0], one.data[2])
        for one in inputs
        if one.data[1] in FIXED_KINDS or _is_held(context, (one.data[0], one.data[2]))
    )
    moving = [one for one in inputs if (one.data[0], one.data[2]) not in held]
    if any(one.data[1] == "orthogonal" for one in moving) and (node.order > 1 or _holds_differential(term)):
        context.fail(node, "a second differential along O(n) is not read: dQ cannot be constant there")
    message = "this is held constant: its differential is 0, whatever stands beside it"
    context.note(node, message, varies=bool(moving))
    for _ in range(node.order):
        term = context.builder.make("diff", (term,), term.shape, held)
    return term
