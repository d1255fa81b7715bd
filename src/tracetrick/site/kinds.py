"""Claim → the kind of result it is: a derivative of this by that, a differential, or neither.

The kind is read from the typed formula: what is differentiated and what it is differentiated by have the
shapes that the page declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Elaborator, Where
from tracetrick.algebra.work import Work
from tracetrick.claims.indices import index_values
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Big, Derivative, Differential, Nabla, walk

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term
    from tracetrick.claims.assignments import Assignments
    from tracetrick.latex.tree import Node
    from tracetrick.page.statements import Statement
    from tracetrick.site.theorems import Kind

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
    sides = _sides(claim)
    head = _head(sides[0]) if sides else None
    if head is None:
        return "identity"
    if isinstance(head, Differential):
        return "differential" if head.order == 1 else "second"
    if (head.order if isinstance(head, Nabla) else len(head.variables)) > 1:
        return "second"
    elaborator, where = _somewhere(claim, assignments)
    if isinstance(head, Nabla):  # of a scalar; it has the shape of the variable
        return _BY_SHAPES["scalar", _shape(elaborator.term(head, where), elaborator)]
    of, by = elaborator.term(head.body, where), elaborator.term(head.variables[0], where)
    return _BY_SHAPES[_shape(of, elaborator), _shape(by, elaborator)]


def depends_on_layout(claim: Statement, assignments: Assignments) -> bool:
    r"""Whether a claim mentions ∂ by a vector or matrix; `\nabla` and Hessians are the same in both layouts.

    Raises SpanError as `kind_of` does.
    """
    variables = [
        node.variables[0]
        for side in _sides(claim)
        for node in walk(side)
        if isinstance(node, Derivative) and len(node.variables) == 1
    ]
    if not variables:
        return False
    elaborator, where = _somewhere(claim, assignments)
    return any(_shape(elaborator.term(one, where), elaborator) != "scalar" for one in variables)


def _sides(claim: Statement) -> list[Node]:
    return [side for side in claim.chain or (claim.left, claim.right) if side is not None]


def _somewhere(claim: Statement, assignments: Assignments) -> tuple[Elaborator, Where]:
    """What elaborates parts of a claim where it has a value, the indices of sums at their first."""
    bound = {
        clause.index.key: 1
        for side in _sides(claim)
        for node in walk(side)
        if isinstance(node, Big)
        for clause in node.clauses
    }
    failure: SpanError | None = None
    for dimensions in assignments.at(claim.scope):
        try:
            for labels, indices in index_values(claim, dimensions, Work()):
                elaborator = Elaborator(claim.scope, dimensions, labels=labels)
                where = Where(claim.scope, {**bound, **indices})
                for side in _sides(claim):
                    elaborator.term(side, where)
                return elaborator, where
        except SpanError as error:
            failure = error
    raise failure or SpanError(claim.at, claim.at + 1, "this has no shape")


def _head(node: Node) -> Derivative | Nabla | Differential | None:
    """The first differential or derivative of a side, but not the terms of a sum."""
    if isinstance(node, (Derivative, Nabla, Differential)):
        return node
    if isinstance(node, Big):
        return None
    return next((head for head in map(_head, node.children) if head), None)


def _shape(term: Term, elaborator: Elaborator) -> str:
    elaborator.settle()
    if term.is_scalar:
        return "scalar"
    return "vector" if 1 in (term.rows, term.columns) else "matrix"
