"""What the names in a display are, as its page says: shapes in letters, definitions as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.symbols import symbols


def told(text: str) -> list[dict[str, tuple[str, ...]]]:
    """Return what is said of each symbol of each display, by its name."""
    source = Source(Path("page.md"), text)
    found = symbols(source, list(statements(source)))
    return [{one.name: one.said for one in of_display} for of_display in found.values()]


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        (r"X \in \mathbb{R}^{m\times n}", "X", r"X \in \mathbb{R}^{m\times n}"),
        (r"x \in \mathbb{R}^{n}", "x", r"x \in \mathbb{R}^{n}"),
        (r"t \in \mathbb{R}", "t", r"t \in \mathbb{R}"),
        (r"t > 0", "t", r"t \in \mathbb{R}_{>0}"),
        (r"A \in \mathbb{S}^{n}", "A", r"A \in \mathbb{S}^{n}"),
        (r"A \in \mathbb{S}^{n}_{++}", "A", r"A \in \mathbb{S}^{n}_{++}"),
        (r"Q \in \mathrm{O}(n)", "Q", r"Q \in \mathrm{O}(n)"),
        (r"p \in \Delta^{m}", "p", r"p \in \Delta^{m}"),
        (r"y \in \{e_1,\dots,e_m\}", "y", r"y \in \{e_1,\dots,e_{m}\}"),
        (r"f : \mathbb{R}^{m\times n}\to\mathbb{R}", "f", r"f : \mathbb{R}^{m\times n}\to \mathbb{R}"),
        (r"x_i \in \mathbb{R}^{n},\ i = 1,\dots,N", "x", r"x_{i} \in \mathbb{R}^{n},\quad i = 1,\dots,N"),
        (r"\hat{x} \in \mathbb{R}^{n}", r"\hat{x}", r"\hat{x} \in \mathbb{R}^{n}"),
        (r"X_u \in \mathbb{R}^{m\times n}", "X_{u}", r"X_{u} \in \mathbb{R}^{m\times n}"),
    ],
)
def test_a_declared_name_tells_its_set(said: str, name: str, expected: str) -> None:
    used = name.replace("x", "x_i") if name == "x" and "x_i" in said else name
    text = f"Let ${said}$.\n\n$$ {used} = 1{used} $$\n"

    assert told(text) == [{name: (expected,)}]


DECLARED = (
    r"Let $X \in \mathbb{R}^{m\times n}$, $W \in \mathbb{R}^{n\times p}$, $x \in \mathbb{R}^{n}$, "
    r"$v \in \mathbb{R}^{m}$."
)


@pytest.mark.parametrize(
    ("definition", "shape"),
    [
        (r"R := XW", r"\mathbb{R}^{m\times p}"),
        (r"R := X^\top X", r"\mathbb{R}^{n\times n}"),
        (r"R := Xx", r"\mathbb{R}^{m}"),
        (r"R := x^\top", r"\mathbb{R}^{1\times n}"),
        (r"R := \|X\|_F^2", r"\mathbb{R}"),
        (r"R := \operatorname{vec}(X)", r"\mathbb{R}^{mn}"),
        (r"R := X\otimes X", r"\mathbb{R}^{m^2\times n^2}"),
        (r"R := \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix}", r"\mathbb{R}^{2\times 3}"),
        (r"R := \frac{\partial Xx}{\partial x}", r"\mathbb{R}^{n\times m}"),
    ],
)
def test_a_defined_name_tells_its_shape_and_its_definition(definition: str, shape: str) -> None:
    (first, second) = told(f"{DECLARED}\n\n$$ {definition} $$\n\n$$ R + R = 2R $$\n")

    assert first["R"] == second["R"] == (rf"R \in {shape}", definition)


@pytest.mark.parametrize(
    "definition",
    [
        r"R := \operatorname{vec}(XW)\otimes x",  # a product of three letters
        r"R(t) := tX",  # a function
        r"R := \begin{bmatrix} x \\ v \end{bmatrix}",  # a sum
    ],
)
def test_no_shape_is_told_that_is_not_certain(definition: str) -> None:
    found = told(f"{DECLARED}\n\n$$ {definition} $$\n")

    assert found[0]["R"] == (definition,)


def test_no_shape_is_told_between_letters_that_are_always_equal() -> None:
    found = told("Let $X \\in \\mathbb{R}^{m\\times n}$, $m = n$.\n\n$$ R := X^\\top X $$\n")

    assert found[0]["R"] == ("R := X^\\top X",)


def test_a_family_is_told_with_all_its_clauses() -> None:
    text = (
        r"Let $W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$, $x \in \mathbb{R}^{m_0}$."
        "\n\n$$\n\\begin{aligned}\na_0 &:= x, \\\\\na_d &:= W_da_{d-1},\\quad d = 1,\\dots,D.\n\\end{aligned}\n$$\n"
    )

    (found,) = told(text)
    assert found["a"] == ("a_0 := x", r"a_d := W_da_{d-1},\quad d = 1,\dots,D")
    assert found["W"] == (r"W_{d} \in \mathbb{R}^{m_{d}\times m_{d - 1}},\quad d = 1,\dots,D",)


def test_a_name_tells_what_it_means_where_it_stands() -> None:
    text = (
        "Let $x \\in \\mathbb{R}^{n}$.\n\n## One {#one}\n\nNow $x \\in \\mathbb{R}^{m}$.\n\n$$ x + x = 2x $$\n\n"
        "## Two {#two}\n\n$$ x + x = 2x $$\n"
    )

    assert [one["x"] for one in told(text)] == [(r"x \in \mathbb{R}^{m}",), (r"x \in \mathbb{R}^{n}",)]


def test_dimensions_indices_and_what_is_built_in_tell_nothing() -> None:
    (found,) = told(
        f"{DECLARED}\n\n$$ \\sum_{{i=1}}^{{n}} x_i = \\mathbf{{1}}^\\top x = \\frac{{n}}{{n}}\\mathbf{{1}}^\\top I_n x $$\n"
    )

    assert list(found) == ["x"]


def test_what_cannot_be_read_stops_nothing() -> None:
    assert told(f"{DECLARED}\n\n$$ R := XX $$\n\n$$ Q = Q + 1 $$\n")[0]["R"] == ("R := XX",)
