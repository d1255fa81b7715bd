"""Explicit and patterned matrices, blocks included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.integers import maybe_integer
from tracetrick.algebra.elaborate.letters import is_zero
from tracetrick.algebra.patterns import Constant, Diagonal, Repeat, expand, sequence
from tracetrick.algebra.terms import Term, Unknown, unify
from tracetrick.latex.tree import Dots, Listed, Matrix, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.algebra.elaborate.context import Context, Where


def matrix_term(context: Context, node: Matrix, where: Where) -> Term:
    """An explicit or patterned matrix, blocks included."""
    found = expand(node.rows, node.span, lambda part: maybe_integer(context, part, where))
    if isinstance(found, Diagonal):
        return _diagonal_matrix(context, found, node, where)
    if isinstance(found, Constant):
        return _constant_matrix(context, found, node, where)
    return blocks(context, found, node, where)


def _constant_matrix(context: Context, found: Constant, node: Node, where: Where) -> Term:
    shape = tuple(Unknown() if size is None else size for size in (found.rows, found.columns))
    ones = context.open("ones", (shape[0], shape[1]), node)
    return context.builder.scale(context.term(found.node, where), ones)


def _diagonal_matrix(context: Context, found: Diagonal, node: Node, where: Where) -> Term:
    if isinstance(found.entries, Repeat):
        size = Unknown()
        eye = context.open("eye", (size, size), node)
        return context.builder.scale(context.term(found.entries.node, where), eye)
    entries = tuple(context.term(part, where) for part in found.entries)
    if not all(entry.is_scalar for entry in entries):
        context.fail(node, "a diagonal of blocks with dots is not read")
    n = len(entries)
    return context.builder.gather(
        entries, (n, n), [(i, 0) if i == j else None for i in range(n) for j in range(n)]
    )


def blocks(context: Context, rows: Sequence[Sequence[Node]], node: Node, where: Where) -> Term:
    """Blocks put together: one height in each row, one width in each column."""
    if len({len(row) for row in rows}) > 1:
        context.shape_error(node, "rows of different lengths: " + ", ".join(str(len(row)) for row in rows))
    cells = [[context.term(cell, where) for cell in row] for row in rows]
    plain = all(cell.is_scalar for row in cells for cell in row)
    if not plain:
        cells = [
            [context.open_zero() if is_zero(part) else cell for part, cell in zip(parts, row, strict=True)]
            for parts, row in zip(rows, cells, strict=True)
        ]
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if not (unify(cell.shape[0], row[0].shape[0]) and unify(cell.shape[1], cells[0][j].shape[1])):
                beside, below = context.shown(row[0]), context.shown(cells[0][j])
                message = f"a block of {context.shown(cell)} beside {beside} and below {below}"
                context.shape_error(rows[i][j], message)
    for row in cells:
        for cell in row:
            context.sized(cell, node)
    return _stacked(context, cells)


def _stacked(context: Context, cells: Sequence[Sequence[Term]]) -> Term:
    heights = [row[0].size[0] for row in cells]
    widths = [cell.size[1] for cell in cells[0]]
    args = tuple(cell for row in cells for cell in row)
    table = [
        (i * len(widths) + j, k * widths[j] + column)
        for i, height in enumerate(heights)
        for k in range(height)
        for j in range(len(widths))
        for column in range(widths[j])
    ]
    if len(args) == 1:
        return args[0]
    return context.builder.gather(args, (sum(heights), sum(widths)), table)


def listed_term(context: Context, node: Listed, where: Where) -> Term:
    """`(a, b, c)` is a row."""
    place = next((k for k, item in enumerate(node.items) if isinstance(item, Dots)), None)
    items = list(node.items)
    if place is not None:
        found = sequence(
            items[:place], items[place], items[place + 1 :], lambda part: maybe_integer(context, part, where)
        )
        if isinstance(found, Repeat):
            return _constant_matrix(context, Constant(found.node, 1, None), node, where)
        items = found
    return blocks(context, [items], node, where)
