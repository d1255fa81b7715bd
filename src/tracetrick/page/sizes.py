"""Dimensions: the letters in shapes and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Name, Node, Number, Sub, letters_in, walk
from tracetrick.page.context import literal_key
from tracetrick.page.scope import Dimension, family_key, is_integer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft


def introduce(nodes: Iterable[Node], draft: Draft) -> None:
    """The letters in shapes, and in the ranges of a draft, become dimensions."""
    indices = draft.indices
    for node in nodes:
        _introduce(node, indices, draft.context)
    for item in draft.ranges:
        _introduce(item.first, indices, draft.context)
        _introduce(item.last, indices, draft.context)


def _introduce(node: Node, indices: set[str], context: Context) -> None:
    if isinstance(node, Sub) and isinstance(node.base, Name):
        family = family_key(node.base.key)
        literal = literal_key(node.base, node.indices)
        used = letters_in(node.indices)
        if literal in context.names or (used and not used & indices and family not in context.names):
            _introduce_letter(literal, node, context, family=False)
            return
        _introduce_letter(family, node, context, family=True)
        for part in node.indices:
            _introduce(part, indices, context)
    elif isinstance(node, Name):
        if node.key not in indices:
            _introduce_letter(node.key, node, context, family=False)
    elif not isinstance(node, Number):
        for child in walk(node):
            if child is not node and isinstance(child, (Name, Sub)):
                _introduce(child, indices, context)


def _introduce_letter(key: str, node: Node, context: Context, *, family: bool) -> None:
    entry = context.names.get(key)
    if entry is None:
        context.set_name(key, Dimension(key, family))
    elif not is_integer(entry):
        raise NotationError(
            node.span.start, node.span.end, f"{key} stands for something else than a dimension here"
        )


def is_size(node: Node, context: Context) -> bool:
    """Whether an expression is a numeral, or a letter that is a dimension."""
    if isinstance(node, Number):
        return True
    if isinstance(node, Sub) and isinstance(node.base, Name):
        literal = context.names.get(literal_key(node.base, node.indices))
        family = context.names.get(family_key(node.base.key))
        return isinstance(literal, Dimension) or isinstance(family, Dimension)
    return isinstance(node, Name) and isinstance(context.names.get(node.key), Dimension)
