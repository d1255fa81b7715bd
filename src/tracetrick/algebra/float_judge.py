"""Float judge: claims in float64 at random points, derivatives by torch autograd.

An identity must hold at each point up to rounding; an order relation is searched for a point that refutes it.
"""

from __future__ import annotations

import gc
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product as combinations
from math import isfinite, prod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from tracetrick.algebra.float_draws import (
    Draws,
    Style,
    choices,
    draw,
    joined,
    seed_of,
    tangent_of,
    turns_of,
)
from tracetrick.algebra.float_values import KINKS, OPERATION, Point, largest, may_fail
from tracetrick.algebra.judgement import NO_DRAW, NOTHING, Judgement, JudgeVerdict, Problem, Witness
from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.algebra.terms import Builder, Term

DRAWS = 4
TOLERANCE = 1e-9
SCALES = (1.0, 1e-3, 1e3)
_SCALES_BETWEEN = (10.0, 100.0)
SIGN_DRAWS = 12  # at each scale where a sign decides, and as many at mixed ones
_NOTHING = 1e-12  # below it a value counts as 0
_FAR = 1e-6  # the tolerance at other scales than 1, where cancellation amplifies rounding
_DOUBTED = 1e-11  # the tolerance where the exact judge says that the claim is false
_MOST_DRAWS = 256
_FAR_CONSTANT = 30  # a constant beyond which the scales do not reach in all directions
_ROOTS = frozenset(["sqrt", *KINKS])
_MATRIX_ROOTS = frozenset(["sqrtm", "nuclear", "spectral", "maximum"])
_DERIVED = frozenset(["diff", "jacobian"])
_SMALL = _DERIVED | {"zero", "ones", "eye", "unit", "single"}  # constants of entries up to 1, or derivatives
_SHAPES = ("generic", "zero", "low rank", "uniform")
_STEPS = 100
_STEPS_AGAIN = 10
_FIRST_STEP = 0.1
_ROUNDING = 1e-14
_NEARBY = 1e-3
_CLEARLY = 1e-10
_LOW = 1e-7  # of the size of the terms where a climb starts
_ONWARD = 0.2  # of the way that led to so low a distance, beyond which a climb leads away for good
_REACH = 100
_STILL = 1e-2  # of where it ends
_HALVINGS = 50
_CANCELLED = (
    1e-12  # of the terms that the sides are summed from, beyond which a violation is no rounding error
)
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
_BESIDE = 1e-4  # of the terms that the argument of a kink is summed from
_MOST_KINKS = 16
_CORNER = 2  # kinks that meet
_TURNS = 120  # to one of them after the other
_NEWTON = 6
_ATTEMPTS = 12
_POOL = 64
_DRAWING = 200  # the work of drawing an input, and of putting the good draws together
_MAX_NUMBERS = 10**7  # in one tensor of a batch of draws

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
            return _judge_order(problem)
        with torch.set_grad_enabled(_needs_reverse_mode(problem)), problem.kept() as kept:
            return _judge_identity(problem, kept)


def _needs_reverse_mode(problem: Problem) -> bool:
    """Whether there is anything else to differentiate than whole sides along the tangents."""
    return any(
        term.op == "jacobian" or (term.op == "diff" and term in problem.below_derivatives)
        for term in problem.terms
    )


# Identities


def _judge_identity(problem: Problem, kept: dict[object, Any]) -> Judgement:
    point = _drawn(problem, _styles(problem), kept=kept)
    if point is None:
        return Judgement("outside", NO_DRAW)
    draws = point.draws
    usual = _DOUBTED if problem.doubted else TOLERANCE
    tolerance = torch.tensor([_FAR if one.scale != 1 or one.mixed else usual for one in draws.styles])
    finite = _finite(point)
    if not bool(finite.any()):
        return Judgement("outside", NO_DRAW)
    if problem.doubts and bool((finite & (_gaps(point, problem.doubts) > tolerance)).any()):
        return Judgement("false", "ambiguous", draws=len(draws))
    gaps = torch.where(finite, _gaps(point, problem.pairs, None if problem.doubted else tolerance), 0.0)
    wrong = (gaps > tolerance).any(dim=1)
    differs = bool(wrong.any())
    if differs and problem.relation == "=":
        first = int(wrong.to(torch.int8).argmax())
        one, other = (point.value(side).detach() for side in problem.pairs[first])
        witness = _witness(one, other, gaps[first] / tolerance)
        return Judgement("false", draws=len(draws), residual=float(gaps[first].max()), witness=witness)
    if problem.alone and problem.relation == "=":
        for beside in _beside_kinks(problem, draws):
            there = Point(problem, beside)
            if refuted := _differing(there, there.valid()):
                return refuted
    singular = _drawn(problem, [Style(shape="low rank")] * DRAWS, least=1) if problem.any_rank else None
    if singular and (refuted := _differing(singular, singular.valid())):
        return refuted
    worst = float(torch.where(tolerance == usual, gaps, 0.0).max())
    zero = not bool((_sizes(point, problem)[:, finite] > _NOTHING).any())
    verdict: JudgeVerdict = "true" if problem.relation == "=" or differs else "false"
    return Judgement(verdict, draws=len(draws), residual=worst, both_zero=zero)


def _differing(point: Point, good: Tensor) -> Judgement | None:
    """A refutation at one of the good draws."""
    gaps = torch.where(good & _finite(point), _gaps(point, point.problem.pairs), 0.0)
    wrong = (gaps > TOLERANCE).any(dim=1)
    if not bool(wrong.any()):
        return None
    first = int(wrong.to(torch.int8).argmax())
    one, other = (point.value(side).detach() for side in point.problem.pairs[first])
    residual = float(gaps[first].max())
    return Judgement("false", draws=len(good), residual=residual, witness=_witness(one, other, gaps[first]))


def _beside_kinks(problem: Problem, draws: Draws) -> Iterator[Draws]:
    """Draws on either side of each kink: what holds between two of them may be nowhere else drawn."""
    usual = draws.chosen(range(min(DRAWS, len(draws))))
    for entry, side in combinations(_kinks(problem), (_BESIDE, -_BESIDE)):
        yield _moved_to(problem, usual, entry, side)


def _kinks(problem: Problem) -> list[Term]:
    """The scalars at whose zeros a value has a kink; the first of many."""
    inner = (t for t in problem.terms if t.op == "pointwise" and t.data in KINKS)
    arguments = dict.fromkeys(t.args[0] for t in inner if problem.builder.support(t))
    entries = [entry for argument in arguments for entry in problem.builder.entries(argument)]
    return entries[:_MOST_KINKS]


def _at_corner(problem: Problem, draws: Draws) -> Draws:
    """Draws moved towards a point at which all kinks meet: a climb comes to rest before it."""
    kinks = _kinks(problem)
    if len(kinks) < _CORNER:
        return draws
    usual = draws.chosen(range(min(DRAWS, len(draws))))
    for _ in range(max(_NEWTON, _TURNS // len(kinks))):
        for entry in kinks:
            usual = _moved_to(problem, usual, entry, 0.0, steps=1)
    return joined([draws, usual])


def _moved_to(problem: Problem, draws: Draws, scalar: Term, side: float, steps: int = _NEWTON) -> Draws:
    """Draws moved, by Newton's method, to where a scalar is a little above or below 0."""
    for _ in range(steps):
        point = Point(problem, draws)
        numbers = list(draws.raw.values())
        with torch.enable_grad():
            value = point.value(scalar)[:, 0, 0]
            slopes = torch.autograd.grad(value.sum(), numbers, allow_unused=True)
        found = [
            torch.zeros_like(x) if slope is None else slope.nan_to_num()
            for x, slope in zip(numbers, slopes, strict=True)
        ]
        length = torch.stack([slope.square().sum(dim=(1, 2)) for slope in found]).sum(dim=0)
        step = (side * point.magnitude(scalar) - value.detach()) / length.clamp(min=1e-300)
        step = step.nan_to_num()[:, None, None]
        draws = draws.moved(
            {one: x.detach() + step * slope for (one, x), slope in zip(draws.raw.items(), found, strict=True)}
        )
    return draws


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
    largest = _largest_constant(problem)
    if largest > _FAR_CONSTANT:
        scales.append(10 * largest)
    alone = [Style(scale) for scale in scales for _ in range(SIGN_DRAWS)]
    of_one_sign = [Style(shape=shape) for shape in ("positive", "negative") for _ in range(2)]
    return [*alone, *of_one_sign, *[Style(mixed=tuple(scales))] * SIGN_DRAWS]


def _largest_constant(problem: Problem) -> float:
    """How large the numbers are that a claim is written with."""
    support = problem.builder.support
    constants = [t for t in problem.terms if t.op not in _SMALL and not support(t)]
    point = Point(problem, draw([], [Style()], problem.seed))
    with torch.no_grad():
        sizes = [float(point.value(term).abs().max()) for term in constants]
    return max((size for size in sizes if isfinite(size)), default=0.0)


def _finite(point: Point) -> Tensor:
    """Which draws have finite values: nothing has overflowed, no derivative is one at a singular place."""
    return point.finite(point.problem.sides) & _has_usual_exponentials(point)


def _has_usual_exponentials(point: Point) -> Tensor:
    """At which draws every exponential is within the reach of numbers with all their digits."""
    return point.without_fault("in reach", point.problem.terms, point.in_reach)


def _gaps(point: Point, pairs: Sequence[tuple[Term, Term]], enough: Tensor | None = None) -> Tensor:
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
    sizes = torch.stack([_size(point, left, right) for left, right in pairs])
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


def _sizes(point: Point, problem: Problem) -> Tensor:
    """The largest entry of each side at each draw."""
    return torch.stack([point.size(side) for pair in problem.pairs for side in pair])


def _size(point: Point, left: Term, right: Term) -> Tensor:
    """How large the terms are whose difference decides, for each draw."""
    return torch.maximum(point.magnitude(left), point.magnitude(right)).clamp(min=1e-300)


def _witness(one: Tensor, other: Tensor, badness: Tensor) -> Witness:
    worst = int(badness.argmax())
    return Witness(_shown(one[worst]), _shown(other[worst]))


def _shown(value: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(entry) for entry in row) for row in value.detach())


def is_affine_and_injective(terms: tuple[Term, Term, Term], problem: Problem) -> bool:
    """Whether a term is affine in an input and its Jacobian has full column rank.

    `terms` are the term, its Jacobian and the input. Affine: at three points of a line the values are in
    line.
    """
    gap, slope, variable = terms
    whole = Problem(((gap, gap), (slope, slope)), "=", problem.builder, problem.seed, work=problem.work)
    with _settings():
        point = _drawn(whole, [Style()] * DRAWS)
        if point is None:
            return False
        draws = point.draws
        full = bool((torch.linalg.matrix_rank(point.value(slope)) == slope.size[1]).all())
        step = tangent_of(variable, point.value(variable))
        ends = [
            Point(whole, draws.moved({**draws.raw, variable: draws.raw[variable] + sign * step}))
            for sign in (1, -1)
        ]
        bend = ends[0].value(gap) + ends[1].value(gap) - 2 * point.value(gap)
        return full and bool((bend.abs().amax(dim=(1, 2)) <= TOLERANCE * point.magnitude(gap)).all())


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


# Order relations: not refuted, never proved


def _judge_order(problem: Problem) -> Judgement:
    drawn = [
        found.draws
        for shape, scale in combinations(_SHAPES, SCALES)
        if (found := _drawn(problem, _of_both_signs(scale, shape), least=1)) is not None
    ]
    if not drawn:
        return Judgement("outside", NO_DRAW)
    draws = joined(drawn)
    point = Point(problem, draws)
    refuted = _equal(point) or _violated(point, point.all_draws())
    beside = ((one, one.valid()) for one in (Point(problem, d) for d in _beside_kinks(problem, draws)))
    refuted = refuted or next(filter(None, (_violated(one, valid) for one, valid in beside)), None)
    refuted = refuted or _climb(problem, _at_corner(problem, draws))
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
    bad &= (violation > _CANCELLED * _size(point, left, right)) & _has_usual_exponentials(point)
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
    return Judgement("false", draws=len(point.draws), witness=_witness(left, right, violation))


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
        equal = small & ((distance == 0) | (distance < rounding * _size(point, left, right)))
        if bool(equal.any()):
            equal &= _has_usual_exponentials(point) & ~_is_steady(point, k, equal)
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
    may_fail = _may_have_no_value(problem)
    for k, (left, right) in enumerate(problem.pairs):
        here = draws.chosen(generic)
        step = torch.full((len(here),), _FIRST_STEP)
        point = Point(problem, here)
        violation = _violation(point, left, right)
        path = _Path(here.raw, here.raw, -_LOW * _size(point, left, right))
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
    reach = _REACH * max(1.0, _largest_constant(point.problem))
    near = point.all_draws()
    for term in point.draws.raw:
        near &= largest(point.value(term).detach()) <= reach
    return near


def _meeting(point: Point, left: Term, right: Term) -> Tensor:
    """Where both sides are equal up to rounding, and are not so nearby.

    Where they are so nearby too, as tanh(x) and 1 at 20, they only seem to be equal.
    """
    equal = _gaps(point, [(left, right)])[0] < _ROUNDING
    seed = f"{point.problem.seed}:nearby"
    nearby = draw(point.draws.raw, point.draws.styles, seed).raw
    moved = {
        term: value + _NEARBY * (1 + value.abs().amax(dim=(1, 2), keepdim=True)) * nearby[term]
        for term, value in point.draws.raw.items()
    }
    around = Point(point.problem, point.draws.moved(moved))
    differ = _gaps(around, [(left, right)])[0] > _CLEARLY
    return equal & differ & point.valid()


def _is_far_away(path: _Path, end: Point, left: Term, right: Term) -> Tensor:
    """Where one input has gone so far that it no longer matters how far, as s of (t-1)² + e^s.

    Both sides differ if it goes back to where it started, but not if it goes as far again.
    """

    def differ(moved: dict[Term, Tensor]) -> Tensor:
        there = Point(end.problem, end.draws.moved({**end.draws.raw, **moved}))
        return _gaps(there, [(left, right)])[0] > _ROUNDING

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


# Draws


def _drawn(
    problem: Problem, styles: list[Style], least: int = 0, kept: dict[object, Any] | None = None
) -> Point | None:
    """One draw of each style at which everything has a value; None if too few are found.

    Of a style without any, others stand in; at least `least` are found, or as many as there are styles.
    The first draws are those of other claims too, for which they may be `kept`.
    """
    inputs = problem.inputs
    first = _first(problem, styles, {} if kept is None else kept)
    if not _may_have_no_value(problem):
        return first
    with torch.set_grad_enabled(torch.is_grad_enabled() and kept is not None):
        good = first.valid()
    if bool(good.all()):
        return first if kept is not None else Point(problem, first.draws)
    largest = max((term.size[0] * term.size[1] for term in problem.terms), default=1)
    copies = max(1, min(_POOL, _MAX_NUMBERS // largest) // len(styles))
    parts = [first.draws.chosen(good.nonzero()[:, 0].tolist())]
    for attempt in range(1, _ATTEMPTS):
        if sum(len(one) for one in parts) >= len(styles):
            break
        problem.work.spend(_DRAWING * len(inputs))
        pool = draw(inputs, styles * copies, problem.seed, attempt=attempt)
        with torch.no_grad():
            good = Point(problem, pool).valid()
        parts.append(pool.chosen(good.nonzero()[:, 0].tolist()))
    found = joined(parts)
    if len(found) < (least or len(styles)):
        return None
    return Point(problem, found.chosen(range(min(len(styles), len(found)))))


def _first(problem: Problem, styles: list[Style], kept: dict[object, Any]) -> Point:
    """The first draws; what is computed at them is kept for claims that compute it in the same way."""
    problem.work.spend(_DRAWING * len(problem.inputs))
    derived_again = any(term.op in _DERIVED for term in problem.below_derivatives)
    if derived_again or problem.relation not in ("=", "\\ne"):
        return Point(problem, draw(problem.inputs, styles, problem.seed))
    way = torch.is_grad_enabled(), problem.positive, *turns_of(problem.inputs, len(styles))
    new = Point(NOTHING, Draws({}, {}, tuple(styles)))
    known: Point = kept.setdefault(("float", new.draws.styles, way), new)
    draws = draw(problem.inputs, styles, problem.seed, known=known.draws)
    return replace(known, problem=problem, draws=draws, duals={})


def _may_have_no_value(problem: Problem) -> bool:
    """Whether there may be draws at which something has no value."""
    return bool(problem.conditions) or any(map(may_fail, problem.terms))
