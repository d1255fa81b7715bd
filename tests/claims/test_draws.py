"""Claims that hold at the draws that come first, and not everywhere; and their true neighbours."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

SQUARES = r"$A \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^{n}$, $t \in \mathbb{R}$."
VECTORS = r"$x, y \in \mathbb{R}^{n}$, $t, a, b \in \mathbb{R}$."
POSITIVE = r"$P \in \mathbb{S}^{n}_{++}$, $s > 0$, $p \in \Delta^{n}$."
ONE_HOT = r"$u, v, w \in \{e_1,\dots,e_n\}$, $x \in \mathbb{R}^{n}$."
ORTHOGONAL = r"$Q, R \in \mathrm{O}(n)$."
SMOOTH = r"$f : \mathbb{R}^{n} \to \mathbb{R}$, $\sigma : \mathbb{R} \to \mathbb{R}$, $x \in \mathbb{R}^{n}$, $t \in \mathbb{R}$."

KINKS = [
    (VECTORS, r"|t + 100| = t + 100", "false"),
    (VECTORS, r"|t + 10^6| = t + 10^6", "false"),
    (VECTORS, r"\sqrt{(t + 100)^2} = t + 100", "false"),
    (VECTORS, r"\max(t, -500) = t", "false"),
    (VECTORS, r"\mathrm{d}|t + 100| = \mathrm{d}t", "false"),
    (VECTORS, r"|t| = t\operatorname{sign}(t) + \mathbb{1}[t > 10^5]", "false"),
    (VECTORS, r"|t| = t\operatorname{sign}(t) + \mathbb{1}[t > 1]\mathbb{1}[t < 1.01]", "false"),
    (VECTORS, r"\operatorname{relu}(t-3)\operatorname{relu}(3.001-t) = 0", "false"),
    (VECTORS, r"\mathbb{1}[t > 1]\mathbb{1}[t < 1.01] \le 0", "false"),
    (VECTORS, r"\|x\|_\infty + \mathbb{1}[x_1 > 10^5] = \|x\|_\infty", "false"),
    (VECTORS, r"\operatorname{relu}(t-3)\operatorname{relu}(3-t) = 0", "true"),
    (VECTORS, r"\operatorname{relu}(t)\operatorname{relu}(-t) \le 0", "true"),
    (VECTORS, r"|ab| = |a||b|", "true"),
    (VECTORS, r"\|ax\| = |a|\|x\|", "true"),
    (VECTORS, r"\mathrm{d}\operatorname{sign}(x) = 0", "true"),
    (VECTORS, r"\mathrm{d}\,\mathbb{1}[x > 0] = 0", "true"),
    (VECTORS, r"\frac{\partial \operatorname{sign}(t)}{\partial t} = 0", "true"),
    (SQUARES, r"\prod_{i=1}^n\prod_{j=1}^n \mathbb{1}[A_{ij} > 0] = 0", "false"),
]
TRANSCENDENTAL = [
    (VECTORS, r"\tanh(t+50) + e^t = 1 + e^t", "false"),
    (VECTORS, r"\tanh(t+50) = 1", "false"),
    (VECTORS, r"\log(1+e^{t+60}) = t+60", "false"),
    (VECTORS, r"\arctan(\tan(t/4)) = t/4", "false"),
    (VECTORS, r"e^{a+b} = e^a e^b", "true"),
    (VECTORS, r"\cosh(t)^2 - \sinh(t)^2 = 1", "true"),
    (VECTORS, r"\operatorname{softmax}(x - t\mathbf{1}) = \operatorname{softmax}(x)", "true"),
    (VECTORS, r"\|x-y\|^2 = \|x\|^2 - 2x^\top y + \|y\|^2 + 10^{-10}\|x\|", "false"),
    (VECTORS, r"\prod_{j=2}^{11}(n-j) = 0", "false"),
    (VECTORS, r"\prod_{j=1}^{20}(n-j) = 0", "false"),
    (VECTORS, r"\|x\|_1 + 10^{-12} = \|x\|_1", "false"),
    (VECTORS, r"|t| + 10^{-20} = |t|", "false"),
    (VECTORS, r"t + 10^{-20} = t", "false"),
    (VECTORS, r"|x^\top x| = x^\top x", "true"),
    (VECTORS, r"\sqrt{(a^2+b^2)^2} = a^2 + b^2", "true"),
    (VECTORS, r"\max(a, \max(b, t)) = \max(\max(a, b), t)", "true"),
    (VECTORS, r"\frac{1}{3} = 0.3333333333333", "false"),
    (VECTORS, r"\pi = 3.1415926536", "false"),
    (VECTORS, r"\sin\pi = 0", "true"),
]
DISCRETE = [
    (ONE_HOT, r"u_1 = 0", "false"),
    (ONE_HOT, r"u_1^2 = u_1", "true"),
    (ONE_HOT, r"u^\top v = 0", "false"),
    (ONE_HOT, r"u^\top v = 1", "false"),
    (ONE_HOT, r"(u^\top v)^2 = u^\top v", "true"),
    (ONE_HOT, r"(u^\top v)(v^\top w) = 0", "false"),
    (ORTHOGONAL, r"\det Q = 1", "false"),
    (ORTHOGONAL, r"\det Q = -1", "false"),
    (ORTHOGONAL, r"\det Q = \det R", "false"),
    (ORTHOGONAL, r"(\det Q)^2 = 1", "true"),
]
DETERMINANTS = [
    (SQUARES, r"AA^+ = I", "false"),  # of a singular matrix
    (SQUARES, r"A^+A = AA^+", "false"),
    (SQUARES, r"AA^+A = A", "true"),
    (SQUARES, r"A^{-1}AA^+ = A^{-1}", "true"),
    (SQUARES, r"(A^\top)^+ = (A^+)^\top", "true"),
    (SQUARES, r"(xy^\top)^+ = \frac{yx^\top}{x^\top x\,y^\top y}", "true"),
    (SQUARES, r"\det(xy^\top) = 0", "true"),
    (SQUARES, r"|xx^\top| = 0", "true"),
    (SQUARES, r"\operatorname{adj}(xx^\top) = 0", "false"),  # in two dimensions
    (SQUARES + " $n > 2$.", r"\operatorname{adj}(xx^\top) = 0", "true"),
    (SQUARES, r"\det(xy^\top + yx^\top + xx^\top) = 0", "false"),
    (SQUARES, r"\det(xy^\top\otimes A) = 0", "true"),
    (SQUARES, r"\det(X^\top X) = 0", "false"),
    (SQUARES, r"\det(A + xy^\top) = \det A + y^\top\operatorname{adj}(A)x", "true"),
    (SQUARES, r"XX^{+} = I", "false"),
    (SQUARES, r"X^{+}X = I", "false"),
    (SQUARES, r"XX^{+}X = X", "true"),
    (SQUARES, r"(xx^\top)^{+} = \frac{1}{\|x\|^4}xx^\top", "true"),
    (SQUARES, r"(A^{1/2})^\top = A^{1/2}", "unreadable"),
    (SQUARES, r"\|X\|_1 = \max(\|X\|_1, 0)", "true"),
    (SQUARES, r"\|X^\top\|_2 = \|X\|_2", "true"),
    (SQUARES, r"\|3X\|_* = 3\|X\|_*", "true"),
    (SQUARES, r"\|xy^\top\|_* = \|x\|\|y\|", "true"),
    (SQUARES, r"\|X\|_1 = \|X\|_F", "false"),
]
NUMBERS = [
    (SQUARES, r"n^2\operatorname{tr}A = (9n - 20)\operatorname{tr}A", "false"),
    (SQUARES, r"(n-2)(n-3)(n-4)(n-5)(n-6)(n-7)\operatorname{tr}A = 0", "false"),
    (VECTORS, r"\sum_{i=1}^{n} (2i - 10) = -20", "false"),
    (VECTORS, r"\sum_{k=1}^{n}\sum_{j=1}^{n} 1 = 9\sum_{k=1}^{n} 1 - 20", "false"),
    (VECTORS, r"\operatorname{tr}(I_n)^2 = 9\operatorname{tr}(I_n) - 20", "false"),
    (VECTORS, r"(\mathbf{1}_n^\top\mathbf{1}_n)^2 = 9\,\mathbf{1}_n^\top\mathbf{1}_n - 20", "false"),
    (VECTORS, r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}", "true"),
    (SQUARES, r"\sum_{k=1}^{9} A_{kk} = \operatorname{tr}A", "false"),
    (r"$k \in \mathbb{N}$, $t \in \mathbb{R}$.", r"(k-1)(k-2)(k-3)(k-4)t^k = 0", "false"),
    (r"$k \in \mathbb{N}$, $t \in \mathbb{R}$.", r"\frac{\mathrm{d}}{\mathrm{d}t}t^k = kt^{k-1}", "true"),
    (
        r"$A \in \mathbb{R}^{m\times p}$, $x_i \in \mathbb{R}^{m},\ i = 1,\dots,D$.",
        r"(D-1)(D-2)(D-3)(D-4)A = 0",
        "false",
    ),
]
SMALL = [
    (SQUARES, r"\|A\|_2 + 10^{-12}\|x\|^2 = \|A\|_2", "false"),
    (SQUARES, r"A + \|A\|_2 A^\top = \|A\|_2 A^\top + A + 10^{-13} A^\top", "false"),
    (SQUARES, r"\|A\|_* - t = \|A\|_* - (t - 10^{-12})", "false"),
    (SQUARES, r"\|A\|_2 + t = t + \|A\|_2", "true"),
    (SQUARES, r"\|A\|_2 + t - \|A\|_2 = t", "true"),
    (SQUARES, r"\|A\|_2 + \|A\|_2 = \|A\|_2 + t - t + \|A^\top\|_2", "true"),
]
ORDERS = [
    (SQUARES, r"|\det A| > 0", "false"),
    (SQUARES, r"\|X\|_F > 0", "false"),
    (SQUARES, r"(t-1)^2 > 0", "false"),
    (SQUARES, r"(t-37)^2 \ge 0.5", "false"),
    (SQUARES, r"(t-500)^2 \ge 1", "false"),
    (SQUARES, r"\|x-\mathbf{1}\|^2 > 10^{-6}", "false"),
    (SQUARES, r"t^2 + 1 > 2t", "false"),
    (SQUARES, r"t^2 + 1 \ge 2t", "true"),
    (SQUARES, r"e^{-t^2} > 0", "true"),
    (SQUARES, r"\tanh t < 1", "true"),
    (SQUARES, r"|x^\top y| \le \|x\|\|y\|", "true"),
    (POSITIVE, r"\operatorname{tr}P \ge 10^{-3}", "false"),
    (POSITIVE, r"P \succeq 10^{-3} I", "false"),
    (POSITIVE, r"P \succ 0", "true"),
    (POSITIVE, r"s < 10^6", "false"),
    (POSITIVE, r"s > 10^{-4}", "false"),
    (POSITIVE, r"\log(1+s) < s", "true"),
    (POSITIVE, r"\log s \ge -2.4", "false"),
    (POSITIVE, r"\sqrt{s} \ge 0.3", "false"),
    (POSITIVE, r"p_1 > 0", "false"),
    (POSITIVE, r"p^\top p < 1", "false"),
    (POSITIVE, r"p^\top p \le 1", "true"),
    (POSITIVE, r"\log\det P \le \operatorname{tr}P - n", "true"),
    (ORTHOGONAL, r"Q_{11} < 1", "false"),
    (ORTHOGONAL, r"\operatorname{tr}Q \le n", "true"),
    (VECTORS, r"\|x\|_1 \le 2\|x\|_2", "false"),
    # At 0 there is no inverse.
    (SQUARES, r"\|A^{-1}\|_2\|A\|_2 \ge 1", "true"),
    (SQUARES, r"\|A^{-1}\|_2\|A\|_2 \ge 1.5", "false"),
    (SQUARES, r"\|A^{-1}\|_*\|A\|_* \ge n^2", "true"),
    (VECTORS, r"\|x\|_2^2 \le 12\|x\|_\infty^2", "false"),
    (r"$A \in \mathbb{R}^{m\times m}$.", r"(\operatorname{tr}A)^2 \le 5\|A\|_F^2", "false"),
    (r"$A \in \mathbb{R}^{m\times m}$.", r"(\operatorname{tr}A)^2 \le m\|A\|_F^2", "true"),
    (r"$k \in \mathbb{N}$.", r"k \le 10", "false"),
    (r"$k \in \mathbb{N}$.", r"2^k \ge 4", "false"),
    (r"$k \in \mathbb{N}$.", r"2^k \ge k + 1", "true"),
    (SMOOTH, r"f(x) < 1000", "false"),
    (SMOOTH, r"\sigma(t) \ge -40", "false"),
]


PAGES = [
    (
        "a relation of another section",
        "$x \\in \\mathbb{R}^{m}$\n\n## One\n\n$m = 1$\n\n## Two\n\n$$\\mathbf 1_m^\\top\\mathbf 1_m = 1$$\n",
        "false",
    ),
    (
        "a condition of one index",
        "$x \\in \\mathbb{R}^{n}$\n\n$$|x_n| + x_i = x_n + x_i \\quad (x_i > 0)$$\n",
        "false",
    ),
    ("a condition of each index", "$x \\in \\mathbb{R}^{n}$\n\n$$|x_i| = x_i \\quad (x_i > 0)$$\n", "true"),
    (
        "a denominator that is 0",
        "$a \\in \\mathbb{R}$, $w, y \\in \\mathbb{R}^{n}$\n\n$$\\frac{1}{a-a}w = y \\Rightarrow w = y$$\n",
        "unreadable",
    ),
]


@pytest.mark.parametrize(("page", "verdict"), [one[1:] for one in PAGES], ids=[one[0] for one in PAGES])
def test_what_a_page_says_holds_where_it_is_said(page: str, verdict: str) -> None:
    assert verdicts_of(page)[-1].verdict == verdict


def test_relations_between_dimensions_that_contradict_one_another() -> None:
    found = verdicts_of(r"$x \in \mathbb{R}^{m}$, $m = 3$, $m = 5$, $z \in \mathbb{R}^{m}$")[-1]
    assert (found.verdict, found.message) == (
        "unreadable",
        "no dimensions satisfy the relations of this page",
    )


def test_a_statement_that_must_fail_says_nothing_of_the_domain_of_others() -> None:
    page = "$x \\in \\mathbb{R}$\n\n$$|x| = x$$\n\n/// wrong | twice the logarithm\n$$\\log x = 2\\log x$$\n///\n"
    found = [one.verdict for one in verdicts_of(page) if one.statement.kind == "claim"]
    assert found == ["false", "false"]


@pytest.mark.parametrize(
    ("names", "latex", "verdict"),
    [*KINKS, *TRANSCENDENTAL, *DISCRETE, *DETERMINANTS, *NUMBERS, *SMALL, *ORDERS],
    ids=lambda text: text if "$" not in text else "",
)
def test_a_claim_is_judged_where_it_could_fail(names: str, latex: str, verdict: str) -> None:
    found = verdicts_of(f"{names}\n\n$${latex}$$\n")[-1]
    assert (found.verdict, found.message if found.verdict == "unreadable" else "") == (
        verdict,
        found.message if verdict == "unreadable" else "",
    )
