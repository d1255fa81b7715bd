"""What the checker refuses to judge, and what it says of conditions and memberships."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

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
