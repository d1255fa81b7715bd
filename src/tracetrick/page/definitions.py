"""Definitions: of names, functions and families."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.printer import FAMILY_ABOVE
from tracetrick.latex.tree import (
    Group,
    Listed,
    Name,
    Node,
    Product,
    Sub,
    Word,
    atoms,
    letters_in,
)
from tracetrick.page.claims import claims
from tracetrick.page.context import family_above, letter_keys, literal_key, selects
from tracetrick.page.scope import (
    Definition,
    Dimension,
    Entry,
    Function,
    Home,
    Rule,
    Variable,
    family_key,
    family_letter,
)
from tracetrick.page.sizes import introduce

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft
    from tracetrick.page.statement import Statement

_BUILT_IN = frozenset(["I", "\\pi"])
# Built-in names that take a subscript, with the number of their indices.
_INTEGERS = frozenset(["natural", "label"])
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
    if left is None or (sign.text == "=" and (draft.part.arrow or not _is_new(left, context))):
        return None
    draft.refuse_beside_arrow()
    if not fragment.sides[1]:
        raise NotationError(sign.start, sign.end, "expected what the name means")
    body = draft.expression(fragment.sides[1], _lexicon(left, context))
    condition = next((one for one in draft.restrictions if one.of_draws), None)
    if condition:
        span = condition.left.span.start, condition.right.span.end
        raise NotationError(*span, "a condition on the draws belongs to a claim, not to a definition")
    if not left.indices and left.key in letter_keys(body, context.names):
        if sign.text == "=":
            return None
        message = f"{left.key} is defined by itself: give the new value a new name"
        raise NotationError(sign.start, sign.end, message)
    introduce((), draft)
    _define(left, body, draft)
    made = draft.made("definition", entry=context.names[left.key], right=body)
    return [made, *claims(draft, 1)]


def families_above(drafts: Iterable[Draft]) -> frozenset[str]:
    r"""The letters of the families `x^{(i)}` that these statements define.

    How `x^{(i-1)}` is read in one of them hangs on the others.
    """
    letters = set()
    for draft in drafts:
        relations = draft.fragment.relations
        if not draft.ranges or not relations or relations[0].text != ":=":
            continue
        with suppress(NotationError):  # it will be raised where that definition is read
            left = _left(draft)
            letters |= {family_letter(left.key)} if left and left.indices else set()
    return frozenset(letter for letter in letters if letter.endswith(FAMILY_ABOVE))


def _define(left: _Left, body: Node, draft: Draft) -> None:
    context = draft.context
    home = Home(context.scope)
    rule = Rule(left.indices, left.parameters, body, tuple(draft.ranges), tuple(draft.restrictions), home)
    old = context.names.get(left.key)
    joins = isinstance(old, Definition) and left.indices and old.rules[0].home in context.homes
    rules = (*old.rules, rule) if joins and isinstance(old, Definition) else (rule,)
    context.set_name(left.key, Definition(left.key, rules))
    home.scope = context.scope
    if left.indices:
        context.homes.append(home)


def _lexicon(left: _Left, context: Context) -> Lexicon:
    """What the parser has to know to read the body of a definition."""
    lexicon = context.lexicon([])
    indices = letters_in(left.indices)
    letter = family_letter(left.key)
    hidden = _hidden(left, context)
    functions = lexicon.functions | {letter} if left.parameters else lexicon.functions - hidden
    return replace(
        lexicon,
        letters=lexicon.letters.union(left.parameters, indices, {letter}),
        functions=functions.difference(left.parameters),
    )


def _hidden(left: _Left, context: Context) -> set[str]:
    r"""The function that a new name without arguments hides.

    `E := \sum_tE_t(s_t)` hides none of the E_t.
    """
    letter = family_letter(left.key)
    others = (context.names.get(key) for key in (letter, family_key(letter)) if key != left.key)
    return set() if any(_takes_arguments(one) for one in others) else {letter}


def _takes_arguments(entry: Entry | None) -> bool:
    return isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function)


def _is_new(left: _Left, context: Context) -> bool:
    """Whether `=` defines this name: nothing in force is called so, or may have it as an entry or member."""
    if left.key in context.names:
        return False
    return left.base is None or not _may_select(left.base, context)


def _may_select(node: Sub, context: Context) -> bool:
    count, names = len(atoms(node.indices)), context.names
    key = node.base.key if isinstance(node.base, Name) else ""
    entry = names.get(family_key(key)) or names.get(key)
    if entry is None:
        return count == 2 and key.upper() in names  # x_{ij} is an entry of X
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
        names = _parameters(node.factors[1], draft.context.names)
        if names is None:
            return None
        node, parameters = node.factors[0], names
    node = family_above(node, draft.indices | _limits(draft)) or node
    if isinstance(node, Name):
        return None if node.key in _BUILT_IN and not parameters else _Left(node.key, (), parameters)
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return _subscripted(node, node.base, parameters, draft)
    return None


def _subscripted(node: Sub, base: Name, parameters: tuple[str, ...], draft: Draft) -> _Left | None:
    """What a subscript makes a family of, if it makes one.

    It does if it holds an index with a range, or a value at which a family begins.
    """
    in_force, indices = draft.context.names, node.indices
    if _is_built_in(base.key, atoms(indices), draft) or _counts(base.key, in_force):
        return None
    used = letters_in(indices)
    limits = (item.letters for item in draft.ranges)
    if used & draft.indices or (draft.ranges and not used.difference(in_force, *limits)):
        return _Left(family_key(base.key), atoms(indices), parameters, node)
    literal = literal_key(base, indices)
    of_family = family_key(base.key) in in_force
    plain = isinstance(in_force.get(base.key), Definition) and not of_family  # its shape is not known here
    if literal not in in_force and not plain and selects(base.key, indices, in_force):
        return None
    return _Left(literal, (), parameters, node)


def _limits(draft: Draft) -> set[str]:
    r"""The letters at which a family may begin: L of `a^{(L)} := x,\ a^{(l)} := \dots,\ l = L-1,\dots,1`."""
    return set[str]().union(*(item.letters for item in draft.ranges))


def _counts(letter: str, names: Mapping[str, Entry]) -> bool:
    """Whether the members under a letter are dimensions."""
    return isinstance(names.get(family_key(letter)), Dimension)


def _is_built_in(base: str, indices: tuple[Node, ...], draft: Draft) -> bool:
    """Whether a subscripted letter is built in; ranges make a family of it, a word or a matrix a name."""
    in_force = draft.context.names
    if base in in_force or (base, len(indices)) not in _SUBSCRIPTED:
        return False
    used = letters_in(indices)
    if (used and used <= draft.indices) or any(isinstance(index, Word) for index in indices):
        return False
    entries = [in_force.get(key) for key in letters_in(indices)]
    if any(
        isinstance(entry, (Definition, Function))
        or (isinstance(entry, Variable) and entry.kind not in _INTEGERS)
        for entry in entries
    ):
        return False
    return len(indices) > 1 or not draft.ranges


def _parameters(node: Node, names: Mapping[str, Entry]) -> tuple[str, ...] | None:
    r"""The names between the brackets behind the name of a function; a subscript may be part of one."""
    if isinstance(node, Group) and node.bracket == "(":
        items: tuple[Node, ...] = (node.body,)
    elif isinstance(node, Listed):
        items = node.items
    else:
        return None
    keys = tuple(_parameter(item, names) for item in items)
    return tuple(key for key in keys if key) if all(keys) else None


def _parameter(node: Node, names: Mapping[str, Entry]) -> str | None:
    if isinstance(node, Name):
        return node.key
    if not (isinstance(node, Sub) and isinstance(node.base, Name)):
        return None
    if node.key not in names and selects(node.base.key, node.indices, names):
        message = f"a parameter is a name of its own; {node.key} is a part of {node.base.key}"
        raise NotationError(node.span.start, node.span.end, message)
    return node.key
