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
from tracetrick.algebra.elaborate.context import NOWHERE, Context, Reader, Where
from tracetrick.algebra.elaborate.definitions import members, parameter_shape, variable_term
from tracetrick.algebra.elaborate.derivatives import derivative_term, nabla_term
from tracetrick.algebra.elaborate.differentials import differential_term
from tracetrick.algebra.elaborate.entrywise import entrywise_term
from tracetrick.algebra.elaborate.functions import call_term
from tracetrick.algebra.elaborate.integers import (
    compare_integers,
    family_values,
    holds,
    integer,
    range_values,
    size,
)
from tracetrick.algebra.elaborate.letters import (
    bare_names,
    bound_letters,
    free_letters,
    is_zero,
    outside_its_sum,
)
from tracetrick.algebra.elaborate.names import name_term, number_term
from tracetrick.algebra.elaborate.norms import bars_term, inner_term, norm_term
from tracetrick.algebra.elaborate.operators import operator_term, root_term
from tracetrick.algebra.elaborate.powers import marked_term, power_term, prime_term
from tracetrick.algebra.elaborate.subscripts import subscript_term
from tracetrick.algebra.elaborate.sums import big_term, common_range
from tracetrick.algebra.terms import Term, Unknown, find, unify
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
    "single": ": write I_m E_{ij} I_n",
}


_ONE_ENTRY = "brackets around an entry make no matrix of all entries: write A_{ij} = ..., for every i and j"
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
    holds = holds
    integer = integer
    members = members
    parameter_shape = parameter_shape
    range_values = range_values
    size = size
    variable = variable_term

    readers = _READERS

    def side(self, node: Node, indices: Mapping[str, int]) -> Term:
        """One side of a claim. Raises NotationError or ShapeError."""
        self.mark_whole(node)
        self.bare.update(bare_names(node))
        return self.term(node, Where(self.scope, indices))

    def sides(
        self, left: Node, right: Node, chain: tuple[Node, ...], indices: Mapping[str, int]
    ) -> tuple[Term, Term]:
        """Both sides of a claim, given one shape. Raises NotationError or ShapeError.

        A side whose size is open has that of the sides before it in its chain, then that of the other side,
        then that of the sides behind it.
        """
        one = self.literal_zero(left) or self.side(left, indices)
        other = self.literal_zero(right) or self.side(right, indices)
        if not one.is_open:
            return self.compare(one, other, left, right)
        place = next((k for k, node in enumerate(chain) if node is left), 0)
        missing = [self._size_like(one, node, indices) for node in reversed(chain[:place])]
        one, other = self.compare(one, other, left, right)
        missing += [self._size_like(one, node, indices) for node in chain[place:]]
        error = next((found for found in missing if found), None)
        if one.is_open and error:
            raise error  # at these indices there is nothing to compare it with
        return one, other

    def _size_like(self, term: Term, node: Node, indices: Mapping[str, int]) -> NoValueError | None:
        """Give an open term the size of another side of its chain; return why that has no value, if so."""
        if not term.is_open:
            return None
        with self.silently():
            try:
                like = self.literal_zero(node) or self.term(node, Where(self.scope, indices))
            except NoValueError as error:
                return error
            if not like.is_open:
                self.same_shape(term, like)
                self.builder.settle()
        return None

    def compare(self, left: Term, right: Term, left_node: Node, right_node: Node) -> tuple[Term, Term]:
        """Give both sides one shape. Raises ShapeError if they have none in common."""
        left = left if left.op == "zero" else self.literal_zero(left_node) or left
        right = right if right.op == "zero" else self.literal_zero(right_node) or right
        if not self.same_shape(left, right):
            message = f"the left side is {self.shown(left)}, the right side {self.shown(right)}"
            message += self._remark(left, right, left_node, right_node)
            raise ShapeError(right_node.span.start, right_node.span.end, message)
        self.settle()
        return left, right

    def _remark(self, left: Term, right: Term, left_node: Node, right_node: Node) -> str:
        """What may be meant instead of sides of two shapes."""
        nodes = [node for side in (left_node, right_node) for node in walk(side)]
        if left.rows == right.columns and left.columns == right.rows:
            remark = ": one is the transpose of the other"
            if any(isinstance(node, (Derivative, Nabla)) for node in nodes):
                other = "numerator" if self.scope.layout == "denominator" else "denominator"
                remark += f", as in {other} layout; this page uses {self.scope.layout} layout"
            return remark
        scalar = left_node if left.is_scalar else right_node if right.is_scalar else None
        matrix = right if left.is_scalar else left
        if scalar is None or isinstance(matrix.rows, Unknown):
            return ""
        if isinstance(scalar, Group) and isinstance(scalar.body, Sub):
            self.fail(scalar, _ONE_ENTRY)
        if isinstance(scalar, Sub) and isinstance(scalar.base, Name) and scalar.base.key in self.scope.names:
            return f": here this is an entry of {scalar.base.key}"
        if matrix.rows != matrix.columns:
            return ""
        if isinstance(scalar, Number):
            return ": is an I missing?" if scalar.value == 1 else ""
        return ": is a tr missing?"

    def close(self) -> None:
        """Every bare built-in must have got its size. Raises NotationError if one did not."""
        self.settle()
        for unknown, likely in self.likely.values():
            if unknown.value is None and likely:
                unknown.value = likely[0]
                self.settle()
        for term, node in self.open_terms:
            if term.op in _SIZED and (term.is_open or self.is_sized_by_a_number(term, node)):
                self.fail(node, f"nothing fixes the size of this{_SIZED[term.op]}")
            self.refuse_missing(term, node)
        for term, _ in self.open_terms:
            for dim in term.shape:
                if isinstance(find(dim), Unknown):  # a zero that stands only beside zeros
                    unify(dim, 1)
        for term, node in self.transposed_zeros:
            if term.columns == 1 and term.rows != 1:
                self.shape_error(node, "a transposed 0 is a row, and here stands a column")

    def is_sized_by_a_number(self, term: Term, node: Node) -> bool:
        """Whether a bare built-in got 1×1 from a number beside it, and not from a dimension that is 1.

        Products without factors and matrices of dots may be 1×1.
        """
        dimensions = {*self.dimensions.letters.values(), *self.dimensions.fixed.values()}
        return term.is_scalar and 1 not in dimensions and not isinstance(node, (Big, Matrix))

    def settle(self) -> None:
        """Find the sizes that follow from others. Raises ShapeError if two of them clash."""
        if not self.builder.settle():
            node = self.open_terms[0][1] if self.open_terms else NOWHERE
            self.shape_error(node, "no size of this fits what it stands beside")

    def refuse_missing(self, term: Term, node: Node) -> None:
        """Raise NoValueError at a unit vector or single-entry matrix whose index is beyond its size."""
        if term.op == "unit" and not term.data < term.size[0]:
            message = f"e_{term.data + 1} does not exist in {term.size[0]} dimensions"
            raise NoValueError(node.span.start, node.span.end, message)
        if term.op == "single" and not (term.data[0] < term.size[0] and term.data[1] < term.size[1]):
            raise NoValueError(node.span.start, node.span.end, "this single-entry matrix does not exist")


__all__ = [
    "Elaborator",
    "Where",
    "bound_letters",
    "compare_integers",
    "free_letters",
    "is_zero",
    "outside_its_sum",
]
