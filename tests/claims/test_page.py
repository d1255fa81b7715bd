"""Claims of one page share terms, draws and values; none of it is seen in their verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.algebra import exact_judge
from tracetrick.algebra.work import LIMIT, Work
from tracetrick.check import default_float_judge
from tracetrick.claims.page import PageJudge
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from tracetrick.algebra.judgement import Judgement, Problem
    from tracetrick.claims.verdict import Verdict

PREAMBLE = "---\nlayout: denominator\n---\n\n"
# What the claims have in common is a kink, a logarithm, an inverse, a choice among values, a function, a second
# differential.
PAGE = (
    PREAMBLE
    + r"""
$A \in \mathbb{R}^{n\times n}$, $x, b \in \mathbb{R}^{n}$, $u, v, w \in \{e_1,\dots,e_n\}$, $t > 0$,
$f : \mathbb{R}^{n} \to \mathbb{R}$

$z := Ax$, $a := \operatorname{relu}(z)$, $g(x) := a^\top b + \log(t)x^\top A^{-1}x$

$$\mathrm{d}z = (\mathrm{d}A)x + A\,\mathrm{d}x = \mathrm{d}(Ax)$$

$$\frac{\partial a^\top b}{\partial b} = a = \frac{\partial b^\top a}{\partial b}$$

$$\nabla f(x)^\top\mathrm{d}x = \mathrm{d}f(x)$$

$$\mathrm{d}\log\det A = \operatorname{tr}(A^{-1}\mathrm{d}A)$$

$$\mathrm{d}\det A = \operatorname{tr}\Bigl(\Bigl(\frac{\partial\det A}{\partial A}\Bigr)^\top\mathrm{d}A\Bigr)$$

$$\frac{\partial}{\partial A}(\mathrm{d}\det A) = \frac{\partial}{\partial A}(\det(A)\operatorname{tr}(A^{-1}\mathrm{d}A))$$

$$\mathrm{d}^2\log\det A = -\operatorname{tr}(A^{-1}(\mathrm{d}A)A^{-1}\mathrm{d}A)$$

$$\mathrm{d}\operatorname{tr}(A^{-1}\mathrm{d}A) = \mathrm{d}^2\log\det A$$

$$u^\top A v = v^\top A^\top u = v^\top A u$$

$$u \odot u = u, \qquad u^\top v = 0, \qquad v_1w_2 = 0, \qquad w_1 = 0, \qquad w_2 = 0, \qquad w_3 = 0, \qquad w_4 = 0$$

$$\frac{\partial g(x)}{\partial b} = a, \qquad \frac{\partial g(x)}{\partial t} = \frac{1}{t}x^\top A^{-1}x, \qquad
\frac{\partial g(x)}{\partial b} = z$$

# Another meaning

$f : \mathbb{R}^{n\times n} \to \mathbb{R}$

$$\mathrm{d}f(A) = \operatorname{tr}\bigl(\nabla f(A)^\top\mathrm{d}A\bigr)$$
"""
)
HEAVY = (
    PREAMBLE
    + r"""
$A \in \mathbb{R}^{n\times n}$

$B := A^9$

$$\det B = \det(A)^9$$

$$\det(B)\operatorname{tr}A = \det(A)^9\operatorname{tr}A$$
"""
)


def found(verdict: Verdict) -> tuple[object, ...]:
    """What came of a claim, but for the time that it took."""
    return (
        verdict.verdict, verdict.message, verdict.exact, verdict.float, verdict.draws, verdict.residual,
    )  # fmt: skip


def judge_of(text: str, limit: int = LIMIT) -> PageJudge:
    source = Source(Path("page.md"), text)
    return PageJudge(list(statements(source)), default_float_judge(), limit=limit)


def test_a_claim_comes_out_as_it_does_alone_and_in_any_order() -> None:
    with deep_recursion():
        page = judge_of(PAGE)
        claims = [one for one in page.found if one.kind == "claim"]
        together = [found(page.verdict(one)) for one in claims]
        other = judge_of(PAGE)
        backwards = [
            found(other.verdict(one)) for one in reversed([one for one in other.found if one.kind == "claim"])
        ]
        alone = []
        for number in range(len(claims)):
            own = judge_of(PAGE)
            alone.append(found(own.verdict([one for one in own.found if one.kind == "claim"][number])))
    assert together == alone
    assert backwards == alone[::-1]
    assert [one[0] for one in together].count("false") == 8


@pytest.mark.parametrize("part", [0.9, 0.5])
def test_what_is_too_much_alone_is_too_much_beside_others(part: float) -> None:
    def work(claims: slice, limit: int) -> list[str]:
        page = judge_of(HEAVY, limit)
        return [page.verdict(one).verdict for one in [s for s in page.found if s.kind == "claim"][claims]]

    enough = next(
        limit for limit in range(1_000, LIMIT, 500) if work(slice(1, 2), limit) == ["true"]
    )  # of the second claim alone
    limit = int(part * enough)
    assert work(slice(1, 2), limit) == ["unreadable"]
    assert work(slice(0, 2), limit)[1] == "unreadable"
    assert work(slice(0, 2), enough)[1] == "true"


def test_a_claim_that_has_no_draw_anywhere_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    judge = exact_judge.judge

    def counted(problem: Problem, draws: int = 1) -> Judgement:
        asked.append(problem)
        return judge(problem, draws)

    monkeypatch.setattr(exact_judge, "judge", counted)
    page = PREAMBLE + (
        r"$A \in \mathbb{R}^{n\times n}$, $C := \operatorname{adj}(A)^\top$ "
        r"$$\frac{\det A}{\partial\partial a_{ij}} = c_{ij}$$"
    )
    with deep_recursion():
        found = PageJudge(list(statements(Source(Path("page.md"), page))), default_float_judge()).run()
    assert found[-1].verdict == "unreadable"
    assert found[-1].message == "no draw is found at which every inverse, logarithm and root exists"
    assert len(asked) < 21  # assignments, of which the last take longest


def test_a_logarithm_of_a_product_without_a_draw_asks_for_brackets() -> None:
    page = PREAMBLE + (
        r"$F \in \mathbb{R}^{3\times 3}$, $\det F \ne 0$, $J := \det F$ $$2\ln J\,F^{-\top} = 2\ln(J)\,F^{-\top}$$"
    )
    with deep_recursion():
        found = PageJudge(list(statements(Source(Path("page.md"), page))), default_float_judge()).run()
    assert found[-1].verdict == "unreadable"
    assert page[found[-1].at :].startswith(r"\ln J")
    assert found[-1].message == (
        "no draw is found at which every inverse, logarithm and root exists; "
        "the logarithm takes the whole product behind it: write brackets if less is meant"
    )


def test_a_claim_that_has_no_value_anywhere_is_given_up() -> None:
    page = (
        r"$X \in \mathbb{R}^{m\times n}$, $Z \in \mathbb{R}^{n\times p}$ "
        r"$$(\mathrm{d}(XZ))_{ij} = \sum_{k=1}^{n4} \bigl((\mathrm{d}x_{ik})z_{kj} + x_{ik}\,\mathrm{d}z_{kj}\bigr)$$"
    )
    found = list(statements(Source(Path("page.md"), page)))
    judge = PageJudge(found, default_float_judge())
    work = Work()
    verdict = judge.caught(found[-1], work)
    assert (verdict.verdict, verdict.message) == ("unreadable", "there is no entry 10 among 9")
    assert work.spent < LIMIT // 4  # it would take all of it to try every assignment
