"""What the checker refuses to judge, and what it says of conditions and memberships."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tracetrick.algebra.judgement import Judgement
from tracetrick.check import Verdict, check
from tracetrick.errors import TimeError
from tracetrick.page.source import Source
from verdicts import verdicts_of

if TYPE_CHECKING:
    from tracetrick.algebra.judgement import Problem
    from tracetrick.check import FloatJudge

PAGE = (
    r"$A, B \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^{n}$, "
    r"$t \in \mathbb{R}$."
    "\n\n"
)
DECLARATIONS = 4
SAYS_NOTHING = "both sides are the same: this says nothing"
LAST = [
    (r"$x + y = x + y$", "unreadable", SAYS_NOTHING),
    (r"$x - x = y - y$", "unreadable", "both sides are 0 in every draw: this says nothing"),
    (r"$x - x = 0$", "true", ""),
    (r"$x^\top x - x^\top x \ne 0$", "unreadable", "no draw keeps to this condition"),
    (r"$\det A \ne 0$", "true", ""),
    *(
        (claim, "unreadable", "an index of more than 10^6 values")
        for claim in (
            r"$2x_i = x_i + x_i\ (i = 1,\dots,10^{9})$",
            r"$2x_i = x_i + x_i\ (i = 1,\dots,10^{40})$",
            r"$\sum_{i=1}^{10^{40}} t = 10^{40}t$",
            r"$\prod_{1 \le k \le 10^{40}} t = t$",
            r"$r_i := x,\ i = 1,\dots,10^{9}$",
        )
    ),
    (r"$U := 0$", "unreadable", "a definition as 0 has no shape"),
    (
        r"$x^\top x \in \mathbb{N}$",
        "unreadable",
        "of an expression only shape, symmetry and sign are judged",
    ),
    (r"$\sqrt{t^2} = t\ (A > B)$", "unreadable", "a condition compares scalars"),
    (
        r"$x - x + y = y - x + x \Rightarrow t = 1$",
        "unreadable",
        "the equation does not mention the variable that is solved for",
    ),
    (r"$A \le B$", "unreadable", r"\le compares scalars, found 4×4"),
    (r"$A + A^\top \in \mathbb{S}^{n}$", "true", ""),
    (r"$A A^\top + I_n \in \mathbb{S}^{n}_{++}$", "true", ""),
    (r"$\mathrm{e}^{t} + 1 > 0$", "true", ""),
    (r"$AB \ne BA$", "true", ""),
    (r"$2A \ne A + A$", "false", "the two sides are equal at every point (at n = 4)"),
    (r"$\sum_i x_i + x_i = 1$", "unreadable", "the index i is bound by a sum and unknown outside it"),
    (r"$A \odot B x = A x$", "false", None),
    (r"$A + X = A$", "false", None),
    (r"$t^2 \ge 0$", "true", ""),
    (r"$U := 2A$", "true", "U is defined and never used"),
]


@pytest.mark.parametrize(("text", "verdict", "message"), LAST)
def test_the_last_statement(text: str, verdict: str, message: str | None) -> None:
    found = verdicts_of(f"{PAGE}{text}\n")
    assert [one.verdict for one in found[:DECLARATIONS]] == ["true"] * DECLARATIONS
    assert found[-1].verdict == verdict
    if message is not None:
        assert found[-1].message == message


def test_relations_between_dimensions_that_nothing_satisfies() -> None:
    found = verdicts_of(PAGE + "$m \\ge n$, $n > m$, $z \\in \\mathbb{R}^{m}$\n")
    assert found[-1].verdict == "unreadable"
    assert found[-1].message == "no dimensions satisfy the relations of this page"


def test_a_condition_on_the_draws_gets_no_verdict_of_the_judges() -> None:
    condition = verdicts_of(PAGE + "$\\det A \\ne 0$\n")[-1]
    assert (condition.statement.kind, condition.exact, condition.float) == ("declaration", "", "")


def test_too_many_values_of_free_indices() -> None:
    product = " ".join(f"x_{letter}" for letter in "abcdefgh")
    text = f"{PAGE}$2 {product} = {product} + {product}$\n"
    found = verdicts_of(text)[-1]
    assert found.verdict == "unreadable"
    assert found.message.endswith("values of the free indices: too many")


def saying(verdict: Literal["true", "false"]) -> FloatJudge:
    """A float judge that always says the same."""

    def judge(problem: Problem) -> Judgement:
        del problem
        return Judgement(verdict)

    return judge


def last_of(text: str, judge: FloatJudge | None = None) -> Verdict:
    """The last verdict of a page with the declarations, by this float judge."""
    return check(Source(Path("page.md"), f"{PAGE}{text}\n"), float_judge=judge)[-1]


DISAGREE = "the two judges disagree: this is a defect of the checker, please report it"
WITHOUT = [
    (r"$A + B = B + A$", "true", ""),
    (r"$AB = BA$", "false", None),
    (r"$t^2 \ge 0$", "unreadable", "outside the exact judge: install torch for the judge in float64"),
    (r"$2x - y = x \Rightarrow x = y$", "true", ""),
]


@pytest.mark.parametrize(("text", "verdict", "message"), WITHOUT)
def test_without_the_float_judge(text: str, verdict: str, message: str | None) -> None:
    found = last_of(text)
    assert found.verdict == verdict
    if message is not None:
        assert found.message == message


@pytest.mark.parametrize(
    ("text", "says"), [(r"$AB = BA$", "true"), (r"$A + B = B + A$", "false"), (r"$2x = x$", "true")]
)
def test_judges_that_disagree_fail_loudly(text: str, says: Literal["true", "false"]) -> None:
    found = last_of(text, saying(says))
    assert (found.verdict, found.message) == ("unreadable", DISAGREE)


def test_exact_false_of_a_claim_with_a_forced_sign_rests_on_the_float_judge() -> None:
    found = last_of(r"$|x^\top x| = x^\top x$", saying("true"))
    assert (found.verdict, found.exact, found.float) == ("true", "outside", "true")


ERRORS = [
    (TimeError(), "judging takes more than 5 s"),
    (RecursionError(), "nested too deep to be judged"),
    (KeyError("x"), "this is a defect of the checker, please report it (KeyError: 'x')"),
]


@pytest.mark.parametrize(("error", "message"), ERRORS)
def test_a_judge_that_breaks_is_reported(error: Exception, message: str) -> None:
    def breaks(problem: Problem) -> Judgement:
        del problem
        raise error

    found = last_of("$A + B = B + A$", breaks)
    assert (found.verdict, found.message) == ("unreadable", message)


NO_PLACE = [
    r"$u := x_{99}$",
    r"$x_{99} \in \mathbb{R}$",
    r"$\log(-\exp(t)) = t$",
    r"$\sqrt{-x^\top x - 1} = t$",
    r"$(A - A)^{-1} B = B$",
    r"$A \sim B$",
]


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_has_no_value_anywhere_is_not_true(text: str) -> None:
    assert verdicts_of(f"{PAGE}{text}\n")[-1].verdict in ("unreadable", "false")


MEMBERS = [
    (r"$U := 2A$, $U \in \mathbb{R}^{n\times n}$", "true"),
    (r"$U := 2A$, $U \in \mathbb{S}^{n}$", "false"),
    (r"$p \in \Delta^{n}$, $p \odot p \in \Delta^{n}$", "false"),
    (r"$\operatorname{softmax}(x) \in \Delta^{n}$", "true"),
    (r"$Q \in \mathrm{O}(n)$, $Q^\top \in \mathrm{O}(n)$", "true"),
    (r"$k \in \{1,\dots,n\}$, $(e_k)^\top x \in \mathbb{R}$", "true"),
    (r"$k \in \{1,\dots,n\}$, $x_k^2 \in \mathbb{R}_{>0}$", "false"),
    (r"$U := A$, $V := B$, $U, V \in \mathbb{R}^{n\times n}$", "true"),
    (r"$U := A$, $V := B$, $U, V \in \mathbb{S}^{n}$", "false"),
    (r"$\begin{bmatrix} t - t \\ 0t \end{bmatrix} = \begin{bmatrix} 0 \\ 0 \end{bmatrix}$", "true"),
    (r"$t > 1 \Rightarrow t = 2$", "false"),
    (r"$U := A$, $A + B = B + A \Rightarrow U = A$", "true"),
    (r"$2x = y + x \Rightarrow x = y \Rightarrow y = x$", "true"),
    (
        r"$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$, $m_D = m_0$, $\operatorname{tr}(W_1^\top W_1) = \|W_1\|_F^2$",
        "true",
    ),
    (r"$t_u \in \mathbb{R}$, $t_u + t = t + t_u$", "true"),
    (r"$\|A\|_* x = y \Rightarrow x = \frac{1}{\|A\|_*} y$", "true"),
    (r"$\|A\|_* x = y \Rightarrow x = \frac{2}{\|A\|_*} y$", "false"),
    (r"$\|A\|_* t^2 = \|A\|_* \Rightarrow t = 1$", "false"),
    (r"$m \ge n$, $n = 4$, $x^\top x = \|x\|^2$", "true"),
]


@pytest.mark.parametrize(("text", "verdict"), MEMBERS)
def test_memberships_and_rarer_claims(text: str, verdict: str) -> None:
    assert verdicts_of(f"{PAGE}{text}\n")[-1].verdict == verdict


def test_judging_loads_no_sympy() -> None:
    """Torch would, to compare the shapes of a tensor and its slope: a fifth of a second in each process."""
    page = r"""
$x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n\times n}$, $\mathrm{d}A = 0$, $f := e^{x^\top Ax}$

$\mathrm{d}\frac{\partial f}{\partial x} = (A + A^\top)(f\,\mathrm{d}x + (\mathrm{d}f)x)$
"""
    program = """
import sys
from pathlib import Path
from tracetrick.check import check, default_float_judge
from tracetrick.page.source import Source
found = check(Source(Path("page.md"), sys.argv[1]), float_judge=default_float_judge())
print(*(f"{one.verdict} {one.float}" for one in found if one.statement.kind == "claim"), "sympy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program, page], capture_output=True, text=True, check=True)
    assert done.stdout == "true true False\n"
