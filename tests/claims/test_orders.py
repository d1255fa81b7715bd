"""Inequalities: what is positive and comes near 0 is not refuted, what is false in a small place is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.check import DEFECT, check, default_float_judge
from tracetrick.claims import problems
from tracetrick.page.source import Source

NAMES = r"""
$A, B, C \in \mathbb{R}^{n\times n}$, $x, y, z \in \mathbb{R}^{n}$, $a, b, s, t \in \mathbb{R}$, $\lambda, \mu > 0$,
$P, R \in \mathbb{S}^{n}_{++}$, $S, H \in \mathbb{S}^{n}$, $Q \in \mathrm{O}(n)$, $p, q \in \Delta^{n}$
"""

# Positive, and as near 0 as one likes on the way to infinity.
IN_THE_LIMIT = [
    r"\frac{1}{1+s^2} + (t-s)^2 > 0",
    r"\frac{1}{\sqrt{1+s^2}} + (t-s)^2 > 0",
    r"\frac{1}{1+\log(1+s^2)} + (t-s)^2 > 0",
    r"\frac{1}{1+s^2} + (t-1000 s)^2 > 0",
    r"\frac{1}{1+s^2+t^2} + (s-t)^2 + (a-b)^2 > 0",
    r"\frac{1}{1+x^\top x} + (s - \mathbf 1^\top x)^2 > 0",
    r"\frac{1}{\lambda^2} + (\lambda - \mu)^2 > 0",
    r"\frac{1}{1 + s^2t^2} + (s-t)^2 > 0",
    r"\lambda + \mu > 2\sqrt{\lambda\mu} - e^{-\lambda}",
    r"(st-1)^2 + s^2 > 0",
    r"e^{-s}+(t-s)^2 > 0",
    r"e^{-s^2}+(t-s)^2 > 0",
    r"e^{-e^s} + (t-s)^2 > 0",
    r"s^2 + t^2 + e^{-s-t} > 2ts",
    r"\|x-y\| + e^{-\|x\|^2} > 0",
    r"(\operatorname{tr}A)^2 < n\|A\|_F^2 + e^{-s^2}",
    r"\operatorname{tr}Q < n + e^{-s^2}",
    r"\frac{1}{1+\|A\|_F^2}I + (A-B)^\top(A-B) \succ 0",
    r"xx^\top \prec (\frac{1}{1+\|x\|^2} + x^\top x) I",
]
# True, where float64 shows both sides equal.
HIDDEN = [
    r"1 + e^{-100-s^2} > 1",
    r"\log(1+e^{-100-s^2}) > 0",
    r"\tanh(20+s^2) < 1",
    r"e^{-s^2-800} > 0",
    r"1 + 10^{-30}\lambda > 1",
    r"(s-t)^2 + 10^{-20} > 0",
    r"\log(e^a+e^b) > a",
    r"(\det P)^{-1/2}e^{-\frac12 x^\top P^{-1} x} > 0",
]
# False at a few points only.
TOUCHING = [
    r"(t-s)^2 > 0",
    r"(t-s)^6 > 0",
    r"(st-1)^2 > 0",
    r"(st-1)^2 + (s-2)^2 > 0",
    r"(t-s-100)^2 > 0",
    r"(t-s^2)^2 + (s-3)^2 > 0",
    r"(t-s)^2 e^{s^2} > 0",
    r"(\tanh s - 0.5)^2 > 0",
    r"(e^{s}-e^{-5})^2 > 0",
    r"(s-1)^2 + e^{-t^2} > e^{-t^2}",
    r"\|A-I\|_F^2 + (s-1)^2 > 0",
    r"\|P - R\|_F > 0",
    r"p^\top p > 1/n",
    r"\lambda\log\lambda > -e^{-1}",
    r"\frac{2s}{1+s^2} < 1",
    r"\operatorname{tr}P - \log\det P > n",
    r"|s-1|+|t-2| > 0",
    r"|s-t|+|t-2| > 0",
    r"\|x-y\|_1 + (s-2)^2 > 0",
]
# False in a small region.
BELOW = [
    r"\frac{1}{1+s^2} + (t-s)^2 > 10^{-5}",
    r"e^{-s} + (t-s)^2 \ge 10^{-4}",
    r"(st-1)^2+s^2 \ge 10^{-2}",
    r"(s-3)^2 + (t-4)^2 \ge 10^{-4}",
    r"100(t-s^2)^2+(1-s)^2 \ge 10^{-4}",
    r"s^4 - 3s^2 + 2.24 \ge 0",
    r"e^s \ge 1 + s + 10^{-6}",
    r"\log\det P \le \operatorname{tr}P - n - 10^{-4}",
]

# False where all kinks meet: a climb comes to rest before that.
AT_A_CORNER = [
    r"\|A-2I\|_*>0",
    r"\|A-2I\|_2>0",
    r"\|A-B\|_2+|s-3|>0",
    r"\|A-B\|_2+|s-3|\ge 10^{-4}",
    r"\|A-B\|_F>0",
    r"\|x-2y\|_1>0",
    r"\max(|s-1|,|t-2|)>0",
    r"\max(\|x-\mathbf 1\|,|s-2|)>0",
    r"\|A-B\|_*+\|x-y\|_2>0",
    r"\|A-B\|_2+\|A+B-I\|_2>0",
    r"\|A-B\|_2+\|B-C\|_2+\|C-I\|_2>0",
    r"2\|A-3I\|_*+3\|B-A\|_F>0",
    r"\|A-sI\|_*+|s-2|>0",
    r"\|AB-I\|_*>0",
    r"\|A^2-I\|_2>0",
    r"\|S-H\|_*+|\lambda-\mu|>0",
    r"\|x-y\|+\|x-2z\|>0",
    r"\sqrt{(s-1)^2+(t-2)^2}+|a-s|>0",
    r"\sqrt{(x-y)^\top(x-y)}+\|y-2z\|_1>0",
    r"\|p-q\|_1+|s-1|>0",
    r"|\det A-1|+|s-2|>0",
    r"(s-1)^2+\|x-\mathbf 1\|_1+\|A-I\|_F^2>0",
    r"\operatorname{tr}((A-I)^\top(A-I))+|s-2|>0",
    r"|s-1|+|s+1|+|t|>2",
]
# Norms and absolute values that do not vanish together.
NO_CORNER = [
    r"\|A-2I\|_*+1>0",
    r"\|A\|_*+e^{s}>0",
    r"\|A\|_*+\|A-I\|_*>0",
    r"\|A-B\|_*+\|A-B-10^{-2}I\|_*>0",
    r"\|A-B\|_2+\frac{1}{1+\|A\|_F^2}>0",
    r"\|x\|+\|x-\mathbf 1\|>0",
    r"\|xy^\top-I\|_*>0",
    r"\|Q-2I\|_*>0",
    r"\|Q-A\|_F+\|A\|_F>0",
    r"|s-1|+|t-s|+|t-1.01|>0",
    r"|s-t|+|s-t-1|\ge 1",
    r"\|A\|_2+\|I-A\|_2\ge 1",
]
# What is climbed is a derivative.
OF_DERIVATIVES = [
    (r"(\frac{\partial}{\partial s}(s^2-4s))^2>0", "false"),
    (r"(\frac{\partial}{\partial s}(s^2-4s))^2+e^{-s}>0", "true"),
    (r"(\frac{\partial}{\partial s}(e^s-5s))^2>0", "false"),
    (r"\frac{\partial}{\partial s}(s^3-3s)>-3", "false"),
    (r"\frac{\partial}{\partial s}(s^3-3s)\ge-3", "true"),
    (r"\frac{\partial}{\partial s}(s^4-8s^2)\ge-24", "false"),
    (r"\|\nabla_x(x^\top Px-2x^\top y)\|>0", "false"),
]
# An equality, or a number a little too large, in well-known inequalities.
SHARP = [
    (r"\|A\|_*\le\sqrt n\|A\|_F", "true"),
    (r"\|A\|_*\le 1.9\|A\|_F", "false"),
    (r"|\operatorname{tr}A|\le\|A\|_*", "true"),
    (r"|\operatorname{tr}A|\le\|A\|_F", "false"),
    (r"\det P\le(\operatorname{tr}P/n)^n", "true"),
    (r"\det P<(\operatorname{tr}P/n)^n", "false"),
    (r"P^{-1}\succeq 2I-P", "true"),
    (r"P^{-1}\succeq 2.01I-P", "false"),
    (r"(P+R)^{-1}\preceq\frac14(P^{-1}+R^{-1})", "true"),
    (r"(P+R)^{-1}\preceq 0.24(P^{-1}+R^{-1})", "false"),
    (r"\operatorname{tr}(SHSH)\le\operatorname{tr}(S^2H^2)", "true"),
    (r"\operatorname{tr}(SHSH)\le 0.99\operatorname{tr}(S^2H^2)", "false"),
    (r"\sum_{i=1}^np_i\log\frac{p_i}{q_i}\ge\frac12\|p-q\|_1^2", "true"),
    (r"\sum_{i=1}^np_i\log\frac{p_i}{q_i}\ge 0.51\|p-q\|_1^2", "false"),
    (r"\cosh s\le e^{s^2/2}", "true"),
    (r"\cosh s\le e^{0.49s^2}", "false"),
]


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [(one, "true") for one in [*IN_THE_LIMIT, *HIDDEN, *NO_CORNER]]
    + [(one, "false") for one in [*TOUCHING, *BELOW, *AT_A_CORNER]]
    + [*OF_DERIVATIVES, *SHARP],
)
def test_a_strict_inequality_fails_where_both_sides_are_equal(latex: str, verdict: str) -> None:
    found = check(Source(Path("page.md"), f"{NAMES}\n$${latex}$$\n"), float_judge=default_float_judge())
    assert (found[-1].verdict, found[-1].message if verdict == "true" else "") == (verdict, "")


@pytest.mark.parametrize("seed", ["a", "b", "c", "d", "e", "f"])
@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"\frac{1}{\lambda^2} + (\lambda - \mu)^2 > 0", "true"),
        (r"\lambda + \mu > 2\sqrt{\lambda\mu} - e^{-\lambda}", "true"),
        (r"\lambda + \mu > 2\sqrt{\lambda\mu}", "false"),
        (r"(s-100)^2 > 0", "false"),
    ],
)
def test_whatever_is_drawn(latex: str, verdict: str, seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "_seed", lambda _: seed)
    found = check(Source(Path("page.md"), f"{NAMES}\n$${latex}$$\n"), float_judge=default_float_judge())
    assert found[-1].verdict == verdict


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"h^\top\mathbf{1} \le 1", "true"),  # nothing to climb by
        (r"h^\top\mathbf{1} < 1", "false"),
        (r"\mathrm{d}u\,\mathrm{d}x^\top y \le x^\top\mathrm{d}y", "false"),  # slopes beside tangents
        (r"\mathrm{d}u\,\mathrm{d}u \ge 0", "true"),
        (r"\mathrm{d}u \le 0", "false"),
        (r"\mathrm{d}u \ge 0", "false"),
        (r"\mathrm{d}x^\top\mathrm{d}x > 0", "true"),
    ],
)
def test_of_one_hot_vectors_and_differentials(latex: str, verdict: str) -> None:
    names = r"$h \in \{e_1,\dots,e_n\}$, $x, y \in \mathbb{R}^{n}$, $u := x^\top y$."
    found = check(Source(Path("page.md"), f"{names}\n\n$${latex}$$\n"), float_judge=default_float_judge())
    assert (found[-1].verdict, DEFECT in found[-1].message) == (verdict, False)
