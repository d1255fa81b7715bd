"""Points on either side of the kinks of a claim, where what holds at usual draws may fail."""

from __future__ import annotations

from itertools import product as combinations
from typing import TYPE_CHECKING

import torch

from tracetrick.algebra.float_draws import Draws, joined
from tracetrick.algebra.float_points import DRAWS
from tracetrick.algebra.float_values import KINKS, Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term

_BESIDE = 1e-4  # of the terms that the argument of a kink is summed from
_MOST_KINKS = 16
_CORNER = 2  # kinks that meet
_TURNS = 120  # to one of them after the other
_NEWTON = 6


def beside_kinks(problem: Problem, draws: Draws) -> Iterator[Draws]:
    """Draws on either side of each kink: what holds between two of them may be nowhere else drawn."""
    usual = draws.chosen(range(min(DRAWS, len(draws))))
    for entry, side in combinations(_kinks(problem), (_BESIDE, -_BESIDE)):
        yield _moved_to(problem, usual, entry, side)


def at_corner(problem: Problem, draws: Draws) -> Draws:
    """Draws moved towards a point at which all kinks meet: a climb comes to rest before it."""
    kinks = _kinks(problem)
    if len(kinks) < _CORNER:
        return draws
    usual = draws.chosen(range(min(DRAWS, len(draws))))
    for _ in range(max(_NEWTON, _TURNS // len(kinks))):
        for entry in kinks:
            usual = _moved_to(problem, usual, entry, 0.0, steps=1)
    return joined([draws, usual])


def _kinks(problem: Problem) -> list[Term]:
    """The scalars at whose zeros a value has a kink; the first of many."""
    inner = (t for t in problem.terms if t.op == "pointwise" and t.data in KINKS)
    arguments = dict.fromkeys(t.args[0] for t in inner if problem.builder.support(t))
    entries = [entry for argument in arguments for entry in problem.builder.entries(argument)]
    return entries[:_MOST_KINKS]


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
