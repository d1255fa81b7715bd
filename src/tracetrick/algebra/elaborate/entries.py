"""Entries, rows and columns of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import Context, Extent, Where
from tracetrick.algebra.elaborate.integers import integer
from tracetrick.algebra.elaborate.letters import atoms_of
from tracetrick.errors import NotationError, NoValueError
from tracetrick.latex.tree import Colon, Name, Node, Run

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term


def select(context: Context, term: Term, indices: list[Node], node: Node, where: Where) -> Term:
    """Entries, rows and columns of a value."""
    if term.is_open:
        context.fail(node, "nothing fixes the size of this: its entries cannot be taken")
    rows, columns = term.size
    atoms = _index_atoms(indices, 1 if 1 in (rows, columns) else 2)
    if rows == columns == 1:
        context.fail(node, "a scalar has no entries")
    if 1 in (rows, columns) and len(atoms) == 1:
        place = _position(context, atoms[0], max(rows, columns), where)
        return context.builder.entry(term, 0, place) if rows == 1 else context.builder.entry(term, place, 0)
    if len(atoms) != 2:
        context.fail(node, f"a {rows}×{columns} matrix takes two indices")
    if isinstance(atoms[0], Colon):
        j = _position(context, atoms[1], columns, where)
        return context.builder.gather((term,), (rows, 1), [(0, i * columns + j) for i in range(rows)])
    if isinstance(atoms[1], Colon):
        i = _position(context, atoms[0], rows, where)
        return context.builder.gather((term,), (1, columns), [(0, i * columns + j) for j in range(columns)])
    i = _position(context, atoms[0], rows, where)
    j = _position(context, atoms[1], columns, where)
    return context.builder.entry(term, i, j)


def _index_atoms(indices: list[Node], needed: int) -> list[Node]:
    """Split runs of letters and digits if that gives as many indices as are needed."""
    if len(indices) == 1 and isinstance(indices[0], Run) and needed == 1:
        return indices
    atoms = atoms_of(indices)
    return atoms if len(atoms) == needed or len(indices) == 1 else indices


def _position(context: Context, atom: Node, size: int, where: Where) -> int:
    """The place (from 0) that an index selects among `size`."""
    if context.probing and isinstance(atom, Name) and atom.key in where.indices:
        context.extents.setdefault(atom.key, set()).add(Extent(1, size, entry=True, at=atom))
    value = _index_value(context, atom, where)
    if not 1 <= value <= size:
        raise NoValueError(atom.span.start, atom.span.end, f"there is no entry {value} among {size}")
    return value - 1


def _index_value(context: Context, atom: Node, where: Where) -> int:
    try:
        return integer(context, atom, where)
    except NotationError as error:
        if isinstance(atom, Name):
            message = f"{atom.key} is neither an index nor a dimension here"
            raise NotationError(atom.span.start, atom.span.end, message) from error
        raise
