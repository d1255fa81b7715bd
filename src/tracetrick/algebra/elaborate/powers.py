"""Powers, inverses and what else stands above an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import NOWHERE, Context, Where
from tracetrick.algebra.elaborate.integers import rational
from tracetrick.algebra.elaborate.norms import norm_square
from tracetrick.algebra.elaborate.operators import exponential_of
from tracetrick.algebra.terms import Term, unify
from tracetrick.latex.tree import Marked, Name, Node, Norm, Power, Prime, walk

if TYPE_CHECKING:
    from fractions import Fraction


def power_term(context: Context, node: Power, where: Where) -> Term:
    """Integer and real powers, `e^{X}`, and squares of norms without a root."""
    if isinstance(node.base, Name) and node.base.key == "e" and "e" not in where.scope.names:
        return exponential_of(context, context.term(node.exponent, where), node)
    exponent = rational(context, node.exponent, where)
    _note_numbers(context, node.exponent, where)
    if (
        isinstance(node.base, Norm)
        and exponent is not None
        and exponent.denominator == 1
        and exponent % 2 == 0
    ):
        square = norm_square(context, node.base, where)
        if square is not None:
            return _integer_power(context, square, int(exponent) // 2, node)
    base = context.term(node.base, where)
    if not base.is_scalar and not unify(base.shape[0], base.shape[1]):
        if 1 in (base.rows, base.columns):
            context.fail(node, f"a power of a {context.shown(base)} vector")
        what = "the inverse" if exponent is not None and exponent < 0 else "a power"
        context.shape_error(node, f"{what} of a {context.shown(base)} matrix")
    if exponent is None:
        return _real_power(context, base, context.term(node.exponent, where), node)
    if exponent.denominator == 1:
        return _integer_power(context, base, int(exponent), node)
    if base.is_scalar:
        return _root_power(context, base, exponent)
    if exponent.denominator != 2:
        context.fail(node, "of the fractional powers of a matrix only those of 1/2 are read")
    root = context.builder.make("matrix", (base,), base.shape, "sqrtm")
    return _integer_power(context, root, exponent.numerator, node)


def _note_numbers(context: Context, exponent: Node, where: Where) -> None:
    """The letters of an exponent occur as numbers."""
    for one in walk(exponent):
        if isinstance(one, Name) and (one.key in where.indices or one.key in context.dimensions.letters):
            context.used.add(one.key)


def _root_power(context: Context, base: Term, exponent: Fraction | int) -> Term:
    if exponent.denominator == 2:
        return _integer_power(context, context.builder.pointwise("sqrt", base), exponent.numerator, NOWHERE)
    return context.builder.make("power", (base, context.builder.number(exponent)), (1, 1))


def _real_power(context: Context, base: Term, exponent: Term, node: Node) -> Term:
    if not base.is_scalar or not exponent.is_scalar:
        context.fail(
            node.exponent if isinstance(node, Power) else node,
            "this exponent is not read: expected a number",
        )
    return context.builder.make("power", (base, exponent), (1, 1))


def _integer_power(context: Context, base: Term, exponent: int, node: Node) -> Term:
    """By repeated multiplication; negative powers of the inverse."""
    if abs(exponent) > 64:
        context.fail(node, "an exponent above 64")
    if exponent < 0:
        base = _inverse(context, base, node)
    if exponent == 0:
        return context.builder.number(1) if base.is_scalar else context.builder.make("eye", (), base.shape)
    result = base
    for _ in range(abs(exponent) - 1):
        result = (
            context.builder.odot(result, base) if base.is_scalar else context.builder.matmul(result, base)
        )
    return result


def _inverse(context: Context, term: Term, node: Node) -> Term:
    """The inverse of a square matrix or a scalar."""
    if term.is_scalar:
        return context.builder.reciprocal(term)
    context.square(term, node, "the inverse")
    return context.builder.make("inverse", (term,), term.shape)


def marked_term(context: Context, node: Marked, where: Where) -> Term:
    """Transpose, inverse transpose, adjugate, pseudo-inverse."""
    zero = context.literal_zero(node)
    if zero is not None:
        return zero
    base = context.term(node.base, where)
    if node.mark == "\\top":
        return context.builder.transpose(base)
    if node.mark == "-\\top":
        return context.builder.transpose(_inverse(context, base, node))
    if node.mark == "+":
        return context.builder.make("pinv", (base,), (base.shape[1], base.shape[0]))
    context.square(base, node, "the adjugate")
    return context.builder.make("adj", (base,), base.shape)


def prime_term(context: Context, node: Prime, where: Where) -> Term:
    """A prime behind a matrix or vector is a transpose."""
    base = context.term(node.base, where)
    if node.count > 1 or base.is_scalar:
        context.fail(node, "a prime is the derivative of a function or the transpose of a matrix")
    return context.builder.transpose(base)
