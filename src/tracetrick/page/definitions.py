"""Definitions: of names, functions and families."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import (
    Add,
    Group,
    Listed,
    Name,
    Node,
    Number,
    Product,
    Sign,
    Sub,
    atoms,
    rebuild,
    walk,
)
from tracetrick.page.claims import claims
from tracetrick.page.context import letter_keys, literal_key, selects
from tracetrick.page.scope import Definition, Function, Home, Rule, Variable, family_key, is_integer
from tracetrick.page.sizes import introduce

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft
    from tracetrick.page.scope import Range
    from tracetrick.page.statement import Statement

_BUILT_IN = frozenset(["I", "\\pi"])
# Built-in names that take a subscript, with the number of their indices.
_SUBSCRIPTED = {("e", 1), ("E", 2), ("K", 2), ("D", 1), ("I", 1), ("I", 2), ("\\delta", 2)}


@dataclass(frozen=True)
class _Left:
    """A new name: its key, the indices of a family, the parameters of a function, the name as subscripted."""

    key: str
    indices: tuple[Node, ...] = ()
    parameters: tuple[str, ...] = ()
    base: Sub | None = None


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
    body = _define(left, body, draft)
    made = draft.made("definition", entry=context.names[left.key], right=body)
    return [made, *claims(draft, 1)]


def _define(left: _Left, body: Node, draft: Draft) -> Node:
    """Put a name in force; return what its rule means by it."""
    context = draft.context
    home = Home(context.scope)
    indices, body, ranges = _unshifted(left.indices, body, tuple(draft.ranges))
    rule = Rule(indices, left.parameters, body, ranges, home)
    old = context.names.get(left.key)
    joins = isinstance(old, Definition) and left.indices and old.rules[0].home in context.homes
    rules = (*old.rules, rule) if joins and isinstance(old, Definition) else (rule,)
    context.set_name(left.key, Definition(left.key, rules))
    home.scope = context.scope
    if left.indices:
        context.homes.append(home)
    return body


def _unshifted(
    indices: tuple[Node, ...], body: Node, ranges: tuple[Range, ...]
) -> tuple[tuple[Node, ...], Node, tuple[Range, ...]]:
    """A rule for `s_{t+1}`, t = 1, …, says the same of `s_t`, t = 2, …, with t - 1 for t in its body."""
    for place, index in enumerate(indices):
        shift = _shift(index, ranges)
        if shift is None:
            continue
        letter, there, step = shift
        back: Sign = "-" if there == "+" else "+"
        plain = tuple(letter if k == place else one for k, one in enumerate(indices))
        moved = tuple(
            replace(one, first=_sum(one.first, there, step), last=_sum(one.last, there, step))
            if one.index == letter.key
            else one
            for one in ranges
        )
        instead = Group("(", _sum(letter, back, step), span=letter.span)
        return _unshifted(plain, _with(body, letter.key, instead), moved)
    return indices, body, ranges


def _shift(index: Node, ranges: tuple[Range, ...]) -> tuple[Name, Sign, Number] | None:
    """The letter, the sign and the number of `t + 1`, if t has a range."""
    if not isinstance(index, Add) or len(index.terms) != 2 or index.signs[0] != "+":
        return None
    letter, step = index.terms
    if not isinstance(letter, Name) or not isinstance(step, Number):
        return None
    return (letter, index.signs[1], step) if any(one.index == letter.key for one in ranges) else None


def _sum(node: Node, sign: Sign, step: Number) -> Node:
    if isinstance(node, Add):
        return Add((*node.signs, sign), (*node.terms, step), span=node.span)
    return Add(("+", sign), (node, step), span=node.span)


def _with(node: Node, letter: str, instead: Node) -> Node:
    """A tree with another expression in place of a letter."""
    if isinstance(node, Name) and node.key == letter:
        return instead
    return rebuild(node, lambda child: _with(child, letter, instead))


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
    """Whether `=` defines this name: nothing in force is called so, or may have it as an entry or member."""
    if left.key in context.names:
        return False
    return left.base is None or not _may_select(left.base, context)


def _may_select(node: Sub, context: Context) -> bool:
    count, names = len(atoms(node.indices)), context.names
    key = node.base.key if isinstance(node.base, Name) else ""
    entry = names.get(key)
    if entry is None:
        return family_key(key) in names or (count == 2 and key.upper() in names)  # x_{ij} is an entry of X
    if isinstance(entry, Variable) and not entry.indices:
        return len(entry.shape) == count
    return isinstance(entry, (Variable, Definition))


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
        return _subscripted(node, node.base, parameters, draft)
    return None


def _subscripted(node: Sub, base: Name, parameters: tuple[str, ...], draft: Draft) -> _Left | None:
    """What a subscript makes a family of, if it makes one.

    It does if it holds an index with a range, or a value at which a family begins.
    """
    in_force, indices = draft.context.names, node.indices
    if _is_built_in(base.key, atoms(indices), draft) or family_key(base.key) in in_force:
        return None
    used = {name.key for part in indices for name in walk(part) if isinstance(name, Name)}
    if used & draft.indices or (draft.ranges and not used - set(in_force)):
        return _Left(base.key, atoms(indices), parameters, node)
    literal = literal_key(base, indices)
    if literal not in in_force and selects(base.key, indices, in_force):
        return None
    return _Left(literal, (), parameters, node)


def _is_built_in(base: str, indices: tuple[Node, ...], draft: Draft) -> bool:
    """Whether a subscripted letter is built in; one index with a range makes a family."""
    in_force = draft.context.names
    if base in in_force or (base, len(indices)) not in _SUBSCRIPTED:
        return False
    meanings = [in_force.get(index.key) for index in indices if isinstance(index, Name)]
    if any(isinstance(one, (Variable, Function, Definition)) and not is_integer(one) for one in meanings):
        return False  # D_A, of a matrix A
    return len(indices) > 1 or not draft.ranges


def _parameters(node: Node) -> tuple[str, ...] | None:
    if isinstance(node, Group) and node.bracket == "(" and isinstance(node.body, Name):
        return (node.body.key,)
    if isinstance(node, Listed) and all(isinstance(item, Name) for item in node.items):
        return tuple(item.key for item in node.items if isinstance(item, Name))
    return None
