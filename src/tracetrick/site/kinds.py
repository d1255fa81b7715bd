"""Claim → the kind of result it is: a derivative of this by that, a differential, or neither.

The kind is read from the typed formula: what is differentiated and what it is differentiated by have the
shapes that the page declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tracetrick.algebra.elaborate import Elaborator, Where
from tracetrick.algebra.work import Work
from tracetrick.claims.indices import index_values
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Big, Derivative, Differential, Nabla

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term
    from tracetrick.claims.assignments import Assignments
    from tracetrick.latex.tree import Node
    from tracetrick.page.statements import Statement

Kind = Literal[
    "scalar by scalar",
    "scalar by vector",
    "scalar by matrix",
    "vector by scalar",
    "vector by vector",
    "vector by matrix",
    "matrix by scalar",
    "matrix by vector",
    "matrix by matrix",
    "second",
    "differential",
    "identity",
]
KINDS: tuple[Kind, ...] = (
    "scalar by vector",
    "scalar by matrix",
    "vector by vector",
    "matrix by matrix",
    "vector by matrix",
    "matrix by vector",
    "second",
    "scalar by scalar",
    "vector by scalar",
    "matrix by scalar",
    "differential",
    "identity",
)
"""In the order in which they are listed: what readers look for first comes first."""
_SCALAR_VARIABLE = frozenset(["scalar by scalar", "vector by scalar", "matrix by scalar"])
_BY_SHAPES: dict[tuple[str, str], Kind] = {
    ("scalar", "scalar"): "scalar by scalar",
    ("scalar", "vector"): "scalar by vector",
    ("scalar", "matrix"): "scalar by matrix",
    ("vector", "scalar"): "vector by scalar",
    ("vector", "vector"): "vector by vector",
    ("vector", "matrix"): "vector by matrix",
    ("matrix", "scalar"): "matrix by scalar",
    ("matrix", "vector"): "matrix by vector",
    ("matrix", "matrix"): "matrix by matrix",
}


def kind_of(claim: Statement, assignments: Assignments) -> Kind:
    """Return what the left side of a claim's chain says a result about.

    `assignments` are those of the claim's page. Raises SpanError if the formula has no shape, which is never
    so of a claim that was found true.
    """
    head = _head_of(claim)
    if head is None:
        return "identity"
    if isinstance(head, Differential):
        return "differential" if head.order == 1 else "second"
    if (head.order if isinstance(head, Nabla) else len(head.variables)) > 1:
        return "second"
    failure: SpanError | None = None
    for dimensions in assignments.at(claim.scope).all:
        try:
            for labels, indices in index_values(claim, dimensions, Work()):
                elaborator = Elaborator(claim.scope, dimensions, labels=labels)
                return _BY_SHAPES[_shapes(head, elaborator, Where(claim.scope, indices))]
        except SpanError as error:
            failure = error
    raise failure or SpanError(claim.at, claim.at + 1, "this has no shape")


def depends_on_layout(claim: Statement, kind: Kind) -> bool:
    r"""Whether a result is written with ∂ by a vector or matrix; `\nabla` is the same in both layouts."""
    head = _head_of(claim)
    return isinstance(head, Derivative) and kind != "second" and kind not in _SCALAR_VARIABLE


def _head_of(claim: Statement) -> Derivative | Nabla | Differential | None:
    first = claim.chain[0] if claim.chain else claim.left
    return _head(first) if first is not None else None


def _head(node: Node) -> Derivative | Nabla | Differential | None:
    """The first differential or derivative of a side, but not the terms of a sum."""
    if isinstance(node, (Derivative, Nabla, Differential)):
        return node
    if isinstance(node, Big):
        return None
    return next((head for head in map(_head, node.children) if head), None)


def _shapes(head: Derivative | Nabla, elaborator: Elaborator, where: Where) -> tuple[str, str]:
    """The shapes of what is differentiated and of what it is differentiated by."""
    if isinstance(head, Nabla):  # of a scalar; it has the shape of the variable
        return "scalar", _shape(elaborator.term(head, where), elaborator)
    of, by = elaborator.term(head.body, where), elaborator.term(head.variables[0], where)
    return _shape(of, elaborator), _shape(by, elaborator)


def _shape(term: Term, elaborator: Elaborator) -> str:
    elaborator.settle()
    if term.is_scalar:
        return "scalar"
    return "vector" if 1 in (term.rows, term.columns) else "matrix"
