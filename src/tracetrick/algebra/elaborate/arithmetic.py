"""Sums, products and quotients, with dots between their items."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracetrick.algebra.elaborate.functions import is_function
from tracetrick.algebra.elaborate.integers import index_in_sequence
from tracetrick.algebra.elaborate.letters import bare_names
from tracetrick.algebra.patterns import Repeat, runs
from tracetrick.algebra.terms import Term, unify
from tracetrick.errors import NoValueError, ShapeError
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import (
    Add,
    Call,
    Derivative,
    Differential,
    Divide,
    Dots,
    Group,
    Listed,
    Marked,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Sub,
)
from tracetrick.page.scope import Definition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.algebra.elaborate.context import Context, Where


_MANY = 20  # terms or factors among which equal ones are looked for
_SHORT = 40  # characters of LaTeX that a message repeats


def sum_term(context: Context, node: Add, where: Where) -> Term:
    """Terms of one shape; a literal 0 has any."""
    if Dots in map(type, node.terms):
        node = _written_out(context, node, where)
    signs = tuple(_signed(context, sign) for sign in node.signs)
    terms = _terms(context, node.terms, where)
    for part, term in zip(node.terms[1:], terms[1:], strict=True):
        if not context.same_shape(terms[0], term):
            message = f"{context.shown(terms[0])} plus {context.shown(term)}"
            if terms[0].rows == term.columns and terms[0].columns == term.rows:
                message += ": one is the transpose of the other"
            if terms[0].is_scalar or term.is_scalar:
                message += _missing(term if terms[0].is_scalar else terms[0], node)
            context.shape_error(part, message)
    return context.builder.add(signs, tuple(terms))


def _terms(context: Context, parts: Sequence[Node], where: Where) -> list[Term]:
    """The terms of a sum; among many of them what is written again means the same again."""
    known: dict[Node, Term] = {}
    found = []
    for part in parts:
        term = known.get(part) if len(parts) > _MANY else None
        if term is None:
            term = (len(parts) > 1 and context.literal_zero(part)) or context.term(part, where)
        if len(parts) > _MANY:
            known[part] = term
        found.append(term)
    return found


def _missing(matrix: Term, node: Add) -> str:
    """What a scalar beside a matrix may lack."""
    one = any(isinstance(part, Number) and part.value == 1 for part in node.terms)
    if matrix.rows == matrix.columns:
        return ": is an I missing?"
    if 1 in (matrix.rows, matrix.columns):
        return ": did you mean \\mathbf 1?" if one else ": is a \\mathbf 1 missing?"
    return ": did you mean \\mathbf 1?" if one else ""


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
    if not found:  # of an open shape: x_1y_2 + \cdots + x_{n-1}y_n at n = 1
        raise NoValueError(node.span.start, node.span.end, "this sum has no terms")
    signs: tuple[Any, ...] = ("+",) * len(found)
    return Add(signs, tuple(found), span=node.span)


def dots_term(context: Context, node: Dots, where: Where) -> Term:
    """Dots that stand alone are no value."""
    context.fail(node, "dots stand between the items of one sum, product, list or matrix")


def _written_sequence(context: Context, items: Sequence[Node], where: Where) -> list[Node]:
    """Items with those that dots among them stand for."""
    found = runs(items, lambda part: index_in_sequence(context, part, where))
    if isinstance(found, Repeat):
        dots = next(item for item in items if isinstance(item, Dots))
        context.fail(dots, "the number of items is open: their indices must tell it")
    return found


def product_term(context: Context, node: Product, where: Where) -> Term:
    """Factors from left to right."""
    factors = list(node.factors)
    if Dots in map(type, factors):
        factors = _written_sequence(context, factors, where)
    _refuse_application(context, factors, where)
    result: Term | None = None
    matrices: list[Node] = []
    known: dict[Node, Term] = {}
    for factor in factors:
        term = known.get(factor) if len(factors) > _MANY else None
        if term is None:
            term = context.term(factor, where)
        if len(factors) > _MANY and not term.is_open:
            known[factor] = term
        beside = matrices or [factor]
        result = term if result is None else multiply(context, result, term, beside, factor)
        if not term.is_scalar:
            matrices.append(factor)
    return result or context.builder.number(1)


def _refuse_application(context: Context, factors: list[Node], where: Where) -> None:
    """`f(X)` of a name defined without arguments would read as a product, and so would `(f')(t)`."""
    for one, other in pairwise(factors):
        if isinstance(other, (Group, Listed)) and other.bracket == "(":
            _refuse_value_at(context, one, other, where)
        if not isinstance(other, (Group, Listed)) or other.bracket != "(" or not isinstance(one, (Name, Sub)):
            continue
        key = one.key
        entry = where.scope.names.get(key)
        plain = isinstance(other, Listed) or isinstance(other.body, Name)
        if isinstance(entry, Definition) and not entry.is_function and plain:
            context.fail(
                one, f"{key} is defined without arguments: {key}(...) is neither a value nor a product"
            )


def _refuse_value_at(context: Context, one: Node, other: Group | Listed, where: Where) -> None:
    r"""`(\nabla f)(x)` is a value of the gradient to a reader; `(\nabla f)(Ax-b)` is a product."""
    while isinstance(one, Group):
        one = one.body
    if not isinstance(one, (Differential, Derivative, Nabla)):
        return
    items = other.items if isinstance(other, Listed) else (other.body,)
    plain = all(isinstance(item, (Name, Number)) for item in items)
    key = next((key for key in bare_names(one.body).values() if is_function(key, where)), "")
    if key and (plain or isinstance(one.body, Group)):
        message = f"this could be the argument of {key} or a factor: write {key}(...), or no brackets"
        context.fail(other, message)


def multiply(context: Context, left: Term, right: Term, left_nodes: list[Node], right_node: Node) -> Term:
    """Scalar times anything, or a matrix product; `left_nodes` are the matrices that make `left`.

    Raises ShapeError if inner dimensions differ.
    """
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
        message += _meant(left, right, left_nodes, right_node)
        span = replace(left_nodes[-1].span, end=right_node.span.end)
        raise ShapeError(span.start, span.end, message)
    product = context.builder.matmul(left, right)
    if blocks[0] and blocks[1]:
        context.partitions[id(product)] = blocks[0][0], blocks[1][1]
    return product


def _meant(left: Term, right: Term, left_nodes: list[Node], right_node: Node) -> str:
    """Which single factor fits once it is transposed; of two columns the left one, as in an inner product."""
    fitting = [
        node
        for node, fits in (
            (right_node, left.columns == right.columns),
            (left_nodes[0], left.rows == right.rows and len(left_nodes) == 1),
        )
        if fits
    ]
    if left.columns == right.columns == 1:
        fitting.reverse()
    names = (name for node in fitting if (name := _transposed_name(node)))
    return next((f"; did you mean {name}?" for name in names), "")


def _transposed_name(node: Node) -> str:
    """The transpose of a factor as a message shows it; nothing if it is long."""
    if isinstance(node, Name):
        return f"{node.key}ᵀ"
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return node.key.replace("{", "").replace("}", "") + "ᵀ"
    if isinstance(node, Marked) and node.mark == "\\top":
        return _transposed_name(node.base).removesuffix("ᵀ")
    shown = "" if isinstance(node, Differential) else to_latex(node).replace("( ", "(").replace(" )", ")")
    if not 0 < len(shown) <= _SHORT:
        return ""
    return f"{shown}ᵀ" if isinstance(node, (Group, Call)) else f"({shown})ᵀ"


def quotient_term(context: Context, node: Divide, where: Where) -> Term:
    """A quotient by a scalar."""
    numerator, denominator = context.term(node.numerator, where), context.term(node.denominator, where)
    if not denominator.is_scalar:
        context.shape_error(
            node.denominator, f"divided by a {context.shown(denominator)} matrix: only scalars divide"
        )
    return multiply(
        context, context.builder.reciprocal(denominator), numerator, [node.denominator], node.numerator
    )


def group_term(context: Context, node: Group, where: Where) -> Term:
    """Brackets."""
    return context.term(node.body, where)
