"""What a page marks as a result is one: true, named, of one kind, with a place where it is proved."""

from pathlib import Path

import pytest

from tracetrick.judged import Judge
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.marks import marks
from tracetrick.site.pages import Page
from tracetrick.site.results import results
from tracetrick.site.theorems import Theorem, repeated, theorems

DECLARED = r"""# 页 {#page}

设 $a, b \in \mathbb{R}^{m}$，$X \in \mathbb{R}^{m\times n}$，$c \in \mathbb{R}^{n},\ m \ge n$，
$$
\begin{aligned}
f &:= a^\top Xc, \\
r_i &:= X^\top e_i,\quad i = 1,\dots,m.
\end{aligned}
$$
"""
GRADIENT = "<!-- result: 梯度 -->\n\n$$ \\nabla_X f = ac^\\top. $$\n"


def read(text: str) -> tuple[list[Theorem], list[str]]:
    """Return the theorems of a page and what is wrong with its marks."""
    source = Source(Path("docs/zh/page.md"), DECLARED + text)
    marked, wrong_marks = marks(source)
    page = Page(source, source.scanned.formulas, marks=tuple(marked))
    judged = Judge(cache=None, has_float=False).page(source)
    found, errors = theorems(page, judged, results(source, marked, list(statements(source))))
    return found, [str(error) for error in wrong_marks + errors]


def test_a_marked_display_is_a_theorem() -> None:
    found, errors = read(f"\n## 求导 {{#derive}}\n\n{GRADIENT}")

    assert errors == []
    (one,) = found
    assert (one.name, one.kind, one.layout) == ("梯度", "scalar by matrix", "denominator")
    assert (one.page, one.anchor, str(one.place)) == (
        Path("docs/zh/page.md"),
        "derive",
        "docs/zh/page.md:13:1",
    )
    assert [judged.verdict for judged in one.judged] == ["true"]
    assert list(one.given) == [
        r"a, b \in \mathbb{R}^{m}",
        r"X \in \mathbb{R}^{m\times n}",
        r"c \in \mathbb{R}^{n},\ m \ge n",
        r"f := a^\top Xc",
    ]
    assert list(one.symbols) == ["nabla", "X", "f", "a", "c", "top"]


def test_a_family_is_given_with_its_range() -> None:
    (one,), errors = read(
        "<!-- result: 行 -->\n\n$$ Xc = \\begin{bmatrix} r_1^\\top c \\\\ \\vdots \\\\ r_m^\\top c \\end{bmatrix} $$"
    )

    assert errors == []
    assert one.kind == "identity"
    assert one.given[-1] == r"r_i := X^\top e_i,\quad i = 1,\dots,m"


def test_a_differential_says_what_is_held_constant_where_it_stands() -> None:
    text = "\n## 甲 {#one}\n\n$\\mathrm{d}c = 0$。\n\n## 乙 {#two}\n\n$\\mathrm{d}a = 0,\\ \\mathrm{d}b = 0,\\ \\mathrm{d}X = 0$。\n\n"
    (one,), errors = read(f"{text}<!-- result: 微分 -->\n\n$$ \\mathrm{{d}}f = a^\\top X\\,\\mathrm{{d}}c $$")

    assert errors == []
    assert one.kind == "differential"
    assert list(one.given[-2:]) == [r"\mathrm{d}a = 0", r"\mathrm{d}X = 0"]


def test_a_theorem_may_stand_in_both_layouts() -> None:
    tabs = "".join(
        f'=== "{layout}"\n\n    <!-- result: 对 c -->\n\n    $$ \\frac{{\\partial f}}{{\\partial c}} = {value} $$\n\n'
        for layout, value in (("分母布局", r"X^\top a"), ("分子布局", r"a^\top X"))
    )
    found, errors = read(tabs)

    assert errors == []
    assert [one.layout for one in found] == ["denominator", "numerator"]
    assert repeated(found) == []


def test_what_depends_on_the_layout_stands_in_both() -> None:
    _, errors = read("<!-- result: 对 a -->\n\n$$ \\frac{\\partial f}{\\partial a} = Xc $$")

    assert errors == [
        "docs/zh/page.md:10:1: the result “对 a” stands in denominator layout alone: show both layouts, in two tabs"
    ]


def test_a_name_stands_for_one_theorem() -> None:
    found, errors = read(GRADIENT + GRADIENT)

    assert errors == []
    assert [str(error) for error in repeated(found)] == [
        "docs/zh/page.md:13:1: the result “梯度” has the name of that at docs/zh/page.md:10:1"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- result: -->\n\n$$ a = a + 0 $$", "10:1: a result needs a name: <!-- result: name -->"),
        ("<!-- result -->\n\n$$ a = a + 0 $$", "10:1: a result needs a name: <!-- result: name -->"),
        ("<!-- result: 甲 -->\n\n正文\n\n$$ a = a + 0 $$", "10:1: no display follows the mark of the result “甲”"),
        ("<!-- result: 甲 -->\n\n$a = a + 0$", "10:1: no display follows the mark of the result “甲”"),
        ("<!-- result: 甲 -->", "10:1: no display follows the mark of the result “甲”"),
        ("<!-- result: 甲 -->\n\n$$ g := a + b $$", "10:1: the result “甲” claims nothing"),
        ("<!-- result: 甲 -->\n\n$$ a^\\top X $$", "10:1: the result “甲” claims nothing"),
        ("<!-- result: 甲 -->\n\n$$ a = b $$", "10:1: the result “甲” was not found true"),
        ("<!-- result: 甲 -->\n\n<!-- unchecked: 不查 -->\n\n$$ a = b $$", "10:1: no display follows the mark of the result “甲”"),
        ("<!-- unchecked: 不查 -->\n\n<!-- result: 甲 -->\n\n$$ a = b $$", "12:1: the result “甲” was not found true"),
        ("/// wrong | 错\n\n<!-- result: 甲 -->\n\n$$ a = 2a $$\n\n///", "12:1: the result “甲” was not found true"),
        (
            "<!-- result: 甲 -->\n\n$$ \\frac{\\partial f}{\\partial X} = ac^\\top, \\quad \\frac{\\partial f}{\\partial a} = Xc $$",
            "10:1: the result “甲” is of two kinds, scalar by matrix and scalar by vector: make it two displays",
        ),
        (
            f"## 求导\n\n{GRADIENT}",
            "12:1: the result “梯度” needs a heading above it with an anchor {#…}",
        ),
    ],
)  # fmt: skip
def test_a_mark_that_marks_no_result_is_refused(text: str, message: str) -> None:
    found, errors = read(text)

    assert found == []
    assert errors == [f"docs/zh/page.md:{message}"]
