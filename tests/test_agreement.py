"""A snippet and the page that shows it say the same, or it is told where they differ."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from projects import REPOSITORY
from tracetrick.agreement import disagreements
from tracetrick.agreement.names import python_name
from tracetrick.check import check, default_float_judge
from tracetrick.page.source import Source
from tracetrick.snippets import Result, Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = r"""# 页

设 $X \in \mathbb{R}^{m\times n}$，$w \in \mathbb{R}^{n}$，$y \in \mathbb{R}^{m}$，$\lambda > 0$。

$$ \hat r := Xw - y, \quad f := \|\hat r\|^2 + \lambda\|w\|^2 $$

$$ \frac{\partial f}{\partial w} = 2X^\top\hat{r} + 2\lambda w $$

/// wrong | 丢了一项

$$ \frac{\partial f}{\partial w} = 2X^\top\hat r $$

///
"""
SNIPPET = r'''r"""岭回归。

Claim: \frac{\partial f}{\partial w} = 2\mathbf{X}^\top\hat r + 2\lambda w
"""

import torch

torch.manual_seed(0)
X = torch.randn(5, 3, dtype=torch.float64)
w = torch.randn(3, dtype=torch.float64, requires_grad=True)
y = torch.randn(5, dtype=torch.float64)
lambda_ = 0.3

r_hat = X @ w - y
f = r_hat.square().sum() + lambda_ * w.square().sum()
by_hand = 2 * X.T @ r_hat + 2 * lambda_ * w

f.backward()
torch.testing.assert_close(w.grad, by_hand)
print("ok")
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("agreement")
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
    (root / "snippets").mkdir()
    return root


@pytest.fixture(scope="module")
def runner(project: Path) -> Iterator[Runner]:
    with Runner(project) as made:
        yield made


def ran(runner: Runner, project: Path, text: str) -> Result:
    (project / "snippets/a.py").write_text(text, "utf-8")
    (outcome,) = runner.run([Path("snippets/a.py")])
    assert isinstance(outcome, Result), outcome
    return outcome


def told(runner: Runner, project: Path, page: str, text: str) -> list[str]:
    source = Source(Path("docs/a.md"), page)
    judged = [
        (one.statement, one.verdict == "true") for one in check(source, float_judge=default_float_judge())
    ]
    return [str(one) for one in disagreements(source, len(page), judged, ran(runner, project, text), text)]


def test_agreement(runner: Runner, project: Path) -> None:
    assert told(runner, project, PAGE, SNIPPET) == []


def changed(old: str, new: str) -> str:
    assert SNIPPET.count(old) == 1
    return SNIPPET.replace(old, new)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            changed("Claim: ", "Ohne: "),
            (r"docs/a\.md:14:1: snippets/a\.py:1 states no claim: a line 'Claim: \.\.\.' of its docstring holds the "
            r"formula of this page that it verifies"),
        ),
        (
            changed(r" + 2\lambda w", r" + \lambda w"),
            (r"docs/a\.md:14:1: the claim of snippets/a\.py:3 does not stand on this page: \\frac\{\\partial f\}"
            r"\{\\partial w\} = 2\\mathbf\{X\}\^\\top\\hat r \+ \\lambda w"),
        ),
        (
            changed(r" + 2\lambda w", ""),
            (r"docs/a\.md:14:1: the claim of snippets/a\.py:3 stands on this page only where it is not found true, at "
            r"docs/a\.md:11:34"),
        ),
        (
            changed(r" + 2\lambda w", r" + 2\lambda w = 0"),
            r"docs/a\.md:14:1: the claim of snippets/a\.py:3 is not one relation: .*",
        ),
        (
            changed(r" + 2\lambda w", r" + \foo"),
            r"docs/a\.md:14:1: the claim of snippets/a\.py:3 does not stand on this page: .*",
        ),
        (
            SNIPPET.replace("r_hat", "residual"),
            (r"docs/a\.md:14:1: \\hat\{r\} stands in the claim of snippets/a\.py:3, which has no global r_hat that is a "
            r"number, a vector or a matrix of at most 10,000 entries"),
        ),
        (
            changed("torch.testing.assert_close(w.grad, by_hand)", "torch.testing.assert_close(w.grad, by_hand)\nf = f / 2"),
            r"docs/a\.md:14:1: f, defined at docs/a\.md:5:33, is 9\.\d+ by this page, but 4\.\d+ in snippets/a\.py:20",
        ),
        (
            changed('print("ok")', 'r_hat = r_hat.clone()\nr_hat[3] += 1e-6\nprint("ok")'.replace("r_hat[3]", "r_hat.data[3]")),
            (r"docs/a\.md:14:1: \\hat\{r\}, defined at docs/a\.md:5:14, is [-\d.]+ in entry \[3\] by this page, but "
            r"[-\d.]+ in snippets/a\.py:20"),
        ),
        (
            changed('print("ok")', 'by_hand = by_hand.sum()\nprint("ok")').replace("by_hand = by_hand", "total = by_hand"),
            "",
        ),
        (
            changed('print("ok")', 'y = y.reshape(1, 5)\nprint("ok")'),
            r"docs/a\.md:14:1: y is a vector on this page, but of shape \(1, 5\) in snippets/a\.py:20",
        ),
        (
            changed('print("ok")', 'X = X.T\nprint("ok")'),
            r"docs/a\.md:14:1: n is 5 by other data, but 3 by the shape of w, snippets/a\.py:10",
        ),
        (
            changed('print("ok")', 'w = w.detach().repeat(2)[:3] * 2\nprint("ok")'),
            (r"docs/a\.md:14:1: f, defined at .*\ndocs/a\.md:14:1: \\hat\{r\}, defined at .*\n"
            r"docs/a\.md:14:1: the right side of the claim is [-\d.]+ in entry \[\d\] by this page, but [-\d.]+ in "
            r"snippets/a\.py:16"),
        ),
    ],
    ids=[
        "no claim", "another claim", "only where it is wrong", "a chain", "unreadable", "no global", "another value",
        "1e-6 of one entry", "agrees", "row for column", "transposed data", "other data",
    ],
)  # fmt: skip
def test_disagreement(runner: Runner, project: Path, text: str, expected: str) -> None:
    found = "\n".join(told(runner, project, PAGE, text))

    assert re.fullmatch(expected, found), found


@pytest.mark.parametrize(
    ("declared", "value", "message"),
    [
        (r"\mathbb{S}^{n}", "[[1.0, 2.0], [2.0, -1.0]]", ""),
        (
            r"\mathbb{S}^{n}",
            "[[1.0, 2.0], [3.0, 1.0]]",
            "A is symmetric on this page, but not in snippets/a.py:4",
        ),
        (r"\mathbb{S}^{n}_{++}", "[[2.0, 1.0], [1.0, 2.0]]", ""),
        (
            r"\mathbb{S}^{n}_{++}",
            "[[1.0, 2.0], [2.0, 1.0]]",
            "A is symmetric positive definite on this page, but not in snippets/a.py:4",
        ),
        (r"\mathrm{O}(n)", "[[0.6, 0.8], [-0.8, 0.6]]", ""),
        (
            r"\mathrm{O}(n)",
            "[[0.6, 0.8], [0.8, 0.6]]",
            "A is orthogonal on this page, but not in snippets/a.py:4",
        ),
        (r"\mathbb{R}_{>0}", "0.5", ""),
        (r"\mathbb{R}_{>0}", "-0.5", "A is positive on this page, but not in snippets/a.py:4"),
        (r"\Delta^{n}", "[0.25, 0.75]", ""),
        (r"\Delta^{n}", "[0.25, 0.25]", "A is a probability vector on this page, but not in snippets/a.py:4"),
        (r"\{e_1,\dots,e_n\}", "[0.0, 1.0]", ""),
        (r"\{e_1,\dots,e_n\}", "[0.5, 0.5]", "A is one-hot on this page, but not in snippets/a.py:4"),
    ],
)
def test_data_are_what_the_page_declares(
    runner: Runner, project: Path, declared: str, value: str, message: str
) -> None:
    page = f"设 $A \\in {declared}$。\n\n$$ A + A = 2A $$\n"
    snippet = (
        'r"""Claim: A + A = 2A"""\nimport torch\n\n'
        f"A = torch.tensor({value}, dtype=torch.float64)\n"
        "by_hand = 2 * A\ntorch.testing.assert_close(A + A, by_hand)\nprint('ok')\n"
    )
    assert told(runner, project, page, snippet) == ([f"docs/a.md:4:1: {message}"] if message else [])


def test_dimensions_that_the_claim_mentions(runner: Runner, project: Path) -> None:
    page = "设 $x \\in \\mathbb{R}^{n}$。\n\n$$ \\mathrm{tr}(I_n) x = nx, \\quad x + x = 2x $$\n"
    snippet = (
        'r"""Claim: \\operatorname{tr}(I_n)x = nx"""\nimport torch\n\n'
        "x = torch.tensor([1.0, 2.0], dtype=torch.float64)\nn = 2\n"
        "by_hand = n * x\ntorch.testing.assert_close(torch.eye(2).trace() * x, by_hand)\nn = 3\nprint('ok')\n"
    )
    assert told(runner, project, page, snippet.replace("n = 3\n", "")) == []
    assert told(runner, project, page, snippet) == [
        "docs/a.md:4:1: n is 3 by other data, but 2 by the shape of x, snippets/a.py:4"
    ]
    unmentioned = snippet.replace(r"\operatorname{tr}(I_n)x = nx", "x + x = 2x")
    assert told(runner, project, page, unmentioned) == []


def test_bold_letters_that_the_page_declares_apart(runner: Runner, project: Path) -> None:
    page = (
        "设 $a \\in \\mathbb{R}$，$\\mathbf{a} \\in \\mathbb{R}^{n}$。\n\n"
        "$$ a + a = 2a, \\quad \\mathbf{a}+\\mathbf{a} = 2\\mathbf{a} $$\n"
    )
    snippet = (
        'r"""Claim: \\mathbf{a} + \\mathbf a = 2\\mathbf{a}"""\nimport torch\n\n'
        "a = torch.tensor([1.0, 2.0], dtype=torch.float64)\n"
        "by_hand = 2 * a\ntorch.testing.assert_close(a + a, by_hand)\nprint('ok')\n"
    )
    assert told(runner, project, page, snippet) == []
    assert told(runner, project, page, snippet.replace("\\mathbf", "")) == [
        "docs/a.md:4:1: a is a number on this page, but of shape (2) in snippets/a.py:4"
    ]


def test_two_names_with_one_name_in_python(runner: Runner, project: Path) -> None:
    page = "设 $L, \\mathcal{L} \\in \\mathbb{R}$。\n\n$$ L + \\mathcal{L} = \\mathcal{L} + L $$\n"
    snippet = 'r"""Claim: L + \\mathcal{L} = \\mathcal{L} + L"""\nL = 1.5\nby_hand = 2 * L\nassert by_hand == 3\nprint(L)\n'
    assert told(runner, project, page, snippet) == [
        r"docs/a.md:4:1: L and \mathcal{L} are both L in Python: give one another name"
    ]


FAMILY = r"""# 页

设 $D \in \mathbb{N}$，$x \in \mathbb{R}^{m_0}$，$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$。

$$ a_0 := x, \quad a_d := \tanh(W_d a_{d-1}),\ d = 1,\dots,D, \quad f := \mathbf 1^\top a_D $$

$$ \frac{\partial f}{\partial a_D} = \mathbf 1 \odot \mathbf 1_{m_D} $$
"""
FAMILY_SNIPPET = r"""r'''层。

Claim: \frac{\partial f}{\partial a_D} = \mathbf 1 \odot \mathbf 1_{m_D}
'''

import torch

torch.manual_seed(0)
D = 2
sizes = [3, 5, 4]
x = torch.randn(3, dtype=torch.float64)
W = {d: torch.randn(sizes[d], sizes[d - 1], dtype=torch.float64) for d in (1, 2)}
a = [x]
for d in (1, 2):
    a.append(torch.tanh(W[d] @ a[d - 1]))
a[2].requires_grad_()
f = a[2].sum()
f.backward()
by_hand = torch.ones(4, dtype=torch.float64)
torch.testing.assert_close(a[2].grad, by_hand)
print("ok")
"""


def test_members_of_families(runner: Runner, project: Path) -> None:
    assert told(runner, project, FAMILY, FAMILY_SNIPPET) == []
    text = FAMILY_SNIPPET.replace('print("ok")', 'a[1] = -a[1]\nprint("ok")')
    (error,) = told(runner, project, FAMILY, text)
    assert re.fullmatch(
        r"docs/a\.md:8:1: a, defined at docs/a\.md:5:\d+, is .* in entry \[\d\] by this page, but .*", error
    )


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("X", "X"),
        (r"\lambda", "lambda_"),
        (r"\sigma", "sigma"),
        (r"\hat{w}", "w_hat"),
        (r"\bar{\mu}", "mu_bar"),
        ("W_{hh}", "W_hh"),
        ("x^{*}", "x_star"),
        (r"x^{\star}", "x_star"),
        ("x^{(k)}", "x_k"),
        (r"\mathcal{L}", "L"),
        (r"\hat{x}_{out}", "x_hat_out"),
    ],
)
def test_names_in_python(key: str, name: str) -> None:
    assert python_name(key) == name


BILINEAR = (
    "设 $a \\in \\mathbb{R}^{m}$，$X \\in \\mathbb{R}^{m\\times n}$，$b \\in \\mathbb{R}^{n}$，$f := a^\\top Xb$。\n\n"
    "$$ \\frac{\\partial f}{\\partial X} = ab^\\top $$\n"
)
BY_NUMPY = r'''r"""Claim: \frac{\partial f}{\partial X} = ab^\top"""
import numpy as np

a, b, X = np.array([1.0, 2.0]), np.array([3, 0, -1]), np.ones((2, 3))
f = a @ X @ b
by_hand = np.outer(a, b)
np.testing.assert_allclose((by_hand * X).sum(), f)
print("ok")
'''
BY_SYMPY = r'''r"""Claim: \frac{\partial f}{\partial X} = ab^\top"""
import sympy

a = sympy.Matrix(sympy.symbols("a1:3"))
b = sympy.Matrix(sympy.symbols("b1:4"))
X = sympy.Matrix(2, 3, sympy.symbols("x11:14 x21:24"))
f = (a.T * X * b)[0]
by_hand = a * b.T
assert X.applyfunc(lambda entry: sympy.diff(f, entry)) == by_hand
print("ok")
'''


@pytest.mark.parametrize("snippet", [BY_NUMPY, BY_SYMPY], ids=["numpy", "sympy"])
def test_values_of_other_libraries(runner: Runner, project: Path, snippet: str) -> None:
    assert told(runner, project, BILINEAR, snippet) == []
    (other,) = told(runner, project, BILINEAR, snippet.replace('print("ok")', 'f = 2 * f\nprint("ok")'))
    assert other.startswith("docs/a.md:4:1: f, defined at docs/a.md:1:"), other


STACKED = (
    "设 $y_i \\in \\{e_1,\\dots,e_c\\},\\ i = 1,\\dots,N$，$W \\in \\mathbb{R}^{N\\times c}$。\n\n"
    "$$ Y := \\begin{bmatrix} y_1^\\top \\\\ \\vdots \\\\ y_N^\\top \\end{bmatrix}, \\quad f := \\operatorname{tr}(Y^\\top W) $$\n\n"
    "$$ \\frac{\\partial f}{\\partial W} = Y $$\n"
)
OF_STACKED = r'''r"""Claim: \frac{\partial f}{\partial W} = Y"""
import torch

torch.manual_seed(0)
Y = torch.eye(3, dtype=torch.float64)[[0, 2]]
W = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
f = (Y * W).sum()
by_hand = Y.clone()
f.backward()
torch.testing.assert_close(W.grad, by_hand)
print("ok")
'''


def test_what_the_snippet_has_no_parts_of_is_data(runner: Runner, project: Path) -> None:
    assert told(runner, project, STACKED, OF_STACKED) == []
    (other,) = told(runner, project, STACKED, OF_STACKED.replace('print("ok")', 'f = f + 1\nprint("ok")'))
    assert other.startswith("docs/a.md:6:1: f, defined at docs/a.md:3:"), other


def test_what_rests_on_any_function_has_no_value_to_compare(runner: Runner, project: Path) -> None:
    page = (
        "设 $\\Phi : \\mathbb{R}^{m}\\to\\mathbb{R}^{n}$，$x \\in \\mathbb{R}^{m}$，$v := \\Phi(x)$。\n\n"
        "$$ v + v = 2v $$\n"
    )
    snippet = (
        'r"""Claim: v + v = 2v"""\nimport torch\n\n'
        "v = torch.ones(2, dtype=torch.float64)\nby_hand = 2 * v\n"
        "torch.testing.assert_close(v + v, by_hand)\nprint('ok')\n"
    )
    assert told(runner, project, page, snippet) == []
    without = (
        snippet.replace("v = torch", "u = torch").replace("2 * v", "2 * u").replace("v + v, by", "u + u, by")
    )
    (other,) = told(runner, project, page, without)
    assert other.startswith(
        "docs/a.md:4:1: v stands in the claim of snippets/a.py:1, which has no global v "
    ), other


DIFFERENTIAL = "$X \\in \\mathbb{R}^{m\\times n}$\n\n$$ \\mathrm{d}(X\\odot X) = 2X\\odot\\mathrm{d}X $$\n"
DIFFERENTIAL_SNIPPET = (
    'r"""Claim: \\mathrm{d}(X\\odot X) = 2X\\odot\\mathrm{d}X"""\nimport torch\n\n'
    "X, dX = torch.arange(12, dtype=torch.float64).reshape(2, 2, 3)\n"
    "by_hand = 2 * X * dX\ntorch.testing.assert_close((X + X) * dX, by_hand)\nprint('ok')\n"
)


def test_the_hand_formula_of_a_differential(runner: Runner, project: Path) -> None:
    assert told(runner, project, DIFFERENTIAL, DIFFERENTIAL_SNIPPET) == []
    text = DIFFERENTIAL_SNIPPET.replace("print", "by_hand /= 2\nprint")
    assert told(runner, project, DIFFERENTIAL, text) == [
        "docs/a.md:4:1: the right side of the claim is 110 in entry [1, 2] by this page, but 55 in snippets/a.py:7"
    ]
    other = DIFFERENTIAL_SNIPPET.replace("dX", "step")  # no data for dX: nothing to compare
    assert told(runner, project, DIFFERENTIAL, other.replace("\\mathrm{step}", "\\mathrm{d}X")) == []


MEMBER = "$x_i \\in \\mathbb{R}^{n},\\ i = 1,\\dots,N$\n\n$$ \\frac{\\partial\\|x_j\\|^2}{\\partial x_j} = 2x_j $$\n"
MEMBER_SNIPPET = (
    'r"""Claim: \\frac{\\partial\\|x_j\\|^2}{\\partial x_j} = 2x_j"""\nimport torch\n\n'
    "x = {i: torch.arange(i, i + 3, dtype=torch.float64, requires_grad=True) for i in (1, 2)}\n"
    "N, j = 2, 2\nx[j].square().sum().backward()\n"
    "by_hand = 2 * x[j].detach()\ntorch.testing.assert_close(x[j].grad, by_hand)\nprint('ok')\n"
)


def test_the_hand_formula_at_a_free_index(runner: Runner, project: Path) -> None:
    assert told(runner, project, MEMBER, MEMBER_SNIPPET) == []
    assert told(runner, project, MEMBER, MEMBER_SNIPPET.replace("print", "j = 1\nprint")) == [
        "docs/a.md:4:1: the right side of the claim is 2 in entry [0] by this page, but 4 in snippets/a.py:7"
    ]


BOTH_SIGNS = "$x, y \\in \\mathbb{R}^{n}$\n\n$$ \\|x \\pm y\\|^2 = \\|x\\|^2 \\pm 2x^\\top y + \\|y\\|^2 $$\n"
BOTH_SIGNS_SNIPPET = (
    'r"""Claim: \\|x \\pm y\\|^2 = \\|x\\|^2 \\pm 2x^\\top y + \\|y\\|^2"""\nimport torch\n\n'
    "x, y = torch.arange(6, dtype=torch.float64).reshape(2, 3)\n"
    "for sign in (1, -1):\n"
    "    by_hand = x @ x + sign * 2 * x @ y + y @ y\n"
    "    torch.testing.assert_close((x + sign * y).square().sum(), by_hand)\nprint('ok')\n"
)
ENTRY = "$A, B \\in \\mathbb{R}^{n\\times n}$\n\n$$ (AB)_{ij} = \\sum_{k=1}^{n} A_{ik}B_{kj} $$\n"
ENTRY_SNIPPET = (
    'r"""Claim: (AB)_{ij} = \\sum_{k=1}^{n} A_{ik}B_{kj}"""\nimport torch\n\n'
    "A, B = torch.arange(18, dtype=torch.float64).reshape(2, 3, 3)\n"
    "i, j = 2, 0\nby_hand = sum(A[i, k] * B[k, j] for k in range(3))\n"
    "torch.testing.assert_close((A @ B)[i, j], by_hand)\nprint('ok')\n"
)


@pytest.mark.parametrize(
    ("page", "snippet"), [(BOTH_SIGNS, BOTH_SIGNS_SNIPPET), (ENTRY, ENTRY_SNIPPET)], ids=["±", "an entry"]
)
def test_a_claim_with_several_values_at_the_data(
    runner: Runner, project: Path, page: str, snippet: str
) -> None:
    assert told(runner, project, page, snippet) == []
    (other,) = told(runner, project, page, snippet.replace("Claim: ", "Claim: 2"))
    assert "does not stand on this page" in other
