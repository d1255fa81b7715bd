"""A claim that was true is judged again if, and only if, something that it rests on has changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.algebra.judgement import Judgement
from tracetrick.cache import Cache
from tracetrick.check import check
from tracetrick.claims.known import Known
from tracetrick.page.source import Source

if TYPE_CHECKING:
    from tracetrick.algebra.judgement import JudgeVerdict, Problem
    from tracetrick.check import Verdict

PAGE = r"""
# Words
$X, Y \in \mathbb{R}^{m\times n}$, $\alpha \in \mathbb{R}$, $R := X - Y$, $S := \alpha R$; $\mathrm{d}Y = 0$.

$\mathrm{d}S = (\mathrm{d}\alpha)R + \alpha\,\mathrm{d}X$

$\operatorname{tr}(Y^\top X) = \operatorname{tr}(X^\top Y)$
"""


def judged(
    cache: Cache, text: str, versions: str = "1", *, says: JudgeVerdict = "true"
) -> tuple[list[Verdict], int]:
    """The verdicts of a page, and how often the second judge was asked, who always says the same."""
    asked = []

    def count(problem: Problem) -> Judgement:
        asked.append(problem)
        return Judgement(says, draws=1)

    found = check(Source(Path("p.md"), text), float_judge=count, known=Known(cache, versions))
    return found, len(asked)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    store = Cache(tmp_path)
    found, asked = judged(store, PAGE)
    assert [one.verdict for one in found] == ["true"] * len(found)
    assert asked > 0
    return store


def test_nothing_is_judged_twice(cache: Cache) -> None:
    before, _ = judged(Cache(cache.folder / "other"), PAGE)
    again, asked = judged(cache, PAGE)
    assert asked == 0
    assert [(one.verdict, one.at, one.exact, one.draws, one.dimensions) for one in again] == [
        (one.verdict, one.at, one.exact, one.draws, one.dimensions) for one in before
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Words", "# Other words, $\\alpha$ among them"),
        ("\n$\\operatorname", "\n\n\n$\\operatorname"),
        ("\n$\\operatorname", "\n$2X = X + Y$\n\n$\\operatorname"),  # judged itself, and no other
    ],
)
def test_what_a_claim_does_not_rest_on_may_change(cache: Cache, old: str, new: str) -> None:
    changed = PAGE.replace(old, new, 1)
    found, asked = judged(cache, changed)
    overruled = sum(one.verdict != "true" for one in found)
    assert asked == 2 * overruled  # a judge who overrules the exact one is asked again


def test_the_words_beside_a_claim_may_change(cache: Cache) -> None:
    page = PAGE + r"$$ \begin{aligned} X + Y &= Y + X && \text{(commute)} \\ &= X + Y \end{aligned} $$"
    assert judged(cache, page)[1] > 0
    assert judged(cache, page.replace("(commute)", "（交换）"))[1] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("R := X - Y", "R := X - Y + 0"),  # the definition of a name in a definition
        ("S := \\alpha R", "S := R\\alpha"),
        ("; $\\mathrm{d}Y = 0$", ""),
        ("$X, Y \\in \\mathbb{R}^{m\\times n}$", "$X, Y \\in \\mathbb{R}^{n\\times m}$"),
        ("$\\alpha \\in \\mathbb{R}$", "$\\alpha > 0$"),
        ("# Words", "$p \\in \\mathbb{R}^k$"),  # other dimensions
        ("\n$\\operatorname", "\n$X^{+}XX^{+} = X^{+}$\n\n$\\operatorname"),  # restricts the draws of X
    ],
)
def test_what_a_claim_rests_on_makes_it_judged_again(cache: Cache, old: str, new: str) -> None:
    assert judged(cache, PAGE.replace(old, new, 1))[1] > 0


def test_the_layout_counts(cache: Cache) -> None:
    assert judged(cache, "---\nlayout: numerator\n---\n" + PAGE)[1] > 0


def test_another_checker_judges_again(cache: Cache) -> None:
    assert judged(cache, PAGE, "2")[1] > 0


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    page = "$\\alpha \\in \\mathbb{R}$: $2\\alpha = 3\\alpha$, $\\alpha = \\beta$\n"
    for _ in range(2):
        found, asked = judged(Cache(tmp_path), page)
        assert asked > 0
        assert "true" not in [one.verdict for one in found[1:]]
    assert list(tmp_path.rglob("*.entry")) == []


WRONG = r"""
$X \in \mathbb{R}^{m\times n}$, $A \in \mathbb{R}^{n\times m}$

/// wrong
$$ XA = AX $$
///

/// wrong
$$ 2X = X $$
///
"""


def test_what_is_false_as_its_author_says_is_not_judged_twice(tmp_path: Path) -> None:
    before, asked = judged(Cache(tmp_path), WRONG, says="false")
    again, asked_again = judged(Cache(tmp_path), WRONG, says="false")
    moved, asked_there = judged(Cache(tmp_path), "# Words\n\n" + WRONG, says="false")

    assert [one.kind for one in before if one.verdict == "false"] == ["shape", "value"]
    assert asked > 0
    assert asked_again == asked_there == 0
    told = [(one.verdict, one.message, one.at, one.kind, one.dimensions) for one in before]
    assert [(one.verdict, one.message, one.at, one.kind, one.dimensions) for one in again] == told
    assert [one.at for one in moved] == [one.at + len("# Words\n\n") for one in before]


def test_what_its_author_calls_false_and_is_true_is_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        found, asked = judged(Cache(tmp_path), WRONG.replace("2X = X", "2X = X + X"))
        assert asked > 0
        assert not found[-1].as_expected


def test_a_damaged_entry_is_judged_again(cache: Cache) -> None:
    for path in cache.folder.rglob("*.entry"):
        path.write_bytes(b"{")
    assert judged(cache, PAGE)[1] > 0
    assert judged(cache, PAGE)[1] == 0


def test_the_same_formula_in_another_scope_is_another_claim(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    page = "# a\n$x \\in \\mathbb{R}^n$, $f := x^\\top x$: $f = \\|x\\|^2$\n"
    assert [one.verdict for one in judged(store, page)[0]] == ["true"] * 3
    other = page.replace("x^\\top x", "2x^\\top x")
    assert [one.verdict for one in judged(store, other)[0]] != ["true"] * 3
