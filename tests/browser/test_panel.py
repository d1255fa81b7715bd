"""What a display tells of itself: its number and address, the panel behind its mark, its symbols."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from browser.test_pages import DESK, EDITIONS, EXAMPLE, PHONE, both_languages, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

GRADIENTS = "#eq-3"
"""The six gradients on the page EXAMPLE."""
DIMENSION = {"": "维数", "en/": "dimensions"}


def mark_of(page: Page, display: str = GRADIENTS) -> Locator:
    return page.locator(f"{display} a.mark")


def panel_of(page: Page) -> Locator:
    return page.locator(".panel:popover-open")


@pytest.mark.parametrize("page_path", [EXAMPLE, "errata/", "trace-tricks/"])
def test_displays_are_numbered_alike_in_both_languages(
    browser: Browser, address: str, page_path: str
) -> None:
    numbered = []
    for edition in EDITIONS:
        with opened(browser, address + edition + page_path) as page:
            displays = page.locator("article .display[id]")
            ids = displays.evaluate_all("all => all.map(one => one.id)")
            assert ids == [f"eq-{number}" for number in range(1, len(ids) + 1)]
            assert page.locator("article div.math").count() == len(ids) > 20
            marks = displays.locator("> a.mark")
            assert marks.evaluate_all("all => all.map(one => one.hash)") == [f"#{one}" for one in ids]
            assert all(f"({n})" in text for n, text in enumerate(marks.all_text_contents(), 1))
            latex = displays.locator(".tex").all_text_contents()
            numbered.append([re.sub(r"\\text\{[^}]*\}", "", one) for one in latex])
    assert numbered[0] == numbered[1]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@both_languages
def test_the_address_of_a_display_leads_to_it(
    browser: Browser,
    address: str,
    edition: str,
    width: int,
    javascript: bool,  # noqa: FBT001
) -> None:
    with opened(
        browser, f"{address}{edition}{EXAMPLE}{GRADIENTS}", width, java_script_enabled=javascript
    ) as page:
        header = page.locator(".md-header").bounding_box()
        assert header is not None
        seen = f"document.querySelector('{GRADIENTS}').getBoundingClientRect().top"
        until(page, f"{seen} >= {header['height']} && {seen} < 300")  # not under the header
        assert mark_of(page).get_attribute("href") == GRADIENTS
        assert mark_of(page).get_attribute("title")


@both_languages
def test_without_javascript_the_mark_is_a_link(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE, java_script_enabled=False) as page:
        assert mark_of(page).get_attribute("aria-haspopup") is None
        mark_of(page).click()
        assert page.url == f"{address}{edition}{EXAMPLE}{GRADIENTS}"


@pytest.mark.parametrize("width", [PHONE, DESK])
@both_languages
def test_marks_collide_with_nothing(browser: Browser, address: str, edition: str, width: int) -> None:
    with opened(browser, address + edition + EXAMPLE, width) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        until(page, "[...document.querySelectorAll('.display')].filter(one => one.offsetWidth).length > 50")
        found = page.evaluate(
            """() => [...document.querySelectorAll(".display")].filter((one) => one.offsetWidth).map((display) => {
                const [box, mark] = [display, display.querySelector(".mark")].map((one) => one.getBoundingClientRect());
                display.scrollLeft = display.scrollWidth;
                const formula = display.querySelector("mjx-math").getBoundingClientRect();
                display.scrollLeft = 0;
                const inside = box.left - 1 <= mark.left && mark.right <= box.right + 1 &&
                    box.top - 1 <= mark.top && mark.bottom <= box.bottom + 1;
                return [display.id, inside, formula.right <= mark.left + 1, mark.width >= 24 && mark.height >= 24];
            })"""
        )
        assert [one for one in found if not all(one[1:])] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds; the policy of the pages forbids the browser's own way to wait for one."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {holds}")


def judged_by(panel: Locator, edition: str) -> None:
    """Fail unless an open panel tells how the six gradients were judged and what their symbols are."""
    panel.locator("li code").first.wait_for()
    said = panel.inner_text()
    assert re.search(DIMENSION[edition] + r" \w = \d, \w = \d, \w = \d; \w = \d", said)
    assert "float64" in said
    assert "10⁻¹⁷" in said
    claims = panel.locator("li:has(code)")
    assert claims.count() == 6
    assert r"\frac{\partial f}{\partial W} = 2X^\top R" in claims.first.inner_text()
    assert all(re.search(r"\d", text.split("R")[-1]) for text in claims.all_inner_texts())
    symbols = panel.locator("li:has(mjx-container)")
    shapes = symbols.locator(".tex, math").all_text_contents() or symbols.all_text_contents()
    assert any("R" in one and "∈" in one for one in shapes)
    assert any("R" in one and "XW" in re.sub(r"\s", "", one) for one in shapes)


@both_languages
def test_the_panel_by_keyboard(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        mark = mark_of(page)
        assert mark.get_attribute("aria-expanded") == "false"
        mark.focus()
        page.keyboard.press("Enter")
        panel = page.get_by_role("dialog", name=re.compile(r"\(3\)"))
        panel.wait_for()
        assert mark.get_attribute("aria-expanded") == "true"
        judged_by(panel, edition)

        inside = "document.activeElement.closest('.panel') !== null"
        page.keyboard.press("Tab")
        assert page.evaluate(inside), "the first button"
        assert page.evaluate("document.activeElement.localName") == "button"
        page.keyboard.press("Escape")
        panel.wait_for(state="hidden")
        assert mark.get_attribute("aria-expanded") == "false"
        assert mark.evaluate("mark => mark === document.activeElement"), "the focus returns"

        page.keyboard.press("Enter")
        panel.wait_for()
        page.keyboard.press("Shift+Tab")
        assert mark.evaluate("mark => mark === document.activeElement")
        page.keyboard.press("Enter")
        panel.wait_for(state="hidden")


@both_languages
def test_the_panel_by_mouse(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        mark, panel = mark_of(page), panel_of(page)
        mark.click()
        judged_by(panel, edition)
        seen = "document.documentElement.scrollWidth"
        assert page.evaluate(seen) == DESK
        mark.click()
        panel.wait_for(state="hidden")
        assert mark.get_attribute("aria-expanded") == "false"

        mark.click()
        panel.wait_for()
        page.locator("article h1").click()
        panel.wait_for(state="hidden")

        mark.click()
        mark_of(page, "#eq-2").click()
        assert "(2)" in panel.inner_text()
        panel.locator("> button").click()
        panel.wait_for(state="hidden")
        assert mark_of(page, "#eq-2").evaluate("mark => mark === document.activeElement")


@both_languages
def test_the_panel_by_touch(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE, PHONE, has_touch=True) as page:
        panel = panel_of(page)
        mark_of(page).tap()
        judged_by(panel, edition)
        box = panel.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
        page.locator(GRADIENTS + " mjx-mtable").tap(position={"x": 2, "y": 2})
        panel.wait_for(state="hidden")


@both_languages
def test_the_latex_of_a_display_is_copied(browser: Browser, address: str, edition: str) -> None:
    with opened(
        browser, address + edition + EXAMPLE, permissions=["clipboard-read", "clipboard-write"]
    ) as page:
        mark_of(page, "#eq-6").click()
        page.get_by_role("button", name="LaTeX").click()
        assert page.evaluate("navigator.clipboard.readText()") == (
            r"\Bigl(\frac{\partial f}{\partial W}\Bigr)_{kj} = \frac{\partial f}{\partial W_{kj}}."
        )
        panel_of(page).get_by_role("link").first.click()
        assert page.url.endswith(f"{EXAMPLE}#eq-6")


@pytest.mark.parametrize(
    ("edition", "word"), [("", "报告错误"), ("en/", "Report an error")], ids=["zh", "en"]
)
def test_an_error_is_reported_where_the_repository_is(
    browser: Browser, address: str, edition: str, word: str
) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        page.evaluate("document.querySelector('a.md-source')?.remove()")
        mark_of(page).click()
        assert panel_of(page).get_by_role("link").count() == 1
        page.keyboard.press("Escape")

        repository = (
            '<a class="md-source" href="https://example.org/maths/site/"></a>'  # as Material's header has
        )
        page.evaluate(f"document.querySelector('.md-header').insertAdjacentHTML('beforeend', '{repository}')")
        mark_of(page).click()
        link = urlsplit(str(panel_of(page).get_by_role("link", name=word).get_attribute("href")))
        assert f"{link.scheme}://{link.netloc}{link.path}" == "https://example.org/maths/site/issues/new"
        prefilled = parse_qs(link.query)
        assert prefilled["title"][0].endswith(GRADIENTS)
        assert f"{address}{edition}{EXAMPLE}{GRADIENTS}" in prefilled["body"][0]
        assert r"\frac{\partial f}{\partial W} &= 2X^\top R" in prefilled["body"][0]


@pytest.mark.parametrize(
    ("edition", "words"), [("", "没有读到细节"), ("en/", "The details could not be loaded")], ids=["zh", "en"]
)
def test_details_are_loaded_when_they_are_asked_for(
    browser: Browser, address: str, edition: str, words: str
) -> None:
    # The service worker would answer in the place of what stands here for a bad connection.
    with opened(browser, address + edition + EXAMPLE, service_workers="block") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/details/" in request.url else None)
        page.route("**/details/**", lambda route: route.fulfill(status=200, body="no JSON"))
        mark_of(page).click()
        page.get_by_text(words).wait_for()
        assert panel_of(page).get_by_role("button", name="LaTeX").is_visible(), (
            "what needs no details is there"
        )
        page.keyboard.press("Escape")
        page.unroute("**/details/**")
        mark_of(page).click()
        judged_by(panel_of(page), edition)
        page.keyboard.press("Escape")
        mark_of(page, "#eq-6").click()
        panel_of(page).locator("li code").first.wait_for()
        assert len(asked) == 2, "a failed one is asked for again, a loaded one is not"
        assert len({url.partition("?")[0] for url in asked}) == 1


@both_languages
def test_a_symbol_tells_what_it_is(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        tip = page.locator(".symbol-tip:popover-open")
        symbol = page.locator(f"{GRADIENTS} mjx-mi", has_text="𝑅").first
        symbol.hover()
        tip.wait_for()
        said = re.sub(r"\s", "", "".join(tip.locator("math").all_text_contents()))
        assert said == "R∈Rm×pR:=XW−Y"
        page.keyboard.press("Escape")
        tip.wait_for(state="hidden")
        page.locator("article h1").hover()
        page.locator(f"{GRADIENTS} mjx-mi", has_text="𝑊").first.hover()
        tip.wait_for()
        assert re.sub(r"\s", "", "".join(tip.locator("math").all_text_contents())) == "W∈Rn×p"
        page.locator("article h1").hover()
        tip.wait_for(state="hidden")
        page.locator(f"{GRADIENTS} mjx-mi", has_text="𝜕").first.hover()
        page.wait_for_timeout(400)
        assert tip.count() == 0, "no shape is known of the sign of a derivative"


@both_languages
def test_a_symbol_is_tapped(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE, PHONE, has_touch=True) as page:
        tip = page.locator(".symbol-tip:popover-open")
        page.locator(f"{GRADIENTS} mjx-mi", has_text="𝑆").first.tap()
        tip.wait_for()
        assert "max" in tip.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
        page.locator("article h1").tap()
        tip.wait_for(state="hidden")


@both_languages
def test_names_of_several_letters_are_known_as_one(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, f"{address}{edition}examples/relu-network/") as page:
        symbol = page.locator(".display mjx-msub mjx-mi", has_text="𝑊").first
        symbol.hover()
        tip = page.locator(".symbol-tip:popover-open")
        tip.wait_for()
        assert "1,…,D" in re.sub(r"\s", "", tip.locator("math").first.text_content() or "")


@both_languages
def test_each_display_is_one_tab_stop(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE, PHONE // 2) as page:
        page.evaluate(  # what is not yet laid out has no width
            "for (const one of document.querySelectorAll('div.math')) one.style.contentVisibility = 'visible'"
        )
        wide = page.evaluate(
            """() => [...document.querySelectorAll(".display")]
                .filter((one) => one.scrollWidth > one.clientWidth + 8).map((one) => one.id)"""
        )
        assert len(wide) > 3
        focused = "document.activeElement.closest('.display')?.id || ''"
        for name in wide[:3]:
            mark_of(page, f"#{name}").focus()
            for key in ("Tab", "Shift+Tab"):
                page.keyboard.press(key)
            assert page.evaluate(focused) == name, "back where it was"
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(focused) != name, "nothing else in it takes the focus"
            mark_of(page, f"#{name}").focus()
            page.keyboard.press("Tab")
            assert page.evaluate(focused) != name
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowRight")
            until(page, f"document.querySelector('#{name}').scrollLeft > 0")


@pytest.mark.parametrize("path", ["formulas/", "en/formulas/"])
def test_a_formula_of_the_table_tells_what_its_page_knows(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path) as page:
        row = page.locator(
            ".formulas tbody tr:visible", has=page.locator("a[href*='trace-tricks/#cyclic']")
        ).first
        row.locator("a.mark").click()
        panel = panel_of(page)
        panel.locator("li code").first.wait_for()
        assert row.locator("td a").first.inner_text() in panel.inner_text()
        link = panel.get_by_role("link").first
        assert re.search(r"/trace-tricks/#eq-\d+$", str(link.evaluate("link => link.href")))
        formula = row.locator(".display mjx-container").inner_html()
        link.click()
        page.wait_for_url("**/trace-tricks/#eq-*")
        assert page.locator(".display:target mjx-container").inner_html() == formula
