"""Norms, bars and inner products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.operators import det
from tracetrick.algebra.terms import Term, unify

if TYPE_CHECKING:
    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.latex.tree import Bars, Inner, Norm


def bars_term(context: Context, node: Bars, where: Where) -> Term:
    """Determinant of a square matrix, absolute value of a scalar."""
    term = context.term(node.body, where)
    if term.is_scalar:
        return context.builder.pointwise("abs", term)
    if 1 in (term.rows, term.columns):
        context.fail(node, "|x| of a vector: write \\|x\\| for its norm")
    return det(context, term, node)


def norm_term(context: Context, node: Norm, where: Where) -> Term:
    """A norm of a vector or matrix."""
    square = norm_square(context, node, where)
    if square is not None:
        return context.builder.pointwise("sqrt", square)
    term = context.term(node.body, where)
    vector = 1 in (term.rows, term.columns)
    if node.kind == "1" and vector:
        return context.builder.total(context.builder.pointwise("abs", term))
    if node.kind == "\\infty" and vector:
        return context.builder.make("matrix", (context.builder.pointwise("abs", term),), (1, 1), "maximum")
    if node.kind == "1":
        rows = context.sized(term, node).size[0]
        sums = context.builder.matmul(
            context.builder.make("ones", (), (1, rows)), context.builder.pointwise("abs", term)
        )
        return context.builder.make("matrix", (sums,), (1, 1), "maximum")
    if node.kind in ("*", "2"):
        return context.builder.make("matrix", (term,), (1, 1), "nuclear" if node.kind == "*" else "spectral")
    if node.kind == "\\infty":
        context.fail(node, "the norm ∞ of a matrix is not read")
    context.fail(node, "the norm of a matrix needs a subscript: _F, _*, _2 or _1")


def norm_square(context: Context, node: Norm, where: Where) -> Term | None:
    """The square of a 2-norm of a vector or of a Frobenius norm."""
    term = context.term(node.body, where)
    vector = 1 in (term.rows, term.columns)
    if node.kind == "F" or (vector and node.kind in ("", "2")):
        return context.builder.total(context.builder.odot(term, term))
    return None


def inner_term(context: Context, node: Inner, where: Where) -> Term:
    """`tr(A^T B)`."""
    left, right = context.term(node.left, where), context.term(node.right, where)
    if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
        context.shape_error(node, f"the inner product of {context.shown(left)} and {context.shown(right)}")
    return context.builder.total(context.builder.odot(left, right))
