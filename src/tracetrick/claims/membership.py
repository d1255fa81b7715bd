r"""`U \in \mathbb{S}^{n}` of a defined name or an expression: its shape, and what else must hold of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Where
from tracetrick.algebra.terms import Builder, unify
from tracetrick.claims.indices import index_values
from tracetrick.claims.problems import elaborator_of
from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.tree import (
    Entrywise,
    Listed,
    Marked,
    Name,
    Node,
    Number,
    Operator,
    Product,
    Span,
    Sub,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.work import Work
    from tracetrick.page.sets import DeclaredSet
    from tracetrick.page.statements import Statement

_ASSIGNMENTS = 8  # of dimensions at which the shape is compared


def membership_claims(
    statement: Statement, declared: DeclaredSet, candidates: Iterable[Dimensions], work: Work
) -> Iterator[Statement]:
    """The claims that a membership makes beside its shape. Raises NotationError and ShapeError."""
    left = statement.left
    if left is None:
        raise NotationError(statement.at, statement.at + 1, "nothing to judge")
    if declared.kind in ("natural", "label"):
        message = "of an expression only shape, symmetry and sign are judged"
        raise NotationError(statement.at, statement.at + 1, message)
    for item in left.items if isinstance(left, Listed) else (left,):
        _refuse_new_letters(item, declared, statement)
        _compare_shape(item, statement, declared, candidates, work)
        for one, relation, other in _claims(item, declared):
            yield replace(statement, left=one, right=other, relation=relation, membership=None)


def _refuse_new_letters(item: Node, declared: DeclaredSet, statement: Statement) -> None:
    """A shape is claimed in dimensions that the page has: only a declaration brings new ones."""
    known = {*statement.scope.names, *(item.index for item in statement.ranges)}
    for node in (name for part in declared.shape for name in _plain_names(part)):
        if node.key in known:
            continue
        message = f"this claims a shape, but {node.key} is no dimension yet"
        if isinstance(item, Name):
            message = f"{item.key} is defined, so this claims its shape, but {node.key} is no dimension yet"
        raise NotationError(node.span.start, node.span.end, message)


def _plain_names(node: Node) -> Iterator[Name]:
    """The names in a dimension without a subscript."""
    if isinstance(node, Name):
        yield node
    elif not isinstance(node, Sub):
        for child in node.children:
            yield from _plain_names(child)


def _compare_shape(
    item: Node, statement: Statement, declared: DeclaredSet, candidates: Iterable[Dimensions], work: Work
) -> None:
    checked = False
    stand_in = replace(statement, left=item, right=item, relation="=", membership=None)
    for dimensions in islice(candidates, _ASSIGNMENTS):
        for labels, values in index_values(stand_in, dimensions, work):
            elaborator = elaborator_of(statement, dimensions, Builder(), 1, work)
            elaborator.labels = labels
            where = Where(statement.scope, values)
            try:
                term = elaborator.side(item, values)
                shape = [elaborator.integer(part, where) for part in declared.shape]
            except NoValueError:
                continue
            rows, columns = (shape[0] if shape else 1), (shape[1] if len(shape) > 1 else 1)
            if not (unify(term.shape[0], rows) and unify(term.shape[1], columns)):
                message = f"this is {elaborator.shown(term)}, not {rows}×{columns}"
                raise ShapeError(item.span.start, item.span.end, message)
            checked = True
    if not checked:
        raise NotationError(statement.at, statement.at + 1, "no dimensions at which this has a value")


def _claims(item: Node, declared: DeclaredSet) -> list[tuple[Node, str, Node]]:
    """Symmetry, definiteness, orthogonality and sign, as claims of their own."""
    span = item.span
    transposed = Marked(item, "\\top", span=span)
    zero, one = Number(Fraction(0), span=span), Number(Fraction(1), span=span)
    ones = Marked(Number(Fraction(1), "mathbf", span=span), "\\top", span=span)
    total = Product((ones, item), span=span)
    known: dict[str, list[tuple[Node, str, Node]]] = {
        "symmetric": [(transposed, "=", item)],
        "definite": [(transposed, "=", item), (item, "\\succ", zero)],
        "orthogonal": [(Product((transposed, item), span=span), "=", Name("I", span=span))],
        "positive": [(item, ">", zero)],
        "sign": [(Entrywise("\\odot", item, item, span=span), "=", _ones(declared, span))],
        "binary": [(Entrywise("\\odot", item, item, span=span), "=", item)],
        "onehot": [(Entrywise("\\odot", item, item, span=span), "=", item), (total, "=", one)],
        "simplex": [(total, "=", one), (Operator("diag", (item,), span=span), "\\succeq", zero)],
    }
    return known.get(declared.kind, [])


def _ones(declared: DeclaredSet, span: Span) -> Node:
    """1 in every entry of a set's members."""
    if not declared.shape:
        return Number(Fraction(1), span=span)
    return Sub(Number(Fraction(1), "mathbf", span=span), declared.shape, span=span)
