"""Names and numerals: what is in force, what is bound, and what is built in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.definitions import defined_term, variable_term
from tracetrick.algebra.elaborate.functions import bare_function
from tracetrick.algebra.elaborate.integers import dimension_value
from tracetrick.algebra.terms import Term, Unknown
from tracetrick.page.scope import Dimension, Function, Variable, family_key

if TYPE_CHECKING:
    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.latex.tree import Name, Node, Number


def number_term(context: Context, node: Number, where: Where) -> Term:
    """A numeral; dressed, the vector of ones or zero."""
    if node.dress and node.value == 1:
        return context.open("ones", (Unknown(), 1), node)
    if node.dress and node.value == 0:
        return context.open("zero", (Unknown(), Unknown()), node)
    return context.builder.number(node.value)


def name_term(context: Context, node: Name, where: Where) -> Term:
    """A name in force, a bound one, or a built-in."""
    return named_term(context, node.key, node, where)


def named_term(context: Context, key: str, node: Node, where: Where) -> Term:
    """What a name means, subscript included."""
    if key in where.parameters:
        return where.parameters[key]
    if key in where.indices:
        context.used.add(key)
        return context.builder.number(where.indices[key])
    entry = where.scope.names.get(key)
    if entry is None:
        return _built_in(context, key, node, where)
    context.refuse_index_of(key, node, where)
    if isinstance(entry, Variable):
        return variable_term(context, entry, (), where, node)
    if isinstance(entry, Dimension):
        context.used.add(key)
        return context.builder.number(dimension_value(context, key, node))
    if isinstance(entry, Function) or entry.is_function:
        return bare_function(context, key, entry, node, where)
    return defined_term(context, entry, (), (), node, where)


def _built_in(context: Context, key: str, node: Node, where: Where) -> Term:
    if key == "I":
        size = Unknown()
        return context.open("eye", (size, size), node)
    if key == "\\pi":
        return context.builder.make("const", (), (1, 1), ("π",))
    if family_key(key) in where.scope.names:
        context.fail(node, f"{key} is a family: it needs an index")
    context.fail(node, _unknown_name(key))


def _unknown_name(key: str) -> str:
    """The message for a name that the page has not introduced."""
    return f"{key} is used before it is introduced: say {key} \\in ... or {key} := ... first"
