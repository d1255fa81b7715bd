"""The wording of messages, and the place that the caret points at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.page.source import Source
from tracetrick.report import failure
from verdicts import verdicts_of

PREAMBLE = (
    r"$A \in \mathbb{R}^{n\times n}$, $X, Y \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^{n}$" + "\n\n"
)
MESSAGES = [
    (r"XY = A", "3×4 times 3×4; did you mean Yᵀ?", "X"),
    (r"xx = 1", "4×1 times 4×1; did you mean xᵀ?", "xx"),
    (r"\sum_{i=1}^n x x_i x = x", "4×1 times 4×1; did you mean xᵀ?", "x x_i"),
    (r"Ax^\top = x", "4×4 times 1×4; did you mean x?", "Ax"),
    (r"X^\top x = x", "4×3 times 4×1; did you mean X?", "X^"),
    (r"(x+x)x = x", "4×1 times 4×1; did you mean (x + x)ᵀ?", "(x+x)"),
    (r"X^\top XA^\top x X = X", "4×1 times 3×4", "x X"),
    (r"XX^\top XY = A", r"3×4 times 3×4; did you mean Yᵀ?", "XY"),
    (r"A2XY = A", "4×4 times 3×4; did you mean Xᵀ?", "A2X"),
    (r"x_1 = Ax", "the left side is 1×1, the right side 4×1: here this is an entry of x", "Ax"),
    (r"A + X = A", "4×4 plus 3×4", "X"),
    (r"A + n = A", "4×4 plus 1×1: is an I missing?", "n"),
    (r"x + n = x", r"4×1 plus 1×1: is a \mathbf 1 missing?", "n"),
    (r"x - 1 = x", r"4×1 plus 1×1: did you mean \mathbf 1?", "1"),
    (r"x^2 = 1", r"a power of a 4×1 vector: write \|x\|^2 or x\odot x", "x"),
    (r"\alpha x = x", r"\alpha is used before it is introduced: say \alpha \in ... or \alpha := ... first", r"\alpha"),
    (r"X = X^\top", "the left side is 3×4, the right side 4×3: one is the transpose of the other", "X^"),
    (r"x^\top x = xx^\top", "the left side is 1×1, the right side 4×4: is a tr missing?", "xx"),
    (r"\frac{\partial x^\top x}{\partial x} = 2x^\top",
     ("the left side is 4×1, the right side 1×4: one is the transpose of the other, "
      "as in numerator layout; this page uses denominator layout"), "2x"),
    (r"\frac{\partial \operatorname{tr}A}{\partial A}^T = I",
     r"a superscript behind a fraction: write \left(\frac{..}{..}\right)^\top", "^T"),
    (r"q + x = x", r"q is used before it is introduced: say q \in ... or q := ... first", "q"),
    (r"A = A", "both sides are the same: this says nothing", "="),
    (r"A x => x", r"=> is no relation: write \Rightarrow", "=>"),
    (r"\frac{\partial \operatorname{tr}A}{a_{11}} = 1", r"expected \partial in the denominator, found a", "a_"),
    (r"A \odot AA = AAA",
     "⊙ or ⊗ beside a product: both readings have shapes and differ in value: write brackets", "="),
    (r"(A + A = A", "( is never closed", "("),
    (r"\operatorname{foo}(A) = A", "unknown operator foo", r"\operatorname"),
    (r"\mathbf 1^\top\mathbf 1 = 4", r"nothing fixes the size of this: write \mathbf 1_n", r"\mathbf"),
    (r"\sum_i x_i + x_i = 1", "the index i is bound by a sum and unknown outside it", "i"),
    (r"|x| = 1", r"|x| of a vector: write \|x\| for its norm", "|"),
    (r"\|A\| = 1", "the norm of a matrix needs a subscript: _F, _*, _2 or _1", r"\|"),
    (r"X^{-1} = X", "the inverse of a 3×4 matrix", "X"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "message", "guilty"), MESSAGES)
def test_message_and_place(latex: str, message: str, guilty: str) -> None:
    page = f"{PREAMBLE}${latex}$\n"
    found = next(one for one in verdicts_of(page) if one.verdict != "true")
    assert found.message.removesuffix(" (at n = 4, m = 3)") == message
    assert page[found.at :].startswith(guilty)


def test_a_failure_shows_the_line_and_a_caret() -> None:
    page = f"{PREAMBLE}因为 $X + Y = Y$\n"
    (found,) = (one for one in verdicts_of(page) if one.verdict == "false")
    lines = list(failure(Source(Path("page.md"), page), found))
    assert lines[0].startswith("page.md:3:11: false: the two sides differ: left ")
    assert lines[0].endswith("(at n = 4, m = 3)")
    assert lines[1:] == ["    因为 $X + Y = Y$", "    　　" + " " * 8 + "^"]
