"""Ranges of indices as authors write them: each is read as it is meant, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.check import check, default_float_judge
from tracetrick.page.source import Source

NAMES = r"$A \in \mathbb{R}^{n\times n}$, $x, y \in \mathbb{R}^{n}$, $s \in \mathbb{R}$"

READ = [
    (r"\delta_{ij} x_i y_j = 0, \quad 1 \le i < j \le n", "true"),
    (r"\delta_{ij} x_i y_j = 0, \quad 1 \le i \le j \le n", "false"),
    (r"\delta_{ij} x_i y_j = 0 \quad (1 \le i < j \le n)", "true"),
    (r"\delta_{ij} x_i y_j = 0 \quad (1 \le i \le j \le n)", "false"),
    (r"\delta_{ij} x_i y_j = 0, \quad 1 \le i \ne j \le n", "true"),
    (r"\delta_{ij} x_i y_j = 0, \quad 1 \le i, j \le n", "false"),
    (r"\delta_{ij} x_i y_j = 0, \quad n \ge i > j \ge 1", "true"),
    (r"(i-1)x_i = 0, \quad 1 \le i", "false"),
    (r"(i-1)x_i = 0, \quad 1 \ge i", "true"),
    (r"(i-1)(i-2) x_i = 0, \quad i = 1, 2", "true"),
    (r"(i-1)(i-2) x_i = 0, \quad i = 1, 2, 3", "false"),
    (r"(i-1)(i-2) x_i = 0 \quad (i = 1, 2)", "true"),
    (r"(i-1)(i-2) x_i = 0 \quad \text{for } i=1,2", "true"),
    (r"(i-1)(i-2) x_i = 0，i = 1，2", "true"),
    (r"(i-1)(j-1)(j-2) x_i x_j = 0, \quad i = 2, j = 1, 2", "true"),
    (r"(i-1)(j-1) x_i x_j = 0, \quad i = 2, j = 1, 2", "false"),
    (r"(i-1)(i-2) x_i = 0, \quad i \in \{1, 2\}", "true"),
    (r"(i-1)(i-2) x_i = 0, \quad i \in \{1, 2, 3\}", "false"),
    (r"(i-1)(i-2) x_i = 0, \quad i \in \{1,\dots,n\}", "false"),
    (r"(i-1)(i-2)(j-1)x_i x_j = 0, \quad \forall i, j \in \{1, 2\}", "true"),
    (r"x_ix_j = x_jx_i \quad i, j \in \{1, \dots, n\}", "true"),
    (r"x_ix_j = x_jx_i \quad \forall i, j", "true"),
    (r"x_ix_i = x_i^2 \quad \text{for all } i", "true"),
    (r"x_ix_i = x_i^2 \quad \text{for each } i", "true"),
    (r"x_ix_i = x_i^2 \quad \text{对所有 } i", "true"),
    (r"x_ix_j = x_jx_i \quad \text{对任意的 } i, j", "true"),
    (r"(i-1) x_i = 0 \quad (\forall i)", "false"),
    (r"x_ix_i = x_i^2 \ (\forall i)", "true"),
    (r"x_ix_i = x_i^2 \quad \forall i = 1, 2, ..., n", "true"),
    (r"x_ix_i = x_i^2，i = 1，\dots，n", "true"),
    (r"x_1 + ... + x_n = \mathbf 1^\top x", "true"),
]
REFUSED = [
    (
        r"x_ix_i = x_i^2, \quad i = 1, 3",
        "these values of an index go neither up nor down by 1: write a claim for each",
    ),
    (r"x_ix_i = x_i^2, \quad i = 1, 3, \dots, n", "the values before the dots go neither up nor down by 1"),
    (
        r"x_ix_i = x_i^2, \quad i \in [n]",
        "expected the values of an index behind \\in, such as \\{1,\\dots,n\\}",
    ),
    (
        r"x_ix_i = x_i^2, \quad i \in \mathbb{N}",
        "expected the values of an index behind \\in, such as \\{1,\\dots,n\\}",
    ),
    (
        r"s + s = 2s, i = 1, 2",
        "a range of an index without a statement in the same formula that uses the index",
    ),
    (r"s = 1, 2", "s has a meaning on this page: an index is another letter"),
    (
        r"x_ix_i = x_i^2 \quad \text{for all } i, j",
        "neither a statement nor a suffix: in a display with a relation everything must be part of one",
    ),
]


@pytest.mark.parametrize(("latex", "verdict"), READ)
def test_a_range_is_read_as_it_is_meant(latex: str, verdict: str) -> None:
    found = check(Source(Path("page.md"), f"{NAMES}\n\n$${latex}$$\n"), float_judge=default_float_judge())
    assert [one.verdict for one in found if one.statement.kind == "claim"] == [verdict]


@pytest.mark.parametrize(("latex", "message"), REFUSED)
def test_a_range_that_is_not_read_is_refused_in_words(latex: str, message: str) -> None:
    found = check(Source(Path("page.md"), f"{NAMES}\n\n$${latex}$$\n"))
    assert (found[-1].verdict, found[-1].message) == ("unreadable", message)
