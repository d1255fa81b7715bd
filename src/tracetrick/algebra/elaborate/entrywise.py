"""Element-wise and Kronecker products, and the brackets that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.functions import is_function
from tracetrick.errors import NotationError, ShapeError
from tracetrick.latex.tree import Entrywise, Name, Node, Product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.algebra.terms import Term


def entrywise_term(context: Context, node: Entrywise, where: Where) -> Term:
    r"""`\odot`, `\oslash`, `\otimes`; brackets are demanded where another reading has another value."""
    if isinstance(node.left, Name) and is_function(node.left.key, where):
        context.fail(node, "a composition of functions is written with its argument: f(g(t))")
    left, right = context.term(node.left, where), context.term(node.right, where)
    term = _entrywise_of(context, node.operator, left, right, node)
    _doubt(context, node, term, where)
    return term


def _entrywise_of(context: Context, operator: str, left: Term, right: Term, node: Node) -> Term:
    if operator == "\\otimes":
        return kron(context, left, right)
    if not context.same_shape(left, right):
        sign = "⊙" if operator == "\\odot" else "⊘"
        context.shape_error(node, f"{context.shown(left)} {sign} {context.shown(right)}")
    if operator == "\\oslash":
        right = context.builder.reciprocal(right)
    return context.builder.odot(left, right)


def kron(context: Context, left: Term, right: Term) -> Term:
    """Kronecker product."""
    if left.is_scalar or right.is_scalar:
        return context.builder.scale(left, right) if left.is_scalar else context.builder.scale(right, left)
    rows, columns = (
        context.builder.product_of_sizes((one, other))
        for one, other in zip(left.shape, right.shape, strict=True)
    )
    return context.builder.make("kron", (left, right), (rows, columns))


def _doubt(context: Context, node: Entrywise, term: Term, where: Where) -> None:
    """Note the readings in which the operator binds tighter than a product beside it."""
    for other in _other_readings(node):
        marks = len(context.open_terms), len(context.doubts)
        sizings = list(context.builder.sizings)
        try:
            reading = context.term(other, where)
        except (NotationError, ShapeError):
            reading = None
        depth = context.depth
        del context.open_terms[marks[0] :], context.doubts[marks[1] :]
        context.depth = depth
        context.builder.sizings = sizings  # what the other reading asks of sizes, this one need not meet
        if reading is None or reading.is_open or term.is_open:
            continue
        if reading.size == term.size and reading is not term:
            context.doubts.append((term, reading, node))


def _other_readings(node: Entrywise) -> Iterator[Node]:
    left, right, op = node.left, node.right, node.operator
    if isinstance(left, Product):
        tight = Entrywise(op, left.factors[-1], right, span=node.span)
        yield Product((*left.factors[:-1], tight), span=node.span)
    if isinstance(right, Product):
        tight = Entrywise(op, left, right.factors[0], span=node.span)
        yield Product((tight, *right.factors[1:]), span=node.span)
    if isinstance(left, Entrywise) and left.operator != op:
        inner = Entrywise(op, left.right, right, span=node.span)
        yield Entrywise(left.operator, left.left, inner, span=node.span)
