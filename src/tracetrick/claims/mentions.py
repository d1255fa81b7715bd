"""The names that statements mention, those in the definitions of other names included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.latex.tree import letters_in
from tracetrick.page.scope import Definition, Function, Range, Scope, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.latex.tree import Node
    from tracetrick.page.statements import Statement


def sides(statement: Statement) -> list[Node]:
    """The trees of a statement: both sides, or one."""
    return [node for node in (statement.left, statement.right) if node is not None]


def written(statement: Statement) -> Iterator[str]:
    """The names that a statement is written with; of subscripted ones also the name below."""
    for node in sides(statement):
        yield from node.keys


def mentioned(statement: Statement) -> set[str]:
    """The names in a statement, and in the definitions of the names in it."""
    return set[str]().union(*(_mentions(node, statement.scope, set()) for node in sides(statement)))


def _mentions(node: Node, scope: Scope, seen: set[int]) -> set[str]:
    found = set[str]()
    for key in node.keys:
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
            found |= letters_in(entry.shape)
            found |= range_names(entry.ranges)
        elif isinstance(entry, Function):
            found |= letters_in(part for shape in (*entry.domain, entry.codomain) for part in shape)
    return found


def range_names(ranges: tuple[Range, ...]) -> set[str]:
    """The names in the limits of indices."""
    return set[str]().union(*(item.letters for item in ranges))
