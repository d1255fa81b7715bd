"""What is seen on a page is what was judged."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from projects import REPOSITORY
from tracetrick.page.formula import Formula
from tracetrick.page.markdown import scan
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.reading import read_signs
from tracetrick.site.seen import unread_signs

if TYPE_CHECKING:
    from bs4 import Tag

    from tracetrick.site.mathjax import MathJax

PAGES = sorted(path.relative_to(REPOSITORY) for path in (REPOSITORY / "docs").rglob("*.md"))


def published(site: Path, page: Path) -> BeautifulSoup:
    """Return the article that a page of docs/zh or docs/en became."""
    language, *folders, name = page.relative_to("docs").parts
    stem = [] if name == "index.md" else [name.removesuffix(".md")]
    path = site.joinpath(*(["en"] if language == "en" else []), *folders, *stem, "index.html")
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def drawn(element: Tag | BeautifulSoup) -> str:
    """Return what the eye sees of a formula: its glyphs and how they are nested, and the MathML beside it."""
    for guilty in element.select(".guilty"):
        del guilty["class"]
        for letter in guilty.select(
            "mjx-c[style]"
        ):  # a sign of two characters is set as a word, equally high
            del letter["style"]
    return re.sub(r"\s+", " ", element.decode(formatter="minimal"))


@pytest.mark.parametrize("page", PAGES, ids=Path.as_posix)
def test_the_formulas_of_a_built_page_are_those_that_were_read(
    site: Path, page: Path, mathjax: MathJax
) -> None:
    """Each finished formula, glyph by glyph, is what the LaTeX that the reader judged looks like, in order."""
    source = Source(page, Source.read(REPOSITORY / page).text)
    read = scan(source).formulas
    article = published(site, page).select_one("article")
    assert article is not None
    for table in article.select(".formula-table"):
        table.decompose()  # its formulas are those of other pages
    seen = article.select("mjx-container")

    assert len(seen) == len(article.select(".math > mjx-container")) == len(read)
    assert not article.select(":not(mjx-assistive-mml) > math"), "no other mathematics"
    for formula, element in zip(read, seen, strict=True):
        rendered = BeautifulSoup(mathjax.render(formula.latex, display=formula.display).html, "html.parser")
        assert drawn(element) == drawn(rendered), source.place(formula.start)
    copied = [element.get_text().strip("$") for element in article.select(".math > .tex")]
    assert copied == [re.sub(r"\s+", " ", formula.latex.strip()) for formula in read]
    assert {one.formula for one in statements(source)} <= set(read)


@cache
def proofs(site: Path, page: Path) -> tuple[set[str], dict[str, str]]:
    """Return the anchors of a built page, and its displays with a ✓ as they are drawn, by their ids."""
    article = published(site, page)
    displays = {
        str(one["id"]): drawn(formula)
        for one in article.select(".display:has(.checked)")
        if (formula := one.select_one("mjx-container"))
    }
    return {str(one["id"]) for one in article.select("[id]")}, displays


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_formulas_of_the_table_are_those_of_their_pages(site: Path, language: str) -> None:
    """Each formula of the table stands, glyph by glyph, on the page that its name leads to, with its mark."""
    rows = published(site, Path("docs", language, "formulas.md")).select(".formula-table tbody tr")

    assert len(rows) > 90
    for row in rows:
        link, shown, mark = (
            row.select_one("a"),
            row.select_one(".display mjx-container"),
            row.select_one("a.mark:has(.checked)"),
        )
        assert link
        assert shown
        assert mark
        address = re.fullmatch(r"\.\./(?P<page>[a-z/-]+)/#(?P<anchor>[a-z-]+)", str(link["href"]))
        assert address
        anchors, displays = proofs(site, Path("docs", language, f"{address['page']}.md"))
        assert address["anchor"] in anchors
        page, _, number = str(mark["href"]).partition("#")
        assert page == f"../{address['page']}/"
        assert displays[number] == drawn(shown), link.get_text()


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        ("a = b", ""),
        (r"f : \mathbb{R}^n \to \mathbb{R}", ""),
        (r"x := 1,\ x \le 2,\ \mathbb{1}[x>0],\ \sum_{i=1}^n i \ne 3", ""),
        (r"X_{:,1}^\top", ""),
        (r"a \perp b \not= c \overset{!}{=} d ≤ e ： f", ""),
        (r"\text{a = b}", r"1 signs of relations are seen in this formula, but 0 are read: \text{a = b}"),
    ],
)
def test_every_sign_that_is_seen_was_read(latex: str, message: str, mathjax: MathJax) -> None:
    text = mathjax.render(latex, display=True).text

    formula = Formula(latex, display=True, start=0, outer=(0, 0))

    assert unread_signs(formula, text, read_signs(formula)) == message
