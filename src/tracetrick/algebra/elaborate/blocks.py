"""Explicit and patterned matrices, blocks included."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.entrywise import kron
from tracetrick.algebra.elaborate.integers import index_in_sequence
from tracetrick.algebra.patterns import Constant, Diagonal, Repeat, expand, sequence
from tracetrick.algebra.terms import Term, Unknown, unify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.latex.tree import Listed, Matrix, Node


def matrix_term(context: Context, node: Matrix, where: Where) -> Term:
    """An explicit or patterned matrix, blocks included."""
    found = expand(node.rows, node.span, lambda part: index_in_sequence(context, part, where))
    if isinstance(found, Diagonal):
        return _diagonal_matrix(context, found, node, where)
    if isinstance(found, Constant):
        return _constant_matrix(context, found, node, where)
    return blocks(context, found, node, where)


def _constant_matrix(context: Context, found: Constant, node: Node, where: Where) -> Term:
    """The same block in every place, an open number of times."""
    rows, columns = (Unknown() if size is None else size for size in (found.rows, found.columns))
    return kron(context, context.open("ones", (rows, columns), node), context.term(found.node, where))


def _diagonal_matrix(context: Context, found: Diagonal, node: Node, where: Where) -> Term:
    """Blocks along the diagonal, zeros elsewhere."""
    if isinstance(found.entries, Repeat):
        size = Unknown()
        return kron(context, context.open("eye", (size, size), node), context.term(found.entries.node, where))
    entries = [context.term(part, where) for part in found.entries]
    cells = [
        [
            one if i == j else context.builder.make("zero", (), (one.shape[0], other.shape[1]))
            for j, other in enumerate(entries)
        ]
        for i, one in enumerate(entries)
    ]
    return _stacked(context, cells, node)


def blocks(context: Context, rows: Sequence[Sequence[Node]], node: Node, where: Where) -> Term:
    """Blocks put together: one height in each row, one width in each column."""
    if len({len(row) for row in rows}) > 1:
        context.shape_error(node, "rows of different lengths: " + ", ".join(str(len(row)) for row in rows))
    cells = [[context.term(cell, where) for cell in row] for row in rows]
    if not all(cell.is_scalar for row in cells for cell in row):
        cells = [
            [context.literal_zero(part) or cell for part, cell in zip(parts, row, strict=True)]
            for parts, row in zip(rows, cells, strict=True)
        ]
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if not (unify(cell.shape[0], row[0].shape[0]) and unify(cell.shape[1], cells[0][j].shape[1])):
                beside, below = context.shown(row[0]), context.shown(cells[0][j])
                message = f"a block of {context.shown(cell)} beside {beside} and below {below}"
                context.shape_error(rows[i][j], message)
    return _stacked(context, cells, node)


def _stacked(context: Context, cells: Sequence[Sequence[Term]], node: Node) -> Term:
    heights = tuple(row[0].shape[0] for row in cells)
    widths = tuple(cell.shape[1] for cell in cells[0])
    args = tuple(cell for row in cells for cell in row)
    if len(args) == 1:
        return args[0]
    shape = context.builder.sum_of_sizes(heights), context.builder.sum_of_sizes(widths)
    if isinstance(shape[0], int) and isinstance(shape[1], int):
        context.refuse_large(shape[0], shape[1], node)
    term = context.builder.gather(args, shape, partial(_places, cells))
    if not all(cell.is_scalar for cell in args):
        context.partitions[id(term)] = heights, widths
    if term.is_open:
        context.open_terms.append((term, node))
    return term


def _places(cells: Sequence[Sequence[Term]]) -> Iterator[tuple[int, int]]:
    """Where the entries of a matrix of blocks stand in the blocks, row by row."""
    widths = [cell.size[1] for cell in cells[0]]
    for i, row in enumerate(cells):
        for k in range(row[0].size[0]):
            for j, width in enumerate(widths):
                for column in range(width):
                    yield i * len(widths) + j, k * width + column


def listed_term(context: Context, node: Listed, where: Where) -> Term:
    """`(a, b, c)` is a row."""
    found = sequence(node.items, lambda part: index_in_sequence(context, part, where))
    if isinstance(found, Repeat):
        return _constant_matrix(context, Constant(found.node, 1, None), node, where)
    return blocks(context, [found], node, where)
