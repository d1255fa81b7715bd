"""Every reader can read every page: axe finds nothing, by keyboard all is reached, motion and colours are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.test_offline import wait_until
from browser.test_pages import DESK, EXAMPLE, PHONE, both_languages, opened
from browser.test_policy import PAGES
from projects import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"

EMPTIED = """() => {
  const formulas = [...document.querySelectorAll("mjx-container")];
  const sizes = formulas.map(formula => formula.getBoundingClientRect());
  formulas.forEach((formula, index) => {
    formula.replaceChildren();
    formula.style.cssText = `display: inline-block; width: ${sizes[index].width}px; height: ${sizes[index].height}px`;
  });
}"""
"""Puts empty boxes of the same size in the place of what formulas are drawn with."""


def violations(page: Page, excluded: str) -> list[Any]:
    """Return what axe finds on a page, outside of what is `excluded`."""
    found: list[Any] = page.evaluate(
        "excluded => axe.run({exclude: [excluded]}, {resultTypes: ['violations']}).then(({violations}) =>"
        " violations.map(({id, nodes}) => [id, nodes.length, nodes[0].html, nodes[0].failureSummary]))",
        excluded,
    )
    return found


@pytest.mark.parametrize("path", PAGES)
@both_languages
def test_a_page_opens_without_a_fault_and_axe_finds_no_violation(
    browser: Browser, address: str, edition: str, path: str
) -> None:
    """The drawn signs of formulas are left out, for there are ten thousand: screen readers do not meet them.

    Boxes of their size stand for them: axe looks at every element of a page, even where it is told not to.
    """
    for width in (DESK, PHONE):
        with opened(browser, address + edition + path, width) as page:
            page.evaluate(AXE.read_text("utf-8"))
            page.evaluate(EMPTIED)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colours half way
                page.wait_for_timeout(200)
                assert violations(page, "mjx-container") == [], (scheme, width)


def test_boxes_are_as_large_as_the_formulas_that_they_stand_for(browser: Browser, address: str) -> None:
    with opened(browser, address + EXAMPLE) as page:
        sizes = (
            "[...document.querySelectorAll('mjx-container')].map(one => one.getBoundingClientRect())"
            ".map(({width, height}) => [width, height])"
        )
        before = page.evaluate(sizes)
        page.evaluate(EMPTIED)
        assert page.evaluate("document.querySelectorAll('mjx-container *').length") == 0
        for box, formula in zip(page.evaluate(sizes), before, strict=True):
            assert box == pytest.approx(formula, abs=1)


@both_languages
def test_axe_finds_no_violation_in_formulas(browser: Browser, address: str, edition: str) -> None:
    for scheme in ("light", "dark"):
        with opened(browser, address + edition, color_scheme=scheme, reduced_motion="reduce") as page:
            page.evaluate(AXE.read_text("utf-8"))
            assert violations(page, "not-there") == []


def test_axe_would_find_a_violation(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.evaluate(AXE.read_text("utf-8"))
        page.evaluate("document.querySelector('article p').style.color = '#bbb'")
        assert [found[0] for found in violations(page, "mjx-container")] == ["color-contrast"]


@pytest.mark.parametrize("width", [PHONE, DESK])
@both_languages
def test_what_scrolls_is_scrolled_by_keyboard_and_no_formula_is_a_stop_of_its_own(
    browser: Browser, address: str, edition: str, width: int
) -> None:
    with opened(browser, address + edition + EXAMPLE, width) as page:
        assert page.locator("article mjx-container :is(a, button, [tabindex])").count() == 0
        assert page.locator("article .display[tabindex]").count() == 0
        page.evaluate("document.querySelector('.display:has(.mark)').style.maxWidth = '90px'")
        page.locator(".display .mark").first.focus()
        page.keyboard.press("ArrowRight")
        wait_until(page, "() => document.querySelector('.display:has(.mark)').scrollLeft > 0")

        page.locator(".snippet pre > code").last.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        boxes = page.evaluate(
            "[...document.querySelectorAll('.snippet pre > code, .md-typeset__scrollwrap')]"
            ".map(box => [box.scrollWidth > box.clientWidth, box.tabIndex])"
        )
        assert {tuple(box) for box in boxes} <= {(True, 0), (False, -1)}
        assert (width == DESK) or [True, 0] in boxes


@both_languages
def test_a_cut_display_shows_it_at_its_edge(browser: Browser, address: str, edition: str) -> None:
    """The shadow is behind covers that scroll along with the formula: it is seen where there is more to see."""
    with opened(browser, address + edition + EXAMPLE, PHONE) as page:
        box = page.locator(".display:has(.mark)").first
        layers = box.evaluate("box => getComputedStyle(box).backgroundAttachment")
        assert layers == "local, local, scroll, scroll"

        def painted() -> bytes:
            """Return how the right edge looks, without the formula and the mark in it."""
            page.wait_for_timeout(100)
            return box.screenshot()

        box.evaluate("box => { for (const one of box.children) one.style.visibility = 'hidden'; }")
        whole = painted()
        box.evaluate("box => { box.firstElementChild.style.minWidth = '600px'; }")
        assert box.evaluate("box => [box.scrollWidth > 600, document.documentElement.scrollWidth]") == [
            True,
            PHONE,
        ]
        cut_at_the_right = painted()
        box.evaluate("box => box.scrollTo(9999, 0)")
        cut_at_the_left = painted()
        assert len({whole, cut_at_the_right, cut_at_the_left}) == 3


@both_languages
def test_less_motion_is_respected(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition, reduced_motion="reduce") as page:
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter(one => { const style = getComputedStyle(one);"
            " return style.transitionDuration !== '0s' && style.transitionProperty !== 'none'"
            " || style.animationName !== 'none' || style.scrollBehavior !== 'auto'; }).map(one => one.outerHTML)"
        )
        assert moving == []


@pytest.mark.parametrize(
    ("path", "other", "word"),
    [
        ("", "en", "trace trick"),
        ("glossary/", "en", "matrix"),
        ("en/glossary/", "zh", "迹"),
        (f"en/{EXAMPLE}", "zh", "线性最小二乘对权重的梯度（"),
    ],
)
def test_words_of_the_other_language_are_marked(
    browser: Browser, address: str, path: str, other: str, word: str
) -> None:
    with opened(browser, address + path) as page:
        marked = page.locator(f"article span[lang={other}]")
        assert word in " ".join(marked.all_text_contents())


@both_languages
def test_three_colour_schemes_take_turns_and_stay(browser: Browser, address: str, edition: str) -> None:
    seen = "document.body.getAttribute('data-md-color-scheme')"
    with opened(browser, address + edition + EXAMPLE, color_scheme="dark") as page:
        switch = page.locator("[data-md-component=palette] label:visible")
        assert page.evaluate(seen) == "slate", "the system's"
        page.emulate_media(color_scheme="light")
        wait_until(page, f"() => {seen} === 'default'")
        page.emulate_media(color_scheme="dark")
        wait_until(page, f"() => {seen} === 'slate'")
        strokes = (
            "[...document.querySelectorAll('figure svg path')].map(p => getComputedStyle(p).stroke).join()"
        )
        dark = page.evaluate(strokes)

        switch.click()
        assert page.evaluate(seen) == "default"
        assert page.evaluate(strokes) != dark
        page.goto(address + ("" if edition else "en/"))
        assert page.evaluate(seen) == "default", "in the other language too"

        switch.click()
        assert page.evaluate(seen) == "slate"
        page.emulate_media(color_scheme="light")
        assert page.evaluate(seen) == "slate"
        switch.click()
        wait_until(page, f"() => {seen} === 'default'")


@both_languages
def test_the_first_visit_is_dark_at_once(browser: Browser, address: str, edition: str) -> None:
    """Before Material's bundle has come; on a slow line that takes a while."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.route("**/bundle.*.js", lambda route: route.abort())
    page.goto(address + edition, wait_until="domcontentloaded")
    assert page.evaluate("document.body.getAttribute('data-md-color-scheme')") == "slate"
    context.close()
