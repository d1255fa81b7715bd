"""Derivatives in the layout of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeGuard

from tracetrick.algebra.elaborate.context import FIXED_KINDS, Context, Where
from tracetrick.algebra.elaborate.entries import select
from tracetrick.algebra.elaborate.functions import arguments_of, call_at, parameter_variable, point_of
from tracetrick.algebra.elaborate.letters import bare_names
from tracetrick.algebra.elaborate.names import named_term
from tracetrick.algebra.elaborate.subscripts import subscript_term
from tracetrick.algebra.elaborate.vec_matrices import duplication
from tracetrick.latex.tree import Call, Derivative, Group, Marked, Nabla, Name, Node, Operator, Prime, Sub
from tracetrick.page.scope import Definition, Function

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term
    from tracetrick.page.outline import Layout


@dataclass(frozen=True)
class By:
    """The variable of a derivative.

    `entry` counts within vec(term); `flat` means vec(X); `change` maps independent entries to vec(term), as
    vech asks for.
    """

    term: Term
    entry: int | None = None
    transposed: bool = False
    flat: bool = False
    change: Term | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether one differentiates by a single number."""
        return self.entry is not None or self.term.is_scalar


def derivative_term(context: Context, node: Derivative, where: Where) -> Term:
    """By one or several variables."""
    context.bare.update(bare_names(node.body))
    body = context.sized(context.term(node.body, where), node)
    variables = [_differentiated_by(context, variable, where) for variable in node.variables]
    _note_dependence(context, node, body, variables)
    if len(variables) == 1:
        return _laid_out(context, body, variables[0], node, where.scope.layout)
    if len(variables) > 2:
        context.fail(node, "derivatives of third order are read by scalars only") if not all(
            one.is_scalar for one in variables
        ) else None
        for one in variables:
            body = _laid_out(context, body, one, node, where.scope.layout)
        return body
    return _second_derivative(context, body, variables, node)


def _second_derivative(context: Context, body: Term, variables: list[By], node: Derivative) -> Term:
    r"""`\partial^2 f / \partial x \partial y^\top`."""
    one, other = variables
    if one.is_scalar or other.is_scalar:
        inner = _laid_out(context, body, other, node, context.scope.layout)
        return _laid_out(context, inner, one, node, context.scope.layout)
    if not body.is_scalar:
        context.fail(node, "the second derivative of a matrix or vector by vectors is not read")
    same = one.term is other.term
    if not same and one.transposed == other.transposed:
        context.fail(node, "write \\partial x\\,\\partial y^\\top: which of the two gives the rows?")
    rows, columns = (other, one) if one.transposed and not other.transposed else (one, other)
    first = _columns_of(context, context.jacobian(body, columns.term), columns)
    return _columns_of(
        context, context.jacobian(context.builder.transpose(first), rows.term), rows, transpose=True
    )


def _columns_of(context: Context, jacobian: Term, by: By, *, transpose: bool = False) -> Term:
    if by.change is not None:
        jacobian = context.builder.matmul(jacobian, by.change)
    return context.builder.transpose(jacobian) if transpose else jacobian


def _note_dependence(context: Context, node: Node, body: Term, variables: list[By]) -> None:
    support = context.builder.support(body)
    for by in variables:
        depends = by.term in support
        if not depends and by.term.op == "named":
            context.fail(node, "what is differentiated does not mention this variable by its name")
        context.note(node, "this does not depend on the variable: its derivative is 0", varies=depends)


def _differentiated_by(context: Context, node: Node, where: Where) -> By:
    """The variable of a derivative: a name, an entry, vec, vech or a transpose of one."""
    if isinstance(node, Group):
        return _differentiated_by(context, node.body, where)
    if isinstance(node, (Marked, Prime)):
        inner = _differentiated_by(context, node.base, where)
        if isinstance(node, Marked) and node.mark != "\\top":
            context.fail(node, "expected a variable")
        return replace(inner, transposed=True)
    if isinstance(node, Operator) and node.name in ("vec", "vech") and len(node.arguments) == 1:
        inner = _differentiated_by(context, node.arguments[0], where)
        return _flattened(context, inner, node)
    if isinstance(node, (Name, Sub)):
        return _by_name(context, node, where)
    context.fail(node, "expected a variable: a name, an entry of one, vec or vech")


def _flattened(context: Context, by: By, node: Operator) -> By:
    if node.name == "vec":
        return replace(by, flat=True)
    if by.term.op != "input" or by.term.data[1] not in ("symmetric", "definite"):
        context.fail(node, "a derivative by vech needs a symmetric variable")
    return replace(by, flat=True, change=duplication(context, by.term.size[0]))


def _by_name(context: Context, node: Name | Sub, where: Where) -> By:
    key = node.key
    context.bare.update(bare_names(node))
    if isinstance(node, Name) or key in where.scope.names or key in where.parameters:
        return _by_term(context, named_term(context, key, node, where), node)
    term = subscript_term(context, node, where)
    if term.op == "gather" and len(term.args) == 1 and term.is_scalar:
        by = _by_term(context, term.args[0], node)
        rows, columns = term.args[0].size
        place = term.data[0][1]
        return replace(by, entry=(place % columns) * rows + place // columns)
    return _by_term(context, term, node)


def _by_term(context: Context, term: Term, node: Node) -> By:
    if term.op not in ("input", "named"):
        context.fail(node, "one differentiates by a declared or defined name")
    if term.op == "input" and term.data[1] in FIXED_KINDS:
        one_hot = term.data[1] == "onehot"
        context.fail(
            node, "a one-hot vector does not vary" if one_hot else "what has two values does not vary"
        )
    return By(context.sized(term, node))


def _laid_out(context: Context, body: Term, by: By, node: Node, layout: Layout) -> Term:
    """The derivative in the layout of the page (section 6 of the notation)."""
    raw = context.jacobian(body, by.term)
    rows, columns = body.size
    if by.is_scalar:
        return context.builder.unvec(raw, rows, columns, column=by.entry or 0)
    if by.change is not None:
        raw = context.builder.matmul(raw, by.change)
    height, width = by.term.size
    if body.is_scalar and not by.flat and 1 not in (height, width):
        gradient = context.builder.unvec(context.builder.transpose(raw), height, width)
        return gradient if (layout == "denominator") != by.transposed else context.builder.transpose(gradient)
    if body.is_scalar and not by.flat and height == 1:  # a declared row
        return raw if (layout == "denominator") != by.transposed else context.builder.transpose(raw)
    if by.transposed:
        if not by.flat and width != 1:
            context.fail(node, "a derivative by the transpose of a matrix is read for scalars only")
        return raw
    return context.builder.transpose(raw) if layout == "denominator" else raw


def nabla_term(context: Context, node: Nabla, where: Where) -> Term:
    r"""`\nabla_X f` has the shape of X, `\nabla_X^2 f` is mn×mn over vec(X)."""
    inner = node.body
    context.bare.update(bare_names(inner))
    if isinstance(inner, Sub) and isinstance(inner.base, Call) and context.term(inner.base, where).is_scalar:
        gradient = nabla_term(context, replace(node, body=inner.base), where)  # a scalar has no entries
        return select(context, gradient, list(inner.indices), inner, where)
    if node.variable is None and _is_at_point(inner, where):
        (argument,) = arguments_of(context, inner, where)
        point = point_of(context, context.sized(argument, node))
        body, by = call_at(context, inner, (point,), where), By(point)
    else:
        body = context.sized(context.term(inner, where), node)
        by = (
            _differentiated_by(context, node.variable, where)
            if node.variable is not None
            else _only_argument(context, node, body, where)
        )
    if not body.is_scalar:
        context.fail(node, f"\\nabla of a {context.shown(body)} matrix: it is read for scalars")
    _note_dependence(context, node, body, [by])
    if node.order == 1:
        return _laid_out(context, body, by, node, "denominator")
    first = _columns_of(context, context.jacobian(body, by.term), by)
    return _columns_of(context, context.jacobian(context.builder.transpose(first), by.term), by)


def _is_at_point(node: Node, where: Where) -> TypeGuard[Call]:
    r"""Whether this is f(Ax) or f(b) of f(x) := ...: `\nabla` takes the derivative of f at that point."""
    if not isinstance(node, Call) or len(node.arguments) != 1:
        return False
    argument, function = node.arguments[0], node.function
    entry = where.scope.names.get(function.key) if isinstance(function, Name) else None
    if isinstance(argument, Name) and isinstance(entry, Definition) and entry.is_function:
        return argument.key not in entry.rules[0].parameters
    return not isinstance(argument, (Name, Sub))


def _only_argument(context: Context, node: Nabla, body: Term, where: Where) -> By:
    r"""The variable of `\nabla f(x)` or `\nabla f`."""
    inner = node.body
    if isinstance(inner, Call) and len(inner.arguments) == 1:
        return _differentiated_by(context, inner.arguments[0], where)
    if isinstance(inner, Name):
        entry = where.scope.names.get(inner.key)
        if isinstance(entry, Definition) and entry.is_function and len(entry.rules[0].parameters) == 1:
            return _by_term(
                context, parameter_variable(context, entry.rules[0], 0, inner.key, node, where), node
            )
        if isinstance(entry, Function) and body.op == "unknown":
            return _by_term(context, body.args[0], node)
    context.fail(node, "\\nabla needs its variable here: write \\nabla_X")
