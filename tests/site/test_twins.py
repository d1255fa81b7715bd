"""The pages of the two languages are twins: nothing may differ but the words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from projects import REPOSITORY, SmallProject
from tracetrick.cache import Cache
from tracetrick.judged import Judge
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.pages import read
from tracetrick.site.parts import parts
from tracetrick.site.twins import alone, difference, pairs

if TYPE_CHECKING:
    from tracetrick.site.pages import Page
    from tracetrick.site.twins import Part

ZH = """---
title: 和
layout: denominator
---

# 和 {#sum}

设 $a \\in \\mathbb{R}$，$x_i \\in \\mathbb{R},\\ i = 1,\\dots,n$，$f := 2a$。

## 推导 {#derivation}

$$
\\begin{aligned}
\\mathrm{d}f &= 2\\,\\mathrm{d}a, && \\text{（常数提出来）} \\\\
\\frac{\\partial f}{\\partial a} &= 2.
\\end{aligned}
$$

/// snippet | sum.py
///

/// wrong | 丢了 2
    expect: value

$$ f = a $$

///

`$code$` 里的 $\\mathbf{1}_n^\\top\\mathbf{1}_n = n$，而 $a < \\infty$<!-- unchecked: 显然 -->。
"""
EN = """---
title: Sum
layout: denominator
---

# Sum {#sum}

Let $a \\in \\mathbb{R}$.
Let $x_i \\in \\mathbb{R},\\; i = 1,\\dots,n$, and put $f := 2 a$.

## Derivation {#derivation}

$$
\\mathrm{d}f = 2\\mathrm{d}a \\text{ (take out the constant)}, \\qquad
\\frac{\\partial f}{\\partial a} = 2.
$$

/// snippet | sum.py
///

/// wrong | A lost 2
    expect: value

$$ f = a $$

///

In `code` $\\mathbf{1}_n^\\top\\mathbf{1}_n = n$, and $a < \\infty$<!-- unchecked: clear -->.
"""


def shared(pair: tuple[Page, Page]) -> tuple[list[Part], list[Part]]:
    """Return what each page of a pair shares with its twin."""
    here, there = (parts(page, list(statements(page.source))) for page in pair)
    return here, there


def found(root: Path, pages: dict[str, str]) -> list[str]:
    """Return what is wrong with a site of these pages."""
    for path, text in pages.items():
        file = root / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    paths = [Path("docs", path) for path in pages]
    found = {path: read(root, path) for path in paths}
    differing = [error for pair in pairs(found) for error in difference(pair, shared(pair))]
    return [str(error) for error in [*alone(found), *differing]]


def test_words_spacing_and_rows_may_differ(tmp_path: Path) -> None:
    assert found(tmp_path, {"zh/sum.md": ZH, "en/sum.md": EN}) == []


DIFFERENCES = [
    (
        "\\frac{\\partial f}{\\partial a} = 2", "\\frac{\\partial f}{\\partial a} = 3",
        ("docs/en/sum.md:15:1: differs from its twin docs/zh/sum.md:15:1: "
        "the claim \\frac{\\partial f}{\\partial a} = 3 here, the claim \\frac{\\partial f}{\\partial a} &= 2 there"),
    ),
    (
        "i = 1,\\dots,n", "i = 0,\\dots,n",
        ("docs/en/sum.md:9:6: differs from its twin docs/zh/sum.md:8:23: the declaration x_i \\in \\mathbb{R}; i = 0,…,n here, "
        "the declaration x_i \\in \\mathbb{R}; i = 1,…,n there"),
    ),
    (
        "{#derivation}", "{#proof}",
        ("docs/en/sum.md:11:1: differs from its twin docs/zh/sum.md:10:1: "
        "the heading ## #proof here, the heading ## #derivation there"),
    ),
    (
        "## Derivation", "### Derivation",
        ("docs/en/sum.md:11:1: differs from its twin docs/zh/sum.md:10:1: "
        "the heading ### #derivation here, the heading ## #derivation there"),
    ),
    (
        "sum.py", "sums.py",
        ("docs/en/sum.md:18:1: differs from its twin docs/zh/sum.md:19:1: "
        "the snippet snippets/sums.py here, the snippet snippets/sum.py there"),
    ),
    (
        "expect: value", "expect: shape",
        ("docs/en/sum.md:24:4: differs from its twin docs/zh/sum.md:25:4: "
        "the claim f = a; expected: shape here, the claim f = a; expected: value there"),
    ),
    (
        "\\mathbf{1}_n^\\top\\mathbf{1}_n", "1_n^\\top\\mathbf{1}_n",
        ("docs/en/sum.md:28:12: differs from its twin docs/zh/sum.md:29:14: "
        "the claim 1_n^\\top\\mathbf{1}_n = n here, the claim \\mathbf{1}_n^\\top\\mathbf{1}_n = n there"),
    ),
    (
        "<!-- unchecked: clear -->", "",
        ("docs/en/sum.md:28:53: differs from its twin docs/zh/sum.md:29:52: "
        "the claim a < \\infty here, the claim a < \\infty; unchecked there"),
    ),
    (
        "Let $a \\in \\mathbb{R}$.\n", "",
        ("docs/en/sum.md:8:6: differs from its twin docs/zh/sum.md:8:4: the declaration x_i \\in \\mathbb{R}; i = 1,…,n here, "
        "the declaration a \\in \\mathbb{R} there"),
    ),
    (
        "and $a <", "$1 = 1$ and $a <",
        ("docs/en/sum.md:28:49: differs from its twin docs/zh/sum.md:29:52: "
        "the claim 1 = 1 here, the claim a < \\infty; unchecked there"),
    ),
    (
        EN[EN.index("In `code`") :], "",
        ("docs/en/sum.md:28:1: differs from its twin docs/zh/sum.md:29:14: "
        "the end of the page here, the claim \\mathbf{1}_n^\\top\\mathbf{1}_n = n there"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), DIFFERENCES)
def test_any_other_difference_is_told_with_both_places(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert EN.count(old) == 1

    assert found(tmp_path, {"zh/sum.md": ZH, "en/sum.md": EN.replace(old, new)}) == [message]


def test_an_arrow_that_solves_is_no_comma(tmp_path: Path) -> None:
    solved = "# a {#a}\n\n$x, y \\in \\mathbb{R}$\n\n$$ 2x = y \\Rightarrow x = \\frac{1}{2}y $$\n"
    pages = {"zh/a.md": solved, "en/a.md": solved.replace("\\Rightarrow", ",")}

    assert found(tmp_path, pages) == [
        (
            "docs/en/a.md:5:4: differs from its twin docs/zh/a.md:5:4: "
            "the claim 2x = y here, the claim 2x = y; to be solved there"
        )
    ]


def test_layouts_are_compared(tmp_path: Path) -> None:
    tab = '# a {#a}\n\n$A \\in \\mathbb{R}^{m\\times n}$\n\n=== "分子布局"\n\n    $$ A + A = 2A $$\n'
    pages = {"zh/a.md": tab, "en/a.md": tab.replace("分子布局", "Numerator layout")}

    assert found(tmp_path / "right", pages) == []
    pages["en/a.md"] = tab.replace("分子布局", "Denominator layout")
    assert found(tmp_path / "wrong", pages) == [
        (
            "docs/en/a.md:7:8: differs from its twin docs/zh/a.md:7:8: "
            "the claim A + A = 2A here, the claim A + A = 2A; in numerator layout there"
        )
    ]


def test_no_page_may_lack_its_twin(tmp_path: Path) -> None:
    pages = {"zh/sum.md": ZH, "en/sum.md": EN, "zh/only/here.md": ZH, "en/only/there.md": EN, "notes.md": EN}

    assert found(tmp_path, pages) == [
        "docs/zh/only/here.md:1: this page has no twin docs/en/only/here.md",
        "docs/en/only/there.md:1: this page has no twin docs/zh/only/there.md",
    ]


def test_a_site_in_one_language_has_no_twins(tmp_path: Path) -> None:
    assert found(tmp_path, {"en/sum.md": EN}) == []


def test_the_second_language_is_not_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of a claim is known of its twin; what fails is never kept, so without the wrong block."""
    chinese = re.sub(r"(?s)/// wrong.*?///\n", "", ZH)
    english = re.sub("[\u4e00-\u9fff]+", " words ", chinese)
    judge = Judge(Cache(tmp_path))
    first = judge.page(Source(Path("zh.md"), chinese))

    def refuse(*_: object) -> None:
        pytest.fail("a judge was asked")

    monkeypatch.setattr("tracetrick.algebra.exact_judge.judge", refuse)
    monkeypatch.setattr("tracetrick.check.default_float_judge", lambda: refuse)
    second = judge.page(Source(Path("en.md"), english))

    assert [one.verdict for one in second] == [one.verdict for one in first]
    assert [one.kind for one in second].count("claim") == 4
    with pytest.raises(pytest.fail.Exception, match="a judge was asked"):
        judge.page(Source(Path("en.md"), english.replace("&= 2.", "&= 3.")))


def pages_of(language: str) -> list[str]:
    folder = REPOSITORY / "docs" / language
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def test_both_languages_have_the_same_pages() -> None:
    assert pages_of("zh") == pages_of("en")


@pytest.mark.parametrize("page", pages_of("en"))
def test_the_pages_of_this_site_are_twins(tmp_path: Path, page: str) -> None:
    pages = {
        f"{language}/{page}": (REPOSITORY / "docs" / language / page).read_text("utf-8")
        for language in ("zh", "en")
    }

    assert found(tmp_path, pages) == []


@pytest.mark.parametrize("page", pages_of("en"))
def test_a_change_of_any_one_formula_is_found(tmp_path: Path, page: str) -> None:
    """The page's last claim gets one more term."""
    text = {language: (REPOSITORY / "docs" / language / page).read_text("utf-8") for language in ("zh", "en")}
    claims = [one for one in statements(Source(Path(page), text["en"])) if one.kind == "claim"]
    if not claims:
        pytest.skip("a page without claims")
    end = claims[-1].end
    changed = text["en"][:end] + "+1" + text["en"][end:]

    (message,) = found(tmp_path, {f"zh/{page}": text["zh"], f"en/{page}": changed})
    assert re.match(
        rf"docs/en/{page}:\d+:\d+: differs from its twin docs/zh/{page}:\d+:\d+: the claim ", message
    )


def test_a_page_that_differs_from_its_twin_is_not_published(project: SmallProject) -> None:
    project.write("docs/en/index.md", project.read("docs/zh/index.md").replace("a + a = 2a", "2a = a + a"))

    built = project.build()

    assert built.returncode != 0
    assert (
        "docs/en/index.md:8:26: differs from its twin docs/zh/index.md:8:26: "
        "the claim 2a = a + a here, the claim a + a = 2a there"
    ) in built.stderr
