"""Syntax trees to terms: names, shapes, scope and layout, at given dimensions and values of the indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.arithmetic import (
    dots_term,
    group_term,
    product_term,
    quotient_term,
    sum_term,
)
from tracetrick.algebra.elaborate.blocks import listed_term, matrix_term
from tracetrick.algebra.elaborate.choices import cases_term, indicator_term
from tracetrick.algebra.elaborate.context import Context, Reader, Where
from tracetrick.algebra.elaborate.definitions import parameter_shape, variable_term
from tracetrick.algebra.elaborate.derivatives import derivative_term, nabla_term
from tracetrick.algebra.elaborate.differentials import differential_term
from tracetrick.algebra.elaborate.entrywise import entrywise_term
from tracetrick.algebra.elaborate.functions import call_term
from tracetrick.algebra.elaborate.integers import compare_integers, family_values, integer, range_values
from tracetrick.algebra.elaborate.letters import bound_letters, free_letters, is_zero, letter_keys
from tracetrick.algebra.elaborate.names import name_term, number_term
from tracetrick.algebra.elaborate.norms import bars_term, inner_term, norm_term
from tracetrick.algebra.elaborate.operators import operator_term, root_term
from tracetrick.algebra.elaborate.powers import marked_term, power_term, prime_term
from tracetrick.algebra.elaborate.subscripts import subscript_term
from tracetrick.algebra.elaborate.sums import big_term, common_range
from tracetrick.algebra.terms import Term, Unknown, unify
from tracetrick.errors import NoValueError, ShapeError
from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Call,
    Cases,
    Derivative,
    Differential,
    Divide,
    Dots,
    Entrywise,
    Group,
    Indicator,
    Inner,
    Listed,
    Marked,
    Matrix,
    Nabla,
    Name,
    Node,
    Norm,
    Number,
    Operator,
    Power,
    Prime,
    Product,
    Root,
    Sub,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIZED = {
    "eye": ": write I_n",
    "ones": ": write \\mathbf 1_n",
    "unit": ": write I_n e_i",
    "single": ": write e_i e_j^\\top",
}


_READERS: Mapping[type[Node], Reader] = {
    Number: number_term,
    Name: name_term,
    Sub: subscript_term,
    Add: sum_term,
    Dots: dots_term,
    Product: product_term,
    Entrywise: entrywise_term,
    Divide: quotient_term,
    Power: power_term,
    Marked: marked_term,
    Prime: prime_term,
    Call: call_term,
    Operator: operator_term,
    Root: root_term,
    Bars: bars_term,
    Norm: norm_term,
    Inner: inner_term,
    Indicator: indicator_term,
    Cases: cases_term,
    Big: big_term,
    Matrix: matrix_term,
    Listed: listed_term,
    Group: group_term,
    Differential: differential_term,
    Derivative: derivative_term,
    Nabla: nabla_term,
}


class Elaborator(Context):
    """Elaborates expressions of one statement at one assignment of dimensions."""

    common_range = common_range
    family_values = family_values
    integer = integer
    parameter_shape = parameter_shape
    range_values = range_values
    variable = variable_term

    readers = _READERS

    def side(self, node: Node, indices: Mapping[str, int]) -> Term:
        """One side of a claim. Raises NotationError or ShapeError."""
        self.mark_whole(node)
        return self.term(node, Where(self.scope, indices))

    def compare(self, left: Term, right: Term, left_node: Node, right_node: Node) -> tuple[Term, Term]:
        """Give both sides one shape. Raises ShapeError if they have none in common."""
        if is_zero(left_node):
            left = self.open_zero()
        if is_zero(right_node):
            right = self.open_zero()
        if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
            message = f"the left side is {self.shown(left)}, the right side {self.shown(right)}"
            if left.rows == right.columns and left.columns == right.rows:
                message += ": one is the transpose of the other"
                if any(
                    isinstance(n, (Derivative, Nabla)) for side in (left_node, right_node) for n in walk(side)
                ):
                    other = "numerator" if self.scope.layout == "denominator" else "denominator"
                    message += f", as in {other} layout; this page uses {self.scope.layout} layout"
            elif left.is_scalar or right.is_scalar:
                square = right if left.is_scalar else left
                if square.rows == square.columns and not isinstance(square.rows, Unknown):
                    message += ": is a tr missing?"
            raise ShapeError(right_node.span.start, right_node.span.end, message)
        return left, right

    def close(self) -> None:
        """Every bare built-in must have got its size. Raises NotationError if one did not."""
        for term, node in self.open_terms:
            rows, columns = term.rows, term.columns
            if term.op == "zero":
                for dim in (rows, columns):
                    unify(dim, 1) if isinstance(dim, Unknown) else None
            elif isinstance(rows, Unknown) or isinstance(columns, Unknown):
                self.fail(node, f"nothing fixes the size of this{_SIZED.get(term.op, '')}")
            elif term.op == "unit" and isinstance(rows, int) and not term.data < rows:
                raise NoValueError(
                    node.span.start, node.span.end, f"e_{term.data + 1} does not exist in {rows} dimensions"
                )
            elif term.op == "single" and not (term.data[0] < rows and term.data[1] < columns):
                raise NoValueError(node.span.start, node.span.end, "this single-entry matrix does not exist")


__all__ = [
    "Elaborator",
    "Where",
    "bound_letters",
    "compare_integers",
    "free_letters",
    "is_zero",
    "letter_keys",
]
