"""What defines a name, in other people's notes too, where `=` of a new name does."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

PAGE = (
    r"$A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^{n}$, $v_i \in \mathbb{R}^{n},\ i = 1,\dots,N$, "
    r"$W_d \in \mathbb{R}^{p_d\times p_{d-1}},\ d = 1,\dots,D$, $C = A^\top A$"
    "\n\n"
)


@pytest.mark.parametrize(
    ("latex", "kind", "verdict"),
    [
        ("f = x^\\top x", "definition", "true"),
        ("A_u = 2A", "definition", "true"),  # one index selects nothing from a matrix
        ("y_1 = 2x", "definition", "true"),
        ("u_i = Av_i,\\ i = 1,\\dots,N", "definition", "true"),
        ("p_D = 1", "declaration", "true"),
        ("A_{ij} = 2", "claim", "false"),
        ("a_{ij} = 2", "claim", "false"),
        ("x_i = 2", "claim", "false"),
        ("v_i = 2x", "claim", "false"),
        ("C_{ij} = \\sum_k a_{ki}a_{kj}", "claim", "true"),
        ("n = 2", "declaration", "true"),
    ],
)
def test_first_use_defines_what_is_new_and_no_part_of_what_is_known(
    latex: str, kind: str, verdict: str
) -> None:
    found = verdicts_of(f"{PAGE}${latex}$\n", first_use=True)[-1]
    assert (found.statement.kind, found.verdict) == (kind, verdict)
