"""Built-in operators and element-wise functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.blocks import listed_term
from tracetrick.algebra.elaborate.choices import extreme
from tracetrick.algebra.elaborate.functions import point_of
from tracetrick.latex.tree import Listed, Node, Operator, Root, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.algebra.terms import Place, Term


def exponential_of(context: Context, exponent: Term, node: Node) -> Term:
    """`e^{x}` of a scalar or a square matrix."""
    if exponent.is_scalar:
        return context.builder.pointwise("exp", exponent)
    if 1 in (exponent.rows, exponent.columns):
        context.fail(node, "e to a vector: write \\exp(x), which is applied entry by entry")
    exponent = context.sized(exponent, node)
    if exponent.rows == exponent.columns:
        return context.builder.make("matrix", (exponent,), exponent.shape, "expm")
    context.shape_error(node, f"e to a {context.shown(exponent)} matrix")


def operator_term(context: Context, node: Operator, where: Where) -> Term:
    """A built-in operator."""
    if node.subscript is not None and node.name != "softmax":
        context.fail(node.subscript, f"a subscript of {node.name} is not read")
    if node.name in ("max", "min"):
        return extreme(context, node, where)
    if node.name == "diag" and len(node.arguments) > 1:
        return _diag_of(
            context, listed_term(context, Listed("(", node.arguments, span=node.span), where), node
        )
    if len(node.arguments) != 1:
        context.fail(node, f"{node.name} takes one argument, found {len(node.arguments)}")
    if node.primes and node.name not in _POINTWISE:
        context.fail(node, "a prime is the derivative of a function of a scalar")
    declared = where.scope.names.get("\\" + node.name)
    term = context.term(node.arguments[0], where)
    if declared is not None and node.name == "exp":
        return exponential_of(context, term, node)
    if node.name == "softmax":
        return _softmax(context, term, node)
    if node.name in _POINTWISE:
        return _pointwise(context, term, node)
    method = _OPERATORS.get(node.name)
    if method is None:
        context.fail(node, f"{node.name} is not read")
    return method(context, term, node)


def _pointwise(context: Context, term: Term, node: Operator) -> Term:
    """An element-wise function, or its derivative entry by entry."""
    build = context.builder
    if not node.primes:
        return build.pointwise(node.name, term)
    slopes: list[Term] = []
    for entry in build.entries(context.sized(term, node)):
        point = point_of(context, entry)
        value = build.pointwise(node.name, point)
        for _ in range(node.primes):
            value = context.jacobian(value, point)
        slopes.append(value)
    return build.gather(tuple(slopes), term.size, [(k, 0) for k in range(len(slopes))])


def _trace(context: Context, term: Term, node: Node) -> Term:
    """Trace of a square matrix."""
    context.square(term, node, "the trace")
    return term if term.is_scalar else context.builder.make("trace", (term,), (1, 1))


def det(context: Context, term: Term, node: Node) -> Term:
    """Determinant of a square matrix."""
    context.square(term, node, "the determinant")
    return term if term.is_scalar else context.builder.make("det", (term,), (1, 1))


def _vec_of(context: Context, term: Term, node: Node) -> Term:
    """Columns below one another."""
    return context.builder.vec(term)


def _vech(context: Context, term: Term, node: Node) -> Term:
    """Entries on and below the diagonal, column by column."""
    context.square(term, node, "vech")
    n = context.sized(term, node).size[0]
    table = [(0, i * n + j) for j in range(n) for i in range(j, n)]
    return context.builder.gather((term,), (len(table), 1), table)


def _diag_of(context: Context, term: Term, node: Node) -> Term:
    """Vector to matrix, square matrix to its diagonal."""
    rows, columns = term.rows, term.columns
    if rows is not columns and 1 not in (rows, columns):
        context.square(context.sized(term, node), node, "the diagonal")

    def places() -> Iterator[Place]:
        n = max(term.size)
        if 1 in term.size:
            return ((0, i) if i == j else None for i in range(n) for j in range(n))
        return ((0, i * n + i) for i in range(n))

    if 1 in (rows, columns):
        size = columns if rows == 1 else rows
        return context.builder.gather((term,), (size, size), places)
    return context.builder.gather((term,), (rows, 1), places)


def _adjugate(context: Context, term: Term, node: Node) -> Term:
    """Adjugate of a square matrix."""
    context.square(term, node, "the adjugate")
    return context.builder.make("adj", (term,), term.shape)


def _softmax(context: Context, term: Term, node: Operator) -> Term:
    """Softmax of a vector, or of each row or column of a matrix."""
    kind = node.subscript.text if isinstance(node.subscript, Word) else ""
    rows, columns = context.sized(term, node).size
    if node.subscript is not None and kind not in ("row", "col"):
        context.fail(node.subscript, "expected softmax_{\\mathrm{row}} or softmax_{\\mathrm{col}}")
    if not kind and 1 not in (rows, columns):
        context.fail(node, "softmax of a matrix needs _{\\mathrm{row}} or _{\\mathrm{col}}")
    exponential = context.builder.pointwise("exp", term)
    if kind == "row" or (not kind and rows == 1):
        sums = context.builder.matmul(exponential, context.builder.make("ones", (), (columns, 1)))
        spread = context.builder.matmul(
            context.builder.reciprocal(sums), context.builder.make("ones", (), (1, columns))
        )
    else:
        sums = context.builder.matmul(context.builder.make("ones", (), (1, rows)), exponential)
        spread = context.builder.matmul(
            context.builder.make("ones", (), (rows, 1)), context.builder.reciprocal(sums)
        )
    return context.builder.odot(exponential, spread)


def root_term(context: Context, node: Root, where: Where) -> Term:
    """Square root, entry by entry."""
    return context.builder.pointwise("sqrt", context.term(node.body, where))


_POINTWISE = frozenset(
    [
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "relu",
        "sign",
        "sigmoid",
        "softplus",
        "abs",
    ]
)
_OPERATORS: dict[str, Callable[[Context, Term, Node], Term]] = {
    "tr": _trace,
    "det": det,
    "vec": _vec_of,
    "vech": _vech,
    "diag": _diag_of,
    "adj": _adjugate,
}
