"""Integers that indices, dimensions and ranges are, and over what an index runs."""

from __future__ import annotations

from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.context import Context, Extent, Where
from tracetrick.algebra.elaborate.letters import atoms_of
from tracetrick.errors import NotationError, NoValueError
from tracetrick.latex.tree import Add, Divide, Group, Name, Node, Number, Power, Product, Run, Sub
from tracetrick.page.scope import (
    Definition,
    Dimension,
    Function,
    Range,
    Restriction,
    Rule,
    Variable,
    family_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_BITS = 10**4
_MAX_VALUES = 10**6  # of one index
_TYPICAL = 10**6  # any letter, when only the direction of a range is asked for: larger than any numeral


def dimension_value(context: Context, key: str, node: Node) -> int:
    """The number of a dimension letter."""
    if key not in context.dimensions.letters:
        context.fail(node, f"{key} has no number")
    return context.dimensions.letters[key]


def drawn_integer(context: Context, entry: Variable, node: Node) -> int:
    """The value of a declared integer or label."""
    if entry.key in context.labels:
        return context.labels[entry.key]
    if entry.kind == "natural":
        return context.dimensions.letters.get(entry.key, 2)
    context.fail(node, f"{entry.key} has no value here")


def _drawn_label(context: Context, entry: Variable, node: Sub, where: Where) -> int:
    """The value of a member of a family of labels; another one at each assignment of dimensions."""
    member = tuple(integer(context, atom, where) for atom in atoms_of(node.indices))
    note_family(context, entry, atoms_of(node.indices), where)
    check_member(context, entry, member, where, node)
    count = integer(
        context, entry.shape[0], Where(where.scope, dict(zip(entry.indices, member, strict=True)))
    )
    text = f"{entry.key}:{member}:{context.dimensions.turn}".encode()
    return 1 + int.from_bytes(blake2b(text, digest_size=8).digest(), "big") % count


def check_member(
    context: Context, entry: Variable | Function, member: tuple[int, ...], where: Where, node: Node
) -> None:
    """Raise NoValueError unless a declared family has this member."""
    inner = Where(where.scope, dict(zip(entry.indices, member, strict=True)))
    for item in entry.ranges:
        if item.index in inner.indices and inner.indices[item.index] not in range_values(
            context, item, inner
        ):
            message = f"no member {inner.indices[item.index]} in this family"
            raise NoValueError(node.span.start, node.span.end, message)
    if not all(holds(context, one, inner) for one in entry.restrictions):
        message = f"no member {','.join(map(str, member))} in this family"
        raise NoValueError(node.span.start, node.span.end, message)


def integer(context: Context, node: Node, where: Where) -> int:
    """The integer that an index or dimension is. Raises NotationError if it is none."""
    value = rational(context, node, where)
    if isinstance(value, int):
        return value
    if value is None or value.denominator != 1:
        context.fail(node, "expected an integer, an index or a dimension")
    return int(value)


def size(context: Context, node: Node, where: Where) -> int:
    """The number of rows or columns. Raises NoValueError if it is below 1."""
    value = maybe_integer(context, node, where)
    if value is None and isinstance(node, Name) and node.key in where.scope.names:
        context.fail(node, f"{node.key} stands for something else than a dimension here")
    value = integer(context, node, where) if value is None else value
    if value < 1:
        raise NoValueError(node.span.start, node.span.end, f"a size of {value}: expected at least 1")
    return value


def maybe_integer(context: Context, node: Node, where: Where) -> int | None:
    """The integer that an expression is, if it is one."""
    try:
        value = rational(context, node, where)
    except NotationError:
        return None
    return int(value) if value is not None and value.denominator == 1 else None


def index_in_sequence(context: Context, node: Node, where: Where) -> tuple[int, int] | None:
    """The integer that an index in a sequence with dots is, and a typical one, by which its way is told."""
    value = maybe_integer(context, node, where)
    typical = None if value is None else rational(context, node, _typical(where))
    return None if value is None or typical is None else (value, int(typical))


def note_comparison(context: Context, sides: Iterable[Node], where: Where) -> None:
    """The letters that are compared are numbers, and beside the constants among them something changes."""
    for node in sides:
        context.used |= node.letters
        context.compared |= set(_constants(context, node, where))


def _constants(context: Context, node: Node, where: Where) -> Iterator[int]:
    """The numbers in an expression that no letter is in."""
    if node.letters:
        for child in node.children:
            yield from _constants(context, child, where)
    elif (value := rational(context, node, where)) is not None:
        yield abs(int(value))


def _typical(where: Where) -> Where:
    indices = dict.fromkeys(where.indices, _TYPICAL // 2)
    return Where(where.scope, indices, where.parameters, typical=True)


def rational(context: Context, node: Node, where: Where) -> Fraction | int | None:
    """The number that an expression of numerals, indices and dimensions is; None if it is no number."""
    if isinstance(node, (Name, Sub)):
        return _rational_name(context, node, where)
    if isinstance(node, Number):
        return None if node.dress else node.value
    if isinstance(node, Group):
        return rational(context, node.body, where)
    if isinstance(node, Run):
        return _run_value(context, node, where)
    if isinstance(node, Add):
        return _rational_sum(context, node, where)
    if isinstance(node, (Product, Divide, Power)):
        return _rational_product(context, node, where)
    return None


def _rational_sum(context: Context, node: Add, where: Where) -> Fraction | int | None:
    total: Fraction | int = 0
    for sign, part in zip(node.signs, node.terms, strict=True):
        value = rational(context, part, where)
        if value is None or sign not in "+-":
            return None
        total += value if sign == "+" else -value
    return total


def _rational_product(context: Context, node: Product | Divide | Power, where: Where) -> Fraction | None:
    if isinstance(node, Product):
        parts = [rational(context, factor, where) for factor in node.factors]
    elif isinstance(node, Divide):
        parts = [rational(context, node.numerator, where), rational(context, node.denominator, where)]
    else:
        parts = [rational(context, node.base, where), rational(context, node.exponent, where)]
    if any(part is None for part in parts):
        return None
    values = [Fraction(part) for part in parts if part is not None]
    if isinstance(node, Divide):
        return values[0] / values[1] if values[1] else None
    if isinstance(node, Power):
        bits = (values[0].numerator.bit_length() + values[0].denominator.bit_length()) * abs(values[1])
        small = values[1].denominator == 1 and bits <= _MAX_BITS and (values[0] or values[1] > 0)
        return Fraction(values[0] ** int(values[1])) if small else None
    result = Fraction(1)
    for value in values:
        result *= value
    return result


def _rational_name(context: Context, node: Name | Sub, where: Where) -> Fraction | int | None:
    key = node.key
    if key in where.parameters:
        return None
    if key in where.indices:
        return where.indices[key]
    entry = where.scope.names.get(key)
    if isinstance(entry, Dimension) and not entry.family:
        return _TYPICAL if where.typical else dimension_value(context, key, node)
    if isinstance(entry, Variable) and entry.kind in ("natural", "label") and not entry.indices:
        return _TYPICAL if where.typical else drawn_integer(context, entry, node)
    if isinstance(node, Sub) and isinstance(node.base, Name):
        family = where.scope.names.get(family_key(node.base.key))
        is_number = isinstance(family, Dimension) or (
            isinstance(family, Variable) and family.kind in ("natural", "label")
        )
        if is_number and where.typical:
            return _TYPICAL
        if isinstance(family, Variable) and family.kind == "label":
            return _drawn_label(context, family, node, where)
        if is_number:
            values = tuple(integer(context, index, where) for index in node.indices)
            return context.dimensions.member(node.base.key, values)
    if entry is None and where.typical:
        return _TYPICAL // 2
    return None


def _run_value(context: Context, node: Run, where: Where) -> Fraction | int | None:
    """`12` is a number, `mn` a product."""
    if all(isinstance(atom, Number) for atom in node.atoms):
        return Fraction("".join(str(atom.value) for atom in node.atoms if isinstance(atom, Number)))
    result: Fraction | int = 1
    for atom in node.atoms:
        value = rational(context, atom, where)
        if value is None:
            return None
        result *= value
    return result


def range_values(context: Context, item: Range, where: Where) -> range:
    """The values of a range, in its direction."""
    return between(context, item.first, item.last, where)


def _shifted_values(context: Context, index: Node, rule: Rule, where: Where) -> list[int] | None:
    """The values of `t-1` over the range of t."""
    letters = index.letters
    item = next((one for one in rule.ranges if one.index in letters), None)
    if item is None:
        return None
    values = range_values(context, item, where)
    return [integer(context, index, Where(where.scope, {item.index: value})) for value in values]


def refuse_many(context: Context, steps: int, node: Node) -> None:
    """Raise NotationError at an index that takes too many steps to make a list of its values."""
    if steps >= _MAX_VALUES:
        context.fail(node, "an index of more than 10^6 values")


def between(context: Context, first: Node, last: Node, where: Where) -> range:
    """From `first` to `last`, up or down; nothing where the end lies behind the start."""
    one, other = integer(context, first, where), integer(context, last, where)
    refuse_many(context, abs(other - one), last)
    if _runs_down(context, first, last, where):
        return range(one, other - 1, -1)
    return range(one, other + 1)


def _runs_down(context: Context, first: Node, last: Node, where: Where) -> bool:
    """Whether a range goes down, told by typical values of the letters in its ends.

    From i to i - 1 it is empty for every reader; between letters of one kind (m + 1 to n) it goes up.
    """
    typical = _typical(where)
    start, end = rational(context, first, typical), rational(context, last, typical)
    if start is None or end is None:
        return False
    return start - end > (1 if first.letters == last.letters else _TYPICAL // 4)


def note_family(
    context: Context, entry: Variable | Function | Definition, atoms: list[Node], where: Where
) -> None:
    """Note over which range an index runs that stands plainly in the place of a family's index."""
    if not context.probing:
        return
    for place, atom in enumerate(atoms):
        if not isinstance(atom, Name) or atom.key not in where.indices:
            continue
        values = family_values(context, entry, place, where)
        if values:
            context.extents.setdefault(atom.key, set()).add(Extent(min(values), max(values)))


def family_values(
    context: Context, entry: Variable | Function | Definition, place: int, where: Where
) -> list[int]:
    """The values that index number `place` of a family can have, as far as its ranges say."""
    found: list[int] = []
    if not isinstance(entry, Definition):
        for item in entry.ranges:
            if item.index == entry.indices[place]:
                found += range_values(context, item, Where(where.scope))
        return found
    for rule in entry.rules:
        index = rule.indices[place]
        scope = Where(rule.home.scope)
        ranged = next((r for r in rule.ranges if isinstance(index, Name) and r.index == index.key), None)
        if ranged is not None:
            found += range_values(context, ranged, scope)
        elif (shifted := _shifted_values(context, index, rule, scope)) is not None:
            found += shifted
        elif (value := maybe_integer(context, index, scope)) is not None:
            found.append(value)
    return found


def holds(context: Context, restriction: Restriction, where: Where) -> bool:
    """Whether the values of indices keep to a restriction; one on other indices does not concern them."""
    known = where.scope.names.keys() | where.indices.keys()
    if not restriction.letters <= known:
        return True
    left, right = integer(context, restriction.left, where), integer(context, restriction.right, where)
    return compare_integers(left, restriction.relation, right)


def compare_integers(left: int, relation: str, right: int) -> bool:
    """`left relation right`."""
    return {
        "=": left == right, "\\ne": left != right, "<": left < right, ">": left > right,
        "\\le": left <= right, "\\ge": left >= right,
    }[relation]  # fmt: skip
