"""Tree → LaTeX → tree is the identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracetrick.errors import NotationError
from tracetrick.latex.parser import Lexicon, parse
from tracetrick.latex.printer import to_latex
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from verdicts import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

LEXICON = Lexicon(
    functions=frozenset(["f", "\\sigma"]), letters=frozenset(["f", "\\sigma", "A", "X", "x", "t"])
)
ATOMS = st.sampled_from(
    ["A", "X", "x", "2", "1.5", "0", "x_i", "a_{ij}", "x_{i,:}", "\\hat{x}", "x^{*}", "\\mathbf{1}", "I_n", "\\alpha",
     "X^\\top", "A^{-1}", "A^{-\\top}", "A^{k}", "f(X)", "\\sigma'(X)", "\\|x\\|^2", "\\lvert A\\rvert", "x'"]
)  # fmt: skip


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    signs = st.sampled_from([" + ", " - ", " ", "\\odot ", "\\otimes ", "\\cdot ", "\\pm "])
    wrapped = st.sampled_from(
        ["({})", "\\operatorname{{tr}}({})", "\\det {}", "\\mathrm{{d}}({})", "\\sqrt{{{}}}", "\\left[{}\\right]^\\top",
         "\\sum_{{i=1}}^{{n}} {}", "\\nabla_X ({})", "\\frac{{\\partial {}}}{{\\partial X}}", "\\frac{{1}}{{{}}}",
         "\\begin{{bmatrix}} {} & 0 \\\\ \\vdots & \\ddots \\end{{bmatrix}}", "\\log({})^2", "\\mathbb{{1}}[{} > 0]",
         "\\langle {}, A\\rangle", "[{}, x, \\dots]", "\\max({}, 0)"]
    )  # fmt: skip
    joined = st.tuples(pair, signs).map(lambda parts: parts[0][0] + parts[1] + parts[0][1])
    return st.one_of(joined, st.tuples(wrapped, inner).map(lambda parts: parts[0].format(parts[1])))


@example("A + \\det A\\cdot \\mathrm{d}(A)")
@given(st.recursive(ATOMS, _compound, max_leaves=8))
@settings(max_examples=300, deadline=None)
def test_printing_and_parsing_give_the_tree_back(latex: str) -> None:
    try:
        tree = parse(latex, LEXICON)
    except NotationError:
        return  # brackets are demanded
    assert parse(to_latex(tree), LEXICON) == tree


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.md")), ids=lambda path: path.name)
def test_every_side_of_the_corpus_comes_back(path: Path) -> None:
    sides = 0
    for statement in statements(Source.read(path)):
        for node in (statement.left, statement.right):
            if node is not None:
                sides += 1
                assert parse(to_latex(node), statement.scope.lexicon) == node
    assert sides > 0
