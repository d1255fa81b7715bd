r"""`x_1,\dots,x_N` before a relation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.latex.printer import to_latex
from tracetrick.page.scope import Variable, family_key
from tracetrick.page.source import Source
from tracetrick.page.statements import Statement, statements

EXPECTED = "expected the first and the last member of a family around the dots, as x_1, \\dots, x_N"


def said(text: str) -> list[Statement]:
    return list(statements(Source(Path("page.md"), text + "\n")))


def family(statement: Statement, letter: str) -> Variable:
    entry = statement.scope.names[family_key(letter)]
    assert isinstance(entry, Variable)
    return entry


@pytest.mark.parametrize(
    "latex",
    [
        r"x_1,\dots,x_N \in \mathbb{R}^n",
        r"x_{1},\ldots,x_{N} \in \mathbb{R}^n",
        r"x_1, x_2, \cdots, x_N \in \mathbb{R}^n",
        r"a, x_1,\dots,x_N, b \in \mathbb{R}^n",
    ],
)
def test_a_list_with_dots_is_a_family(latex: str) -> None:
    (found,) = said(f"${latex}$")
    assert found.error is None
    (run,) = family(found, "x").ranges
    assert (run.index, to_latex(run.first), to_latex(run.last)) == ("i", "1", "N")


def test_two_families_of_one_range_share_an_index_and_others_do_not() -> None:
    (found,) = said(r"$x_1,\dots,x_N,y_1,\dots,y_N,z_1,\dots,z_M \in \mathbb{R}$")
    assert [family(found, letter).indices for letter in "xyz"] == [("i",), ("i",), ("j",)]


def test_the_index_is_no_letter_of_the_page() -> None:
    *_, found = said(r"$i, j \in \mathbb{R}$, $x_1,\dots,x_k \in \mathbb{R}$")
    assert family(found, "x").indices == ("l",)


@pytest.mark.parametrize(
    ("latex", "column"),
    [
        (r"u_1, \dots, v_n \in \mathbb{R}", 1),
        (r"u_1, u_3, \dots, u_n \in \mathbb{R}", 1),
        (r"\dots, u_n \in \mathbb{R}", 1),
        (r"u, \dots, u \in \mathbb{R}", 1),
        (r"u_1, \dots, u_1 \in \mathbb{R}", 1),
        (r"u_1, \dots, \dots, u_n \in \mathbb{R}", 1),
        (r"u_a, \dots, u_n > 0", 1),
        (r"u_1, \dots, w : \mathbb{R} \to \mathbb{R}", 1),
    ],
)
def test_dots_between_other_things_are_refused(latex: str, column: int) -> None:
    error = next(one.error for one in said(f"${latex}$") if one.error)
    assert (error.message, error.start) == (EXPECTED, column)
