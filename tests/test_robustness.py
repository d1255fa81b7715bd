"""Whatever stands on a page, it gets a verdict: no exception but our own, no hang, nothing outside the library."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracetrick
from fuzz import fuzz
from tracetrick.algebra.elaborate import Elaborator
from tracetrick.cache import Cache
from tracetrick.check import DEFECT, check
from tracetrick.claims import known, survey
from tracetrick.claims.known import Known
from tracetrick.claims.page import PageJudge
from tracetrick.errors import SourceError, TracetrickError
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from verdicts import CORPUS

PREAMBLE = (
    r"$A, B \in \mathbb{R}^{n\times n}$, $x, y \in \mathbb{R}^{n}$, $f : \mathbb{R}^n \to \mathbb{R}$"
    "\n\n"
)
PIECES = st.sampled_from(
    ["A", "B", "x", "y", "f", "d", "2", "0", "=", "+", "-", "^", "_", "{", "}", "(", ")", "[", "]", ",", "&", "|", "'",
     "i", "j", "n", "T", "\\\\", "\\top", "^\\top", "^{-1}", "_{ij}", "\\mathrm{d}", "\\partial", "\\frac", "\\sum_i",
     "\\nabla_x", "\\operatorname{tr}", "\\det", "\\log", "\\odot", "\\otimes", "\\cdots", "\\in", "\\mathbb{R}",
     ":=", "\\ge", "\\ne", "\\Rightarrow", "\\quad", "\\begin{bmatrix}", "\\end{bmatrix}", "\\left", "\\right",
     "\\text{x}", "\\mathbf 1", "I", "e", "\\|", "\\sqrt", "\\prod_{k=1}^{2}", "\\pm", "，", "其中", "\\", "%"]
)  # fmt: skip


def assert_only_verdicts(latex: str) -> None:
    try:
        found = check(Source(Path("page.md"), f"{PREAMBLE}$${latex}$$\n"))
    except TracetrickError:
        return
    assert [one.message for one in found if DEFECT in one.message] == []


CRASHES = {
    "a row of blanks": r"B = \begin{bmatrix} a_{11} & \cdots & a_{1n} \\ & & \\ a_{n1} & \cdots & a_{nn} \end{bmatrix}",
    "a row of dots alone": r"\begin{bmatrix} \cdots & \cdots \end{bmatrix} x = x",
    "a family that is solved for": r"W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D, \qquad x = 0 \Rightarrow W = 3",
    "a norm without its subscript": r"\|x\|_ = 3",
    "a domain without a factor": r"g : \times \mathbb{R}^n \to \mathbb{R}",
    "a vector of no entries": r"\mathbf 1_{n-n}^\top\mathbf 1_{n-n} = 5",
}


@pytest.mark.parametrize("latex", CRASHES.values(), ids=CRASHES)
def test_what_has_crashed_gets_a_verdict(latex: str) -> None:
    assert_only_verdicts(latex)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=400, deadline=2000)
def test_any_pieces_get_a_verdict(latex: str) -> None:
    assert_only_verdicts(latex)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=2000)
def test_any_text_gets_a_verdict(latex: str) -> None:
    assert_only_verdicts(latex)


@given(st.data())
@settings(max_examples=150, deadline=5000)
def test_a_mutated_formula_gets_a_verdict(data: st.DataObject) -> None:
    page = (CORPUS / data.draw(st.sampled_from(["a_rules.md", "d_axb.md", "l_vec_kron.md"]))).read_text(
        "utf-8"
    )
    formulas = page.split("$$")[1::2]
    latex = data.draw(st.sampled_from(formulas))
    place = data.draw(st.integers(0, len(latex) - 1))
    assert_only_verdicts(latex[:place] + data.draw(PIECES) + latex[place + data.draw(st.integers(0, 3)) :])


@pytest.mark.parametrize(
    "latex",
    ["a = " + "(" * 30000, "t = " + "x^" * 8000 + "x", "a = " + "{" * 30000, "x" * 10**6 + "=1", "a = " + "\\sqrt" * 9000, "a=" + "x^{" * 9000,
     "a = " + "9" * 60000, "A = " + "\\mathbf{" * 5000, "a = \\sum_{i=1}^{10000000} 1", "A = I_{99999999}"],
    ids=lambda latex: latex[:12],
)  # fmt: skip
def test_huge_input_is_refused(latex: str) -> None:
    found = check(Source(Path("page.md"), f"{PREAMBLE}$${latex}$$\n"))
    assert found[-1].verdict == "unreadable"
    assert sum(one.seconds for one in found) < 2


SLOW = {
    "scripts in scripts that are no marks": PREAMBLE + "$$t = " + "x^{-" * 8000 + "x" + "}" * 8000 + "$$\n",
    "a logarithm without a draw at any dimensions": (
        r"""
$W \in \mathbb{R}^{m\times c}$, $\lambda > 0$,
$x_i \in \mathbb{R}^{m},\ y_i \in \{e_1,\dots,e_c\},\ i = 1,\dots,N$

$X := \begin{bmatrix} x_1^\top \\ \vdots \\ x_N^\top \end{bmatrix},
\quad Y := \begin{bmatrix} y_1^\top \\ \vdots \\ y_N^\top \end{bmatrix},
\quad P := \operatorname{softmax}_{\mathrm{row}}(XW)$

$L := -\frac{1}{N}\sum_{i=1}^{N} y_i^\top\log\operatorname{softmax}(W^\top x_i) + \lambda\|W\|_F^2$

$\mathrm{d}x_i = 0,\ \mathrm{d}\lambda = 0$

$$\frac{\partial L}{\partial W} = \log \frac{1}{N}X^\top(P-Y) + 2\lambda W$$
"""
    ),
    "a determinant that vanishes at every draw, and with it the logarithm": r"""
$S \in \mathbb{R}^{m\times m}$

$$\frac{\partial \log\det0 S}{\partial S} = S^{-\top}$$
""",
    "an inverse that exists at no draw": r"""
$Q, K \in \mathbb{R}^{n\times d}$, $V \in \mathbb{R}^{n\times v}$, $\phi : \mathbb{R}^{n\times v}\to\mathbb{R}$

$S := \frac{1}{\sqrt{d}}QK^\top, \quad P := \operatorname{softmax}_{\mathrm{row}}(S), \quad L := \phi(PV)$

$R := \frac{\partial L}{\partial S}$

$$\frac{\partial L}{\partial Q} = \frac{1}{\sqrt{d}}RK, \quad \frac{\partial L}{\partial K} = \frac{1}{\sqrt{d}}R^\top^{-T}Q$$
""",
    "second derivatives of a root": r"""
$S \in \mathbb{S}^{m}_{++}$

$$\nabla_S^2\log\det S = -K_{mm}(S^{-\top}\otimes S^{1/2}(-1))$$
""",
}

SLOW["a denominator that is 0 at every draw"] = r"""
$A \in \mathbb{R}^{n\times n}$

$C := \operatorname{adj}(A)^\top$

$$\frac{\det A}{\partial\partial a_{ij}} = c_{ij}$$
"""

SLOW["a family of many members"] = r"""
$A \in \mathbb{R}^{m\times n}$

$$r_i := A^\top e_i,\ i = 1,\dots,10^{5}$$
"""

SLOW["an entry that is missing at all dimensions, behind layers"] = r"""
$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$, $x \in \mathbb{R}^{m_0}$

$a_0 := x,\quad z_d := W_da_{d-1},\quad a_d := \operatorname{relu}(z_d),\quad d = 1,\dots,D$

$A_d := \operatorname{diag}(\mathbb{1}[z_d > 0]),\quad d = 1,\dots,D$

$$\mathrm{d}z_d = W_dA_{d-1}\,\mathrm{d}z_{d,\ -1}d = W_dA_{d-1}\,\mathrm{d}z_{d,\ -1}d + 1$$
"""

SLOW["a sum over more entries than there are, at all dimensions"] = r"""
$X \in \mathbb{R}^{m\times n}$, $Z \in \mathbb{R}^{n\times p}$

$$(\mathrm{d}(XZ))_{ij} = \sum_{k=1}^{n4} \bigl((\mathrm{d}x_{ik})z_{kj} + x_{ik}\,\mathrm{d}z_{kj}\bigr) = ((\mathrm{d}X)Z)_{ij} + (X\,\mathrm{d}Z)_{ij}$$
"""

SLOW["names below names"] = PREAMBLE + "$$t = " + "x'x_{" * 8000 + "x" + "}" * 8000 + "$$\n"

# Displays of 60 KB in which one thing is written again and again.
SLOW |= {
    f"much of {unit}": f"{PREAMBLE}$${side} = {joint.join([unit] * (60_000 // (len(unit) + len(joint))))}$$\n"
    for side, unit, joint in [
        ("A", "K_{nn}", "+"),
        ("A", "\\sum_j A_{ij}", "+"),
        ("A", "\\mathbf 1", "+"),
        ("A", "x_i", "+"),
        ("A", "E_{ij}", "+"),
        ("A", "x_1 + \\cdots + x_n", "+"),
        ("A", "A^{-1}_{ij}", " "),
        ("A", "a_{1}", ", "),
        ("i", "1", ", "),
        ("A_{2}", "2", ", "),
        ("A", "\\begin{bmatrix} K_{nn} & K_{nn} \\end{bmatrix}", "+"),
    ]
}
SLOW["a subscript of many digits"] = PREAMBLE + "$$A_{" + "2" * 60_000 + "} = 0$$\n"
SLOW["a row of large blocks"] = (
    PREAMBLE + "$$A = \\begin{bmatrix}" + "K_{nn} & " * 6_000 + "A \\end{bmatrix}$$\n"
)


def again_and_again(first: str, following: str) -> str:
    """Definitions of a_0 and of a_k by a_{k-1}, each of which mentions the one before twice."""
    names = [f"a_{{{k}}}" for k in range(41)]
    steps = [f"${new} := {following.replace('a', old)}$" for old, new in pairwise(names)]
    return "\n\n".join([PREAMBLE, f"${names[0]} := {first}$", *steps, ""])


SLOW["the sign of a number that is doubled again and again"] = (
    again_and_again("1", "a + a") + f"$$|a_{{40}} - 3| = {2**40}$$\n"
)
SLOW["the sign of a number that is squared again and again"] = (
    again_and_again("2", "aa") + "$$|a_{40}| = -a_{40}$$\n"
)
SLOW["the inverse of a matrix that is squared again and again"] = (
    again_and_again("A", "aa") + "$$a_{40}^{-1} = A$$\n"
)


# Judges pages that come as JSON; tells the last verdict of each and the processor time that it took.
JUDGED = """
import json, sys
from pathlib import Path
from time import process_time
from tracetrick.check import check, default_float_judge
from tracetrick.page.source import Source

judge, found = default_float_judge(), {}
check(Source(Path("page.md"), "$a \\in \\mathbb{R}$ $$a + a = 2a$$"), float_judge=judge)  # torch is there
for name, page in json.load(sys.stdin).items():
    start = process_time()
    verdict = check(Source(Path("page.md"), page), float_judge=judge)[-1].verdict
    found[name] = verdict, process_time() - start
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def judged() -> dict[str, tuple[str, float]]:
    """Judge all that was slow in a process that does not measure coverage, which takes longer than judging."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    told = subprocess.run(
        [sys.executable, "-c", JUDGED],
        input=json.dumps(SLOW),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, tuple[str, float]] = json.loads(told)
    return found


@pytest.mark.parametrize("name", SLOW)
def test_what_was_slow_is_quick(judged: dict[str, tuple[str, float]], name: str) -> None:
    verdict, seconds = judged[name]
    assert verdict != "true"
    assert seconds < 3  # 2 s; a busy machine takes longer for the same


# Much of one thing, each of which once took time in proportion to the square of its length.
LONG = {
    "environments without an end": ("", "\\begin{aligned}", ""),
    "code blocks without an end, indented": ("", "    ```a\n", ""),
    "code blocks of tildes without an end": ("", "    ~~~a\n", "x\n"),
    "headings": ("", "# h\n", ""),
    "underlined headings": ("", "a\n---\n", ""),
    "items": ("", "- a\n", ""),
    "blanks in the header of a block": ("/// wrong | a", " ", "b\n\n$$x = x$$\n\n///\n"),
    "blanks in front matter": ("---\nlayout: a", " ", '"b"\n---\n'),
    "wrong blocks": ("", "/// wrong | a\n\n$$a = b$$\n\n///\n\n", ""),
    "comments without an end": ("", "$x$<!-- unchecked: ", ""),
    "digits in a style": ('<p style="margin:', "1", 'x">$x$</p>'),
    "blanks in a style": ('<p style="float:', " ", '!">$x$</p>'),
    "blanks behind the name of a link": ("[a]:", " ", "\n\n$x$"),
    "blanks behind the address of a link": ("[a]: b", " ", "c\n\n$x$"),
    "blanks behind a brace": ("{", " ", "\n\n$x$"),
    "elements that hide": ("", "<svg></svg>", "$x$"),
    "dashes of a table": ("|", "-", "x\n\n$x$"),
}


@pytest.mark.parametrize("parts", LONG.values(), ids=LONG)
def test_a_long_page_is_read_at_once(parts: tuple[str, str, str]) -> None:
    before, unit, behind = parts
    text = before + unit * (400_000 // len(unit)) + behind
    start = process_time()
    with suppress(SourceError):
        list(statements(Source(Path("page.md"), text)))
    assert (
        process_time() - start < 8
    )  # about 0.4 s, or 3 s while coverage is measured; time for the square would be longer


def test_a_long_list_of_names_is_read_at_once() -> None:
    page = Source(Path("page.md"), f"${'a, ' * 20_000}b \\in \\mathbb{{R}}$")
    start = process_time()
    assert [one.kind for one in statements(page)] == ["declaration"]
    assert process_time() - start < 8  # 0.7 s; time for the square of its length would be minutes


def chain(length: int) -> Source:
    return Source(Path("page.md"), f"{PREAMBLE}$${' = '.join(['x + x', '2x'] * length)}$$\n")


def test_no_side_of_a_long_chain_is_read_again_where_shapes_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unwanted(*_: object) -> None:
        pytest.fail("the shapes of both sides are known")

    monkeypatch.setattr(Elaborator, "_size_like", unwanted)
    assert {one.verdict for one in check(chain(30))} == {"true"}


def test_what_a_claim_rests_on_is_said_once_for_a_chain(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def calls(length: int) -> int:
        count = 0

        def said(value: object) -> str:
            nonlocal count
            count += 1
            return whole(value)

        monkeypatch.setattr(known, "_said", said)
        check(chain(length), known=Known(Cache(tmp_path), str(length)))
        return count

    whole = known._said  # noqa: SLF001  (what is counted)
    assert calls(80) < 5 * calls(20)  # four times as many sides


def test_a_page_of_many_claims_keeps_few_of_them_elaborated(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "\n\n".join(f"$A + {number}A = {number + 1}A$" for number in range(2, 30))
    source = Source(Path("page.md"), PREAMBLE + page)
    before = PageJudge(list(statements(source)), None).run()
    monkeypatch.setattr(survey, "_MOST_KEPT", 10)
    judge = PageJudge(list(statements(source)), None)
    assert judge.survey.kept == 10
    assert [one.verdict for one in judge.run()] == [one.verdict for one in before]
    assert judge.survey.kept == 0


def test_comments_before_displays_are_each_read_once() -> None:
    text = "<!-- unchecked: x -->\n$$a = b$$\n\n" * 100
    assert {one.skipped for one in statements(Source(Path("page.md"), text))} == {"x"}


@pytest.mark.parametrize("text", [r"$a_{%d} \in \mathbb{R}$", r"$A_{%d} \in \mathbb{R}^{n_{%d}}$"])
def test_a_page_of_too_many_names_is_refused(text: str) -> None:
    page = "\n\n".join(text.replace("%d", str(number)) for number in range(2000))
    with pytest.raises(SourceError, match="declares or defines too many names: split it into several"):
        list(statements(Source(Path("page.md"), page)))


@pytest.mark.parametrize(
    "latex", ["\\|x\\|_ = 1", "\\|x\\|_{", "1 = \\|x\\|_", "\\|x\\|^ = 1", "x_ = 1", "\\sum_"]
)
def test_a_formula_may_end_anywhere(latex: str) -> None:
    assert_only_verdicts(latex)


def test_a_slice_of_the_fuzz_run() -> None:
    assert fuzz(seed=0, numbers=range(150)).failures == []


def test_reader_and_exact_judge_import_only_the_standard_library() -> None:
    package = Path(tracetrick.__file__).parent
    files = [p for folder in ("latex", "page", "algebra", "claims") for p in (package / folder).glob("*.py")]
    allowed = {*sys.stdlib_module_names, "tracetrick"}
    for path in [*files, package / "check.py", package / "errors.py"]:
        if path.name.startswith("float_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed, path
