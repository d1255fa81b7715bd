"""What holds where on a page: sections, items, answers, wrong blocks, tabs, marks of the author."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

LETTERS = {"true": "T", "false": "F", "unreadable": "U", "skipped": "S"}
# A verdict that the author does not expect has an exclamation mark.
PAGES = [
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n## One\n$\\mathrm{d}A = 0$ so $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$.\n\n### Sub\n$\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n\n## Two\n$\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$ and $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x + (\\mathrm{d}A)x$\n",
        "T T F! T",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n1. $\\mathrm{d}A = 0$: $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n\n    still $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n\n2. $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n",
        "T T F!",
    ),
    (
        '$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n??? success "answer"\n    $\\mathrm{d}A = 0$: $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n\nafter $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$\n',
        "T F!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n$$ A = B $$\n///\n",
        "F",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n$$ A + B = B + A $$\n///\n",
        "T!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n    at: 1\n\n$$ A = B,\\quad A+A = 2A $$\n///\n",
        "F T",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n    expect: shape\n\n$$ A = x $$\n///\n",
        "F",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n    expect: value\n\n$$ A = x $$\n///\n",
        "F!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n    expect: unreadable\n\n$$ A = q $$\n///\n",
        "U",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | x\n$$ A = q $$\n///\n",
        "U!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n/// wrong | $A+A = 2A$\n$y := x$ and $\\mathrm{d}A = 0$ \n\n$$ \\mathrm{d}(Ax) = 0 $$\n///\n\n$y = x$, $\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$",
        "T F U! F!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n<!-- unchecked: because -->\n\n$$ A = B $$\n\n$A \\approx B$<!-- unchecked: roughly --> and $A = B$",
        "S S F!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n## S\n$A \\in \\mathbb{S}^{n}$: $A^\\top = A$\n\n## T\n$A^\\top = A$\n",
        "T F!",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n$U := Ax$\n\n## S\n$A \\in \\mathbb{S}^{n}$: $U = Ax$\n\n## T\n$U = Ax$\n",
        "U! T",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n$U := Ax$\n\n## S\n$A \\in \\mathbb{S}^{n}$, $U := A x$: $U = A^\\top x$\n\n## T\n$U = Ax$, $U = A^\\top x$\n",
        "T T F!",
    ),
    (
        '---\nlayout: numerator\n---\n$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n$\\frac{\\partial Ax}{\\partial x} = A$\n\n=== "分母布局"\n    $\\frac{\\partial Ax}{\\partial x} = A^\\top$\n\n=== "分子布局"\n    $\\frac{\\partial Ax}{\\partial x} = A$\n',
        "T T T",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n$AB$ and $q$ and $XW-Y$, code `$A=B$`, $$A+A=2A$$\n\n\\[A = B\\] \\(A+A = 2A\\)\n\n```math\nA + A = 2A\n```\n",
        "T F! T T",
    ),
    (
        "$x \\in \\mathbb{R}$, $\\mathbf{x} \\in \\mathbb{R}^n$, $\\mathbf{x}^\\top\\mathbf{x} = \\|\\mathbf x\\|^2$, $x\\mathbf{x} = \\mathbf x x + 0$\n",
        "T T",
    ),
    (
        "$x, y \\in \\mathbb{R}^{n}$ 满足 $\\langle x, y \\rangle = y^\\top x$，其中 $n$ 是维数。\n\n> $$ x + y\n> = y + x $$\n",
        "T T",
    ),
    (
        "$f : \\mathbb{R}^{m\\times n}\\to\\mathbb{R}$, $X \\in \\mathbb{R}^{m\\times n}$: $\\mathrm{d}f = \\operatorname{tr}\\left(\\left(\\frac{\\partial f}{\\partial X}\\right)^\\top\\mathrm{d}X\\right)$, $\\frac{\\partial f}{\\partial X}^T = 1$\n",
        "T U!",
    ),
    (
        "$W \\in \\mathbb{R}^{m\\times n}, X \\in \\mathbb{R}^{N\\times n}$, $Y \\in \\mathbb{R}^{N\\times m}$\n\n$$\\begin{aligned}\nL &:= \\|XW^\\top - Y\\|_F^2, \\\\\n\\frac{\\partial L}{\\partial W} &= 2(XW^\\top - Y)^\\top X\n\\end{aligned}$$\n",
        "T",
    ),
    (
        "$A, B \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^{n}$\n\n$X_u := Ax$, $X^\\top_u A = X_u^\\top A$, $x := x + x$, $x = x^\\top x$",
        "T U! F!",
    ),
    (  # a family of several rules is one meaning: the end of the section takes none of them back
        (
            "## One\n\n$x \\in \\mathbb{R}^{n}$, $A \\in \\mathbb{R}^{n\\times n}$\n\n"
            "$$ a_0 := x,\\quad z_d := Aa_{d-1},\\quad a_d := \\operatorname{relu}(z_d),\\quad d = 1,\\dots,D. $$\n\n"
            "## Two\n\n$$ a_d = \\operatorname{relu}(z_d). $$\n"
        ),
        "T",
    ),
]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_scope(page: str, expected: str) -> None:
    found = [one for one in verdicts_of(page) if one.statement.kind == "claim" or one.verdict != "true"]
    assert " ".join(LETTERS[one.verdict] + "!" * (not one.as_expected) for one in found) == expected


HELD, USED = r"$\mathrm{d}A = 0$", r"$\mathrm{d}(Ax) = A\,\mathrm{d}x$"


@pytest.mark.parametrize(
    ("page", "verdicts"),
    [
        (f'=== "a"\n\n    {HELD} {USED}\n\n=== "b"\n\n    {USED}', "T F"),
        (f"| a | b |\n|---|---|\n| {HELD} | {USED} |\n| c | {USED} |\n\n{USED}", "T F F"),
        (f"> {HELD} {USED}\nand lazily {USED}\n\n{USED}", "T T F"),
        (f"> {HELD}\n>\n> > {USED} {HELD}\n>\n> {USED}\n\n{USED}", "T T F"),
        (f"> > {HELD} {USED}\n>\n> {USED}", "T F"),
        (f"> ## One\n> {HELD} {USED}\n>\n> ## Two\n> {USED}", "T F"),
        (f"> One\n> ===\n> {HELD} {USED}\n>\n> Two\n> ===\n> {USED}", "T F"),
        (
            f"!!! note\n    ## One\n    {HELD} {USED}\n\n    ### Sub\n    {USED}\n\n    ## Two\n    {USED}",
            "T T F",
        ),
        (f"## Out\n{HELD}\n\n> ## In\n> {USED}\n\n{USED}", "T T"),
    ],
)
def test_what_is_assumed_ends_with_its_tab_row_quote_or_section_inside(page: str, verdicts: str) -> None:
    found = verdicts_of(r"$A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^{n}$" + f"\n\n{page}\n")
    claims = [LETTERS[one.verdict] for one in found if one.statement.kind == "claim"]
    assert " ".join(claims) == verdicts
