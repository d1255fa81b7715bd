"""Comparisons: maxima, indicators and cases."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.integers import compare_integers, maybe_integer, note_comparison
from tracetrick.algebra.terms import Term, unify

if TYPE_CHECKING:
    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.latex.tree import Cases, Indicator, Node, Operator


def extreme(context: Context, node: Operator, where: Where) -> Term:
    r"""`\max(X, 0)` entry by entry."""
    if len(node.arguments) != 2:
        context.fail(node, f"{node.name} takes two arguments, entry by entry")
    one, other = (context.term(argument, where) for argument in node.arguments)
    one, other = _broadcast(context, one, other), _broadcast(context, other, one)
    if not (unify(one.shape[0], other.shape[0]) and unify(one.shape[1], other.shape[1])):
        context.shape_error(node, f"the {node.name} of {context.shown(one)} and {context.shown(other)}")
    half = context.builder.number(Fraction(1, 2))
    gap = context.builder.pointwise("abs", context.builder.add((1, -1), (one, other)))
    sign = 1 if node.name == "max" else -1
    return context.builder.scale(half, context.builder.add((1, 1, sign), (one, other, gap)))


def _broadcast(context: Context, term: Term, like: Term) -> Term:
    """A scalar beside a matrix stands for a matrix of it."""
    if not term.is_scalar or like.is_scalar:
        return term
    return context.builder.scale(term, context.builder.make("ones", (), like.shape))


def indicator_term(context: Context, node: Indicator, where: Where) -> Term:
    """1 where a comparison holds, entry by entry; of indices, whether it holds."""
    known = _holds(context, (node.left, node.relation, node.right), where)
    if known is not None:
        return context.builder.number(int(known))
    left, right = context.term(node.left, where), context.term(node.right, where)
    left, right = _broadcast(context, left, right), _broadcast(context, right, left)
    if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
        context.shape_error(node, f"{context.shown(left)} compared with {context.shown(right)}")
    return _comparison(context, left, node.relation, right, node)


def _comparison(context: Context, left: Term, relation: str, right: Term, node: Node) -> Term:
    """Whether left > right, entry by entry, is (s² + s)/2 for the sign s of left - right; ≥ is not <."""
    if relation not in ("<", ">", "\\le", "\\ge"):
        context.fail(node, "an indicator of =: not read")
    build = context.builder
    signs = (1, -1) if relation in (">", "\\le") else (-1, 1)
    sign = build.pointwise("sign", build.add(signs, (left, right)))
    strict = build.scale(build.number(Fraction(1, 2)), build.add((1, 1), (build.odot(sign, sign), sign)))
    if relation in ("<", ">"):
        return strict
    return build.add((1, -1), (build.make("ones", (), sign.shape), strict))


def _holds(context: Context, condition: tuple[Node, str, Node], where: Where) -> bool | None:
    """Whether a comparison of indices and other integers holds; None if it is not one."""
    left, relation, right = condition
    one, other = maybe_integer(context, left, where), maybe_integer(context, right, where)
    if one is None or other is None:
        return None
    note_comparison(context, (left, right), where)
    return compare_integers(one, relation, other)


def _condition(context: Context, condition: tuple[Node, str, Node], where: Where) -> Term:
    """1 where a comparison of scalars holds, 0 elsewhere."""
    left, relation, right = condition
    one, other = context.term(left, where), context.term(right, where)
    if not (one.is_scalar and other.is_scalar):
        context.fail(left, "a condition compares scalars")
    return _comparison(context, one, relation, other, left)


def cases_term(context: Context, node: Cases, where: Where) -> Term:
    """The value of the first case whose condition holds; conditions are on scalars, or on indices."""
    result: Term | None = None
    build, certain = context.builder, context.builder.number(1)
    left_out = certain  # 1 where no condition holds
    for case in reversed(node.cases):
        value = context.literal_zero(case.value) or context.term(case.value, where)
        if case.condition is None:
            if result is not None:
                context.fail(case, "a case without a condition must be the last")
            result = value
            continue
        known = _holds(context, case.condition, where)
        if known is not None:
            result, left_out = (value, build.number(0)) if known else (result, left_out)
            continue
        holds = _condition(context, case.condition, where)
        left_out = build.scale(left_out, build.add((1, -1), (certain, holds)))
        if result is None:
            result = value
            continue
        if not (unify(result.shape[0], value.shape[0]) and unify(result.shape[1], value.shape[1])):
            context.shape_error(case, f"cases of {context.shown(result)} and {context.shown(value)}")
        gap = context.builder.add((1, -1), (value, result))
        result = context.builder.add((1, 1), (result, context.builder.scale(holds, gap)))
    if result is None:
        message = "for some values of the indices no case holds" if node.cases else "cases without a value"
        context.fail(node, message)
    if node.cases[-1].condition is not None:
        context.doubts.append((build.add((1, -1), (certain, left_out)), certain, node))
    return result
