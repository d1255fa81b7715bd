"""What a page is on paper: everything of it, and nothing but it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.test_pages import EXAMPLE, both_languages, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAPER = 673
"""The width of A4 without its margins, in pixels of CSS."""
LAYOUTS = "from-scalars-to-matrices/"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
@both_languages
def test_paper_shows_the_article_and_no_navigation(
    browser: Browser,
    address: str,
    edition: str,
    javascript: bool,  # noqa: FBT001
) -> None:
    options = {"color_scheme": "dark", "java_script_enabled": javascript}
    with opened(browser, address + edition + EXAMPLE, PAPER, **options) as page:
        page.emulate_media(media="print")
        for hidden in (
            ".md-header",
            ".md-sidebar",
            ".md-footer",
            ".md-top",
            ".headerlink",
            ".md-search",
            ".md-path",
        ):
            assert page.locator(hidden).count() >= 1
            assert page.locator(f"{hidden}:visible").count() == 0, hidden
        answers = page.locator("article details")
        assert answers.count() >= 2
        for index in range(answers.count()):
            inside = answers.nth(index).locator(":scope > :not(summary)").first
            assert inside.evaluate("one => one.getBoundingClientRect().height") > 10
        ground, ink = page.evaluate(
            "[document.body, document.querySelector('article p')].map("
            "(one, i) => getComputedStyle(one)[['backgroundColor', 'color'][i]])"
        )
        assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
        assert ink.startswith(("rgba(0, 0, 0", "rgb(0, 0, 0"))


@pytest.mark.parametrize("path", [EXAMPLE, LAYOUTS, "rules/", "matrix-by-matrix/", "examples/relu-network/"])
@both_languages
def test_nothing_is_cut_off_on_paper(browser: Browser, address: str, edition: str, path: str) -> None:
    with opened(browser, address + edition + path, PAPER) as page:
        page.emulate_media(media="print")
        cut = page.evaluate(
            "width => [...document.querySelectorAll('article mjx-container, article code, article td')]"
            ".filter(one => one.getBoundingClientRect().right > width + 1 || one.scrollWidth > one.clientWidth + 1"
            " && getComputedStyle(one).overflowX !== 'visible').map(one => one.textContent.slice(0, 60))",
            PAPER,
        )
        assert cut == []


@both_languages
def test_both_layouts_are_on_paper_each_under_its_name(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + LAYOUTS, PAPER) as page:
        page.emulate_media(media="print")
        layouts = page.locator(".tabbed-set").first
        labels, blocks = layouts.locator(".tabbed-labels > label"), layouts.locator(".tabbed-block")
        tops = [
            one.nth(index).evaluate("one => one.getBoundingClientRect().top")
            for index in range(2)
            for one in (labels, blocks)
        ]
        assert tops == sorted(tops)
        assert len(set(tops)) == 4


@both_languages
def test_addresses_of_other_sites_are_on_paper(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, f"{address}{edition}contributing/", PAPER) as page:
        page.evaluate(
            "document.querySelector('article p').innerHTML = '<a href=https://other.test/x>x</a><a href=#y>y</a>'"
        )
        page.emulate_media(media="print")
        behind = "[...document.querySelectorAll('article p:first-of-type a')].map(a => getComputedStyle(a, '::after').content)"
        assert page.evaluate(behind) == ['" (" attr(href) ")"', "none"] or page.evaluate(behind) == [
            '" (https://other.test/x)"',
            "none",
        ]


@both_languages
def test_programs_on_paper_hang_together_and_have_no_buttons(
    browser: Browser, address: str, edition: str
) -> None:
    with opened(browser, address + edition + EXAMPLE, PAPER) as page:
        page.locator(".md-clipboard, .md-code__nav").first.wait_for(state="attached")
        page.emulate_media(media="print")
        assert page.locator(":is(.md-clipboard, .md-code__nav):visible").count() == 0
        breaks = page.evaluate(
            "['.filename', '.snippet-label', '.tabbed-labels > label'].map("
            "one => getComputedStyle(document.querySelector('article ' + one)).breakAfter)"
        )
        assert breaks == ["avoid"] * 3
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.snippet-output')).breakInside")
            == "avoid"
        )
        facts = page.locator(".snippet-facts").first.inner_text().strip()
        assert not facts.startswith("·"), "what is between two facts does not stand alone"


@both_languages
def test_the_printed_file_has_pages(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert 8 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 30
