"""Declared variables and defined names, members of families included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import Context, Where
from tracetrick.algebra.elaborate.integers import check_ranges, drawn_integer, integer, range_values
from tracetrick.algebra.elaborate.letters import letter_keys
from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.tree import Name, Node
from tracetrick.page.scope import Definition, Dimension, Rule, Variable

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Term


def variable_term(
    context: Context, entry: Variable, member: tuple[int, ...], where: Where, node: Node
) -> Term:
    """A declared variable, or a member of a family of them."""
    if member:
        check_ranges(context, entry.indices, entry.ranges, member, where, node)
    if entry.key in context.substituted and not member:
        return context.substituted[entry.key]
    if entry.kind in ("natural", "label"):
        return context.builder.number(drawn_integer(context, entry, where, node))
    indices = {**dict(zip(entry.indices, member, strict=True))}
    inner = Where(where.scope, indices)
    shape = [integer(context, part, inner) for part in entry.shape]
    rows = shape[0] if shape else 1
    columns = shape[1] if len(shape) > 1 else 1
    kind = context.kinds.get(entry.key, entry.kind)
    term = context.builder.make("input", (), (rows, columns), (entry.key, kind, member))
    context.inputs[entry.key, member] = term
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
    rule, indices = _rule_for(context, entry, member, node, where)
    _check_ingredients(context, entry, rule, node)
    inner = Where(rule.home.scope, indices, dict(zip(rule.parameters, arguments, strict=True)))
    whole, context.whole = context.whole, set()
    context.mark_whole(rule.body)
    body = _body_of(context, entry, rule, inner, node)
    context.whole = whole
    term = body
    if not arguments:
        label = entry.key + (f"_{{{','.join(map(str, member))}}}" if member else "")
        term = context.builder.make("named", (body,), body.shape, (label, id(entry)))
    context.memo[key] = term
    return term


def _body_of(context: Context, entry: Definition, rule: Rule, where: Where, node: Node) -> Term:
    """The body of a definition; that its shapes conform is no matter of the claim that uses it."""
    try:
        return context.term(rule.body, where)
    except ShapeError as error:
        message = f"the definition of {entry.key} does not conform: {error.message}"
        raise NotationError(node.span.start, node.span.end, message) from error


def _rule_for(
    context: Context, entry: Definition, member: tuple[int, ...], node: Node, where: Where
) -> tuple[Rule, dict[str, int]]:
    """The rule of a definition that gives this member, with the values of its indices."""
    for rule in entry.rules:
        if len(rule.indices) != len(member):
            continue
        values = _matched(context, rule, member)
        if values is not None:
            return rule, values
    shown = ",".join(map(str, member))
    raise NoValueError(node.span.start, node.span.end, f"{entry.key} has no member {shown}")


def _matched(context: Context, rule: Rule, member: tuple[int, ...]) -> dict[str, int] | None:
    ranged = {item.index: item for item in rule.ranges}
    values: dict[str, int] = {}
    scope = rule.home.scope
    for index, value in zip(rule.indices, member, strict=True):
        if isinstance(index, Name) and index.key in ranged:
            values[index.key] = value
        elif integer(context, index, Where(scope)) != value:
            return None
    for key, value in values.items():
        if value not in range_values(context, ranged[key], Where(scope, values)):
            return None
    return values


def _check_ingredients(context: Context, entry: Definition, rule: Rule, node: Node) -> None:
    """A definition holds only while what it is made of means the same."""
    skip = {*rule.parameters, *(i.key for i in rule.indices if isinstance(i, Name)), entry.key}
    for key in letter_keys(rule.body):
        if key in skip:
            continue
        then, now = rule.home.scope.names.get(key), context.scope.names.get(key)
        if then is not None and then is not now and not isinstance(then, Dimension):
            message = f"{entry.key} was defined with another {key}: define {entry.key} again"
            context.fail(node, message)


def declared_shape(context: Context, shape: tuple[Node, ...]) -> tuple[int, int]:
    """Rows and columns of a declared shape; a scalar is 1×1, a vector n×1."""
    where = Where(context.scope)
    sizes = [integer(context, part, where) for part in shape]
    return (sizes[0] if sizes else 1, sizes[1] if len(sizes) > 1 else 1)


def parameter_shape(context: Context, rule: Rule, place: int) -> tuple[int, int]:
    """A parameter takes its shape from its declaration; an undeclared one is a scalar."""
    entry = rule.home.scope.names.get(rule.parameters[place])
    if isinstance(entry, Variable) and not entry.indices:
        return declared_shape(context, entry.shape)
    return 1, 1
