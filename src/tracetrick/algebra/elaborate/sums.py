"""Sums and ordered products over indices."""

from __future__ import annotations

import math
from itertools import product as combinations
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate.arithmetic import multiply
from tracetrick.algebra.elaborate.integers import (
    between,
    compare_integers,
    integer,
    maybe_integer,
    range_values,
    refuse_many,
)
from tracetrick.algebra.elaborate.letters import weak_letters
from tracetrick.algebra.terms import Term, Unknown
from tracetrick.errors import NoValueError
from tracetrick.page.scope import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracetrick.algebra.elaborate.context import Context, Where
    from tracetrick.latex.tree import Big, Clause, Node

MAX_TERMS = 10**4


def big_term(context: Context, node: Big, where: Where) -> Term:
    """A sum or an ordered product over its indices."""
    letters = list(dict.fromkeys(clause.index.key for clause in node.clauses))
    letters += sorted(weak_letters(node, where.scope) - set(letters) - set(where.indices))
    for letter in letters:
        if letter in where.scope.names and not isinstance(where.scope.names[letter], Variable):
            context.fail(node, f"{letter} is a name of this page and cannot be a bound index")
    ranges = _ranges_of(context, node, letters, where)
    _note_roots(context, node, where)
    if math.prod(len(values) for values in ranges) > MAX_TERMS:
        context.fail(node, f"more than {MAX_TERMS} terms")
    terms: list[Term] = []
    for values in combinations(*ranges):
        inner = where.at(dict(zip(letters, values, strict=True)))
        if all(_clause_holds(context, clause, inner) for clause in node.clauses):
            terms.append(context.term(node.body, inner))
    _refuse_downwards(context, node, terms, ranges)
    if not terms and node.operator == "\\prod":
        terms.append(_empty_product(context, node, dict(zip(letters, ranges, strict=True)), where))
    for letter in letters:
        context.extents.pop(letter, None)
    if node.operator == "\\sum":
        return _sum_of(context, terms, node)
    return _product_of(context, terms, node)


def _note_roots(context: Context, node: Big, where: Where) -> None:
    r"""A product of so many factors may vanish at as many numbers, as `\prod_{k=1}^{16} (n-k)`."""
    if node.operator == "\\prod" and node.upper is not None and not node.upper.letters:
        context.compared.add(integer(context, node.upper, where))


def _refuse_downwards(
    context: Context, node: Big, terms: Sequence[Term], ranges: Sequence[Sequence[int]]
) -> None:
    """Products run down: sums, and products of numbers between numerals, are nothing to some readers."""
    if not any(isinstance(values, range) and values.step < 0 for values in ranges):
        return
    lower = [clause.bound for clause in node.clauses if clause.relation == "=" and clause.bound]
    by_letters = node.upper is not None and any(one.letters != node.upper.letters for one in lower)
    is_product = node.operator == "\\prod" and (by_letters or not all(term.is_scalar for term in terms))
    if len(terms) > 1 and not is_product:
        context.fail(node, "the upper limit is below the lower one: write the lower one below")


def _clause_holds(context: Context, clause: Clause, where: Where) -> bool:
    """Whether the values of the indices satisfy a clause."""
    if not clause.relation or clause.bound is None or clause.relation == "=":
        return True
    return compare_integers(
        where.indices[clause.index.key], clause.relation, integer(context, clause.bound, where)
    )


def _ranges_of(context: Context, node: Big, letters: list[str], where: Where) -> list[Sequence[int]]:
    """The values of each index, from its limits or from what it runs over."""
    first = {
        clause.index.key: clause.bound for clause in node.clauses if clause.relation == "=" and clause.bound
    }
    shared = next(iter(first.values()), None)
    ranges: dict[str, Sequence[int]] = {}
    for letter in letters:
        start = first.get(letter, shared if node.upper is not None else None)
        if start is not None and node.upper is not None:
            ranges[letter] = between(context, start, node.upper, where)
        elif start is not None:
            context.fail(node, f"the upper limit of {letter} is missing")
        elif (limits := _written_limits(context, node, letter, where)) is not None:
            ranges[letter] = limits
    missing = [letter for letter in letters if letter not in ranges]
    if missing:
        found = _probed(context, node.body, missing, ranges, where, node)
        _refuse_other_range(context, node, found, where)
        if node.upper is not None:
            last = integer(context, node.upper, where)
            if any(values and values[-1] != last for values in found.values()):
                context.fail(node, "an upper limit without a lower one: write i = 1 under the sum")
        ranges.update(found)
    return [ranges[letter] for letter in letters]


def _refuse_other_range(
    context: Context, node: Big, found: Mapping[str, Sequence[int]], where: Where
) -> None:
    r"""Of `\sum_i x_i = ..., i = 1,2` nobody knows whether the sum is meant."""
    if where.scope is not context.scope:  # a definition, behind which the suffix does not stand
        return
    for item in context.said:
        if item.index in found and {*found[item.index]} != {*range_values(context, item, where)}:
            message = (
                f"the suffix gives {item.index} another range than this sum has: write its limits at the sum"
            )
            context.fail(node, message)


def _written_limits(context: Context, node: Big, letter: str, where: Where) -> range | None:
    r"""`1 \le i \le n` under a sum."""
    low = high = None
    for clause in node.clauses:
        if clause.index.key != letter or clause.bound is None:
            continue
        bound = maybe_integer(context, clause.bound, where)
        if bound is None:
            continue
        if clause.relation in ("\\ge", ">"):
            low = bound + (clause.relation == ">")
        elif clause.relation in ("\\le", "<"):
            high = bound - (clause.relation == "<")
    if low is None or high is None:
        return None
    refuse_many(context, high - low, node)
    return range(low, high + 1)


def _probed(
    context: Context,
    body: Node,
    missing: list[str],
    known: dict[str, Sequence[int]],
    where: Where,
    node: Node,
) -> dict[str, Sequence[int]]:
    """The ranges of indices from the places where they stand."""
    before = {letter: context.extents.pop(letter, None) for letter in missing}
    trial = {key: values[0] if values else 1 for key, values in known.items()}
    context.unit_indices = [one for one in context.unit_indices if one[0] not in missing]
    nothing: NoValueError | None = None
    for value in (1, 2):
        inner = where.at({**trial, **dict.fromkeys(missing, value)})
        with context.silently():
            try:
                context.term(body, inner)
            except NoValueError as error:
                nothing = error
            context.note_unit_indices()
    found: dict[str, Sequence[int]] = {}
    for letter in missing:
        if nothing and not context.extents.get(letter):
            raise nothing  # an index outside the sum has no member or entry here
        found[letter] = common_range(context, letter, node)
        context.extents.pop(letter, None)
        earlier = before[letter]
        if earlier is not None:
            context.extents[letter] = earlier
    return found


def common_range(context: Context, letter: str, node: Node) -> range:
    """What all places agree on. Raises ShapeError if two entries give an index different dimensions."""
    seen = context.extents.get(letter)
    if not seen:
        context.fail(node, f"nothing tells the range of the index {letter}: write its limits")
    sizes = {one.last for one in seen if one.entry}
    if len(sizes) > 1:
        shown = " and ".join(str(size) for size in sorted(sizes))
        places = sorted((one.at.span.start, one.last, one.at) for one in seen if one.entry and one.at)
        guilty = next((at for _, last, at in places if last != places[0][1]), node)
        context.shape_error(guilty, f"the index {letter} runs over {shown} entries")
    return range(max(one.first for one in seen), min(one.last for one in seen) + 1)


def _sum_of(context: Context, terms: list[Term], node: Big) -> Term:
    if not terms:
        return _empty_sum(context, node)
    for term in terms[1:]:
        if not context.same_shape(terms[0], term):
            context.shape_error(
                node.body, f"terms of shape {context.shown(terms[0])} and {context.shown(term)} in one sum"
            )
    return context.builder.add((1,) * len(terms), tuple(terms))


def _empty_sum(context: Context, node: Big) -> Term:
    return context.open("zero", (Unknown(), Unknown()), node)


def _product_of(context: Context, terms: list[Term], node: Big) -> Term:
    result = terms[0]
    for term in terms[1:]:
        result = multiply(context, result, term, [node.body], node.body)
    return result


def _empty_product(context: Context, node: Big, ranges: Mapping[str, Sequence[int]], where: Where) -> Term:
    """The identity of the size that fits; beside scalars that of the factors next to it."""
    size = Unknown()
    likely = [
        _edge_size(context, node, letter, values, where)
        for letter, values in ranges.items()
        if isinstance(values, range)
    ]
    context.likely[id(size)] = size, [one for one in likely if one is not None]
    return context.open("eye", (size, size), node)


def _edge_size(context: Context, node: Big, letter: str, values: range, where: Where) -> int | None:
    """Rows of the factor at the first limit of an empty product, or columns of that at its last."""
    for value, side in ((values.start, 0), (values.stop - values.step, 1)):
        with context.silently():
            term = context.term(node.body, where.at({letter: value}))
            if not term.is_open:
                return term.size[side]
    return None
