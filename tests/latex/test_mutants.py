"""What each operator makes of a tree, as LaTeX, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tracetrick.errors import NotationError
from tracetrick.latex.mutants import mutants
from tracetrick.latex.parser import Lexicon, parse
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import bare
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from verdicts import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

LEXICON = Lexicon(functions=frozenset(["f", "g"]), letters=frozenset(["f", "g", "A", "B", "X", "x", "t"]))
LOOKALIKES = {
    key: (parse(other, LEXICON),)
    for key, other in {"A": "B", "X": "Y", "W_{u}": "W_{v}", "i": "j", "f": "g"}.items()
}
CASES = [
    ("drop a transpose", "A^\\top B", ["A B"]),
    ("drop a transpose", "(AB)^\\top", ["( A B )"]),
    ("drop a transpose", "A^{-\\top}", ["A^{- 1}"]),
    ("add a transpose", "AB", ["A^{\\top} B", "A B^{\\top}"]),
    ("add a transpose", "A^\\top", []),
    ("add a transpose", "A^{-1}", ["A^{-\\top}"]),
    ("add a transpose", "A^2", ["( A^{2} )^{\\top}"]),
    ("add a transpose", "x_i", ["x_{i}^{\\top}"]),
    ("add a transpose", "W_{d-1}", ["W_{d - 1}^{\\top}"]),
    ("add a transpose", "f(x)", ["f( x )^{\\top}", "f( x^{\\top} )"]),
    (
        "add a transpose",
        "\\frac{\\partial f}{\\partial x}",
        ["( \\frac{\\partial f}{\\partial x} )^{\\top}", "\\frac{\\partial f^{\\top}}{\\partial x}", "\\frac{\\partial f}{\\partial x^{\\top}}"],
    ),
    ("drop an inverse", "A^{-1}B", ["A B"]),
    ("drop an inverse", "A^{-\\top}", ["A^{\\top}"]),
    ("drop an inverse", "X^+", ["X"]),
    ("drop an inverse", "A^{-2}", []),
    ("flip a sign", "A - B", ["- A - B", "A + B"]),
    ("flip a sign", "-A", ["A"]),
    ("flip a sign", "A \\pm B", ["- A \\pm B", "A \\mp B"]),
    ("flip a sign", "A(A - B)", ["A ( - A - B )", "A ( A + B )", "- A ( A - B )"]),
    ("flip a sign", "\\mathbb{1}[x > 0]", ["\\mathbb{1}[ x < 0 ]", "- \\mathbb{1}[ x > 0 ]"]),
    ("change a coefficient", "2A", ["3 A"]),
    ("change a coefficient", "\\frac{1}{2}A", ["\\frac{2}{2} A", "\\frac{1}{3} A", "2 \\cdot \\frac{1}{2} A"]),
    ("change a coefficient", "x^2 + A", ["x^{3} + A", "2 x^{2} + A", "x^{2} + 2 A"]),
    ("change a coefficient", "\\mathbf{1}", []),
    ("change a coefficient", "0", ["1"]),
    ("drop a term", "A - B + x", ["- B + x", "A + x", "A - B"]),
    ("drop a term", "-A", []),
    ("drop a factor", "ABX", ["B X", "A X", "A B"]),
    ("drop a factor", "\\frac{A + B}{t}X", ["X", "\\frac{A + B}{t}", "( A + B ) X"]),
    ("drop a factor", "A \\odot B", ["A", "B"]),
    ("swap factors", "ABX", ["B A X", "A X B"]),
    ("swap factors", "\\det A\\operatorname{tr} B", ["( \\operatorname{tr} B ) \\det A"]),
    ("swap factors", "A\\sum_i x_i", ["( \\sum_{i} x_{i} ) A"]),
    ("swap factors", "A \\otimes B", ["B \\otimes A"]),
    ("swap factors", "A \\otimes B \\otimes X", ["X \\otimes ( A \\otimes B )", "B \\otimes A \\otimes X"]),
    ("swap factors", "A \\odot B", []),
    ("swap indices", "x_{ij}", ["x_{j i}"]),
    ("swap indices", "x_{i,j}", ["x_{j,i}"]),
    ("element-wise to product", "A \\odot BX", ["A B X"]),
    ("element-wise to product", "(A - B) \\odot X", ["( A - B ) X"]),
    ("product to element-wise", "AB", ["A \\odot B"]),
    ("product to element-wise", "2AB", ["2 ( A \\odot B )"]),
    ("product to element-wise", "ABX", ["( A \\odot B ) X", "A ( B \\odot X )"]),
    ("product to element-wise", "\\operatorname{tr}(AB)", ["\\operatorname{tr}( A \\odot B )"]),
    ("drop a differential", "A\\,\\mathrm{d}X", ["A X"]),
    ("drop a differential", "\\mathrm{d}^2 X", ["\\mathrm{d} X"]),
    ("drop a prime", "f''(x)", ["f'( x )"]),
    ("drop a prime", "X'X", ["X X"]),
    ("drop a prime", "\\tanh'(x)", ["\\tanh( x )"]),
    ("determinant and trace", "\\det(A)", ["\\operatorname{tr}( A )"]),
    ("determinant and trace", "\\operatorname{tr} AB", ["\\det A B"]),
    ("determinant and trace", "|A|", ["\\operatorname{tr}( A )"]),
    (
        "shift a range",
        "\\sum_{i=1}^{n} x_i",
        ["\\sum_{i = 1}^{n + 1} x_{i}", "\\sum_{i = 1}^{n - 1} x_{i}", "\\sum_{i = 0}^{n} x_{i}"],
    ),
    (
        "shift a range",
        "\\prod_{k=D}^{2} x_k",
        ["\\prod_{k = D}^{1} x_{k}", "\\prod_{k = D + 1}^{2} x_{k}", "\\prod_{k = D - 1}^{2} x_{k}"],
    ),
    ("shift a range", "\\sum_{j\\ne i} x_j", ["\\sum_{j} x_{j}"]),
    ("shift a range", "\\sum_{j<i} x_j", ["\\sum_{j \\le i} x_{j}"]),
    ("another symbol", "A^\\top X", ["B^{\\top} X", "A^{\\top} Y"]),
    ("another symbol", "W_u x", ["W_{v} x"]),
    ("another symbol", "\\sum_i x_i", ["\\sum_{i} x_{j}"]),
    ("another symbol", "f(A)", ["g( A )", "f( B )"]),
]  # fmt: skip


def made(latex: str, operator: str) -> list[str]:
    tree = parse(latex, LEXICON)
    return [to_latex(one.tree) for one in mutants(tree, LOOKALIKES) if one.operator == operator]


@pytest.mark.parametrize(("operator", "latex", "expected"), CASES)
def test_an_operator_makes_these_mutants(operator: str, latex: str, expected: list[str]) -> None:
    assert sorted(made(latex, operator)) == sorted(expected)


def test_a_mutant_has_the_place_of_its_change() -> None:
    found = {to_latex(one.tree): one.at for one in mutants(parse("A + BX^\\top", LEXICON))}
    assert found["A + B X"] == 5
    assert found["A + B^{\\top} X^{\\top}"] == 4


def test_no_mutant_comes_twice_or_says_the_same_as_the_original() -> None:
    tree = parse("A A + (A)", LEXICON)
    found = [bare(one.tree) for one in mutants(tree)]
    assert bare(tree) not in found
    assert all(one not in found[:k] for k, one in enumerate(found))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.md")), ids=lambda path: path.name)
def test_a_mutant_is_what_its_latex_reads_as(path: Path) -> None:
    refused = []
    for statement in statements(Source.read(path)):
        for side in (statement.left, statement.right):
            for one in mutants(side) if side is not None and statement.kind == "claim" else ():
                latex = to_latex(one.tree)
                try:
                    assert parse(latex, statement.scope.lexicon) == one.tree
                except NotationError:
                    refused.append(latex)
    assert refused in ([], ["\\operatorname{vec}( \\mathrm{d} S^{1} )"])
