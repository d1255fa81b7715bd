"""Float judge: claims in float64 at random points, derivatives by torch autograd.

An identity must hold at each point up to rounding; an order relation is searched for a point that refutes it.
"""

from __future__ import annotations

import gc
import warnings
from contextlib import contextmanager
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from tracetrick.algebra.float_draws import Draws, Style, choices, draw, tangent_of
from tracetrick.algebra.float_kinks import beside_kinks, differentiated_at_kinks
from tracetrick.algebra.float_orders import judge_order
from tracetrick.algebra.float_points import (
    DRAWS,
    SCALES,
    TOLERANCE,
    drawn_point,
    gaps_of,
    has_usual_exponentials,
    largest_constant,
    size_of,
    witness_of,
)
from tracetrick.algebra.float_values import Point, largest
from tracetrick.algebra.judgement import NO_DERIVATIVE, NO_DRAW, Judgement, JudgeVerdict, Problem
from tracetrick.algebra.terms import KINKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.algebra.terms import Builder, Term

_SCALES_BETWEEN = (10.0, 100.0)
SIGN_DRAWS = 12  # at each scale where a sign decides, and as many at mixed ones
_NOTHING = 1e-12  # below it a value counts as 0
_FAR = 1e-6  # the tolerance at other scales than 1, where cancellation amplifies rounding
_DOUBTED = 1e-11  # the tolerance where the exact judge says that the claim is false
_MOST_DRAWS = 256
_LOST = 1e-30  # no sum cancels to so small a part of its terms
_FAR_CONSTANT = 30  # a constant beyond which the scales do not reach in all directions
_ROOTS = frozenset(["sqrt", *KINKS])
_MATRIX_ROOTS = frozenset(["sqrtm", "nuclear", "spectral", "maximum"])

with warnings.catch_warnings(), forward_ad.dual_level():
    # torch's first dual number loads code that warns of itself.
    warnings.simplefilter("ignore", DeprecationWarning)
    forward_ad.make_dual(torch.zeros(1), torch.zeros(1))  # type: ignore[no-untyped-call]
gc.freeze()  # what torch brings stays to the end: no collection of garbage need look at it


@contextmanager
def _settings() -> Iterator[None]:
    """New tensors are of float64, and dual numbers may be made.

    One thread: faster for small matrices, and sums always come out alike.
    """
    before = torch.get_default_dtype(), torch.get_num_threads()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    try:
        with forward_ad.dual_level():
            yield
    finally:
        torch.set_default_dtype(before[0])
        torch.set_num_threads(before[1])


def judge(problem: Problem) -> Judgement:
    """Judge the pairs of a problem at random points. Returns `outside` if no draw has a value."""
    with _settings():
        if problem.relation not in ("=", "\\ne"):
            return judge_order(problem)
        with torch.set_grad_enabled(_needs_reverse_mode(problem)), problem.kept() as kept:
            return _judge_identity(problem, kept)


def _needs_reverse_mode(problem: Problem) -> bool:
    """Whether there is anything else to differentiate than whole sides along the tangents."""
    return any(
        term.op == "jacobian" or (term.op == "diff" and term in problem.below_derivatives)
        for term in problem.terms
    )


def _judge_identity(problem: Problem, kept: dict[object, Any]) -> Judgement:
    point = drawn_point(problem, _styles(problem), kept=kept)
    if point is None:
        return Judgement("outside", NO_DRAW)
    draws = point.draws
    usual = _DOUBTED if problem.doubted else TOLERANCE
    tolerance = torch.tensor([_FAR if one.scale != 1 or one.mixed else usual for one in draws.styles])
    finite = _finite(point)
    if not bool(finite.any()):
        return Judgement("outside", NO_DRAW)
    finite &= ~differentiated_at_kinks(point)
    if not bool(finite.any()):
        return Judgement("outside", NO_DERIVATIVE)
    if problem.doubts and bool((finite & (gaps_of(point, problem.doubts) > tolerance)).any()):
        return Judgement("false", "ambiguous", draws=len(draws))
    gaps = torch.where(finite, gaps_of(point, problem.pairs, None if problem.doubted else tolerance), 0.0)
    wrong = (gaps > tolerance).any(dim=1)
    differs = bool(wrong.any())
    if differs and problem.relation == "=":
        return _refuted(point, gaps, wrong, tolerance)
    if problem.alone and problem.relation == "=":
        beside = beside_kinks(problem, draws)
        there = beside and Point(problem, beside)
        if there and (refuted := _differing(there, there.valid())):
            return refuted
    singular = drawn_point(problem, [Style(shape="low rank")] * DRAWS, least=1) if problem.any_rank else None
    if singular and (refuted := _differing(singular, singular.valid())):
        return refuted
    if problem.doubted and bool((finite & _is_hidden(point)).any()):
        return Judgement("outside", "beside the bound of its rounding nothing is left of a value")
    worst = float(torch.where(tolerance == usual, gaps, 0.0).max())
    zero = not bool((_sizes(point, problem)[:, finite] > _NOTHING).any())
    verdict: JudgeVerdict = "true" if problem.relation == "=" or differs else "false"
    return Judgement(verdict, draws=len(draws), residual=worst, both_zero=zero)


def _differing(point: Point, good: Tensor) -> Judgement | None:
    """A refutation at one of the good draws."""
    gaps = torch.where(good & _finite(point), gaps_of(point, point.problem.pairs), 0.0)
    wrong = (gaps > TOLERANCE).any(dim=1)
    return _refuted(point, gaps, wrong, torch.full((len(good),), TOLERANCE)) if bool(wrong.any()) else None


def _refuted(point: Point, gaps: Tensor, wrong: Tensor, tolerance: Tensor) -> Judgement:
    """What the first of the `wrong` pairs shows, at the draw where it is beyond the tolerance most."""
    first = int(wrong.to(torch.int8).argmax())
    one, other = (point.value(side).detach() for side in point.problem.pairs[first])
    witness = witness_of(one, other, gaps[first] / tolerance)
    return Judgement("false", draws=len(point.draws), residual=float(gaps[first].max()), witness=witness)


def _styles(problem: Problem) -> list[Style]:
    """A few draws at scale 1; many at several scales where a sign may decide, lest small draws force it.

    As many where the exact judge says that the claim is false and may not be right in that.
    """
    support = problem.builder.support
    signs = any(
        support(term)
        for term in problem.terms
        if term.op == "power" or term.data in (_ROOTS if term.op == "pointwise" else _MATRIX_ROOTS)
    )
    if not signs and not problem.doubted:
        values = prod(choices(term) for term in problem.terms if term.op == "input")
        return [Style()] * (max(DRAWS, values) if values <= _MOST_DRAWS else SIGN_DRAWS)
    scales = [*SCALES, *(_SCALES_BETWEEN if problem.doubted else ())]
    largest = largest_constant(problem)
    if largest > _FAR_CONSTANT:
        scales.append(10 * largest)
    alone = [Style(scale) for scale in scales for _ in range(SIGN_DRAWS)]
    of_one_sign = [Style(shape=shape) for shape in ("positive", "negative") for _ in range(2)]
    return [*alone, *of_one_sign, *[Style(mixed=tuple(scales))] * SIGN_DRAWS]


def _finite(point: Point) -> Tensor:
    """Which draws have finite values: nothing has overflowed, no derivative is one at a singular place."""
    return point.finite(point.problem.sides) & has_usual_exponentials(point)


def _is_hidden(point: Point) -> Tensor:
    """At which draws two sides differ, but by what might be rounding if its bound were not far too large.

    As that of a power of a sum, which grows with every factor though the values do not.
    """
    hidden = ~point.all_draws()
    for left, right in point.problem.pairs:
        size = torch.maximum(point.size(left), point.size(right))
        differ = largest(point.value(left) - point.value(right)) > TOLERANCE * size
        hidden |= differ & (size < _LOST * size_of(point, left, right))
    return hidden


def _sizes(point: Point, problem: Problem) -> Tensor:
    """The largest entry of each side at each draw."""
    return torch.stack([point.size(side) for pair in problem.pairs for side in pair])


def is_affine_and_injective(terms: tuple[Term, Term, Term], problem: Problem) -> bool:
    """Whether a term is affine in an input and its Jacobian has full column rank.

    `terms` are the term, its Jacobian and the input. Affine: at three points of a line the values are in
    line.
    """
    gap, slope, variable = terms
    whole = Problem(((gap, gap), (slope, slope)), "=", problem.builder, problem.seed, work=problem.work)
    with _settings():
        point = drawn_point(whole, [Style()] * DRAWS)
        if point is None:
            return False
        draws = point.draws
        full = bool((torch.linalg.matrix_rank(point.value(slope)) == slope.size[1]).all())
        step = tangent_of(variable, point.value(variable), draws)
        ends = [
            Point(whole, draws.moved({**draws.raw, variable: draws.raw[variable] + sign * step}))
            for sign in (1, -1)
        ]
        bend = ends[0].value(gap) + ends[1].value(gap) - 2 * point.value(gap)
        return full and bool((bend.abs().amax(dim=(1, 2)) <= TOLERANCE * point.magnitude(gap)).all())


def stays_injective(slope: Term, problem: Problem) -> bool:
    """Whether a Jacobian has full column rank at singular draws too, wherever the claim has a value.

    At these what is not said to be positive, definite or the like is 0, of low rank, or plus or minus ones.
    """
    whole = replace(problem, pairs=((slope, slope), *problem.pairs), relation="=")
    styles = [Style(shape=shape) for shape in ("zero", "low rank", "uniform") for _ in range(DRAWS)]
    with _settings():
        draws = draw(whole.inputs, styles, whole.seed)
        turned = draws.moved({term: -value for term, value in draws.raw.items()})
        return all(
            bool((torch.linalg.matrix_rank(point.value(slope)) == slope.size[1])[point.valid()].all())
            for point in (Point(whole, draws), Point(whole, turned))
        )


def evaluate(term: Term, inputs: Mapping[Term, Sequence[float]], builder: Builder) -> list[float]:
    """The entries of a term, row by row, where the entries of its inputs are given."""
    with _settings():
        values = {
            one: torch.tensor(entries).reshape(1, *one.size).requires_grad_()
            for one, entries in inputs.items()
        }
        problem = Problem(((term, term),), "=", builder, "")
        point = Point(problem, Draws({}, {}, (Style(),)), values)
        found: list[float] = point.value(term).flatten().tolist()
        return found
