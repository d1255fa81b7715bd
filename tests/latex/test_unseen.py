"""Groups that a reader does not see: they are read as if they were not there, or refused."""

from __future__ import annotations

import pytest

from tracetrick.errors import NotationError
from tracetrick.latex.parser import Lexicon, parse
from tracetrick.latex.tree import bare

LEXICON = Lexicon(functions=frozenset("fg"), letters=frozenset("fgabcABXxyn"), dimensions=frozenset("n"))
BRACES = "braces are not seen: write brackets around what belongs together"


def no_bracket(name: str) -> str:
    return f"{name} is no bracket: write brackets around what belongs together"


SEEN = [
    (r"{x}^\top", r"x^\top"),
    (r"{A^{-1}}^\top", r"A^{-1}^\top"),
    (r"{X^{(2)}}^\top", r"X^{(2)\top}"),
    (r"{x_i}^2", "x_i^2"),
    (r"{AB}X", "ABX"),
    (r"A{BX}", "ABX"),
    (r"A{x^\top y}", r"Ax^\top y"),
    (r"{a} + {b + c}", "a + b + c"),
    (r"{-a} + b", "-a + b"),
    (r"{{a + b}}", "a + b"),
    (r"({a + b})c", "(a + b)c"),
    (r"\frac{{a + b}}{{c}}", r"\frac{a + b}{c}"),
    (r"e^{{a + b}}", "e^{a + b}"),
    (r"x_{{1}}", "x_1"),
    (r"\log{a}", r"\log a"),
    (r"\log{(a)}b", r"\log(a)b"),
    (r"\max{(a, b)}", r"\max(a, b)"),
    (r"\log{\det{A}}", r"\log\det A"),
    (r"\sin{x}\cos{x}", r"\sin x\cos x"),
    (r"\sin{x}\,\mathrm{d}x", r"\sin x\,\mathrm{d}x"),
    (r"\mathrm{d}{X}A", r"\mathrm{d}X A"),
    (r"\frac{\partial{f}}{\partial{x}}", r"\frac{\partial f}{\partial x}"),
    (r"\sum_i{x_i}{y_i} + a", r"\sum_i x_i y_i + a"),
    (r"{f(x)}a", "f(x)a"),
    (r"\underbrace{a + b}_{\text{sum}} + c", "a + b + c"),
    (r"\boxed{a + b}", "a + b"),
    (r"\left(\begin{array}{c} a + b \\ \end{array}\right)c", "(a + b)c"),
    (r"{\bf a}c + {\rm b}c", "ac + bc"),
    (r"a^\mathbf{bc}", "a^{bc}"),
    (r"\sqrt\mathord{a + b}c", r"\sqrt{a + b}c"),
    (r"\frac{a}\mathbf{bc}", r"\frac{a}{bc}"),
    (r"\frac12\mathbf{bc}", r"\frac{1}{2}bc"),
    (r"\begin{array}[t]{c} a \\ b \end{array}", r"\begin{array}{c} a \\ b \end{array}"),
    ("| |X| |_F", "||X||_F"),
    ("| |a| - b|", "|(|a|) - b|"),
]


@pytest.mark.parametrize(("written", "seen"), SEEN)
def test_what_is_read_is_what_is_seen(written: str, seen: str) -> None:
    assert bare(parse(written, LEXICON)) == bare(parse(seen, LEXICON))


REFUSED = [
    ("f{(x)}", 1, BRACES),
    ("{f}(x)", 0, BRACES),
    ("{f'}(x)", 0, BRACES),
    ("{a+b}c", 0, BRACES),
    ("c{a+b}", 1, BRACES),
    ("-{a+b}", 1, BRACES),
    ("a + {-b}", 4, BRACES),
    ("{-a}^2", 0, BRACES),
    (r"{AB}^\top", 0, BRACES),
    ("{AB}_{12}", 0, BRACES),
    ("{a}{b+c}", 3, BRACES),
    ("{{a+b}}c", 0, BRACES),
    ("a/{bc}", 2, BRACES),
    ("{a/b}c", 0, BRACES),
    (r"{\frac{a}{b}}^2", 0, BRACES),
    (r"\frac12{a+b}", 7, BRACES),
    (r"\log{a+b}", 4, BRACES),
    (r"\operatorname{tr}{A}B", 17, BRACES),
    (r"\operatorname{tr}{(A)B}", 17, BRACES),
    (r"{\operatorname{tr}A}B", 0, BRACES),
    (r"\mathrm{d}{AB}", 10, BRACES),
    (r"\sum_i{x_i + y_i}", 6, BRACES),
    (r"{\sum_i x_i}y_1", 0, BRACES),
    (r"\nabla_x{x^\top x + a}", 8, BRACES),
    (r"{\partial f}/{\partial x}", 0, BRACES),
    (r"{\displaystyle a+b}c", 0, BRACES),
    (r"{\bf a+b}c", 0, BRACES),
    (r"x\odot{y + x}", 6, BRACES),
    ("|{|a|}|", 1, BRACES),
    ("|a{|b|}c|", 2, BRACES),
    ("X_{{i}{j}}", 3, BRACES),
    ("x^{{(2)}}", 3, BRACES),
    (r"\underbrace{a+b}_{\text{sum}}c", 0, no_bracket(r"\underbrace")),
    (r"\boxed{a+b}c", 0, no_bracket(r"\boxed")),
    (r"\begin{matrix}a+b\end{matrix}c", 0, no_bracket(r"\begin{matrix}")),
    (r"\begin{array}{c}a+b\\\end{array}c", 0, no_bracket(r"\begin{array}")),
    (r"a - \begin{smallmatrix}b+c\end{smallmatrix}", 4, no_bracket(r"\begin{smallmatrix}")),
    (r"\begin{matrix}a & b\end{matrix}", 0, "a row without brackets looks like a product: write bmatrix"),
    (r"\begin{cases}a+b\end{cases}c", 0, "one case without a condition: write brackets"),
    ("{a^2}^3", 5, "a second exponent: write brackets around what the first one belongs to"),
    ("a^b^c", 3, "a second exponent: write brackets around what the first one belongs to"),
    (r"\frac1f(x)", 6, "an argument without braces is one letter: write braces"),
    (r"\frac(a+b)c", 5, "expected {, found ("),
    ("x_(1)", 2, "expected {, found ("),
    (r"\begin{array}[a]{c} b \end{array}", 13,
     "brackets that begin an array are not shown: expected [t], [c] or [b]"),
    (r"[{A\;B}]", 5, r"a space sets this apart: write & or a comma for a row, \cdot for a product"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "start", "message"), REFUSED)
def test_a_group_that_is_not_seen_changes_nothing(latex: str, start: int, message: str) -> None:
    with pytest.raises(NotationError) as raised:
        parse(latex, LEXICON)
    assert (raised.value.start, raised.value.message) == (start, message)


def test_of_very_many_braces_one_is_named() -> None:
    with pytest.raises(NotationError) as raised:
        parse("{a}" * 1000 + "{b+c}", LEXICON)
    assert raised.value.message == BRACES
