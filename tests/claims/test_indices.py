"""Over which values a claim with free indices is judged."""

from __future__ import annotations

import pytest

from verdicts import claims_of, verdicts_of

PAGE = (
    r"$A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^{n}$, $v_i \in \mathbb{R}^{n},\ i = 1,\dots,N$"
    "\n\n"
)


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (
            r"A_{ij}\delta_{1j} = A_{ij},\ i = 1,\dots,n,\ j = 1,\dots,i",
            "false",
        ),  # for j = 1 alone it is true
        (r"A_{ij}\delta_{1j} = A_{ij},\ i = 1,\dots,n,\ j = 1,\dots,1", "true"),
        (r"A_{ij}\delta_{ij} = 0,\ i = 1,\dots,n,\ j = i+1,\dots,n", "true"),
        (r"A_{ij}\delta_{ij} = 0,\ i = 1,\dots,n,\ j = i,\dots,n", "false"),
        (r"A_{ij}\delta_{ij} = 0,\ j = i+1,\dots,n", "true"),
        (r"A_{ij}\delta_{ij} = 0,\ i \le j \le n", "false"),
        (r"v_i - v_{i-1} = v_i - v_{i-1} + 0,\ j + 1 \le i \le N", "true"),
    ],
)
def test_a_range_may_depend_on_another_index(latex: str, verdict: str) -> None:
    assert claims_of(f"{PAGE}${latex}$\n") == [verdict]


def test_an_index_without_a_value_at_some_dimensions_is_judged_at_the_others() -> None:
    family = r"$z_{i,k} := v_i,\ i = 1,\dots,N,\ k = 1,\dots,K$"
    assert claims_of(f"{PAGE}{family}: $z_{{i,k}} = z_{{i,k-1}},\\ k = 2,\\dots,K$\n") == ["true"]


def test_ranges_that_depend_on_each_other_cannot_be_read() -> None:
    (found,) = verdicts_of(f"{PAGE}$A_{{ij}} = 0,\\ i = 1,\\dots,j,\\ j = 1,\\dots,i$\n")[3:]
    assert (found.verdict, found.message) == ("unreadable", "each of these ranges depends on the other")


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"W_dW_{d-1} \in \mathbb{R}^{m_d\times m_{d-2}}", "true"),
        (r"W_d \in \mathbb{R}^{m_d\times m_1}", "false"),
    ],
)
def test_a_shape_may_depend_on_an_index(latex: str, verdict: str) -> None:
    page = r"$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$, $V_d := W_d,\ d = 1,\dots,D$"
    assert claims_of(f"{page}, ${latex.replace('W', 'V')}$\n") == [verdict]
