"""What the parser refuses, word for word, and rarer notations as trees."""

from __future__ import annotations

import pytest

from tracetrick.errors import NotationError
from tracetrick.latex.parser import Lexicon, parse
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import (
    Differential,
    Divide,
    Group,
    Marked,
    Nabla,
    Node,
    Operator,
    Power,
    Prime,
    Product,
)

LEXICON = Lexicon(
    functions=frozenset(["f"]),
    letters=frozenset(["f", "A", "B", "X", "x", "n"]),
    dimensions=frozenset(["n"]),
)
BELONGS = "what follows the matrix may belong to {} of it or to the matrix: write brackets"
ENDS = "the formula ends"
REFUSED = [
    (r"\mathrm{d}^2", f"expected what is differentiated, {ENDS}"),
    (r"\mathrm{d}^4 x", "expected the order 2 here"),
    (r"\mathrm{d}x^2", "a power after d could belong to either: write d(x^2) or (dx)^2"),
    (r"\frac{\partial f}{\partial}", "expected a variable, found }"),
    (
        r"\frac{\partial f}{\partial \sigma^2}",
        "a first derivative by a power: give the power a name, and differentiate by that",
    ),
    (r"\frac{\partial^2 f}{\partial x}", "differentiated 2 times by 1 variables"),
    (r"\frac{\partial f", "a closing } is missing"),
    (r"\frac{\partial f}{x}", r"expected \partial in the denominator, found x"),
    (r"\frac{\partial}{\partial X}", rf"expected what \partial differentiates, {ENDS}"),
    (r"\frac{A}{2}^\top", r"a superscript behind a fraction: write \left(\frac{..}{..}\right)^\top"),
    (r"\nabla_X", f"expected what is differentiated, {ENDS}"),
    (r"\nabla f(x)^{-1}", r"a power behind \nabla f could belong to either: write brackets"),
    (r"\nabla f(x)^{-\top}", r"a power behind \nabla f could belong to either: write brackets"),
    (r"\nabla^2 f(x)^2", r"a power behind \nabla f could belong to either: write brackets"),
    (r"\nabla f(x)^2", r"a power behind \nabla f could belong to either: write brackets"),
    (r"\sum^n x", r"expected an index under \sum"),
    (r"\sum_{i}", rf"expected what \sum takes, {ENDS}"),
    (r"\sum_{i x", "a closing } is missing"),
    (r"\sum_2 x", "expected an index, found 2"),
    (r"\sum_{2} x", "expected an index under the sum"),
    (r"\sum_{1 \le 2} x", "expected an index on one side of this relation"),
    (r"\log^{-1} x", r"\log^{-1} is ambiguous: write brackets"),
    (r"\log", f"expected the argument of log, {ENDS}"),
    (r"\operatorname{foo}(x)", "unknown operator foo"),
    (r"\operatorname{foo}", "unknown word foo"),
    (r"\operatorname{tr} A \otimes B", r"tr without brackets before \otimes: write brackets"),
    (r"\det\begin{bmatrix} a \end{bmatrix} b", BELONGS.format("det")),
    (r"\operatorname{tr}\begin{pmatrix} a \end{pmatrix}\mathrm{d}X", BELONGS.format("tr")),
    (r"\log\begin{bmatrix} a \\ b \end{bmatrix} \cdot c", BELONGS.format("log")),
    (r"\operatorname{vec}\begin{bmatrix} a \end{bmatrix}^\top", BELONGS.format("vec")),
    (r"1/2x", "a/b is followed by a factor without a sign: write brackets"),
    (
        r"\left.\frac{\mathrm{d}f(t)}{\mathrm{d}t}\right|_{t=0}",
        "the value at a point is not read: define f(t) := ... and write f'(0)",
    ),
    (r"x \cdot", f"expected a factor, {ENDS}"),
    (r"\sqrt[3]{x}", "only the square root is read here: write x^{1/3}"),
    (r"f^2(x)", "a superscript between a function and its argument: write it behind the bracket"),
    (r"x^\otimes", r"a superscript \otimes is not in the notation that is read here"),
    (r"X^{n", f"expected }}, {ENDS}"),
    (r"x^{}", "an empty script"),
    (r"\frac1{}{2}", "expected an expression, found }"),
    (r"\frac1{\,}2", "expected an expression, found }"),
    (r"\frac{}{2}", "expected an expression, found }"),
    (r"\sqrt{}2", "expected an expression, found }"),
    (r"x_{i = 1}", "a relation in a subscript"),
    ("x_{" + "i+" * 500 + "i}", "a subscript of more than 1000 signs"),
    (r"x_{i;j}", "expected } behind the subscript, found ;"),
    (r"\sqrt{x = 1}", "a relation inside braces: nothing inside braces is judged"),
    (r"\sqrt{x;}", "expected } for the { here, found ;"),
    (r"(x = 1)", "a relation inside brackets: nothing inside brackets is judged"),
    (r"(x", f"expected ) for the ( here, {ENDS}"),
    (r"\mathbf 1(x", f"expected ) for the ( here, {ENDS}"),
    (r"|x", f"expected a second | for the one here, {ENDS}"),
    (r"\|x\|^\top", "a norm is a scalar: nothing to transpose"),
    (r"\|x\|_3", r"unknown norm 3: expected 1, 2, F, * or \infty"),
    (r"\langle A\rangle", r"expected ,, found \rangle"),
    (r"\mathbb{1}[x]", "expected a comparison in the indicator, found ]"),
    (r"\begin{picture} x \end{picture}", "the environment picture is not read here"),
    (r"\begin{bmatrix} 1 ; \end{bmatrix}", r"expected \end{bmatrix}, found ;"),
    (r"\begin{cases} x & x > 0 ) \end{cases}", "expected the next case, found )"),
    (r"\begin{cases} x \end{matrix}", r"expected \end{cases}"),
    (r"\begin{cases} x & x \end{cases}", r"expected a comparison, found \end{cases}"),
    (r"x )", "expected the end of the expression, found )"),
    (r"\foo", r"\foo is not in the notation that is read here"),
    (r"+", f"expected an expression, {ENDS}"),
    (r"x \mathbf", "the argument of this command is missing"),
    (r"\mathbf{x", "a closing } is missing"),
    (r"\hat{xy}", "expected one letter here"),
    (r"\text{if $x$}", r"\text holds mathematics: nothing is shown that is not read"),
    ("\\hat{" * 203 + "x" + "}" * 203, "nested more than 200 deep"),
    ("\\mathbf{" * 203 + "x" + "}" * 203, "nested more than 200 deep"),
    ("\\mathrm{" * 203 + "x" + "}" * 203, "nested more than 200 deep"),
    ("\\sqrt{" * 203 + "x" + "}" * 203, "nested more than 200 deep"),
    ("1" * 101, "a number of more than 100 digits"),
]


@pytest.mark.parametrize(("latex", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_with_what_was_expected(latex: str, message: str) -> None:
    with pytest.raises(NotationError) as raised:
        parse(latex, LEXICON)
    assert raised.value.message == message


def test_letters_of_an_operator_that_are_all_names_are_ambiguous() -> None:
    with pytest.raises(NotationError) as raised:
        parse("tr(X)", Lexicon(letters=frozenset("trX")))
    expected = r"tr could be the operator or a product of names: write \operatorname{tr}"
    assert raised.value.message == expected


def test_a_dimension_that_is_called_t_is_no_transpose() -> None:
    with pytest.raises(NotationError) as raised:
        parse("X^T", Lexicon(letters=frozenset("TX"), dimensions=frozenset("T")))
    assert raised.value.message == r"T is a dimension here: write ^\top for the transpose"


def test_a_dimension_that_is_called_d_is_no_differential() -> None:
    with pytest.raises(NotationError) as raised:
        parse("dX", Lexicon(letters=frozenset("dX"), dimensions=frozenset("d")))
    message = r"d is a dimension here: write \mathrm{d} for the differential, \cdot for a product"
    assert raised.value.message == message


SAME = [
    (r"\mathrm{XA}^\top", r"X A^\top"),
    (r"\mathbf{tr}", "t r"),
    (r"\mathbf{\{A+B\}}", r"\{A+B\}"),
    (r"Xtr(A)", r"X \operatorname{tr}(A)"),
    (r"\operatorname{tr} A\cdot B", r"\operatorname{tr} A B"),
    (r"\log{x}", r"\log x"),
    (r"x^\prime", "x'"),
    (r"x^{\prime}", "x'"),
    (r"\|X\|^2_F", r"\|X\|_F^2"),
    (r"x^23", r"x^{2} 3"),
    (r"\begin{bmatrix} 1 \\ 2 \\ \end{bmatrix}", r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}"),
    (
        r"\begin{cases} x, & x > 0, \\ 0, & x \le 0. \end{cases}",
        r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
    ),
    (r"\sum_{0 < i < n} x_i", r"\sum_{i > 0, i < n} x_i"),
    (r"\sum_{ij} X_{ij}", r"\sum_{i,j} X_{ij}"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_write_one_tree(one: str, other: str) -> None:
    def plain(latex: str) -> str:
        return to_latex(parse(latex, LEXICON)).replace("\\mathbf", "").replace("\\mathrm", "")

    def bare(latex: str) -> str:
        return plain(latex).replace("{", "").replace("}", "").replace(" ", "").replace("\\cdot", "")

    assert bare(one) == bare(other)


ROUND = [
    r"\log^2 x",
    r"\operatorname{vec}^\top A",
    r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \\ 1 \end{cases}",
    r"X_{\infty}",
    r"x_{\mathrm{row}}",
    r"\mathbf 1(x + (x))",
    r"\mathbf 1(x > 0)",
]


@pytest.mark.parametrize("latex", ROUND)
def test_what_is_printed_is_read_as_the_same_tree(latex: str) -> None:
    printed = to_latex(parse(latex, LEXICON))
    assert to_latex(parse(printed, LEXICON)) == printed


KINDS: list[tuple[str, type[Node], type[Node]]] = [
    (r"\nabla f(x)^\top", Marked, Nabla),
    (r"\nabla^2 f(x)^{-1}", Power, Nabla),
    (r"\nabla_x^2 f(x)^{-1}", Power, Nabla),
    (r"\operatorname{vec}^\top A", Marked, Operator),
    (r"\operatorname{vec}(A)^\top", Marked, Operator),
    (r"\log^2 x", Power, Operator),
    (r"\log(x)^2", Power, Operator),
]


@pytest.mark.parametrize(("latex", "outer", "inner"), KINDS)
def test_a_superscript_goes_to_the_value(latex: str, outer: type[Node], inner: type[Node]) -> None:
    node = parse(latex, LEXICON)
    assert isinstance(node, outer)
    assert isinstance(node, (Marked, Power))
    assert isinstance(node.base, inner)


def test_a_differential_over_a_number_is_a_quotient() -> None:
    node = parse(r"\frac{dx}{2}", LEXICON)
    assert isinstance(node, Divide)
    assert isinstance(node.numerator, Differential)


def test_a_prime_counts() -> None:
    node = parse("x''", LEXICON)
    assert isinstance(node, Prime)
    assert node.count == 2


def test_bold_ones_before_a_bracket_without_a_comparison_are_a_factor() -> None:
    node = parse(r"\mathbf 1(x)", LEXICON)
    assert isinstance(node, Product)
    assert isinstance(node.factors[1], Group)
