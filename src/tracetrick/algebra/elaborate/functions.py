"""Declared and defined functions of their arguments."""

from __future__ import annotations

from dataclasses import replace

from tracetrick.algebra.elaborate.context import FIXED_KINDS, Context, Where
from tracetrick.algebra.elaborate.definitions import (
    declared_shape,
    defined_term,
    parameter_shape,
    variable_term,
)
from tracetrick.algebra.elaborate.entries import select
from tracetrick.algebra.elaborate.integers import check_member, integer, note_family
from tracetrick.algebra.elaborate.letters import is_zero, member_atoms
from tracetrick.algebra.terms import Term, unify
from tracetrick.latex.parser import subscript_key
from tracetrick.latex.tree import Call, Derivative, Nabla, Name, Node, Prime, Sub, walk
from tracetrick.page.scope import Definition, Entry, Function, Rule, Variable, family_key


def _function_key(context: Context, node: Node) -> tuple[str, tuple[Node, ...], int]:
    """Key, indices and number of primes of what is applied."""
    primes = 0
    if isinstance(node, Prime):
        primes, node = node.count, node.base
    if isinstance(node, Name):
        return node.key, (), primes
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return node.base.key, node.indices, primes
    context.fail(node, "expected a function")


def call_term(context: Context, node: Call, where: Where) -> Term:
    """A declared or defined function of its arguments."""
    return call_at(context, node, arguments_of(context, node, where), where)


def arguments_of(context: Context, node: Call, where: Where) -> tuple[Term, ...]:
    """The arguments of a function; 0 has the shape that the function takes there."""
    component = _component(node, where)
    node = component[0] if component else node
    return tuple(
        _zero(context, node, place, where) if is_zero(argument) else context.term(argument, where)
        for place, argument in enumerate(node.arguments)
    )


def call_at(context: Context, node: Call, arguments: tuple[Term, ...], where: Where) -> Term:
    """A declared or defined function of these values of its arguments, or an entry of its value."""
    if component := _component(node, where):
        whole, indices = component
        return select(context, call_at(context, whole, arguments, where), indices, node.function, where)
    entry, member, primes = _applied(context, node, where)
    if isinstance(entry, Function):
        return _apply_function(context, entry, member, arguments, primes, node, where)
    return _apply_definition(context, entry, member, arguments, primes, node, where)


def _component(node: Call, where: Where) -> tuple[Call, list[Node]] | None:
    r"""`F_i(x)` of a function F that is no family: F(x), and the indices of its entry."""
    function = node.function
    part = function.base if isinstance(function, Prime) else function
    if not (isinstance(part, Sub) and isinstance(part.base, Name)):
        return None
    if part.key in where.scope.names or part.family in where.scope.names:
        return None
    if not is_function(part.base.key, where):
        return None
    whole = replace(function, base=part.base) if isinstance(function, Prime) else part.base
    return replace(node, function=whole), list(part.indices)


def _applied(
    context: Context, node: Call, where: Where
) -> tuple[Function | Definition, tuple[int, ...], int]:
    """The function that is applied, which member of a family it is, and the number of its primes."""
    key, indices, primes = _function_key(context, node.function)
    literal = f"{key}_{{{subscript_key(indices)}}}" if indices else key
    member: tuple[int, ...] = ()
    if literal in where.scope.names:
        function = node.function.base if isinstance(node.function, Prime) else node.function
        context.refuse_index_of(literal, function, where)
        key, indices = literal, ()
    entry = where.scope.names.get(family_key(key) if indices else key)
    if indices and isinstance(entry, (Function, Definition)):
        member = _member(context, entry, indices, node, where)
    if isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function):
        return entry, member, primes
    context.fail(node.function, f"{key} is no function")


def _zero(context: Context, node: Call, place: int, where: Where) -> Term:
    """Zero as the argument at a place."""
    entry, member, _ = _applied(context, node, where)
    shape: tuple[int, int] = (1, 1)
    if isinstance(entry, Definition):
        if place < len(entry.rules[0].parameters):
            shape = parameter_shape(context, entry.rules[0], place)
    elif place < len(entry.domain):
        indices = dict(zip(entry.indices, member, strict=True))
        shape = declared_shape(context, entry.domain[place], indices)
    return context.builder.number(0) if shape == (1, 1) else context.builder.make("zero", (), shape)


def _member(
    context: Context, entry: Function | Definition, indices: tuple[Node, ...], node: Call, where: Where
) -> tuple[int, ...]:
    """Which member of a family of functions is applied."""
    arity = len(entry.indices if isinstance(entry, Function) else entry.rules[0].indices)
    atoms = member_atoms(indices, arity)
    if len(atoms) != arity:
        context.fail(node.function, f"{entry.letter} takes {arity} indices")
    note_family(context, entry, atoms, where)
    return tuple(integer(context, atom, where) for atom in atoms)


def _apply_function(
    context: Context,
    entry: Function,
    member: tuple[int, ...],
    arguments: tuple[Term, ...],
    primes: int,
    node: Node,
    where: Where,
) -> Term:
    """A declared function, or a member of a family of them: a scalar one entry by entry."""
    indices = dict(zip(entry.indices, member, strict=True))
    if member:
        check_member(context, entry, member, where, node)
    key = f"{entry.letter}{member}" if member else entry.key
    if len(arguments) != len(entry.domain):
        context.fail(node, f"{entry.letter} takes {len(entry.domain)} arguments, found {len(arguments)}")
    if entry.domain == ((),) and not entry.codomain:
        return context.builder.make("unknown", arguments, arguments[0].shape, (key, primes, True))
    for shape, argument in zip(entry.domain, arguments, strict=True):
        rows, columns = declared_shape(context, shape, indices)
        if not (unify(argument.shape[0], rows) and unify(argument.shape[1], columns)):
            message = f"{entry.letter} takes a {rows}×{columns} matrix, found {context.shown(argument)}"
            context.shape_error(node, message)
    if primes and entry.domain != ((),):
        context.fail(node, "a prime is the derivative of a function of a scalar")
    return context.builder.make(
        "unknown", arguments, declared_shape(context, entry.codomain, indices), (key, primes, False)
    )


def _apply_definition(
    context: Context,
    entry: Definition,
    member: tuple[int, ...],
    arguments: tuple[Term, ...],
    primes: int,
    node: Node,
    where: Where,
) -> Term:
    """A defined function; one of a scalar is applied entry by entry."""
    rule = entry.rules[0]
    if len(arguments) != len(rule.parameters):
        context.fail(node, f"{entry.letter} takes {len(rule.parameters)} arguments, found {len(arguments)}")
    if len(arguments) == 1 and parameter_shape(context, rule, 0) == (1, 1) and not arguments[0].is_scalar:
        entries = list(context.builder.entries(context.sized(arguments[0], node)))
        values = [_of_scalar(context, entry, member, one, primes, node, where) for one in entries]
        if not all(value.is_scalar for value in values):
            context.shape_error(
                node, f"{entry.letter} is applied entry by entry, but its values are no scalars"
            )
        return context.builder.gather(tuple(values), arguments[0].size, [(k, 0) for k in range(len(values))])
    for k, argument in enumerate(arguments):
        rows, columns = parameter_shape(context, rule, k)
        if not (unify(argument.shape[0], rows) and unify(argument.shape[1], columns)):
            context.shape_error(
                node,
                f"{entry.letter} takes a {rows}×{columns} matrix, found {context.shown(argument)}",
            )
    for parameter, argument in zip(rule.parameters, arguments, strict=True):
        _refuse_hidden(context, entry, parameter, argument, primes, node)
    if any(isinstance(part, (Derivative, Nabla)) for part in walk(rule.body)):
        arguments = tuple(_differentiable(context, rule, k, arguments) for k in range(len(arguments)))
    if len(arguments) == 1:
        return _of_scalar(context, entry, member, arguments[0], primes, node, where)
    if primes:
        context.fail(node, "a prime is the derivative of a function of one scalar")
    return defined_term(context, entry, member, arguments, node, where)


def _refuse_hidden(
    context: Context, entry: Definition, parameter: str, argument: Term, primes: int, node: Node
) -> None:
    """Refuse m(2s) where m(s) is made from a name that depends on s: of 2s it knows nothing."""
    is_itself = _is_variable_of(parameter, argument) and not primes
    hidden = None if is_itself else _depends(entry.rules[0], parameter)
    if hidden:
        message = (
            f"in the definition of {entry.letter}, {hidden} depends on {parameter} too: write {hidden} out"
        )
        context.fail(node, message)


def _depends(rule: Rule, parameter: str) -> str | None:
    """A defined name in the body of a rule that is made from a declared one, at once or by others."""
    names = rule.home.scope.names
    if not isinstance(names.get(parameter), Variable):
        return None
    for key in rule.body.keys:
        seen: set[int] = {id(rule)}
        waiting = [key]
        while waiting:
            entry = names.get(waiting.pop())
            for inner in entry.rules if isinstance(entry, Definition) else ():
                if id(inner) not in seen and parameter not in inner.parameters:
                    seen.add(id(inner))
                    waiting += inner.body.keys
                    if parameter in inner.body.keys:
                        return key
    return None


def _of_scalar(
    context: Context,
    entry: Definition,
    member: tuple[int, ...],
    argument: Term,
    primes: int,
    node: Node,
    where: Where,
) -> Term:
    """A function of one argument, or its derivative by a scalar one."""
    if not primes:
        return defined_term(context, entry, member, (argument,), node, where)
    if not argument.is_scalar:
        context.fail(node, "a prime is the derivative of a function of a scalar")
    point = point_of(context, argument)
    value = defined_term(context, entry, member, (point,), node, where)
    for _ in range(primes):
        rows, columns = value.size
        value = context.builder.unvec(context.jacobian(value, point), rows, columns)
    return value


def point_of(context: Context, argument: Term, place: int = 0) -> Term:
    """An argument as a point, by which one may differentiate whatever it is made of; one for each place."""
    return context.builder.make("named", (argument,), argument.shape, ("point", id(argument), place))


def _differentiable(context: Context, rule: Rule, place: int, arguments: tuple[Term, ...]) -> Term:
    """An argument of a function whose value is a derivative by its parameter.

    At b the gradient of x^T b is b: what else the function is made of stays, even if it is the argument.
    """
    argument = arguments[place]
    others = (*arguments[:place], *arguments[place + 1 :])
    alone = not any(argument in context.builder.support(other) for other in others)
    is_itself = alone and _is_variable_of(rule.parameters[place], argument)
    return argument if is_itself else point_of(context, argument, place)


def _is_variable_of(parameter: str, argument: Term) -> bool:
    """Whether an argument is the variable under whose name the function takes it."""
    return argument.op == "input" and argument.data[0] == parameter


def bare_function(context: Context, key: str, entry: Entry, node: Node, where: Where) -> Term:
    """Bare `f` means `f(X)` for the one declared variable that its argument fits, where it is a value."""
    if node.span.start not in context.bare:
        context.fail(node, f"{key} is a function: write its argument, {_with_argument(key, entry)}")
    if isinstance(entry, Definition):
        rule = entry.rules[0]
        names = [parameter_variable(context, rule, k, key, node, where) for k in range(len(rule.parameters))]
        return _apply_definition(context, entry, (), tuple(names), 0, node, where)
    if not isinstance(entry, Function) or len(entry.domain) != 1:
        context.fail(node, f"{key} needs its arguments")
    shape = declared_shape(context, entry.domain[0])
    fits = [
        one
        for one in where.scope.names.values()
        if isinstance(one, Variable) and not one.indices and one.kind not in FIXED_KINDS
        and declared_shape(context, one.shape) == shape
    ]  # fmt: skip
    if len(fits) != 1:
        found = "no declared variable fits" if not fits else " and ".join(one.key for one in fits) + " fit"
        context.fail(node, f"{key} needs its argument: {found}")
    variable = where.parameters.get(fits[0].key) or variable_term(context, fits[0], (), where, node)
    return _apply_function(context, entry, (), (variable,), 0, node, where)


def is_function(key: str, where: Where) -> bool:
    """Whether a name in force takes arguments."""
    entry = where.scope.names.get(key)
    if key in where.parameters or key in where.indices:
        return False
    return isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function)


def _with_argument(key: str, entry: Entry) -> str:
    """A function as it is written with its arguments."""
    parameters = entry.rules[0].parameters if isinstance(entry, Definition) else ("\\dots",)
    return f"{key}({', '.join(parameters)})"


def parameter_variable(context: Context, rule: Rule, place: int, key: str, node: Node, where: Where) -> Term:
    """What stands under the name of a parameter: one of the definition that mentions it, or a variable."""
    if rule.parameters[place] in where.parameters:
        return where.parameters[rule.parameters[place]]
    entry = where.scope.names.get(rule.parameters[place])
    if not isinstance(entry, Variable) or entry.indices:
        context.fail(node, f"{key} needs its argument")
    return variable_term(context, entry, (), where, node)
