"""Sums, products and quotients, with dots between their items."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracetrick.algebra.elaborate.integers import index_in_sequence
from tracetrick.algebra.patterns import Repeat, sequence
from tracetrick.algebra.terms import Term, unify
from tracetrick.errors import ShapeError
from tracetrick.latex.tree import Add, Divide, Dots, Group, Listed, Name, Node, Number, Product, Sub
from tracetrick.page.scope import Definition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.algebra.elaborate.context import Context, Where


def sum_term(context: Context, node: Add, where: Where) -> Term:
    """Terms of one shape; a literal 0 has any."""
    if any(isinstance(part, Dots) for part in node.terms):
        node = _written_out(context, node, where)
    signs = tuple(_signed(context, sign) for sign in node.signs)
    terms = [
        (len(node.terms) > 1 and context.literal_zero(part)) or context.term(part, where)
        for part in node.terms
    ]
    for part, term in zip(node.terms[1:], terms[1:], strict=True):
        if not context.same_shape(terms[0], term):
            message = f"{context.shown(terms[0])} plus {context.shown(term)}"
            if terms[0].rows == term.columns and terms[0].columns == term.rows:
                message += ": one is the transpose of the other"
            one = next((node for node in node.terms if isinstance(node, Number) and node.value == 1), None)
            if one is not None and (terms[0].is_scalar or term.is_scalar):
                other = term if terms[0].is_scalar else terms[0]
                message += (
                    ": is an I missing?" if other.rows == other.columns else ": did you mean \\mathbf 1?"
                )
            context.shape_error(part, message)
    return context.builder.add(signs, tuple(terms))


def _signed(context: Context, sign: str) -> int:
    if sign in ("\\pm", "\\mp"):
        context.has_sign = True
        return context.sign if sign == "\\pm" else -context.sign
    return 1 if sign == "+" else -1


def _written_out(context: Context, node: Add, where: Where) -> Add:
    r"""`x_1 + \cdots + x_n` with the terms that the dots stand for."""
    if any(sign != "+" for sign in node.signs[1:]):
        dots = next(part for part in node.terms if isinstance(part, Dots))
        context.fail(dots, "dots are read in a sum with + only")
    found = _written_sequence(context, node.terms, where)
    signs: tuple[Any, ...] = ("+",) * len(found)
    return Add(signs, tuple(found), span=node.span)


def dots_term(context: Context, node: Dots, where: Where) -> Term:
    """Dots that stand alone are no value."""
    context.fail(node, "dots stand between the items of one sum, product, list or matrix")


def _written_sequence(context: Context, items: Sequence[Node], where: Where) -> list[Node]:
    """Items with those that dots among them stand for."""
    found = sequence(items, lambda part: index_in_sequence(context, part, where))
    if isinstance(found, Repeat):
        dots = next(item for item in items if isinstance(item, Dots))
        context.fail(dots, "the number of items is open: their indices must tell it")
    return found


def product_term(context: Context, node: Product, where: Where) -> Term:
    """Factors from left to right."""
    factors = list(node.factors)
    if any(isinstance(part, Dots) for part in factors):
        factors = _written_sequence(context, factors, where)
    _refuse_application(context, factors, where)
    result: Term | None = None
    previous: Node | None = None
    for factor in factors:
        term = context.term(factor, where)
        result = term if result is None else multiply(context, result, term, previous or factor, factor)
        previous = factor
    return result or context.builder.number(1)


def _refuse_application(context: Context, factors: list[Node], where: Where) -> None:
    """`f(X)` of a name defined without arguments would read as a product."""
    for one, other in pairwise(factors):
        if not isinstance(other, (Group, Listed)) or other.bracket != "(" or not isinstance(one, (Name, Sub)):
            continue
        key = one.key
        entry = where.scope.names.get(key)
        plain = isinstance(other, Listed) or isinstance(other.body, Name)
        if isinstance(entry, Definition) and not entry.is_function and plain:
            context.fail(
                one, f"{key} is defined without arguments: {key}(...) is neither a value nor a product"
            )


def multiply(context: Context, left: Term, right: Term, left_node: Node, right_node: Node) -> Term:
    """Scalar times anything, or a matrix product. Raises ShapeError if inner dimensions differ."""
    if left.is_scalar or right.is_scalar:
        scalar, other = (left, right) if left.is_scalar else (right, left)
        if id(other.rows) in context.likely:  # an empty product: beside 1×1 it may be one too
            context.likely[id(other.rows)][1].append(1)
        return context.builder.scale(scalar, other)
    blocks = context.partition(left), context.partition(right)
    if blocks[0] and blocks[1]:
        context.conform(blocks[0][1], blocks[1][0])
    if not unify(left.shape[1], right.shape[0]):
        message = f"{context.shown(left)} times {context.shown(right)}"
        if left.columns == right.columns and isinstance(right_node, (Name, Sub)):
            message += f"; did you mean {_source_name(context, right_node)}ᵀ?"
        elif left.rows == right.rows and isinstance(left_node, (Name, Sub)):
            message += f"; did you mean {_source_name(context, left_node)}ᵀ?"
        span = replace(left_node.span, end=right_node.span.end)
        raise ShapeError(span.start, span.end, message)
    product = context.builder.matmul(left, right)
    if blocks[0] and blocks[1]:
        context.partitions[id(product)] = blocks[0][0], blocks[1][1]
    return product


def _source_name(context: Context, node: Node) -> str:
    if isinstance(node, Name):
        return node.key
    return node.key.replace("{", "").replace("}", "") if isinstance(node, Sub) else "it"


def quotient_term(context: Context, node: Divide, where: Where) -> Term:
    """A quotient by a scalar."""
    numerator, denominator = context.term(node.numerator, where), context.term(node.denominator, where)
    if not denominator.is_scalar:
        context.shape_error(
            node.denominator, f"divided by a {context.shown(denominator)} matrix: only scalars divide"
        )
    return multiply(
        context, context.builder.reciprocal(denominator), numerator, node.denominator, node.numerator
    )


def group_term(context: Context, node: Group, where: Where) -> Term:
    """Brackets."""
    return context.term(node.body, where)
