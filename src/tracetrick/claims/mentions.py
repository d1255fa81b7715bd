"""The names that statements mention, those in the definitions of other names included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import letter_keys
from tracetrick.latex.tree import Name, Node, walk
from tracetrick.page.scope import Definition, Function, Range, Scope, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.statements import Statement


def sides(statement: Statement) -> list[Node]:
    """The trees of a statement: both sides, or one."""
    return [node for node in (statement.left, statement.right) if node is not None]


def written(statement: Statement) -> Iterator[str]:
    """The names that a statement is written with; of subscripted ones also the name below."""
    for node in sides(statement):
        yield from letter_keys(node)


def mentioned(statement: Statement) -> set[str]:
    """The names in a statement, and in the definitions of the names in it."""
    return set[str]().union(*(_mentions(node, statement.scope, set()) for node in sides(statement)))


def _mentions(node: Node, scope: Scope, seen: set[int]) -> set[str]:
    found = set[str]()
    for key in letter_keys(node):
        entry = scope.names.get(key)
        found.add(key)
        if entry is None or id(entry) in seen:
            continue
        seen.add(id(entry))
        if isinstance(entry, Definition):
            for rule in entry.rules:
                found |= _mentions(rule.body, rule.home.scope, seen)
                found |= range_names(rule.ranges)
        elif isinstance(entry, Variable):
            found |= {n.key for part in entry.shape for n in walk(part) if isinstance(n, Name)}
            found |= range_names(entry.ranges)
        elif isinstance(entry, Function):
            shapes = (*entry.domain, entry.codomain)
            found |= {n.key for shape in shapes for part in shape for n in walk(part) if isinstance(n, Name)}
    return found


def range_names(ranges: tuple[Range, ...]) -> set[str]:
    """The names in the limits of indices."""
    return {
        n.key
        for item in ranges
        for side in (item.first, item.last)
        for n in walk(side)
        if isinstance(n, Name)
    }
