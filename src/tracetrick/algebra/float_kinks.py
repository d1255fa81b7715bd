"""Points beside the kinks of a claim, and where they meet: there may fail what holds at usual draws."""

from __future__ import annotations

from itertools import product as combinations
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from tracetrick.algebra.float_draws import Draws, Style
from tracetrick.algebra.float_points import DRAWS
from tracetrick.algebra.float_values import Point
from tracetrick.algebra.terms import KINKS, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term

_BESIDE = 1e-4  # of the terms that the argument of a kink is summed from
_MOST_KINKS = 16
_MOST_AT_CORNER = 64  # as many as entries of an 8×8 matrix
_NEWTON = 6
_NEWTON_AT_CORNER = 12
_MET = 1e-15  # of those terms: it is rounding
_DEPENDENT = 1e-9  # singular values below this part of the largest: kinks that meet anyway
_NORMS = frozenset(["nuclear", "spectral"])
_USUAL = frozenset([Style(), Style(sign=-1)])


def beside_kinks(problem: Problem, draws: Draws) -> Draws | None:
    """Draws on either side of each kink: what holds between two of them may be nowhere else drawn."""
    arguments = [term.args[0] for term in problem.terms if _has_kinks(term)]
    arguments = _varying(problem, arguments)
    count = min(_count(arguments), _MOST_KINKS)
    if not count:
        return None
    usual = _usual(draws)
    places = list(combinations(range(count), (_BESIDE, -_BESIDE), range(len(usual))))
    which = torch.tensor([kink for kink, _, _ in places])
    sides = torch.tensor([side for _, side, _ in places])
    beside = usual.chosen([place for _, _, place in places])
    for _ in range(_NEWTON):
        value, slope, size = _linearised(problem, beside, arguments, which)
        step = (sides * size - value) / slope.square().sum(dim=1).clamp(min=1e-300)
        beside = beside.at(beside.numbers + step.nan_to_num()[:, None] * slope)
    return beside


def at_corners(problem: Problem, draws: Draws) -> list[Draws]:
    """Draws moved to where all kinks meet: a climb comes to rest before such a point.

    With the kinks of norms, which are where all entries of an argument are 0, and without.
    """
    kinks = [term.args[0] for term in problem.terms if _has_kinks(term)]
    norms = [place for term in problem.terms for place in _zeros_of_norm(term)]
    choices = dict.fromkeys(tuple(_varying(problem, one)) for one in (kinks, [*kinks, *norms]))
    found = (_at_corner(problem, _usual(draws), arguments) for arguments in choices)
    return [one for one in found if one is not None]


def _at_corner(problem: Problem, draws: Draws, arguments: Sequence[Term]) -> Draws | None:
    """Draws moved, by Newton's method, to where all these vanish; those that come to such a point."""
    count = min(_count(arguments), _MOST_AT_CORNER)
    if not count:
        return None
    which = torch.arange(count).repeat(len(draws))
    places = [place for place in range(len(draws)) for _ in range(count)]
    for _ in range(_NEWTON_AT_CORNER):
        value, slope, size = _linearised(problem, draws.chosen(places), arguments, which)
        met = (value.abs() <= _MET * size).reshape(len(draws), count).all(dim=1)
        if bool(met.all()):
            break
        slopes = slope.reshape(len(draws), count, -1)
        step = torch.linalg.pinv(slopes, rtol=_DEPENDENT) @ value.reshape(len(draws), count, 1)
        draws = draws.at(draws.numbers - step[:, :, 0])
    return draws.chosen(met.nonzero()[:, 0].tolist()) if bool(met.any()) else None


def differentiated_at_kinks(point: Point) -> Tensor:
    """At which draws a kink is differentiated while its argument moves through it."""
    problem = point.problem
    found = point.all_draws()
    found[:] = False
    for term in problem.below_derivatives:
        if not _has_kinks(term) or not bool((zero := point.argument(term) == 0).any()):
            continue
        for derivative in problem.terms:
            if derivative.op in ("diff", "jacobian") and term in walk(derivative.args[:1]):
                found |= (zero & _moves(point, term.args[0], derivative)).flatten(1).any(dim=1)
    return found


def _moves(point: Point, term: Term, derivative: Term) -> Tensor:
    """Which entries of a term move along one of the directions of a derivative."""
    build = point.problem.builder
    if derivative.op == "diff":
        return point.value(build.make("diff", (term,), term.size, derivative.data)).detach() != 0
    rows, columns = term.size
    variable = derivative.args[1]
    if variable not in build.support(term) and variable is not term:
        return torch.zeros_like(point.value(term), dtype=torch.bool)
    slopes = point.value(build.jacobian(term, variable)).detach()
    return (slopes != 0).any(dim=2).reshape(-1, columns, rows).mT


def _usual(draws: Draws) -> Draws:
    """A few draws; usual ones if there are any."""
    places = sorted(range(len(draws)), key=lambda place: draws.styles[place] not in _USUAL)
    return draws.chosen(places[:DRAWS])


def _has_kinks(term: Term) -> bool:
    """Whether a term has a kink where an entry of its argument is 0."""
    return term.op == "pointwise" and term.data in KINKS


def _zeros_of_norm(term: Term) -> tuple[Term, ...]:
    """What is 0 where a norm has its kink, if a term is one that is not made of absolute values.

    A root of what is no sum of squares is 0 there itself.
    """
    if term.op == "matrix" and term.data in _NORMS:
        return term.args
    if term.op == "pointwise" and term.data == "sqrt":
        return _squared(term.args[0]) or (term,)
    return ()


def _squared(term: Term) -> tuple[Term, ...]:
    """Whose squares a term is the sum of; nothing if it is none."""
    if term.op == "total":
        return _squared(term.args[0])
    if term.op == "add" and min(term.data) == 1:
        parts = [_squared(arg) for arg in term.args]
        return tuple(one for part in parts for one in part) if all(parts) else ()
    if term.op in ("odot", "scale") and term.args[0] is term.args[1]:
        return term.args[:1]
    is_inner = term.op == "matmul" and term.args[0].op == "transpose" and term.args[0].args[0] is term.args[1]
    return term.args[1:] if is_inner and term.size == (1, 1) else ()


def _varying(problem: Problem, arguments: Sequence[Term]) -> list[Term]:
    """Those that depend on what is drawn, each once."""
    return [term for term in dict.fromkeys(arguments) if problem.builder.support(term)]


def _count(arguments: Sequence[Term]) -> int:
    return sum(term.size[0] * term.size[1] for term in arguments)


def _linearised(
    problem: Problem, draws: Draws, arguments: Sequence[Term], which: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Of one entry of the arguments at each draw: value, slope, size of the terms that it is summed from."""
    with torch.enable_grad():
        numbers = draws.numbers.requires_grad_()
        point = Point(problem, draws.at(numbers))
        values = torch.cat([point.value(term).flatten(1) for term in arguments], dim=1)
        own = values.gather(1, which[:, None])[:, 0]
        slope = _slope(own, numbers)
    sizes = [point.magnitude(term)[:, None].expand(-1, term.size[0] * term.size[1]) for term in arguments]
    size = torch.cat(sizes, dim=1).gather(1, which[:, None])[:, 0]
    return own.detach().nan_to_num(), slope.nan_to_num(), size.nan_to_num()


def _slope(own: Tensor, numbers: Tensor) -> Tensor:
    """Of each number by those drawn at its place; 0 if it is made of none of them, as an entry of e_i."""
    if not own.requires_grad:
        return torch.zeros_like(numbers)
    (slope,) = torch.autograd.grad(own.sum(), [numbers], allow_unused=True)
    return torch.zeros_like(numbers) if slope is None else slope
