"""Definitions: of names, functions and families."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Group, Listed, Name, Node, Product, Sub, atoms, walk
from tracetrick.page.claims import claims
from tracetrick.page.context import letter_keys, literal_key, selects
from tracetrick.page.scope import Definition, Home, Rule
from tracetrick.page.sizes import introduce

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft
    from tracetrick.page.statement import Statement

_BUILT_IN = frozenset(["I", "\\pi"])
# Built-in names that take a subscript, with the number of their indices.
_SUBSCRIPTED = {("e", 1), ("E", 2), ("K", 2), ("D", 1), ("I", 1), ("I", 2), ("\\delta", 2)}


@dataclass(frozen=True)
class _Left:
    """A new name: its key, the indices of a family, the parameters of a function."""

    key: str
    indices: tuple[Node, ...] = ()
    parameters: tuple[str, ...] = ()


def definition(draft: Draft) -> list[Statement] | None:
    """`A := B = C` defines A and claims B = C; None if the left side is not one new name."""
    fragment, context = draft.fragment, draft.context
    sign = fragment.relations[0]
    left = _left(draft)
    if left is None or (sign.text == "=" and not _is_new(left, context)):
        return None
    if not fragment.sides[1]:
        raise NotationError(sign.start, sign.end, "expected what the name means")
    body = draft.expression(fragment.sides[1], _lexicon(left, context))
    if not left.indices and left.key in letter_keys(body, context.names):
        if sign.text == "=":
            return None
        message = f"{left.key} is defined by itself: give the new value a new name"
        raise NotationError(sign.start, sign.end, message)
    introduce((), draft)
    _define(left, body, draft)
    made = draft.made("definition", entry=context.names[left.key], right=body)
    return [made, *claims(draft, 1)]


def _define(left: _Left, body: Node, draft: Draft) -> None:
    context = draft.context
    home = Home(context.scope)
    rule = Rule(left.indices, left.parameters, body, tuple(draft.ranges), home)
    old = context.names.get(left.key)
    joins = isinstance(old, Definition) and left.indices and old.rules[0].home in context.homes
    rules = (*old.rules, rule) if joins and isinstance(old, Definition) else (rule,)
    context.set_name(left.key, Definition(left.key, rules))
    home.scope = context.scope
    if left.indices:
        context.homes.append(home)


def _lexicon(left: _Left, context: Context) -> Lexicon:
    """What the parser has to know to read the body of a definition."""
    lexicon = context.scope.lexicon
    indices = (name.key for part in left.indices for name in walk(part) if isinstance(name, Name))
    functions = lexicon.functions | {left.key} if left.parameters else lexicon.functions - {left.key}
    return replace(
        lexicon,
        letters=lexicon.letters.union(left.parameters, indices),
        functions=functions.difference(left.parameters),
    )


def _is_new(left: _Left, context: Context) -> bool:
    return left.key not in context.names and (not left.indices or left.key.split("_")[0] not in context.names)


def _left(draft: Draft) -> _Left | None:
    """The new name on the left of `:=`, or None."""
    try:
        parser = draft.parser(draft.fragment.sides[0])
        parser.lexicon = replace(
            parser.lexicon, functions=frozenset(), letters=parser.lexicon.letters | {"d"}
        )
        node = parser.whole()
    except NotationError:
        return None
    parameters: tuple[str, ...] = ()
    if isinstance(node, Product) and len(node.factors) == 2:
        names = _parameters(node.factors[1])
        if names is None:
            return None
        node, parameters = node.factors[0], names
    if isinstance(node, Name):
        return None if node.key in _BUILT_IN else _Left(node.key, (), parameters)
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return _subscripted(node.base, node.indices, parameters, draft)
    return None


def _subscripted(
    base: Name, indices: tuple[Node, ...], parameters: tuple[str, ...], draft: Draft
) -> _Left | None:
    """What a subscript makes a family of, if it makes one.

    It does if it holds an index with a range, or a value at which a family begins.
    """
    in_force = draft.context.names
    if _is_built_in(base.key, len(atoms(indices)), draft):
        return None
    used = {name.key for part in indices for name in walk(part) if isinstance(name, Name)}
    if used & draft.indices or (draft.ranges and not used - set(in_force)):
        return _Left(base.key, atoms(indices), parameters)
    literal = literal_key(base, indices)
    if literal not in in_force and selects(base.key, indices, in_force):
        return None
    return _Left(literal, (), parameters)


def _is_built_in(base: str, count: int, draft: Draft) -> bool:
    """Whether a subscripted letter is built in; one index with a range makes a family."""
    if base in draft.context.names or (base, count) not in _SUBSCRIPTED:
        return False
    return count > 1 or not draft.ranges


def _parameters(node: Node) -> tuple[str, ...] | None:
    if isinstance(node, Group) and node.bracket == "(" and isinstance(node.body, Name):
        return (node.body.key,)
    if isinstance(node, Listed) and all(isinstance(item, Name) for item in node.items):
        return tuple(item.key for item in node.items if isinstance(item, Name))
    return None
