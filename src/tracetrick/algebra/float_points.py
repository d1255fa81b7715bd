"""Points at which the float judge compares two sides, drawn so that both have values; how far they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from tracetrick.algebra.float_draws import Draws, Style, draw, joined, turns_of
from tracetrick.algebra.float_values import Point, largest, may_fail
from tracetrick.algebra.judgement import NOTHING, Problem, Witness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.algebra.terms import Builder, Term

DRAWS = 4
SCALES = (1.0, 1e-3, 1e3)
TOLERANCE = 1e-9
_DERIVED = frozenset(["diff", "jacobian"])
_SMALL = _DERIVED | {"zero", "ones", "eye", "unit", "single"}  # constants of entries up to 1, or derivatives
_ATTEMPTS = 12
_POOL = 16  # draws of each style at a time, at most
_DRAWING = 200  # the work of drawing an input, and of putting the good draws together
_MAX_NUMBERS = 10**7  # in one tensor of a batch of draws


def drawn_point(
    problem: Problem, styles: list[Style], least: int = 0, kept: dict[object, Any] | None = None
) -> Point | None:
    """One draw of each style at which everything has a value; None if too few are found.

    Of a style without any, others stand in; at least `least` are found, or as many as there are styles.
    The first draws are those of other claims too, for which they may be `kept`.
    """
    inputs = problem.inputs
    first = _first(problem, styles, {} if kept is None else kept)
    if not may_have_no_value(problem):
        return first
    with torch.set_grad_enabled(torch.is_grad_enabled() and kept is not None):
        good = first.valid()
    if bool(good.all()):
        return first if kept is not None else Point(problem, first.draws)
    largest = max((term.size[0] * term.size[1] for term in problem.terms), default=1)
    most = max(1, min(_POOL, _MAX_NUMBERS // (largest * len(styles))))
    parts = [first.draws.chosen(good.nonzero()[:, 0].tolist())]
    for attempt in range(1, _ATTEMPTS):
        if sum(len(one) for one in parts) >= len(styles):
            break
        problem.work.spend(_DRAWING * len(inputs))
        copies = min(most, 2 ** (attempt - 1))  # few where few are missing
        pool = draw(inputs, styles * copies, problem.seed, attempt=attempt)
        with torch.no_grad():
            good = Point(problem, pool).valid()
        parts.append(pool.chosen(good.nonzero()[:, 0].tolist()))
    found = joined(parts)
    if len(found) < (least or len(styles)):
        return None
    return Point(problem, found.chosen(_one_of_each(styles, found.styles)))


def _one_of_each(styles: Sequence[Style], found: Sequence[Style]) -> list[int]:
    """Which of the draws found to take: one of each style, and others for those of which there are none."""
    of_style: dict[Style, list[int]] = {}
    for place in reversed(range(len(found))):
        of_style.setdefault(found[place], []).append(place)
    chosen = [of_style[style].pop() for style in styles if of_style.get(style)]
    others = sorted(place for places in of_style.values() for place in places)
    return chosen + others[: len(styles) - len(chosen)]


def _first(problem: Problem, styles: list[Style], kept: dict[object, Any]) -> Point:
    """The first draws; what is computed at them is kept for claims that compute it in the same way."""
    problem.work.spend(_DRAWING * len(problem.inputs))
    derived_again = any(term.op in _DERIVED for term in problem.below_derivatives)
    if derived_again or problem.relation not in ("=", "\\ne"):
        return Point(problem, draw(problem.inputs, styles, problem.seed))
    way = torch.is_grad_enabled(), frozenset(problem.positive.items()), *turns_of(problem.inputs, len(styles))
    new = Point(NOTHING, Draws({}, {}, tuple(styles)))
    known: Point = kept.setdefault(("float", new.draws.styles, way), new)
    draws = draw(problem.inputs, styles, problem.seed, known=known.draws)
    return replace(known, problem=problem, draws=draws, duals={})


def may_have_no_value(problem: Problem) -> bool:
    """Whether there may be draws at which something has no value."""
    return bool(problem.conditions) or any(map(may_fail, problem.terms))


def has_usual_exponentials(point: Point) -> Tensor:
    """At which draws every exponential is within the reach of numbers with all their digits."""
    return point.without_fault("in reach", point.problem.terms, point.in_reach)


def gaps_of(point: Point, pairs: Sequence[tuple[Term, Term]], enough: Tensor | None = None) -> Tensor:
    """The difference of each pair at each draw, relative to the size of the terms.

    Relative to that of the sides, which is not more, where that is `enough` for all.
    Of what both sides have in common nothing is counted: beside it a small difference would be rounded away.
    """
    pairs = [_without_common_terms(left, right, point.problem.builder) for left, right in pairs]
    gaps = torch.stack([largest(point.value(left) - point.value(right)) for left, right in pairs])
    if enough is not None:
        sizes = torch.stack([torch.maximum(point.size(left), point.size(right)) for left, right in pairs])
        found = gaps / sizes.clamp(min=1e-300)
        if bool((found <= enough).all()):
            return found
    sizes = torch.stack([size_of(point, left, right) for left, right in pairs])
    return torch.where(gaps == 0, gaps, gaps / sizes)


def _without_common_terms(left: Term, right: Term, builder: Builder) -> tuple[Term, Term]:
    """Both sides without the terms that are added to both."""
    parts = [list(_signed_terms(side)) for side in (left, right)]
    common = Counter(parts[0]) & Counter(parts[1])
    if not common:
        return left, right
    rest = []
    for own in parts:
        left_out = common.copy()
        kept = []
        for part in own:
            if left_out[part]:
                left_out[part] -= 1
            else:
                kept.append(part)
        signs, terms = tuple(sign for sign, _ in kept), tuple(term for _, term in kept)
        rest.append(builder.add(signs, terms) if kept else builder.make("zero", (), left.shape))
    return rest[0], rest[1]


def _signed_terms(term: Term) -> Iterator[tuple[int, Term]]:
    """The terms of a sum, those of sums in it too."""
    stack = [(1, term)]
    while stack:
        sign, one = stack.pop()
        if one.op == "add":
            stack += [(sign * own, arg) for own, arg in zip(one.data, one.args, strict=True)]
        else:
            yield sign, one


def size_of(point: Point, left: Term, right: Term) -> Tensor:
    """How large the terms are whose difference decides, for each draw."""
    return torch.maximum(point.magnitude(left), point.magnitude(right)).clamp(min=1e-300)


def largest_constant(problem: Problem) -> float:
    """How large the numbers are that a claim is written with."""
    support = problem.builder.support
    constants = [t for t in problem.terms if t.op not in _SMALL and not support(t)]
    point = Point(problem, draw([], [Style()], problem.seed))
    with torch.no_grad():
        sizes = [float(point.value(term).abs().max()) for term in constants]
    return max((size for size in sizes if isfinite(size)), default=0.0)


def witness_of(one: Tensor, other: Tensor, badness: Tensor) -> Witness:
    """Both values at the worst draw."""
    worst = int(badness.argmax())
    return Witness(_shown(one[worst]), _shown(other[worst]))


def _shown(value: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(entry) for entry in row) for row in value.detach())
