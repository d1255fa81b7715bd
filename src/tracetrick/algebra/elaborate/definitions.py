"""Declared variables and defined names, members of families included."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import Context, Where
from tracetrick.algebra.elaborate.integers import (
    check_member,
    drawn_integer,
    holds,
    integer,
    range_values,
    size,
)
from tracetrick.errors import NotationError, NoValueError, ShapeError, SpanError
from tracetrick.latex.printer import FAMILY_ABOVE
from tracetrick.latex.tree import Name, Node, letters_in
from tracetrick.page.scope import Definition, Dimension, Range, Rule, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.algebra.terms import Term


_MEMBER = 10  # the work of one member of a family


def variable_term(
    context: Context, entry: Variable, member: tuple[int, ...], where: Where, node: Node
) -> Term:
    """A declared variable, or a member of a family of them."""
    if (entry.key, member) in context.substituted:
        return context.substituted[entry.key, member]
    known = id(entry), member, id(where.scope)
    if known in context.memo:
        return context.memo[known]
    if member:
        check_member(context, entry, member, where, node)
    if entry.kind == "natural":
        context.used.add(entry.key)
    if entry.kind == "natural" and member:
        return context.builder.number(context.dimensions.member(entry.letter, member))
    if entry.kind in ("natural", "label"):
        return context.builder.number(drawn_integer(context, entry, node))
    inner = Where(where.scope, dict(zip(entry.indices, member, strict=True)))
    shape = [size(context, part, inner) for part in entry.shape]
    rows = shape[0] if shape else 1
    columns = shape[1] if len(shape) > 1 else 1
    kind = context.kinds.get(entry.key, entry.kind)
    term = context.builder.make("input", (), (rows, columns), (entry.key, kind, member))
    context.memo[known] = term
    return term


def defined_term(
    context: Context,
    entry: Definition,
    member: tuple[int, ...],
    arguments: tuple[Term, ...],
    node: Node,
    where: Where,
) -> Term:
    """What a defined name means; the same term wherever it is used."""
    key = (id(entry), member, tuple(id(argument) for argument in arguments), context.sign)
    if key in context.memo:
        return context.memo[key]
    rule, indices = _rule_for(context, entry, member, node)
    _check_ingredients(context, entry, rule, node)
    inner = Where(rule.home.scope, indices, dict(zip(rule.parameters, arguments, strict=True)))
    whole, context.whole = context.whole, set()
    context.mark_whole(rule.body)
    body = _body_of(context, entry, rule, inner, node)
    context.whole = whole
    term = body
    if not arguments:
        label = entry.letter + (f"_{{{','.join(map(str, member))}}}" if member else "")
        term = context.builder.make("named", (body,), body.shape, (label, id(entry)))
    context.memo[key] = term
    if member and term.is_open:
        _size_from_next(context, entry, rule, node, where)
    return term


def _size_from_next(context: Context, entry: Definition, rule: Rule, node: Node, where: Where) -> None:
    """Let a member that is 0 take its size from another one, which is made from it."""
    for other in entry.rules:
        values = None if other is rule else next(members(context, other), None)
        if values is not None:
            inner = Where(other.home.scope, values)
            member = tuple(integer(context, index, inner) for index in other.indices)
            with suppress(SpanError):  # it will be raised where that member is used
                defined_term(context, entry, member, (), node, where)


def _body_of(context: Context, entry: Definition, rule: Rule, where: Where, node: Node) -> Term:
    """The body of a definition; that its shapes conform is no matter of the claim that uses it.

    0 at the beginning of a family has the shape that the next member gives it.
    """
    try:
        zero = context.literal_zero(rule.body) if rule.indices else None
        return zero or context.term(rule.body, where)
    except ShapeError as error:
        message = f"the definition of {entry.letter} does not conform: {error.message}"
        raise NotationError(node.span.start, node.span.end, message) from error


def _rule_for(
    context: Context, entry: Definition, member: tuple[int, ...], node: Node
) -> tuple[Rule, dict[str, int]]:
    """The rule of a definition that gives this member, with the values of its indices."""
    for rule in entry.rules:
        if len(rule.indices) != len(member):
            continue
        values = _matched(context, rule, member)
        if values is not None:
            return rule, values
    shown = ",".join(map(str, member))
    letter = entry.letter.removesuffix(FAMILY_ABOVE)
    raise NoValueError(node.span.start, node.span.end, f"{letter} has no member {shown}")


def has_member(context: Context, entry: Definition, member: tuple[int, ...]) -> bool:
    """Whether a rule of a family gives this member."""
    rules = (rule for rule in entry.rules if len(rule.indices) == len(member))
    return any(_matched(context, rule, member) is not None for rule in rules)


def members(context: Context, rule: Rule) -> Iterator[dict[str, int]]:
    """The values of the indices of a rule, one after the other."""
    letters = letters_in(rule.indices)
    ranges = [item for item in rule.ranges if item.index in letters]
    scope = rule.home.scope
    for values in _in_ranges(context, ranges, Where(scope)):
        if all(holds(context, one, Where(scope, values)) for one in rule.restrictions):
            yield values


def _in_ranges(context: Context, ranges: Sequence[Range], where: Where) -> Iterator[dict[str, int]]:
    """The values of the indices of these ranges, in every combination; each is work."""
    if not ranges:
        yield dict(where.indices)
        return
    for value in range_values(context, ranges[0], where):
        context.work.spend(_MEMBER)
        yield from _in_ranges(context, ranges[1:], where.at({ranges[0].index: value}))


def _matched(context: Context, rule: Rule, member: tuple[int, ...]) -> dict[str, int] | None:
    """The values of the indices of a rule at which it gives this member."""
    ranged = {item.index: item for item in rule.ranges}
    scope = rule.home.scope
    values: dict[str, int] = {}
    for index, value in zip(rule.indices, member, strict=True):
        found = _solved(context, index, value, ranged, Where(scope, values))
        if found is None:
            return None
        values.update(found)
    for key, value in values.items():
        if value not in range_values(context, ranged[key], Where(scope, values)):
            return None
    restricted = all(holds(context, one, Where(scope, values)) for one in rule.restrictions)
    return values if restricted else None


def _solved(
    context: Context, index: Node, value: int, ranged: Mapping[str, Range], where: Where
) -> dict[str, int] | None:
    r"""The index at which `index` has a value: t for `t` or for `t-1`; none for a numeral."""
    open_letters = (index.letters & ranged.keys()) - where.indices.keys()
    if not open_letters:
        return {} if integer(context, index, where) == value else None
    if isinstance(index, Name):
        return {index.key: value}
    if len(open_letters) > 1:
        context.fail(index, "an index of a family holds one letter")
    (letter,) = open_letters
    for one in range_values(context, ranged[letter], where):
        if integer(context, index, where.at({letter: one})) == value:
            return {letter: one}
    return None


def _check_ingredients(context: Context, entry: Definition, rule: Rule, node: Node) -> None:
    """A definition holds only while what it is made of means the same."""
    skip = {*rule.parameters, *(i.key for i in rule.indices if isinstance(i, Name)), entry.key}
    for key in rule.body.keys:
        if key in skip:
            continue
        then, now = rule.home.scope.names.get(key), context.scope.names.get(key)
        if then is not None and then is not now and not isinstance(then, Dimension):
            message = f"{entry.letter} was defined with another {key}: define {entry.letter} again"
            context.fail(node, message)


def declared_shape(
    context: Context, shape: tuple[Node, ...], indices: Mapping[str, int] | None = None
) -> tuple[int, int]:
    """Rows and columns of a declared shape, which may depend on indices; a scalar is 1×1, a vector n×1."""
    where = Where(context.scope, indices or {})
    sizes = [size(context, part, where) for part in shape]
    return (sizes[0] if sizes else 1, sizes[1] if len(sizes) > 1 else 1)


def parameter_shape(context: Context, rule: Rule, place: int) -> tuple[int, int]:
    """A parameter takes its shape from its declaration; an undeclared one is a scalar."""
    entry = rule.home.scope.names.get(rule.parameters[place])
    if isinstance(entry, Variable) and not entry.indices:
        return declared_shape(context, entry.shape)
    return 1, 1
