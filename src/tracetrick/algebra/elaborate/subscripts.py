"""Subscripts: part of a name, a member of a family, a built-in, or a selection of entries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.definitions import defined_term, has_member, variable_term
from tracetrick.algebra.elaborate.entries import select
from tracetrick.algebra.elaborate.integers import integer, note_comparison, note_family, rational, size
from tracetrick.algebra.elaborate.letters import atoms_of, capital_of, member_atoms
from tracetrick.algebra.elaborate.names import named_term
from tracetrick.algebra.elaborate.vec_matrices import commutation, duplication
from tracetrick.algebra.terms import Dim, Term, Unknown
from tracetrick.errors import NotationError, NoValueError
from tracetrick.latex.printer import FAMILY_ABOVE, subscript_key
from tracetrick.latex.tree import Marked, Name, Node, Number, Power, Run, Sub, Word
from tracetrick.page.scope import Definition, Dimension, Entry, Variable, family_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.algebra.elaborate.context import Context, Where


_TWO = 2


def subscript_term(context: Context, node: Sub, where: Where) -> Term:
    """A name with its subscript, a member of a family, a built-in, or a selection of entries."""
    base = node.base
    if isinstance(base, Name):
        key = node.key
        if key in where.scope.names or key in where.parameters:
            return named_term(context, key, node, where)
        _refuse_words(context, node)
        family = _family_member(context, base.key, node, where)
        if family is not None:
            term, rest = family
            return select(context, term, rest, node, where) if rest else term
        known = base.key in where.scope.names or family_key(base.key) in where.scope.names
        if not known and base.key not in where.parameters:
            built = _built_in_sub(context, base.key, node, where)
            if built is not None:
                return built
        return select(context, _matrix_of(context, base, node, where), list(node.indices), node, where)
    if isinstance(base, (Marked, Power)) and isinstance(base.base, Name):
        inner = Sub(base.base, node.indices, span=node.span)  # X^\\top_u is X_u^\\top
        is_name = _is_name(base.base, node, where)
        if is_name or (isinstance(base, Power) and _is_power_of_entry(context, base, inner, where)):
            return context.term(replace(base, base=inner), where)
    if isinstance(base, Number) and (base.dress or base.value == 0):
        op = "ones" if base.value == 1 else "zero"
        return context.builder.make(
            op, (), _sizes(context, node, where) or (_whole_size(context, node, where), 1)
        )
    _refuse_words(context, node)
    return select(context, context.term(base, where), list(node.indices), node, where)


def _refuse_words(context: Context, node: Sub) -> None:
    """A word or a sign below is part of a name: it selects nothing."""
    word = next((index for index in node.indices if isinstance(index, Word)), None)
    if word is None:
        return
    if isinstance(node.base, Name):
        context.fail(node, f"{node.key} is used before it is introduced")
    if word.text == "+":
        context.fail(word, "a subscript + is no positive part here: write \\max(x, 0)")
    context.fail(word, f"a subscript {word.text} belongs to a name")


def _is_power_of_entry(context: Context, power: Power, entry: Sub, where: Where) -> bool:
    """Whether `x^2_i` is the square of an entry, for x has no square; of a square matrix it could be either.

    `X^{-1}_{ij}` is always an entry of the inverse.
    """
    exponent = rational(context, power.exponent, where)
    if exponent is not None and exponent < 0:
        return False
    name = power.base
    known = isinstance(name, Name) and (name.key in where.scope.names or name.key in where.parameters)
    value = context.term(name, where) if known else None
    if value is not None and not value.is_scalar and value.rows == value.columns:
        context.fail(entry, "X^2_{ij} and X_{ij}^2 look the same: write (X^2)_{ij} or (X_{ij})^2")
    return True


def _is_name(base: Name, node: Sub, where: Where) -> bool:
    """Whether a subscript belongs to the name below a superscript."""
    if f"{base.key}_{{{subscript_key(node.indices)}}}" in where.scope.names:
        return True
    return isinstance(where.scope.names.get(family_key(base.key)), (Variable, Definition))


def _whole_index(context: Context, node: Sub, where: Where) -> int:
    """A subscript that is one number."""
    return integer(context, _only_index(context, node), where)


def _whole_size(context: Context, node: Sub, where: Where) -> int:
    """A subscript that is one dimension."""
    return size(context, _only_index(context, node), where)


def _sizes(context: Context, node: Sub, where: Where) -> tuple[int, int] | None:
    r"""A subscript that is two dimensions: `0_{m\times n}`."""
    if len(node.indices) != _TWO:
        return None
    rows, columns = (size(context, index, where) for index in node.indices)
    return rows, columns


def _only_index(context: Context, node: Sub) -> Node:
    if len(node.indices) != 1:
        context.fail(node, "expected one number in the subscript")
    return node.indices[0]


def _matrix_of(context: Context, base: Name, node: Sub, where: Where) -> Term:
    """`x_{ij}` selects from X unless x itself takes two indices."""
    if base.key in where.scope.names or base.key in where.parameters:
        term = named_term(context, base.key, base, where)
        if 1 not in (term.rows, term.columns) or not _has_two_indices_of(base, node, where):
            return term
        return named_term(context, capital_of(base.key), base, where)
    if _has_two_indices_of(base, node, where):
        return named_term(context, capital_of(base.key), base, where)
    message = f"{node.key} is used before it is introduced"
    raise NotationError(node.span.start, node.span.end, message)


def _has_two_indices_of(base: Name, node: Sub, where: Where) -> bool:
    """Whether two indices stand below a letter whose capital has a meaning."""
    upper = capital_of(base.key)
    has_upper = upper != base.key and (upper in where.scope.names or upper in where.parameters)
    return has_upper and sum(len(part.atoms) if isinstance(part, Run) else 1 for part in node.indices) == 2


def _family_member(context: Context, key: str, node: Sub, where: Where) -> tuple[Term, list[Node]] | None:
    """A member of a family, with the indices that are left."""
    entry = where.scope.names.get(family_key(key))
    if isinstance(entry, Dimension):
        if key in where.parameters or _has_entries(where.scope.names.get(key)):
            return None
        context.used.add(key)
        return context.builder.number(integer(context, node, where)), []
    if isinstance(entry, Variable):
        arity = len(entry.indices)
    elif isinstance(entry, Definition) and not entry.is_function:
        arity = len(entry.rules[0].indices)
    else:
        return None
    if not arity:
        return None
    atoms = member_atoms(node.indices, arity)
    if len(atoms) < arity:
        context.fail(node, f"{key} takes {arity} indices")
    values = tuple(integer(context, atom, where) for atom in atoms[:arity])
    note_family(context, entry, atoms[:arity], where)
    if (declared := _declared_member(context, entry, key, values, where)) is not None:
        return named_term(context, declared, node, where), atoms[arity:]
    if isinstance(entry, Variable):
        return variable_term(context, entry, values, where, node), atoms[arity:]
    return defined_term(context, entry, values, (), node, where), atoms[arity:]


def _declared_member(
    context: Context, entry: Variable | Definition, key: str, values: tuple[int, ...], where: Where
) -> str | None:
    r"""The key of a member that was introduced by itself: `s_0` of `s_t := Ws_{t-1}`.

    Or `s_T` of `s_t := Ws_{t+1}`, where no rule gives that member.
    """
    head, tail = (key[:-2], ")}") if key.endswith(FAMILY_ABOVE) else (f"{key}_{{", "}")
    declared = f"{head}{','.join(map(str, values))}{tail}"
    if declared in where.scope.names:
        return declared
    ends = [one for one, number in context.dimensions.letters.items() if (number,) == values]
    known = [declared for one in ends if (declared := f"{head}{one}{tail}") in where.scope.names]
    if not known or isinstance(entry, Variable) or has_member(context, entry, values):
        return None
    return known[0]


def _built_in_sub(context: Context, key: str, node: Sub, where: Where) -> Term | None:
    r"""`I_n`, `e_i`, `E_{ij}`, `\delta_{ij}`, `K_{mn}`, `D_n`."""
    if key == "I":
        rows, columns = _sizes(context, node, where) or (_whole_size(context, node, where),) * 2
        if rows != columns:  # to some I_{m,n} is rectangular, to others it has two signs
            context.fail(node, "expected one number in the subscript")
        return context.builder.make("eye", (), (rows, rows))
    if key == "e":
        index = _whole_index(context, node, where)
        _positive_index(index, node)
        term = context.open("unit", (Unknown(), 1), node, index - 1)
        _note_unit(context, node.indices, term.shape[:1], where)
        return term
    if key == "D" and len(atoms_of(node.indices)) == 1:
        return duplication(context, _whole_size(context, node, where))
    if key not in ("E", "\\delta", "K"):
        return None
    atoms = atoms_of(node.indices) if len(node.indices) == 1 else list(node.indices)
    if len(atoms) != 2:
        return None
    one, other = (integer(context, atom, where) for atom in atoms)
    if key == "\\delta":
        if not all(atom.letters for atom in atoms):
            note_comparison(context, atoms, where)
        return context.builder.number(int(one == other))
    if key == "K":
        return commutation(context, one, other)
    _positive_index(one, node)
    _positive_index(other, node)
    term = context.open("single", (Unknown(), Unknown()), node, (one - 1, other - 1))
    _note_unit(context, atoms, term.shape, where)
    return term


def _note_unit(context: Context, indices: Iterable[Node], shape: Iterable[Dim], where: Where) -> None:
    """Remember whose size tells over what these indices run."""
    if not context.probing:
        return
    for atom, dim in zip(indices, shape, strict=True):
        if isinstance(atom, Name) and atom.key in where.indices:
            context.unit_indices.append((atom.key, dim))


def _positive_index(index: int, node: Node) -> None:
    if index < 1:
        raise NoValueError(node.span.start, node.span.end, "an index below 1")


def _has_entries(entry: Entry | None) -> bool:
    """Whether a subscript behind this name would select from it."""
    return isinstance(entry, (Variable, Definition))
