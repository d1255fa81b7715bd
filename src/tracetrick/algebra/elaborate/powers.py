"""Powers, inverses and what else stands above an expression."""

from __future__ import annotations

from fractions import Fraction

from tracetrick.algebra.elaborate.context import NOWHERE, Context, Where
from tracetrick.algebra.elaborate.integers import rational
from tracetrick.algebra.elaborate.norms import norm_square
from tracetrick.algebra.elaborate.operators import exponential_of
from tracetrick.algebra.terms import Term, unify
from tracetrick.latex.tree import Add, Marked, Name, Node, Norm, Power, Prime, Sub, walk


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
    if exponent is None:
        above = context.term(node.exponent, where)  # H of X^H may be unknown, whatever the shape of X
        _refuse_no_square(context, base, None, node)
        return _real_power(context, base, above, node)
    _refuse_no_square(context, base, exponent, node)
    if exponent < 0:
        _refuse_entry(context, base, node, where, is_inverse=True)
    if exponent.denominator == 1:
        return _integer_power(context, base, int(exponent), node)
    if base.is_scalar:
        return _root_power(context, base, exponent)
    return _root_of_matrix(context, base, exponent, node)


def _refuse_no_square(context: Context, base: Term, exponent: Fraction | int | None, node: Node) -> None:
    """Raise an error at a power of what is neither a scalar nor square."""
    if base.is_scalar or unify(base.shape[0], base.shape[1]):
        return
    if 1 in (base.rows, base.columns):
        context.fail(node, f"a power of a {context.shown(base)} vector: write \\|x\\|^2 or x\\odot x")
    what = "the inverse" if exponent is not None and exponent < 0 else "a power"
    context.shape_error(node, f"{what} of a {context.shown(base)} matrix")


def _root_of_matrix(context: Context, base: Term, exponent: Fraction | int, node: Node) -> Term:
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
    if base.op == "const" and base.is_scalar and isinstance(base.data[0], Fraction):
        return context.builder.number(base.data[0] ** abs(exponent))
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
    if node.letter in where.indices and (power := _power_of_index(context, node, where)) is not None:
        return power
    zero = context.literal_zero(node)
    if zero is not None:
        return zero
    base = context.term(node.base, where)
    _refuse_entry(context, base, node, where, is_inverse=node.mark in ("-\\top", "\\#"))
    if node.mark == "\\top":
        return context.builder.transpose(base)
    if node.mark == "-\\top":
        return context.builder.transpose(_inverse(context, base, node))
    if node.mark == "+":
        return context.builder.make("pinv", (base,), (base.shape[1], base.shape[0]))
    context.square(base, node, "the adjugate")
    return context.builder.make("adj", (base,), base.shape)


def _power_of_index(context: Context, node: Marked, where: Where) -> Term | None:
    r"""`\gamma^t` where t is an index; None if it is the transpose of what has no powers."""
    index = Name(node.letter, span=node.span)
    exponent = index if node.mark == "\\top" else Add(("-",), (index,), span=node.span)
    power = Power(node.base, exponent, span=node.span)
    if isinstance(node.base, Name) and node.base.key == "e" and "e" not in where.scope.names:
        return power_term(context, power, where)
    base = context.term(node.base, where)
    if base.is_scalar:
        return power_term(context, power, where)
    if unify(base.shape[0], base.shape[1]):
        message = (
            f"{node.letter} is an index here: write ^\\top for the transpose; "
            "for the power say its range behind it, or call it k"
        )
        context.fail(node, message)
    return None


def _refuse_entry(
    context: Context, base: Term, node: Power | Marked, where: Where, *, is_inverse: bool
) -> None:
    r"""Raise NotationError at `A_{ij}^{-1}`, which looks like `A^{-1}_{ij}`; of a matrix that has both."""
    entry = node.base
    if not isinstance(entry, Sub) or not base.is_scalar or base.op != "gather" or len(base.args) != 1:
        return
    if isinstance(entry.base, Name) and entry.base.key not in where.scope.names:
        return  # x_{ij} of a matrix X has no such double
    matrix = base.args[0]
    if 1 in matrix.size or (is_inverse and matrix.rows != matrix.columns):
        return
    mark = "^{-1}" if isinstance(node, Power) else f"^{{{node.mark}}}".replace("{\\top}", "\\top")
    message = f"write (X{mark})_{{ij}} or (X_{{ij}}){mark}"
    context.fail(node, f"X_{{ij}}{mark} and X{mark}_{{ij}} look the same: {message}")


def prime_term(context: Context, node: Prime, where: Where) -> Term:
    """A prime behind a matrix or vector is a transpose."""
    base = context.term(node.base, where)
    if node.count > 1 or base.is_scalar:
        context.fail(node, "a prime is the derivative of a function or the transpose of a matrix")
    return context.builder.transpose(base)
