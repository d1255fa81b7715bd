"""What a page tells of itself to readers, to search engines, to programs, and where it is shared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser.test_pages import EXAMPLE, PHONE, both_languages, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser


CITED = {
    "": ("引用本页", "matrix-calculus-zh-examples-matrix-least-squares", "矩阵最小二乘的六个梯度"),
    "en/": (
        "Cite this page",
        "matrix-calculus-en-examples-matrix-least-squares",
        "Six gradients of matrix least squares",
    ),
}


@both_languages
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_page_can_be_cited(
    browser: Browser,
    address: str,
    edition: str,
    javascript: bool,  # noqa: FBT001
) -> None:
    name, key, title = CITED[edition]
    options = {"java_script_enabled": javascript, "permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, address + edition + EXAMPLE, PHONE, **options) as page:
        page.get_by_text(name, exact=True).click()
        entry = page.locator(".citation code")
        entry.click()
        chosen = entry.evaluate("() => String(getSelection())")
        assert chosen.startswith(f"@misc{{{key},\n  author = {{{{")
        assert f"  title = {{{{{title}}}}},\n" in chosen
        assert chosen.count("{") == chosen.count("}")
        assert re.search(r"\n\}\s*$", chosen)


@pytest.mark.parametrize(
    ("path", "words", "home"),
    [
        ("no/such-page/trace.html", "no such page trace", ""),
        ("no/%E8%BF%B9/x/y/", "no 迹 x y", ""),
        ("en/hadamard-product/", "hadamard product", "en/"),
    ],
)
def test_a_missing_page_searches_for_the_words_of_its_address(
    browser: Browser, address: str, path: str, words: str, home: str
) -> None:
    """The host of the tests, like those that publish the site, answers every missing page with /404.html."""
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(address + path)
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    for language in ("zh", "en"):
        box = page.locator(f".not-found[lang={language}]")
        assert box.locator("[name=q]").input_value() == words
    box = page.locator(f".not-found[lang={'en' if home else 'zh'}]")
    box.locator("[name=q]").fill("odot")
    box.locator("button").click()
    page.wait_for_url(f"{address}{home}?q=odot")
    results = page.locator(".md-search-result__item a")
    results.first.wait_for(timeout=20_000)
    assert results.first.evaluate("link => link.href").startswith(address + home)
    context.close()


@both_languages
def test_a_missing_page_leads_home_without_javascript(browser: Browser, address: str, edition: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}a/b/c/")
    page.locator(f".not-found[lang={'en' if edition else 'zh'}] a").click()
    page.wait_for_url(address + edition)
    context.close()


def test_the_languages_share_style_and_fonts(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        sheets = "[...document.styleSheets].map(one => one.href).filter(one => one.includes('tracetrick'))"
        chinese = page.evaluate(sheets)
        page.goto(f"{address}en/rules/")
        assert page.evaluate(sheets) == chinese
        assert re.search(r"/assets/tracetrick/tracetrick\.css\?[0-9a-f]{10}$", chinese[0])
