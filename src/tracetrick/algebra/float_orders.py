"""Order relations in float64: searched for a point that refutes them; never proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product as combinations
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from tracetrick.algebra.float_draws import Draws, Style, draw, joined, seed_of
from tracetrick.algebra.float_kinks import at_corners, beside_kinks, differentiated_at_kinks
from tracetrick.algebra.float_points import (
    DRAWS,
    SCALES,
    TOLERANCE,
    drawn_point,
    gaps_of,
    has_usual_exponentials,
    largest_constant,
    may_have_no_value,
    size_of,
    witness_of,
)
from tracetrick.algebra.float_values import OPERATION, Point, largest
from tracetrick.algebra.judgement import LOEWNER_ORDERS, NO_DERIVATIVE, NO_DRAW, Judgement, Problem
from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracetrick.algebra.terms import Term

_SHAPES = ("generic", "zero", "low rank", "uniform")
_STEPS = 100
_CLIMBERS = DRAWS * len(SCALES)
_LOOK = 10  # steps between looks at whether the climbers rest
_NO_STEP = 1e-16  # below the rounding of the numbers
_NO_SLOPE = 1e-150  # the square of less is 0
_STEPS_AGAIN = 10
_FIRST_STEP = 0.1
_ROUNDING = 1e-14
_NEARBY = 1e-3
_CLEARLY = 1e-10
_LOW = 1e-7  # of the size of the terms where a climb starts
_ONWARD = 0.2  # of the way that led to so low a distance, beyond which a climb leads away for good
_STILL = 1e-2  # of where it ends
_REACH = 100  # times the largest number of a claim: what meets only beyond meets at infinity
_HALVINGS = 50
_CANCELLED = 1e-12  # of the terms of both sides: a smaller violation may be rounding
_FEW_NUMBERS = 6  # of which Hessians are taken
_BENDS = 30
_PATIENCE = 4  # steps after which nothing has become better
_BETTER = 1e-3
_NEIGHBOURS = 8  # points nearby at which a violation is looked at again
_NEIGHBOURHOOD = 1e-13  # far beyond the rounding of numbers, which it makes random
_STEADY = 10
_SKEW = 1e-6  # rounding makes inverses skew, but less
_SINGULAR = 1e-12  # an eigenvalue below this part of the terms is 0, at draws that are well-conditioned
_WELL_CONDITIONED = frozenset(["generic", "low rank"])
_STRICT = frozenset(["<", ">"])


def judge_order(problem: Problem) -> Judgement:
    """Search for a point that refutes an order relation. Returns `outside` if no draw has a value."""
    point = drawn_point(problem, _styles(), least=1, kept={})
    if point is None:
        return Judgement("outside", NO_DRAW)
    if bool(differentiated_at_kinks(point).all()):
        return Judgement("outside", NO_DERIVATIVE)
    draws = point.draws.directed()  # those that the values have been taken along
    point = replace(point, draws=draws)
    refuted = _equal(point) or _violated(point, point.all_draws())
    if refuted is None and (near := beside_kinks(problem, draws)) is not None:
        beside = Point(problem, near)
        refuted = _violated(beside, beside.valid())
    refuted = refuted or _climb(problem, draws)
    return refuted or Judgement("true", "not refuted", draws=len(draws))


def _styles() -> list[Style]:
    """A few draws of each shape and scale, between which the values of declared functions change their sign.

    Scales change fastest, lest an input that takes its sorts of value by turns has one sort at each scale.
    """
    ways = combinations(_SHAPES, range(DRAWS // 2), (1, -1), SCALES)
    return [Style(scale, shape, sign=sign) for shape, _, sign, scale in ways]


def _violated(point: Point, valid: Tensor) -> Judgement | None:
    """A refutation at one of the valid draws, of any of the pairs."""
    violations = (_violation(point, left, right) for left, right in point.problem.pairs)
    found = (_violated_by(k, violation, point, valid) for k, violation in enumerate(violations))
    return next(filter(None, found), None)


def _violated_by(k: int, violation: Tensor, point: Point, valid: Tensor) -> Judgement | None:
    """A refutation of one pair at one of the valid draws, from how much each violates it."""
    if not bool((violation > 0).any()):
        return None
    left, right = point.problem.pairs[k]
    violation = torch.where(valid, violation.detach(), -torch.inf)
    bad = violation > TOLERANCE * torch.maximum(point.size(left), point.size(right))
    if not bool(bad.any()):
        return None
    bad &= (violation > _CANCELLED * size_of(point, left, right)) & has_usual_exponentials(point)
    if bool(bad.any()) and bool((sure := _is_steady(point, k, bad)).any()):
        return _refuted(k, point, torch.where(sure, violation, -torch.inf))
    return None


def _is_steady(point: Point, k: int, doubtful: Tensor) -> Tensor:
    """At which of these draws the difference is no rounding error of an ill-conditioned value.

    Rounding errors are others at every point nearby; a difference is about the same.
    """
    places = [place for place in doubtful.nonzero()[:, 0].tolist() for _ in range(_NEIGHBOURS)]
    draws = point.draws.chosen(places)
    generator = torch.Generator().manual_seed(seed_of(f"{point.problem.seed}:neighbours"))
    near = {
        term: value.detach() * (1 + _NEIGHBOURHOOD * torch.randn(value.shape, generator=generator))
        for term, value in draws.raw.items()
    }
    found = _violation(Point(point.problem, draws.moved(near)), *point.problem.pairs[k])
    found = found.detach().reshape(-1, _NEIGHBOURS)
    spread = found.amax(dim=1) - found.amin(dim=1)
    steady = torch.zeros_like(doubtful)
    steady[doubtful] = torch.isfinite(spread) & (found.abs().amin(dim=1) > _STEADY * spread)
    return steady


def _refuted(k: int, point: Point, violation: Tensor) -> Judgement:
    left, right = (point.value(side) for side in point.problem.pairs[k])
    return Judgement("false", draws=len(point.draws), witness=witness_of(left, right, violation))


def _equal(point: Point) -> Judgement | None:
    """A draw at which both sides are equal and one should be greater.

    At draws of a scale up to 1 only, for at others a value may have vanished by underflow; at singular
    matrices even if rounding hides it.
    """
    relation = point.problem.relation
    if relation not in ("<", ">", "\\prec", "\\succ"):
        return None
    styles = point.draws.styles
    small = torch.tensor([one.scale <= 1 for one in styles])
    if relation in LOEWNER_ORDERS:
        rounding = torch.tensor([_SINGULAR if one.shape in _WELL_CONDITIONED else 0.0 for one in styles])
    else:
        singular = [bool(point.draws.raw) and one.shape == "low rank" for one in styles]
        rounding = _ROUNDING * torch.tensor(singular)
    for k, (left, right) in enumerate(point.problem.pairs):
        distance = _violation(point, left, right).abs()
        equal = small & ((distance == 0) | (distance < rounding * size_of(point, left, right)))
        if bool(equal.any()):
            equal &= has_usual_exponentials(point) & ~_is_steady(point, k, equal)
            equal &= ~_hides_a_part(point)
        if bool(equal.any()):
            return _refuted(k, point, equal.to(torch.float64))
    return None


def _hides_a_part(point: Point) -> Tensor:
    """At which draws rounding takes a part of a sum away, as of 1 + e^(-100), or tanh is rounded to 1."""
    hides = point.all_draws() ^ True
    for term in point.problem.terms:
        value = point.value(term).detach()
        lost = torch.zeros_like(value, dtype=torch.bool)
        if term.op == "add":
            parts = [point.value(arg).detach() for arg in term.args]
            greatest = torch.stack([part.abs() for part in parts]).amax(dim=0)
            for part in parts:
                lost |= (part != 0) & (greatest + part.abs() == greatest)
        elif term.op == "pointwise" and term.data == "tanh":
            lost = value.abs() == 1
        hides |= lost.any(dim=2).any(dim=1)
    return hides


def _violation(point: Point, left: Term, right: Term) -> Tensor:
    """How much an order relation is violated at each draw; not positive where it holds, or where < is =."""
    relation = point.problem.relation
    gap = point.value(left) - point.value(right)
    if relation in ("\\ge", ">", "\\succeq", "\\succ"):
        gap = -gap
    gap = gap.nan_to_num(nan=-torch.inf)
    return _excess(gap) if relation in LOEWNER_ORDERS else gap[:, 0, 0]


def _excess(gap: Tensor) -> Tensor:
    """The largest eigenvalue of what should be negative semidefinite, or how far it is from symmetric."""
    usable = torch.isfinite(gap + gap.mT).all(dim=2).all(dim=1)  # the sum of two finite entries may overflow
    gap = torch.where(usable[:, None, None], gap, -torch.eye(gap.shape[1]))
    skew = (gap - gap.mT).abs().amax(dim=(1, 2))
    top = torch.linalg.eigvalsh((gap + gap.mT) / 2)[:, -1]
    return torch.where(skew > _SKEW * gap.abs().amax(dim=(1, 2)).clamp(min=1e-300), skew, top)


def _climb(problem: Problem, draws: Draws) -> Judgement | None:
    """Follow the gradient of the violation of each pair uphill, to where it is refuted or comes to rest."""
    generic = [place for place, style in enumerate(draws.styles) if style.shape == "generic"]
    if not generic:
        return None
    climbers = joined([draws.chosen(generic[:_CLIMBERS]), *at_corners(problem, draws)])
    for k in range(len(problem.pairs)):
        path, refuted = _ascent(problem, k, climbers)
        refuted = refuted or _refuted_at(path, k)
        if refuted:
            return refuted
    return None


def _refuted_at(path: _Path, k: int) -> Judgement | None:
    """A refutation at the end of a climb."""
    end = Point(path.problem, path.draws.at(path.end.requires_grad_()))
    if refuted := _violated_by(k, _violation(end, *path.problem.pairs[k]), end, _valid(end)):
        return refuted
    if path.problem.relation in _STRICT:
        touching = _touching(path, end, k)
        if bool(touching.any()):
            return _refuted(k, end, touching.to(torch.float64))
    return None


@dataclass(frozen=True)
class _Path:
    """Where a climb starts, where on its way both sides are last clearly apart, and where it is now.

    All in the unconstrained numbers of `draws`, a row for each. `low` is a violation, which is negative;
    below it both sides are clearly apart.
    """

    draws: Draws
    problem: Problem
    start: Tensor
    apart: Tensor
    end: Tensor
    low: Tensor

    def followed(self, better: Tensor, there: Tensor, violation: Tensor) -> _Path:
        """The path with one step more where that is better."""
        end = torch.where(better[:, None], there, self.end)
        return replace(self, end=end, apart=torch.where((violation < self.low)[:, None], end, self.apart))


def _ascent(problem: Problem, k: int, draws: Draws) -> tuple[_Path, Judgement | None]:
    """Climb to where the violation of a pair is greatest, or to where the pair is refuted.

    One of two steps is taken until it does not lead uphill or leads out of the domain, then the other: that
    of a length which grows while it leads uphill and else is halved; and that which would lead to violation 0
    were the slope constant (Polyak, Minimization of unsmooth functionals, 1969).
    """
    left, right = problem.pairs[k]
    numbers = draws.numbers.requires_grad_()
    point = Point(problem, draws.at(numbers))
    violation = _violation(point, left, right)
    start = numbers.detach()
    path = _Path(draws, problem, start, start, start, -_LOW * size_of(point, left, right))
    if not violation.requires_grad:
        return path, None
    owners = draws.owners
    direction, slope = _uphill(violation, numbers, owners)
    violation = violation.detach()
    step = torch.full((len(draws),), _FIRST_STEP)
    to_zero = torch.ones(len(draws), dtype=torch.bool)
    backward = point.count(left) * OPERATION + point.count(right) * OPERATION
    rested = False
    for count in range(_STEPS_AGAIN if problem.again else _STEPS):
        if count % _LOOK == 0:
            rests = _rests(path, k, violation, step * slope, step)
            if rests and rested:
                break
            rested = rests
        problem.work.spend(backward)
        length = torch.where(to_zero, (-violation / slope).nan_to_num(posinf=0.0).clamp(min=0), step)
        there = (path.end + length[:, None] * direction).requires_grad_()
        further = Point(problem, draws.at(there))
        higher = _violation(further, left, right)
        found = higher.detach()
        better = found > violation
        if bool((better | (found > 0)).any()):
            valid = _valid(further) & torch.isfinite(found)
            if refuted := _violated_by(k, found, further, valid):
                return path, refuted
            better &= valid
        step = torch.where(better, 1.5 * length, torch.where(to_zero, step, 0.5 * step))
        to_zero ^= ~better
        if bool(better.any()):
            steeper, slopes = _uphill(higher, there, owners)
            direction = torch.where(better[:, None], steeper, direction)
            slope = torch.where(better, slopes, slope)
            violation = torch.where(better, found, violation)
            path = path.followed(better, there.detach(), violation)
    return path if problem.again else _bent(path, left, right), None


def _values_alone(problem: Problem) -> AbstractContextManager[None]:
    """No slopes are taken, but for the derivatives that the claim itself is about."""
    return torch.set_grad_enabled(bool(problem.with_derivatives))


def _valid(point: Point) -> Tensor:
    """Which draws have a value everywhere."""
    return point.valid() if may_have_no_value(point.problem) else point.all_draws()


def _rests(path: _Path, k: int, violation: Tensor, gain: Tensor, step: Tensor) -> bool:
    """Whether every climber rests: what it may gain is rounding, or its steps are.

    `gain` is what the next step brings to first order. A climb that has come so near to violation 0 goes on,
    to first order, on rounding alone; a step across it would have been taken before.
    """
    with _values_alone(path.problem):
        size = size_of(Point(path.problem, path.draws.at(path.end)), *path.problem.pairs[k])
    rests = (torch.maximum(violation, -gain) >= -_ROUNDING * size) | (step < _NO_STEP)
    return bool(rests.all())


def _leads_away(path: _Path, end: Point, left: Term, right: Term) -> Tensor:
    """Where both sides are equal in the limit only: the nearer they come, the further an input goes.

    As s of (t-1)² + e^s, and both of 1/(1+s²) + (t-s)². To a point at which they are equal it is a small step
    from where they come near one another.
    """
    apart, near = path.apart, path.end.detach()
    for _ in range(_HALVINGS):
        middle = (apart + near) / 2
        with _values_alone(path.problem):
            violation = _violation(Point(path.problem, path.draws.at(middle)), left, right)
        is_apart = (violation < path.low)[:, None]
        apart = torch.where(is_apart, middle, apart)
        near = torch.where(is_apart, near, middle)
    away = _violation(end, left, right).detach() < path.low
    start, edge, goal = (path.draws.at(one.detach()).raw for one in (path.start, near, path.end))
    for term, at in edge.items():
        parts = at - start[term], goal[term] - at, goal[term]
        way, onward, size = (one.norm(dim=(1, 2)) for one in parts)
        away |= onward > _ONWARD * way + _STILL * size
    return away


def _bent(path: _Path, left: Term, right: Term) -> _Path:
    """Newton's method uphill, which follows a valley round its bends; of few numbers, for it takes Hessians.

    Along each eigenvector of the Hessian the step is the slope by the size of the curvature (Dauphin et al.,
    Identifying and attacking the saddle point problem in high-dimensional non-convex optimization, 2014).
    """
    problem, draws, count = path.problem, path.draws, path.end.shape[1]
    if count > _FEW_NUMBERS or problem.relation in LOEWNER_ORDERS:
        return path
    terms = sum(1 for _ in walk((left, right)))
    damping = torch.ones(len(draws), 1)
    patience = _PATIENCE
    for _ in range(_BENDS):
        if not patience:
            break
        problem.work.spend(count * terms * OPERATION)
        numbers = path.end.detach().requires_grad_()
        value = _violation(Point(problem, draws.at(numbers)), left, right)
        slope, curvature = _derivatives(value, numbers)
        sizes, vectors = torch.linalg.eigh(curvature)
        along = (vectors.mT @ slope[:, :, None])[:, :, 0] / (sizes.abs() + damping)
        there = numbers.detach() + (vectors @ along[:, :, None])[:, :, 0]
        value = value.detach()
        with _values_alone(problem):
            higher = _violation(Point(problem, draws.at(there)), left, right).detach()
        better = torch.isfinite(higher) & (higher > value)
        much = better & (higher - value > _BETTER * value.abs())
        patience = _PATIENCE if bool(much.any()) else patience - 1
        damping = torch.where(better[:, None], 0.1 * damping, 10 * damping)
        path = path.followed(better, there, torch.where(better, higher, value))
    return path


def _derivatives(value: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor]:
    """Slope and Hessian of a number for each draw."""

    def slopes(of: Tensor, *, again: bool) -> Tensor:
        if not of.requires_grad:
            return torch.zeros_like(numbers)
        (found,) = torch.autograd.grad(
            of.sum(), [numbers], create_graph=again, retain_graph=True, allow_unused=True
        )
        return torch.zeros_like(numbers) if found is None else found.nan_to_num(0.0, 0.0, 0.0)

    first = slopes(value, again=True)
    second = torch.stack([slopes(first[:, k], again=False) for k in range(first.shape[1])], dim=1)
    return first.detach(), (second + second.mT).detach() / 2


def _touching(path: _Path, end: Point, k: int) -> Tensor:
    """Where both sides are equal at the end of a climb, and not in the limit only: there < and > fail."""
    left, right = end.problem.pairs[k]
    touching = _meeting(end, left, right) & torch.tensor([one.scale <= 1 for one in end.draws.styles])
    if bool(touching.any()):
        touching &= ~_is_steady(end, k, touching)
        touching &= _in_reach(end) & ~_hides_a_part(end)
        touching &= ~_leads_away(path, end, left, right)
        touching &= ~_is_far_away(path, end, left, right)
    return touching


def _in_reach(point: Point) -> Tensor:
    """Where no input is far larger than the numbers of the claim: beyond, rounding hides small terms.

    As 1/s² beside (s-t)² where both are large.
    """
    reach = _REACH * max(1.0, largest_constant(point.problem))
    near = point.all_draws()
    for term in point.draws.raw:
        near &= largest(point.value(term).detach()) <= reach
    return near


def _meeting(point: Point, left: Term, right: Term) -> Tensor:
    """Where both sides are equal up to rounding, and are not so nearby.

    Where they are so nearby too, as tanh(x) and 1 at 20, they only seem to be equal.
    """
    equal = gaps_of(point, [(left, right)])[0] < _ROUNDING
    seed = f"{point.problem.seed}:nearby"
    nearby = draw(point.draws.raw, point.draws.styles, seed).raw
    moved = {
        term: value + _NEARBY * (1 + value.abs().amax(dim=(1, 2), keepdim=True)) * nearby[term]
        for term, value in point.draws.raw.items()
    }
    around = Point(point.problem, point.draws.moved(moved))
    differ = gaps_of(around, [(left, right)])[0] > _CLEARLY
    return equal & differ & point.valid()


def _is_far_away(path: _Path, end: Point, left: Term, right: Term) -> Tensor:
    """Where one input has gone so far that it no longer matters how far, as s of (t-1)² + e^s.

    Both sides differ if it goes back to where it started, but not if it goes as far again.
    """

    def differ(moved: dict[Term, Tensor]) -> Tensor:
        there = Point(end.problem, end.draws.moved({**end.draws.raw, **moved}))
        return gaps_of(there, [(left, right)])[0] > _ROUNDING

    far = torch.zeros(len(end.draws), dtype=torch.bool)
    for term, start in path.draws.at(path.start).raw.items():
        further = 2 * end.draws.raw[term] - start
        far |= differ({term: start}) & ~differ({term: further})
    return far


def _uphill(violation: Tensor, numbers: Tensor, owners: Tensor) -> tuple[Tensor, Tensor]:
    """The direction of steepest ascent, of length 1 in the numbers of each input, and the slope along it."""
    usable = torch.isfinite(violation)
    (found,) = torch.autograd.grad(violation[usable].sum(), [numbers], allow_unused=True)
    # Detached, for of a claim with a differential it has a tangent of its own.
    slope = torch.zeros_like(numbers) if found is None else found.detach().nan_to_num()
    inputs = int(owners[-1]) + 1
    lengths = torch.zeros(len(slope), inputs).index_add(1, owners, slope.square()).sqrt()
    return slope / lengths[:, owners].clamp(min=_NO_SLOPE), lengths.sum(dim=1)
