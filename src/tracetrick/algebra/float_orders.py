"""Order relations in float64: searched for a point that refutes them; never proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product as combinations
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from tracetrick.algebra.float_draws import Draws, Style, draw, joined, seed_of
from tracetrick.algebra.float_kinks import at_corner, beside_kinks
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
from tracetrick.algebra.judgement import NO_DRAW, Judgement, Problem
from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.algebra.terms import Term

_SHAPES = ("generic", "zero", "low rank", "uniform")
_STEPS = 100
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
_LOEWNER = frozenset(["\\preceq", "\\succeq", "\\prec", "\\succ"])


def judge_order(problem: Problem) -> Judgement:
    """Search for a point that refutes an order relation. Returns `outside` if no draw has a value."""
    drawn = [
        found.draws
        for shape, scale in combinations(_SHAPES, SCALES)
        if (found := drawn_point(problem, _of_both_signs(scale, shape), least=1)) is not None
    ]
    if not drawn:
        return Judgement("outside", NO_DRAW)
    draws = joined(drawn)
    point = Point(problem, draws)
    refuted = _equal(point) or _violated(point, point.all_draws())
    beside = ((one, one.valid()) for one in (Point(problem, d) for d in beside_kinks(problem, draws)))
    refuted = refuted or next(filter(None, (_violated(one, valid) for one, valid in beside)), None)
    refuted = refuted or _climb(problem, at_corner(problem, draws))
    return refuted or Judgement("true", "not refuted", draws=len(draws))


def _of_both_signs(scale: float, shape: str) -> list[Style]:
    """A few draws, between which the values of declared functions change their sign."""
    return [Style(scale, shape, sign=sign) for _ in range(DRAWS // 2) for sign in (1, -1)]


def _violated(point: Point, valid: Tensor) -> Judgement | None:
    """A refutation at one of the valid draws, of any of the pairs."""
    violations = (_violation(point, left, right) for left, right in point.problem.pairs)
    found = (_violated_by(k, violation, point, valid) for k, violation in enumerate(violations))
    return next(filter(None, found), None)


def _violated_by(k: int, violation: Tensor, point: Point, valid: Tensor) -> Judgement | None:
    """A refutation of one pair at one of the valid draws, from how much each violates it."""
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
    if relation in _LOEWNER:
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
    return _excess(gap) if relation in _LOEWNER else gap[:, 0, 0]


def _excess(gap: Tensor) -> Tensor:
    """The largest eigenvalue of what should be negative semidefinite, or how far it is from symmetric."""
    usable = torch.isfinite(gap).all(dim=2).all(dim=1)
    gap = torch.where(usable[:, None, None], gap, -torch.eye(gap.shape[1]))
    skew = (gap - gap.mT).abs().amax(dim=(1, 2))
    top = torch.linalg.eigvalsh((gap + gap.mT) / 2)[:, -1]
    return torch.where(skew > _SKEW * gap.abs().amax(dim=(1, 2)).clamp(min=1e-300), skew, top)


def _climb(problem: Problem, draws: Draws) -> Judgement | None:
    """Follow the gradient of the violation uphill; a step down, or out of the domain, is halved."""
    generic = [place for place, style in enumerate(draws.styles) if style.shape == "generic"]
    if not generic:
        return None
    may_fail = may_have_no_value(problem)
    for k, (left, right) in enumerate(problem.pairs):
        here = draws.chosen(generic)
        step = torch.full((len(here),), _FIRST_STEP)
        point = Point(problem, here)
        violation = _violation(point, left, right)
        path = _Path(here.raw, here.raw, -_LOW * size_of(point, left, right))
        slopes = _uphill(violation, here)
        backward = point.count(left) * OPERATION + point.count(right) * OPERATION
        for _ in range((_STEPS_AGAIN if problem.again else _STEPS) if slopes else 0):
            problem.work.spend(backward)
            there = here.moved(
                {term: value + step[:, None, None] * slopes[term] for term, value in here.raw.items()}
            )
            further = Point(problem, there)
            higher = _violation(further, left, right)
            valid = torch.isfinite(higher) & further.valid() if may_fail else torch.isfinite(higher)
            if refuted := _violated_by(k, higher, further, valid):
                return refuted
            better = valid & (higher > violation)
            step = torch.where(better, 1.5 * step, 0.5 * step)
            if bool(better.any()):
                mask = better[:, None, None]
                steeper = _uphill(higher, there)
                slopes = {term: torch.where(mask, steeper[term], slope) for term, slope in slopes.items()}
                here = here.moved({t: torch.where(mask, there.raw[t], v) for t, v in here.raw.items()})
                violation = torch.where(better, higher, violation).detach()
                path = path.followed(here.raw, violation)
        if slopes and not problem.again:
            here, path = _bent(problem, here, path, left, right)
        further = Point(problem, here)
        valid = further.valid() if may_fail else torch.ones(len(here), dtype=torch.bool)
        if refuted := _violated_by(k, _violation(further, left, right), further, valid):
            return refuted
        if problem.relation in ("<", ">"):
            touching = _touching(path, further, k)
            if bool(touching.any()):
                return _refuted(k, further, touching.to(torch.float64))
    return None


@dataclass(frozen=True)
class _Path:
    """Where a climb starts, and where on its way both sides are last clearly apart.

    `low` is a violation, which is negative; below it they are clearly apart.
    """

    start: dict[Term, Tensor]
    apart: dict[Term, Tensor]
    low: Tensor

    def followed(self, here: dict[Term, Tensor], violation: Tensor) -> _Path:
        """The path with one step more."""
        apart = (violation < self.low)[:, None, None]
        return replace(
            self, apart={term: torch.where(apart, here[term], at) for term, at in self.apart.items()}
        )


def _leads_away(path: _Path, end: Point, left: Term, right: Term) -> Tensor:
    """Where both sides are equal in the limit only: the nearer they come, the further an input goes.

    As s of (t-1)² + e^s, and both of 1/(1+s²) + (t-s)². To a point at which they are equal it is a small step
    from where they come near one another.
    """
    apart = {term: value.detach() for term, value in path.apart.items()}
    near = {term: value.detach() for term, value in end.draws.raw.items()}
    for _ in range(_HALVINGS):
        middle = {term: (apart[term] + near[term]) / 2 for term in near}
        with torch.no_grad():
            violation = _violation(Point(end.problem, end.draws.moved(middle)), left, right)
        is_apart = (violation < path.low)[:, None, None]
        apart = {term: torch.where(is_apart, middle[term], at) for term, at in apart.items()}
        near = {term: torch.where(is_apart, at, middle[term]) for term, at in near.items()}
    away = _violation(end, left, right).detach() < path.low
    for term, at in near.items():
        goal = end.draws.raw[term].detach()
        way, onward, size = (one.norm(dim=(1, 2)) for one in (at - path.start[term], goal - at, goal))
        away |= onward > _ONWARD * way + _STILL * size
    return away


def _bent(problem: Problem, draws: Draws, path: _Path, left: Term, right: Term) -> tuple[Draws, _Path]:
    """Newton's method uphill, which follows a valley round its bends; of few numbers, for it takes Hessians.

    Along each eigenvector of the Hessian the step is the slope by the size of the curvature (Dauphin et al.,
    Identifying and attacking the saddle point problem in high-dimensional non-convex optimization, 2014).
    """
    count = sum(value[0].numel() for value in draws.raw.values())
    if count > _FEW_NUMBERS or problem.relation in _LOEWNER:
        return draws, path
    terms = sum(1 for _ in walk((left, right)))
    damping = torch.ones(len(draws), 1)
    patience = _PATIENCE
    for _ in range(_BENDS):
        if not patience:
            break
        problem.work.spend(count * terms * OPERATION)
        value = _violation(Point(problem, draws), left, right)
        slope, curvature = _derivatives(value, list(draws.raw.values()))
        sizes, vectors = torch.linalg.eigh(curvature)
        along = (vectors.mT @ slope[:, :, None])[:, :, 0] / (sizes.abs() + damping)
        step = (vectors @ along[:, :, None])[:, :, 0]
        pieces = step.split([one[0].numel() for one in draws.raw.values()], dim=1)
        there = draws.moved(
            {
                term: (raw + piece.reshape(raw.shape)).detach()
                for (term, raw), piece in zip(draws.raw.items(), pieces, strict=True)
            }
        )
        higher = _violation(Point(problem, there), left, right)
        better = torch.isfinite(higher) & (higher > value)
        much = better & (higher - value > _BETTER * value.abs())
        patience = _PATIENCE if bool(much.any()) else patience - 1
        damping = torch.where(better[:, None], 0.1 * damping, 10 * damping)
        mask = better[:, None, None]
        draws = draws.moved(
            {term: torch.where(mask, there.raw[term], raw) for term, raw in draws.raw.items()}
        )
        path = path.followed(draws.raw, torch.where(better, higher, value).detach())
    return draws, path


def _derivatives(value: Tensor, numbers: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Slope and Hessian of a number for each draw."""

    def slopes(of: Tensor, *, again: bool) -> Tensor:
        found: Sequence[Tensor | None] = [None] * len(numbers)
        if of.requires_grad:
            found = torch.autograd.grad(
                of.sum(), numbers, create_graph=again, retain_graph=True, allow_unused=True
            )
        parts = [
            torch.zeros_like(one) if slope is None else slope
            for one, slope in zip(numbers, found, strict=True)
        ]
        return torch.cat([part.reshape(len(value), -1) for part in parts], dim=1).nan_to_num(0.0, 0.0, 0.0)

    first = slopes(value, again=True)
    second = torch.stack([slopes(first[:, k], again=False) for k in range(first.shape[1])], dim=1)
    return first.detach(), (second + second.mT) / 2


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
    for term, start in path.start.items():
        further = 2 * end.draws.raw[term] - start
        far |= differ({term: start}) & ~differ({term: further})
    return far


def _uphill(violation: Tensor, draws: Draws) -> dict[Term, Tensor]:
    """The direction of steepest ascent, of length 1 in each input; none if nothing is drawn."""
    if not violation.requires_grad:
        return {}
    usable = torch.isfinite(violation)
    slopes = torch.autograd.grad(violation[usable].sum(), list(draws.raw.values()), allow_unused=True)
    found = {}
    for (term, value), slope in zip(draws.raw.items(), slopes, strict=True):
        one = torch.zeros_like(value) if slope is None else slope.nan_to_num()
        found[term] = one / one.norm(dim=(1, 2), keepdim=True).clamp(min=1e-300)
    return found
