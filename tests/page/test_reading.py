"""What a page says, without judging it: each relation is a statement, a suffix or an error."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from tracetrick.errors import SourceError
from tracetrick.page.source import Source
from tracetrick.page.statements import Statement, statements

PAGE = (
    r"$A, B \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^{n}$, "
    r"$a, b, c \in \mathbb{R}$"
    "\n\n"
)
LETTERS = {"declaration": "V", "definition": "D", "assumption": "H", "claim": "C"}
HIDES = "nothing is shown that is not read"
FONT = "nothing inside a font command is judged"
BRACKETS = "a relation inside brackets: nothing inside brackets is judged"
SILENT = "claims nothing that is judged: mark it <!-- unchecked: reason -->"


def read(text: str) -> list[Statement]:
    return list(statements(Source(Path("page.md"), text)))


def after_page(latex: str) -> list[Statement]:
    return [one for one in read(f"{PAGE}$$\n{latex}\n$$\n") if one.start >= len(PAGE)]


def kinds(latex: str) -> str:
    """V, D, H or C for each statement behind the declarations; a statement that cannot be read is an E."""
    return "".join("E" if one.error else LETTERS[one.kind] for one in after_page(latex))


REFUSED = [
    # a relation wherever it stands
    (r"\mathbf{A+A=2A}", 12, f"= inside \\mathbf: {FONT}"),
    (r"\mathrm{A+A=2A}", 12, f"= inside \\mathrm: {FONT}"),
    (r"A + A \tag{=2A}", 7, rf"\tag holds mathematics: {HIDES}"),
    (r"A + A = 2A \tag{AB=BA}", 12, rf"\tag holds mathematics: {HIDES}"),
    (r"a = a + 0 \tag{+ b}", 11, rf"\tag holds mathematics: {HIDES}"),
    (r"a = a \text{ + b}", 7, rf"\text holds mathematics: {HIDES}"),
    (r"a = a \text{−1}", 7, rf"\text holds mathematics: {HIDES}"),
    (r"A = A\text{ᵀ}", 6, rf"\text holds mathematics: {HIDES}"),
    (r"A = A\text{²}", 6, rf"\text holds mathematics: {HIDES}"),
    (r"a = a\text{2}", 6, rf"\text holds mathematics: {HIDES}"),
    (r"a = a \text{ ≡ 2a}", 7, rf"\text holds mathematics: {HIDES}"),
    (r"A \cong 2A", 3, rf"\cong {SILENT}"),
    (r"A \simeq 2A", 3, rf"\simeq {SILENT}"),
    (r"A \doteq 2A", 3, rf"\doteq {SILENT}"),
    (r"a \ll b", 3, rf"\ll {SILENT}"),
    (r"a ≅ b", 3, f"≅ {SILENT}"),
    (r"a \not\le b", 3, rf"\not {SILENT}"),
    (r"x \perp y", 3, rf"\perp {SILENT}"),
    (r"a \leftarrow a - b", 3, rf"\leftarrow {SILENT}"),
    (r"a &lt; b", 3, "&lt; is an entity of HTML: write the sign itself"),
    ("a &le; b", 3, "&le; is an entity of HTML: write the sign itself"),
    ("a &#61; b", 3, "&#61; is an entity of HTML: write the sign itself"),
    ("a ₌ 2a", 3, f"₌ {SILENT}"),
    ("a = a ꞊ 2a", 7, f"꞊ {SILENT}"),
    ("a ﹤ b", 3, f"﹤ {SILENT}"),
    (r"a \Relbar 2a", 3, rf"\Relbar {SILENT}"),
    (r"a \varpropto b", 3, rf"\varpropto {SILENT}"),
    (r"A \shortparallel A", 3, rf"\shortparallel {SILENT}"),
    (r"\overline{AB} \cong A", 1, "expected one letter here"),
    (r"\renewcommand*{\top}{}", 1, rf"\renewcommand is not read: {HIDES}, and nothing read that is not shown"),
    (r"\DeclarePairedDelimiter{\det}{|}{|}", 1, rf"\DeclarePairedDelimiter is not read: {HIDES}, and nothing read that is not shown"),
    (r"A \U{3D} 2A", 3, rf"\U is not read: {HIDES}, and nothing read that is not shown"),
    (r"a \char61 b", 3, rf"\char is not read: {HIDES}, and nothing read that is not shown"),
    (r"\frac{a % }{b}", 9, f"% is not read: {HIDES}, and nothing read that is not shown"),
    (r"(a = b)", 4, BRACKETS),
    (r"X_{a = b}", 6, "a relation in a subscript"),
    (r"\boxed{a = b}", 10, "a relation inside braces: nothing inside braces is judged"),
    (r"a = \underbrace{b + c}_{n}", 25, rf"the label of \underbrace may hold words alone: {HIDES}"),
    (r"a \overset{(1)}{=} b", 3, r"\overset is not in the notation that is read here"),
    (r"\color{red} a = b", 1, r"\color is not in the notation that is read here"),
    (r"\sum^n_1 x_i = a", 8, "expected an index, found 1"),
    # what looks like something else
    (r"a + b = a（c）", 10, "expected the end of the expression, found （, a full-width bracket"),
    (r"a + b = 2【a】", 10, "expected the end of the expression, found 【, a full-width bracket"),
    (r"a = a乘b加c", 7, "neither a statement nor a suffix: in a display with a relation everything must be part of one"),
    (r"12a = 1 2a", 9, r"two numerals side by side: write \cdot between them"),
    (r"12a = 1{2}a", 8, r"two numerals side by side: write \cdot between them"),
    (r"a = 2\tfrac{1}{2}", 6, r"two numerals side by side: write \cdot between them"),
    (r"\log 2 3 = a", 8, r"two numerals side by side: write \cdot between them"),
    (r"a(+-b) = a", 4, "- behind +: write brackets, as in x+(-y)"),
    (r"a = \{x_1\}", 5, "a set has no value: write round brackets"),
    (r"a = \{a, b\}", 5, "a set has no value: write round brackets"),
    (r"|a| = a \quad (x > 0)", 16, "a condition compares scalars"),
    (r"|a| = a (X > 0)", 10, "a condition compares scalars"),
    (r"\left[\begin{array}{c@{-}c} a & b\end{array}\right] = x^\top", 22, "the columns of an array are l, c, r and |"),
    (r"\begin{array}{r@{=2}l} a &= b\end{array}", 16, "the columns of an array are l, c, r and |"),
    (r"|a| = \begin{cases} a & \text{unless } a > 0 \\ -a & \text{else}\end{cases}", 25, "expected if, when or otherwise, found unless"),
    (r"|a| = \begin{cases} a & a > 0 \\ -a & \text{if }\end{cases}", 49, "expected a condition"),
    (r"x_{ij} = a,\ i = 1,3,\dots,m", 18, "the values before the dots go neither up nor down by 1"),
    (r"0 \le \dots \ge a", 13, r"\le … \ge around the dots: the steps left out lead both ways"),
    (r"\|x\|_ = 3", 7, r"expected 1, 2, F, * or \infty, the formula ends"),
    (r"\frac{\mathrm{d}a}{\mathrm{d}b}(3) = a", 32, r"a derivative before a bracket: write \cdot for a product, f'(3) for its value at 3"),
    (r"y \in \{e_1,e_3,\dots,e_n\}", 7, r"expected a set such as \mathbb{R}^{m\times n}, \mathbb{S}^n, \mathbb{S}^n_{++}, \mathrm{O}(n), \{e_1,\dots,e_m\}, \{-1,1\}"),
    (r"y \in \{e_1,\dots,e_n + 3e_1\}", 7, r"expected a set such as \mathbb{R}^{m\times n}, \mathbb{S}^n, \mathbb{S}^n_{++}, \mathrm{O}(n), \{e_1,\dots,e_m\}, \{-1,1\}"),
    (r"z \in S^n", 7, r"expected a set such as \mathbb{R}^{m\times n}, \mathbb{S}^n, \mathbb{S}^n_{++}, \mathrm{O}(n), \{e_1,\dots,e_m\}, \{-1,1\}"),
    (r"\phi : \times \mathbb{R}^{n} \to \mathbb{R}", 6, r"expected f : A \to B"),
    (r"\phi : \mathbb{R}^{n} \times \to \mathbb{R}", 6, r"expected f : A \to B"),
    (r"a \hspace{-3em} b = ab", 3, "expected a width such as 1em"),
    (r"\det : \mathbb{R}^{n\times n}\to\mathbb{R}", 1, r"det is an operator: of these, only \exp may be declared"),
    (r"[A\; B] = AB + 0", 6, r"a space sets this apart: write & or a comma for a row, \cdot for a product"),
    (r"\begin{pmatrix} a~b\end{pmatrix} = ab + 0", 19, r"a space sets this apart: write & or a comma for a row, \cdot for a product"),
    (r"a \!\!\! b = ab", 3, "negative space: what stands there may cover what is read"),
    (r"\begin{aligned} a &= b \\[-3em] &= c\end{aligned}", 24, "negative space: what stands there may cover what is read"),
    (r"\frac{\mathrm{d}}{\mathrm{d}a}\sin(a)\cos(a) = \cos(a)^2", 38, "is this differentiated too? write brackets around what is"),
    (r"\nabla_A\operatorname{tr}(A)\operatorname{tr}(A) = \operatorname{tr}(A)I", 29, "is this differentiated too? write brackets around what is"),
    (r"\log \in \mathbb{R}", 1, r"log is an operator: of these, only \exp may be declared"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "column", "message"), REFUSED)
def test_what_is_refused_with_its_place(latex: str, column: int, message: str) -> None:
    errors = [one.error for one in after_page(latex) if one.error]
    start = len(PAGE) + len("$$\n")
    assert [(error.start - start + 1, error.message) for error in errors][:1] == [(column, message)]


ACCEPTED = [
    (r"A ＝ 2A", "C"),
    (r"A ≡ A + 0", "C"),
    (r"A \leqq B", "C"),
    (r"A \preccurlyeq B", "C"),
    (r"U ≔ AB", "D"),
    (r"a \not= b", "C"),
    (r"A + A = 2A \tag{1}", "C"),
    (r"A + A = 2A \tag{2.1a}", "C"),
    (r"A + A = 2A \tag{$*$}", "C"),
    (r"A + A = 2A \tag{$\ast$}", "C"),
    (r"A + A = 2A \tag*{(链式法则)}", "C"),
    (r"A + A = 2A \text{ (by the product rule)}", "C"),
    (r"A + A = 2A \text{，由第 2 步}", "C"),
    (r"A + A = 2A. \text{（乘积法则）}", "C"),
    (r"A + A = 2A （由第 2 步）", "C"),
    (r"A + A = 2A，其中《线性代数》！", "C"),
    (r"\begin{aligned} a + b &= b \\[2pt] &= a\end{aligned}", "CC"),
    (r"\begin{bmatrix} a \\[1ex] b\end{bmatrix} = x", "C"),
    (r"{\rm tr}(A) = {\rm Tr}A", "C"),
    (r"{\bf A}{\bf B} = {\bf AB}", "C"),
    (r"|a| = \begin{cases} a & \text{if } a > 0 \\ -a & \text{otherwise}\end{cases}", "C"),
    (r"|a| = \begin{cases} a, & \text{当 } a > 0 \text{ 时}, \\ -a, & \text{否则}.\end{cases}", "C"),
    (r"|a| = \begin{cases} a, & a > 0, \\ -a & a \le 0. \end{cases}.", "C"),
    (r"|a| = \begin{cases} a & a > 0 \\ 0. \end{cases}", "C"),
    (r"\operatorname{tr}\left\{AB\right\} = \exp\{a\}", "C"),
    (r"(X^+)^\top = X^{+\top} = X^{\dagger\top}", "CC"),
    (r"0 < \dots \le a^2", "C"),
    (r"\begin{array}{rcl} A + B &=& B + A \\ (AB)^\top &=& B^\top A^\top \end{array}", "CC"),
    (r"\left\{\begin{aligned} A+B &= B+A \\ 2A &= A+A\end{aligned}\right.", "CC"),
    (r"x_i = 2x_i\quad(i=1,\dots,n)", "C"),
    (r"x_i = 2x_i (1 \le i \le n)", "C"),
    (r"\delta_{ij} = 0\quad(i\ne j)", "C"),
    (r"x_i = x_i + 0, \quad \forall i", "C"),
    (r"D_A := A, \quad K_x := x", "DD"),
    (r"U := Ax, \quad U_b := bU, \quad \hat{x}_a := ax", "DDD"),
    (r"P \in S^{n}_{++}", "V"),
    (r"W^{(2)} \in \mathbb{R}^{m\times n}, W^{(2)\top}X = W^{(2)T}X", "VC"),
    (r"\begin{aligned} (a-b)^2 &= a^2 - 2ab \\ &\quad {} + b^2 \end{aligned}", "C"),
    (r"\mathop{\mathrm{tr}}(A) = \left<A, I\right>", "C"),
    (r"a = b \hspace{1cm} b = a\hspace{2mu}", "CC"),
    (r"d\sqrt{a} = \frac{d\sqrt a}{da}", "C"),
    (r"a + b = \underbrace{b}_{\text{second}} + \boxed{a}", "C"),
    (r"a + b \quad = \quad b + a", "C"),
    (r"a + b = b + a \qquad + c = c", "CC"),
    (r"A_1 := AB, \quad W_1 \in \mathbb{R}^{m\times n}", "DV"),
    (r"A_1 \in \mathbb{R}^{m\times n}, \quad x_0 \in \mathbb{R}^{n}", "VV"),
    (r"X_{ij} \in \mathbb{R}", "C"),
    (r"\begin{bmatrix} a\,b & c~+~a\end{bmatrix} = \operatorname{tr}\left[A\ \mathrm{d}B\right] x^\top", "C"),
    (r"\begin{array}{rl} A\;B &= A~B + 0 \\[-2pt] A &= 2A\end{array}", "CC"),
    (r"\left(\frac{\mathrm{d}}{\mathrm{d}a}\sin(a)\right)\mathrm{d}a = \frac{\mathrm{d}}{\mathrm{d}a}\sin(a)\,\mathrm{d}a", "C"),
    (r"X_{11} := 7", "C"),
    (r"X_{ij} := 7", "C"),
    (r"\delta_{ij} := 3", "C"),
    (r"x_1 := a", "C"),
    (r"i_g \in \mathbb{R}^{n}, \quad i := \sin(i_g)", "VD"),
    (r"\begin{alignat}{2} A + A &= 2A \\ B + B &= 2B\end{alignat}", "CC"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "expected"), ACCEPTED)
def test_what_is_read(latex: str, expected: str) -> None:
    assert [one.error and one.error.message for one in after_page(latex) if one.error] == []
    assert kinds(latex) == expected


def test_capital_letters_of_an_operator_that_are_all_names_are_ambiguous() -> None:
    (claim,) = [
        one for one in read(r"$T, R, X \in \mathbb{R}^{n\times n}$, $TR X = 0$") if one.kind == "claim"
    ]
    assert claim.error is not None
    assert claim.error.message == (r"TR could be the operator or a product of names: write \operatorname{TR}")


def test_a_relation_around_dots_is_the_strongest_of_its_chain() -> None:
    (claim,) = after_page(r"0 < \dots \le a^2")
    assert claim.relation == "<"


def test_a_condition_at_the_end_of_a_chain_belongs_to_all_its_links() -> None:
    assert [len(one.restrictions) for one in after_page(r"|a| = a = a + 0 \quad (a > 0)")] == [1, 1]
    assert [len(one.restrictions) for one in after_page(r"|a| = a = a + 0 (a > 0)")] == [1, 1]


def test_the_rest_of_a_list_is_declared_beside_a_defined_name() -> None:
    found = after_page(r"u := Ax, \quad c, u \in \mathbb{R}^{n}")
    assert [(one.kind, one.error) for one in found] == [
        ("definition", None),
        ("declaration", None),
        ("claim", None),
    ]
    assert "c" in found[1].scope.names


def test_compound_subscripts_are_different_names() -> None:
    found = read(r"$x_{k+1} \in \mathbb{R}^{n}$, $x_{k-1} \in \mathbb{R}^{m}$")
    assert {"x_{k + 1}", "x_{k - 1}"} <= set(found[-1].scope.names)


def test_an_assumption_is_about_the_meaning_that_its_name_has() -> None:
    text = (
        "# One\n\n$A \\in \\mathbb{R}^{n\\times n}$\n\n$\\mathrm{d}A = 0$\n\n$1 = 1$\n\n"
        "## Two\n\n$A \\in \\mathbb{S}^{n}$\n\n$2 = 2$\n\n## Three\n\n$3 = 3$\n"
    )
    held = {one.latex: [key.key for key in one.scope.held] for one in read(text)}
    assert (held["1 = 1"], held["2 = 2"], held["3 = 3"]) == (["A"], [], ["A"])


SECTIONS = ["One\n===", "Two\n---", "<h2>Two</h2>", "## Two", "  ## Two"]


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_kind_of_heading_ends_a_section(heading: str) -> None:
    text = f"## One\n\n$x \\in \\mathbb{{R}}$\n\n$\\mathrm{{d}}x = 0$\n\n{heading}\n\n$1 = 1$\n"
    assert read(text)[-1].scope.held == ()


def test_a_rule_is_no_heading() -> None:
    text = (
        "## One\n\n$x \\in \\mathbb{R}$\n\n$\\mathrm{d}x = 0$\n\n---\n\n$1 = 1$\n\n- item\n---\n\n$1 = 1$\n"
    )
    assert len(read(text)[-1].scope.held) == 1


def test_front_matter_is_a_mapping() -> None:
    assert [one.latex for one in read("---\ntitle: $0 = 1$\ntags:\n  - a\n---\n\n$1 = 1$\n")] == ["1 = 1"]
    assert [one.latex for one in read("---\n\n$0 = 1$\n\n---\n\n$1 = 1$\n")] == ["0 = 1", "1 = 1"]


LAYOUTS = [
    ("denominator", "denominator"),
    ("numerator", "numerator"),
    ('"numerator"', "numerator"),
    ("分子布局", "numerator"),
    ("post", "denominator"),
]


@pytest.mark.parametrize(("named", "layout"), LAYOUTS)
def test_the_front_matter_names_the_layout(named: str, layout: str) -> None:
    assert read(f"---\nlayout: {named}\n---\n\n$1 = 1$\n")[0].scope.layout == layout


def test_a_layout_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(SourceError) as raised:
        read("---\ntitle: x\nlayout: nmerator\n---\n\n$1 = 1$\n")
    assert str(raised.value) == "page.md:3:1: the layout “nmerator” is neither denominator nor numerator"


def test_a_tab_has_the_layout_that_its_label_names_first() -> None:
    found = read('=== "分子布局（分母布局的转置）"\n\n    $1 = 1$\n\n=== "Python"\n\n    $2 = 2$\n')
    assert [one.scope.layout for one in found] == ["numerator", "denominator"]


def test_bold_and_plain_letters_are_different_once_both_are_introduced() -> None:
    together = read(r"$x, \mathbf{x} \in \mathbb{R}^{n}$")
    assert {"x", r"\mathbf{x}"} <= set(together[-1].scope.names)
    italic = read(r"$\mathbf{x} \in \mathbb{R}^{n}$, $x \in \mathbb{R}$, $2\mathit{x} = x + x$")
    assert italic[-1].left is not None
    assert r"\mathbf" not in repr(italic[-1].left)


MARKED = "<!-- unchecked: a habit -->"
UNCHECKED = [
    (f"{MARKED}\n$$\na \\approx b\n$$\n", "a habit"),
    (f"{MARKED}\n\n$$\na \\approx b\n$$\n", "a habit"),
    (f"{MARKED}\n\n\n$$\na \\approx b\n$$\n", ""),
    (f"{MARKED}\n\ntext\n\n<!-- TODO -->\n\n$$\na \\approx b\n$$\n", ""),
    ("<!-- unchecked: -->\n\n$$\na \\approx b\n$$\n", ""),
    (f"$a \\approx b$ {MARKED}\n", "a habit"),
    ("$a \\approx b$ <!-- TODO --> <!-- unchecked: late -->\n", ""),
]


@pytest.mark.parametrize(("text", "reason"), UNCHECKED)
def test_unchecked_reaches_the_next_display_alone(text: str, reason: str) -> None:
    assert [one.skipped for one in read(text)] == [reason]


SHOWN = [
    ("text\n\u00a0\n    $1 = 1$\n", 1),
    ("    ```\n\n$1 = 1$\n\n    ```\n", 1),
    ('```math title="x"\n1 = 1\n```\n', 1),
    ("```{.math}\n1 = 1\n```\n", 1),
    ("```mathematica\n1 = 1\n```\n", 0),
    ("<code-box> $1 = 1$ </code-box>\n", 1),
    ("<code> $1 = 1$ </code>\n", 0),
    ("- item\n\n    ```\n    $1 = 1$\n    ```\n", 0),
    ("- item\n\n        $1 = 1$\n", 0),
    ("> $1 = 1$\n", 1),
    ("| a | b |\n|---|---|\n| $1 = 1$ | $2 = 2$ |\n", 2),
    ("\\(1 = 1\\) and \\[2 = 2\\]\n", 2),
]


@pytest.mark.parametrize(("text", "count"), SHOWN)
def test_what_markdown_shows_is_read(text: str, count: int) -> None:
    assert len(read(text)) == count


SCANNED = [
    ("$$\na + 1\n> a + 2\n$$\n", ["\na + 1\n> a + 2\n"]),
    ("> $$\n> a = b\n> $$\n", ["\n  a = b\n  "]),
    ("> ```math\n> a = b\n> ```\n", ["  a = b"]),
    ("text $a\n> a + 3$\n", ["a\n> a + 3"]),
    ("\\begin{align}\na &= b\n\\end{align}\n", ["\\begin{align}\na &= b\n\\end{align}"]),
    (
        "> \\begin{equation*}\n> a = b\n> \\end{equation*}\n",
        ["\\begin{equation*}\n  a = b\n  \\end{equation*}"],
    ),
    ("In `\\begin{align}` nothing\n", []),
]


@pytest.mark.parametrize(("text", "latex"), SCANNED)
def test_a_formula_is_what_stands_between_its_marks(text: str, latex: list[str]) -> None:
    assert [one.latex for one in Source(Path("page.md"), text).scanned.formulas] == latex


NESTED = ["x_[" * 40 + "x" + "]" * 40, r"\partial" * 60 + " x", "f_{x_{" * 30 + "x" + "}}" * 30]


@pytest.mark.parametrize("latex", NESTED)
def test_nested_notation_is_read_in_linear_time(latex: str) -> None:
    start = process_time()
    read(f"$f : \\mathbb{{R}} \\to \\mathbb{{R}}$, $x \\in \\mathbb{{R}}$, $0 = {latex}$")
    assert process_time() - start < 1


def test_suffixes_restrict_the_index_of_an_assumption() -> None:
    page = r"$W_k \in \mathbb{R}^{n\times n},\ k = 1,\dots,D$; $\mathrm{d}W_k = 0,\ k \ne j$; $W_D = W_D + 0,\ j < D$"
    assert len(read(page)[-1].restrictions) == 1


def test_an_answer_in_details_ends_its_assumptions() -> None:
    text = "$x \\in \\mathbb{R}$\n\n<details>\n\n$\\mathrm{d}x = 0$\n\n</details>\n\n$1 = 1$\n"
    assert read(text)[-1].scope.held == ()


def test_a_block_ends_at_the_first_line_that_is_not_indented() -> None:
    text = '??? note "x"\n    $x \\in \\mathbb{R}$; $\\mathrm{d}x = 0$\n$1 = 1$\n'
    assert read(text)[-1].scope.held == ()
    text = '=== "分子布局"\n\n    $1 = 1$\n$2 = 2$\n'
    assert [one.scope.layout for one in read(text)] == ["numerator", "denominator"]
    text = '??? note "x"\n    $x \\in \\mathbb{R}$; $\\mathrm{d}x = 0$\n\n  $1 = 1$\n'
    assert read(text)[-1].scope.held == ()
    text = "[^1]: $x \\in \\mathbb{R}$; $\\mathrm{d}x = 0$\n\n$1 = 1$\n"
    assert read(text)[-1].scope.held == ()
    text = "- $x \\in \\mathbb{R}$; $\\mathrm{d}x = 0$\nand $1 = 1$\n"
    assert len(read(text)[-1].scope.held) == 1
