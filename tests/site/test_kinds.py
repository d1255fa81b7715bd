"""The kind of a result is read from the shapes of what is differentiated and by what."""

from pathlib import Path

import pytest

from tracetrick.claims.assignments import Assignments
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.kinds import depends_on_layout, kind_of
from tracetrick.site.labels import LABELS
from tracetrick.site.theorems import KINDS

DECLARED = r"""$a \in \mathbb{R}$, $t \in \mathbb{R}$, $x \in \mathbb{R}^{n}$, $X \in \mathbb{R}^{m\times n}$, $S \in \mathbb{R}^{m\times m}$,
$f : \mathbb{R}^{m\times n}\to\mathbb{R}$, $F : \mathbb{R}^{m\times n}\to\mathbb{R}^{n}$, $G : \mathbb{R}^{n}\to\mathbb{R}^{m\times m}$, $M : \mathbb{R}\to\mathbb{R}^{m\times n}$,
$g : \mathbb{R}^{n}\to\mathbb{R}$, $\gamma : \mathbb{R}\to\mathbb{R}^{m}$

"""


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"\frac{\mathrm{d}t^2}{\mathrm{d}t} = 2t", "scalar by scalar"),
        (r"\frac{\partial g(x)}{\partial x_i} = 1", "scalar by scalar"),
        (r"\frac{\partial (x^\top x)}{\partial x} = 2x", "scalar by vector"),
        (r"\nabla g(x) = \nabla_x g(x)", "scalar by vector"),
        (r"\frac{\partial f(X)}{\partial \operatorname{vec}(X)} = x", "scalar by vector"),
        (r"\frac{\partial}{\partial X}\operatorname{tr}(X^\top X) = 2X", "scalar by matrix"),
        (r"\nabla_X f(X) = X", "scalar by matrix"),
        (r"\operatorname{vec}\Bigl(\frac{\partial f(X)}{\partial X}\Bigr) = 1", "scalar by matrix"),
        (r"\frac{\mathrm{d}\gamma(t)}{\mathrm{d}t} = 1", "vector by scalar"),
        (r"\frac{\partial Xx}{\partial x} = X^\top", "vector by vector"),
        (r"\frac{\partial x^\top}{\partial x} = I_n", "vector by vector"),
        (r"\frac{\partial F(X)}{\partial X} = 1", "vector by matrix"),
        (r"\frac{\mathrm{d}M(t)}{\mathrm{d}t} = 1", "matrix by scalar"),
        (r"\frac{\partial S^{-1}}{\partial S_{ij}} = -S^{-1}E_{ij}S^{-1}", "matrix by scalar"),
        (r"\frac{\partial G(x)}{\partial x} = 1", "matrix by vector"),
        (r"\frac{\partial X}{\partial X} = I_{mn}", "matrix by matrix"),
        (r"\nabla_X^2 f(X) = 1", "second"),
        (r"\frac{\partial^2 g(x)}{\partial x\,\partial x^\top} = 1", "second"),
        (r"\mathrm{d}^2 f(X) = 1", "second"),
        (r"\mathrm{d}(aX) = a\,\mathrm{d}X", "differential"),
        (r"\operatorname{vec}(\mathrm{d}X) = 1", "differential"),
        (r"\operatorname{tr}(S) = \operatorname{tr}(S^\top)", "identity"),
        (r"x = \sum_{i=1}^{n} \frac{\partial g(x)}{\partial x_i}e_i", "identity"),
    ],
)
def test_the_kind_of_a_claim(formula: str, kind: str) -> None:
    said = list(statements(Source(Path("page.md"), f"{DECLARED}$${formula}$$\n")))

    assert said[-1].error is None
    assert kind_of(said[-1], Assignments(said)) == kind


def test_a_chain_is_of_the_kind_of_its_first_side() -> None:
    said = list(
        statements(Source(Path("page.md"), rf"{DECLARED}$$\mathrm{{d}}(tX) = A = t\,\mathrm{{d}}X$$"))
    )

    assert {kind_of(one, Assignments(said)) for one in said[-2:]} == {"differential"}


@pytest.mark.parametrize("language", LABELS)
def test_every_kind_has_a_name(language: str) -> None:
    assert all(LABELS[language][kind] for kind in KINDS)


@pytest.mark.parametrize(
    ("formula", "depends"),
    [
        (r"\frac{\partial (x^\top x)}{\partial x} = 2x", True),
        (r"\frac{\partial Xx}{\partial x} = X^\top", True),
        (r"\mathrm{d}f(X) = \operatorname{tr}\Bigl(\Bigl(\frac{\partial f(X)}{\partial X}\Bigr)^\top\mathrm{d}X\Bigr)", True),
        (r"1 = 1 + 0 = \Bigl\|\frac{\partial f(X)}{\partial X}\Bigr\|_F", True),
        (r"\mathrm{d}g(x) = \sum_{i=1}^{n} \frac{\partial g(x)}{\partial x_i}\,\mathrm{d}x_i", False),
        (r"\frac{\partial g(x)}{\partial x_i} = 1", False),
        (r"\frac{\mathrm{d}M(t)}{\mathrm{d}t} = 1", False),
        (r"\nabla_X f(X) = X", False),
        (r"\nabla_X^2 f(X) = 1", False),
        (r"\frac{\partial^2 g(x)}{\partial x\,\partial x^\top} = 1", False),
        (r"\operatorname{tr}(S) = \operatorname{tr}(S^\top)", False),
    ],
)  # fmt: skip
def test_what_depends_on_the_layout(formula: str, depends: bool) -> None:  # noqa: FBT001  (a table of cases)
    said = list(statements(Source(Path("page.md"), f"{DECLARED}$${formula}$$\n")))

    assert said[-1].error is None
    assert depends_on_layout(said[-1], Assignments(said)) is depends
