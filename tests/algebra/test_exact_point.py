"""Several draws of the exact judge at once, which are each what they are alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.algebra.exact_judge import judge
from tracetrick.algebra.exact_point import Point
from tracetrick.algebra.modular import RedrawError
from tracetrick.algebra.work import Work
from tracetrick.claims.assignments import Assignments
from tracetrick.claims.problems import prepare
from tracetrick.page.source import Source
from tracetrick.page.statements import statements

if TYPE_CHECKING:
    from tracetrick.algebra.judgement import Problem

INTRODUCTION = r"""Let $A, B \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{n\times m}$, $P \in \mathbb{S}^n_{++}$,
$Q \in \mathrm{O}(n)$, $h \in \{e_1,\dots,e_n\}$, $x, y \in \mathbb{R}^n$, $s \in \mathbb{R}$,
$F : \mathbb{R}^n \to \mathbb{R}^m$, $\sigma : \mathbb{R} \to \mathbb{R}$."""
CLAIMS = [
    r"(A + 2B^\top)X = 2B^\top X + AX",
    r"A \otimes (x^\top y) = (x^\top y)A + 0B^\top \odot Q",
    r"\det(AB) = \det B\det A",
    r"A^{\#}A = \det(A)I",
    r"\operatorname{tr}(A^{-1}QP) = \mathbf{1}^\top(A^{-1}\odot(QP)^\top)\mathbf{1}",
    r"XX^+X = X",
    r"e^{s}h = \max(s, 2)h + e^sh - \operatorname{relu}(s-2)h - 2h",
    r"\mathrm{d}\det A = \operatorname{tr}(A^{\#}\,\mathrm{d}A)",
    r"\mathrm{d}^2(x^\top Ax) = 2\,\mathrm{d}x^\top\mathrm{d}A\,x + 2x^\top\mathrm{d}A\,\mathrm{d}x + 2\,\mathrm{d}x^\top A\,\mathrm{d}x",
    r"\mathrm{d}F(x) = \left(\frac{\partial F(x)}{\partial x}\right)^\top\mathrm{d}x + F(x)",
    r"\frac{\partial\,\mathbf{1}^\top\sigma(Ax)}{\partial A} = \sigma'(Ax)x^\top",
    r"\frac{\partial\operatorname{vec}(AXB_{11})}{\partial\operatorname{vec}(X)^\top} = B_{11}(I_m\otimes A)",
    r"\nabla_x^2\,x^\top Ax = A + A^\top",
]
SEEDS = ("one", "two", "three")


def problem_of(claim: str) -> Problem:
    text = f"# Page\n\n{INTRODUCTION}\n\n$$ {claim} $$\n"
    found = list(statements(Source(Path("page.md"), text)))
    errors = [one.error for one in found if one.error]
    assert not errors
    return prepare(found[-1], next(iter(Assignments(found).at(found[-1].scope))), Work()).problem


@pytest.mark.parametrize("claim", CLAIMS)
def test_values_are_those_of_each_draw_alone(claim: str) -> None:
    problem = problem_of(claim)
    together = Point(problem, SEEDS, number=1)
    alone = [Point(problem, (seed,), number=number) for number, seed in enumerate(SEEDS, 1)]
    for term in problem.terms:
        assert together.plain(term) == [entry for one in alone for entry in one.plain(term)]


@pytest.mark.parametrize("claim", CLAIMS)
def test_draws_together_come_to_the_verdict_of_one(claim: str) -> None:
    problem = problem_of(claim)
    one, many = judge(problem), judge(problem, 5)
    assert (many.verdict, many.both_zero) == (one.verdict, one.both_zero)
    assert many.draws == (1 if one.verdict == "false" else 5)


def test_draws_without_a_root_are_left_out() -> None:
    """Half of all numbers have no root: those of a draw that has none are told."""
    problem = problem_of(r"\sqrt{s}\sqrt{s} = s")
    root = next(term for term in problem.terms if term.data == "sqrt")
    seeds = tuple(map(str, range(20)))
    with pytest.raises(RedrawError) as error:
        Point(problem, seeds).plain(root)
    without = [seed for seed, fault in zip(seeds, error.value.faults, strict=True) if fault]
    assert 0 < len(without) < len(seeds)
    for seed in without:
        with pytest.raises(RedrawError):
            Point(problem, (seed,)).plain(root)
    assert judge(problem, 40).draws >= 40
    assert judge(problem, 40).verdict == "true"
    assert judge(problem_of(r"\sqrt{s}\sqrt{s} = -s"), 40).verdict == "false"
