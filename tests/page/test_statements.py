"""Statements: what is declared, defined, assumed and claimed, and what is refused."""

from __future__ import annotations

import pytest

from tracetrick.errors import SourceError
from verdicts import verdicts_of

PAGE = (
    r"$A, B, C \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^{n}$, "
    r"$t, s \in \mathbb{R}$, $f : \mathbb{R}^{n} \to \mathbb{R}$."
    "\n\n"
)
DECLARATIONS = 5
SET = (
    r"expected a set such as \mathbb{R}^{m\times n}, \mathbb{S}^n, \mathbb{S}^n_{++}, \mathrm{O}(n), "
    r"\{e_1,\dots,e_m\}, \{-1,1\}"
)
STRAY = "neither a statement nor a suffix: in a display with a relation everything must be part of one"


def after_page(latex: str) -> list[tuple[str, str, str]]:
    """Kind, verdict and message of what one display behind the declarations says."""
    found = verdicts_of(f"{PAGE}$$\n{latex}\n$$\n")
    assert [one.verdict for one in found[:DECLARATIONS]] == ["true"] * DECLARATIONS
    return [(one.statement.kind, one.verdict, one.message) for one in found[DECLARATIONS:]]


REFUSED = [
    (r"z \in \mathbb{Q}", SET),
    (r"Z \in \mathbb{S}^{m\times n}", SET),
    (r"z \in \mathbb{R} n", SET),
    (r"Z \in \mathbb{R}^{m\times n\times m}", SET),
    (r"k \in \{1, 2\}", SET),
    (r"k \in \{2,\dots,n\}", SET),
    (r"z \in", r"expected a set behind \in"),
    (r"\in \mathbb{R}", r"expected a name before \in"),
    (r"z \in \mathbb{R} = x", r"a second relation behind \in"),
    (r"z \in \mathbb{R}^{A}", "A stands for something else than a dimension here"),
    (r"n \in \mathbb{R}", "n is a dimension"),
    (r"AX^\top \in \mathbb{R}^{n\times q}", "this claims a shape, but q is no dimension yet"),
    (r"z \in \mathbb{R}^{q_i},\ i = 1,\dots,n", "the shape uses the index i, the name does not"),
    (r"g : \to \mathbb{R}", r"expected f : A \to B"),
    (r"g : \mathbb{R}", r"expected f : A \to B"),
    (
        r"g : \mathbb{R}_{>0} \to \mathbb{R}",
        r"expected \mathbb{R}, \mathbb{R}^n or \mathbb{R}^{m\times n}",
    ),
    (r"U :=", "expected what the name means"),
    (r"U := U + A", "U is defined by itself: give the new value a new name"),
    (r"x = ", "expected an expression behind ="),
    (r"= x", "expected an expression before ="),
    (r"\cdots = x", "a chain neither begins nor ends with dots"),
    (r"x = \cdots", "a chain neither begins nor ends with dots"),
    (r"x \approx y", r"\approx claims nothing that is judged: mark it <!-- unchecked: reason -->"),
    (r"(x = 1)", "a relation inside brackets: nothing inside brackets is judged"),
    (r"\sqrt{x > 0}", "a relation inside braces: nothing inside braces is judged"),
    (r"(A = B]", "] does not close ("),
    (r"x + y) = y + x", ") closes nothing"),
    (r"\end{aligned} x = y", r"\end{aligned} closes nothing"),
]


@pytest.mark.parametrize(("latex", "message"), REFUSED)
def test_what_is_refused(latex: str, message: str) -> None:
    assert [(verdict, text) for _, verdict, text in after_page(latex)] == [("unreadable", message)]


CLAIMS = [
    (r"A(B+C) := AB + AC", ["true"]),
    (r"I_n := A A^{-1}", ["true"]),
    (r"X_{ij} \in \mathbb{R}", ["true"]),
    (r"X^\top X \in \mathbb{R}^{m\times m}", ["false"]),
    (r"\operatorname{relu}(x) = x \odot \mathbf 1(x > 0)", ["true"]),
    (r"\sqrt{t^2} = t\ (t > 0)", ["true"]),
    (r"\sqrt{t^2} = t,\ (t > 0)", ["true"]),
    (r"\sqrt{t^2} = t\ (t < 0)", ["false"]),
    (r"\sqrt{t^2} = t", ["false"]),
    (r"\mathrm{d}x_i = 0", ["false"]),
    (r"x_i + y_i = y_i + x_i,\ i = 1, 2, \dots, n", ["true"]),
    (r"x_i + y_i = y_i + x_i,\ 1 \le i \le n", ["true"]),
    (r"A(x + y) = \cdots = Ax + Ay", ["true"]),
    (r"\begin{array}{rl} x + y &= y + x \\ Ax + Ay &= A(x + y) \end{array}", ["true", "true"]),
    (
        r"\begin{array}{cc} 1 & 2 \\ 3 & (4) \end{array} = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        ["true"],
    ),
    (r"x - y = 0 \Rightarrow x = y", ["true", "true"]),
    (r"2x - y = 0 \Rightarrow x = y", ["false", "false"]),
    (r"x + y &= y + x \\ &= 2y", ["true", "false"]),
    (r"x + y = y \\ + x", ["true"]),
    (r"2x = y + x \Rightarrow x = y \Rightarrow y = x", ["true", "true", "true"]),
    (r"t^2 \ge -1 \Rightarrow t = 0", ["true", "false"]),
    (r"x - y = 0 \Leftarrow x = y", ["true", "true"]),
    (r"2x - y = x \iff x - y = 0 \Rightarrow x = y", ["true"] * 3),
    (r"2x - y = x \Rightarrow x - y = 0 \iff x = y", ["true"] * 3),
    (r"x - y = 0 \iff 2x = 2y \iff x + y = y + x", ["false", "false", "true"]),
    (r"\Leftarrow x = y", ["false"]),
    (r"\iff x = y", ["false"]),
    (r"\Rightarrow x = y", ["false"]),
    (r"X^\top X = X^\top X + 0A \Rightarrow f(x) = f(x) + t - t", ["true", "true"]),
    (
        (
            r"\begin{array}{rl} (x + y) &= (y + x) \\ \begin{bmatrix} t \\ s \end{bmatrix} "
            r"&= \begin{bmatrix} t + 0 \\ s \end{bmatrix} \end{array}"
        ),
        ["true", "true"],
    ),
    (r"U := 2A,\ A = \frac12 U \Rightarrow U = A + A", ["true", "true"]),
    (r"t^2 + s^2 \ge 2ts \Rightarrow t + s = s + t", ["true", "true"]),
]


@pytest.mark.parametrize(("latex", "expected"), CLAIMS)
def test_claims(latex: str, expected: list[str]) -> None:
    found = after_page(latex)
    found = [one for one in found if one[0] != "definition"]
    assert [kind for kind, _, _ in found] == ["claim"] * len(expected)
    assert [verdict for _, verdict, _ in found] == expected


PAGES = [
    (r"$z \in \mathbb{R}^{m_u}$, $z^\top z = \|z\|^2$", ["true", "true"]),
    (r"$a, b > 0$, $\log(ab) = \log a + \log b$", ["true", "true"]),
    (r"$w_u, a \in \mathbb{R}^{n}$, $w_u - a = 0 \Rightarrow w_u = a$", ["true", "true", "true"]),
    (r"$A \in \mathbb{R}^{n\times n}$, $U := 2A$, $U := 2A$, $U = A + A$", ["true"] * 4),
    (r"$\mathbf$, $x \in \mathbb{R}$, $x + x = 2x$", ["true", "true"]),
    (r"$x \in \mathbb{R}^{n}$, $\mathbb{1}[x > 0]$", ["true"]),
    (r"$x \in \mathbb{R}$, $\require{y} = x$", ["true", "unreadable"]),
    (r"$x \in \mathbb{R}$, $x, 2 = 2$", ["true", "unreadable", "unreadable"]),
    (r"$D, x \in \mathbb{R}$, $a, \dots, b$, $x + D = D + x$", ["true", "true"]),
    (
        (
            r"$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$, $m_D = m_0$, "
            r"$\operatorname{tr}(W_1^\top W_1) = \|W_1\|_F^2$"
        ),
        ["true", "true", "true"],
    ),
    (r"$t, t_u \in \mathbb{R}$, $t_u + t = t + t_u$", ["true", "true"]),
    (r"$t \in \mathbb{R}$, $g(t, 2) := t$", ["true", "unreadable"]),
    (r"$t \in \mathbb{R}$, $t_v \in \mathbb{R}$, $t_v + t = t + t_v$", ["true", "true", "true"]),
    (r"$t \in \mathbb{R}$, $t_v > 0$, $\sqrt{t_v^2} = t_v$", ["true", "true", "true"]),
    (r"$(t > 0)$, $t \in \mathbb{R}$", ["unreadable", "true"]),
]


@pytest.mark.parametrize(("text", "expected"), PAGES)
def test_pages(text: str, expected: list[str]) -> None:
    assert [one.verdict for one in verdicts_of(text + "\n")] == expected


def test_a_suffix_needs_a_statement_before_it() -> None:
    found = after_page(r"(t > 0),\ x + y = y + x")
    assert found == [
        ("claim", "unreadable", "a suffix without a statement before it"),
        ("claim", "true", ""),
    ]


def test_a_suffix_is_an_order_relation() -> None:
    found = after_page(r"x_i + x_i = 2x_i,\ i \equiv n")
    assert found[-1] == ("claim", "unreadable", r"a suffix with \equiv is not read")


def test_a_range_needs_a_statement_that_uses_the_index() -> None:
    found = after_page(r"x + y = y + x,\ i = 1,\dots,n")
    message = "a range of an index without a statement in the same formula that uses the index"
    assert found == [("claim", "true", ""), ("claim", "unreadable", message)]


def test_a_name_before_an_equation_is_no_list() -> None:
    assert after_page(r"x,\ y = y + 0x") == [("claim", "unreadable", STRAY), ("claim", "true", "")]


def test_on_first_use_a_name_that_mentions_itself_is_a_claim() -> None:
    found = verdicts_of("$u = u + 1$\n", first_use=True)
    assert [(one.statement.kind, one.verdict) for one in found] == [("claim", "unreadable")]


def test_on_first_use_an_equation_with_a_new_name_defines_it() -> None:
    found = verdicts_of("$x \\in \\mathbb{R}$, $u = x + 1$, $2u = 2x + 2$\n", first_use=True)
    assert [(one.statement.kind, one.verdict) for one in found] == [
        ("declaration", "true"),
        ("definition", "true"),
        ("claim", "true"),
    ]


def test_a_formula_of_more_than_64_kb_is_refused() -> None:
    found = verdicts_of("$" + "1 + " * 17000 + "1 = 1$\n")
    assert [(one.verdict, one.message) for one in found] == [("unreadable", "a formula of more than 64 KB")]


WITHOUT_A_FAILURE = [
    ("    at: 3\n\n$$\n1 + 1 = 3\n$$", 1, "the wrong block has 1 relations: there is no number 3"),
    ("\n$x \\in \\mathbb{R}$", 1, "a wrong block needs a display with a claim"),
    ("\n$1 = 2$", 1, "a wrong block needs a display with a claim"),
    ("\n<!-- unchecked: why -->\n$$\n1 = 2\n$$", 1, "what a wrong block refuses cannot be marked unchecked"),
    (
        "    expects: value\n\n$$\n1 = 2\n$$",
        2,
        "“expects: value” is no option: known are at: K, expect: value, shape, unreadable",
    ),
    (
        "    expect: false\n\n$$\n1 = 2\n$$",
        2,
        "“expect: false” is no option: known are at: K, expect: value, shape, unreadable",
    ),
    (
        "    at: 0\n\n$$\n1 = 2\n$$",
        2,
        "“at: 0” is no option: known are at: K, expect: value, shape, unreadable",
    ),
]


@pytest.mark.parametrize(("body", "line", "message"), WITHOUT_A_FAILURE)
def test_a_wrong_block_needs_a_relation_that_fails(body: str, line: int, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        verdicts_of(f"/// wrong | nothing\n{body}\n\n///\n")
    assert (raised.value.place.line, raised.value.message) == (line, message)


def test_an_option_stands_directly_behind_the_header_of_its_block() -> None:
    text = "/// wrong | why\n\n$$ 1 = 1, \\quad 1 = 2 $$\n\n    at: 1\n\n///\n"
    assert [one.statement.expected for one in verdicts_of(text)] == ["true", "false"]


def test_a_shape_is_claimed_of_a_defined_name() -> None:
    found = after_page(r"U := XA,\ U \in \mathbb{R}^{m\times n},\ U \in \mathbb{R}^{q\times n}")
    assert found[1:] == [
        ("claim", "true", ""),
        ("claim", "unreadable", "U is defined, so this claims its shape, but q is no dimension yet"),
    ]
