"""The built pages as readers meet them: phone and desk, light and dark, with and without JavaScript."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from browser.conftest import Silent, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

EXAMPLE = "examples/matrix-least-squares/"
EDITIONS = ["", "en/"]
"""Where the home pages of the languages lie."""
PAGES = [edition + page for edition in EDITIONS for page in ("", EXAMPLE)]
both_languages = pytest.mark.parametrize("edition", EDITIONS, ids=["zh", "en"])
PHONE, DESK = 390, 1280


def settle(page: Page) -> None:
    """Wait until `page` is whole: on a busy machine its network may be idle while it is still being read."""
    page.wait_for_load_state("load")
    page.wait_for_load_state("networkidle")


@contextmanager
def opened(browser: Browser, url: str, width: int = DESK, **options: object) -> Iterator[Page]:
    """Open `url` in a browser that has never seen the site; fail on errors in it and on foreign requests."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    origin = "/".join(url.split("/")[:3])
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"  # the page was left
            else faults.append(f"failed: {request.url}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((origin, "data:", "blob:"))
            else faults.append(f"foreign: {request.url}")
        ),
    )
    page.on(
        "response",
        lambda response: (
            faults.append(f"{response.status}: {response.url}") if response.status >= 400 else None
        ),
    )
    page.goto(url)
    settle(page)
    yield page
    context.close()
    assert faults == []


def searched(page: Page, words: str) -> list[str]:
    """Return the titles of the pages that a search finds."""
    page.locator("input.md-search__input").click()
    page.keyboard.insert_text(words)  # as an input method does, which ends with a key
    page.keyboard.press("Shift")
    results = page.locator(".md-search-result__item article h1")
    results.first.wait_for(timeout=10_000)
    return [title.replace("\u200b", "").strip() for title in results.all_inner_texts()]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole(browser: Browser, address: str, path: str, width: int, javascript: bool) -> None:  # noqa: FBT001
    with opened(browser, address + path, width, java_script_enabled=javascript) as page:
        formulas = page.locator("article mjx-container")
        boxes = formulas.evaluate_all(
            "formulas => formulas.map(one => one.getBoundingClientRect())"
            ".map(({width, height}) => [width, height]).filter(([width, height]) => width && height)"
        )
        assert len(boxes) >= 3
        assert all(width > 2 and height > 5 for width, height in boxes)
        assert formulas.first.is_visible()
        outputs = page.locator(".snippet-output pre")
        assert outputs.count() == (7 if EXAMPLE in path else 0)
        for index in range(outputs.count()):
            assert outputs.nth(index).is_visible()
            assert outputs.nth(index).inner_text().strip()
        scroll = "document.documentElement.scrollWidth"
        assert page.evaluate(scroll) == width


@both_languages
def test_mathematics_is_set_in_its_own_font(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition) as page:
        loaded = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        assert any("MJX" in family for family in page.evaluate(loaded))
        painted = page.evaluate("getComputedStyle(document.querySelector('article mjx-c')).fontFamily")
        assert "MJX" in painted


@pytest.mark.parametrize("width", [PHONE, DESK])
@both_languages
def test_the_trust_report_lists_every_claim(browser: Browser, address: str, edition: str, width: int) -> None:
    with opened(browser, f"{address}{edition}trust/", width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        summary = page.locator(".trust-report table").first
        numbers = [int(text) for text in summary.locator("tbody td:nth-child(2)").all_inner_texts()]
        assert sum(numbers[:-1]) == numbers[-1] > 80
        listed = page.locator(".trust-report details")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert listed.locator("tbody tr").count() == numbers[-1]
        assert "\\frac{\\partial f}{\\partial W} &= 2X^\\top R" in listed.locator("code").all_inner_texts()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        listed.locator("a[href*='matrix-least-squares']").click()
        page.wait_for_url(f"{address}{edition}{EXAMPLE}")


def test_each_search_finds_its_own_language(browser: Browser, address: str) -> None:
    for edition, words in (("", "gradient"), ("en/", "梯度")):
        with opened(browser, address + edition) as page:
            page.locator("input.md-search__input").click()
            page.keyboard.insert_text(words)
            page.keyboard.press("Shift")
            results = page.locator(".md-search-result__item a")
            results.first.wait_for(timeout=10_000)
            for link in results.evaluate_all("links => links.map(link => link.href)"):
                assert link.startswith(address + edition)
                assert edition or not link.startswith(f"{address}en/")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(("edition", "other"), [("", "en/"), ("en/", "")], ids=["zh", "en"])
def test_the_language_switch_keeps_page_and_section(
    browser: Browser, address: str, edition: str, other: str, width: int
) -> None:
    with opened(browser, address + edition + EXAMPLE, width) as page:
        page.evaluate("document.querySelector('#verification').scrollIntoView()")
        page.locator("a.edition").click()
        page.wait_for_url(f"{address}{other}{EXAMPLE}#verification")
        assert page.locator("article h2#verification").is_visible()
        settle(page)
        page.go_back()
        settle(page)
        page.evaluate("scrollTo(0, 0)")
        page.locator("a.edition").click()
        page.wait_for_url(f"{address}{other}{EXAMPLE}")


@pytest.mark.parametrize(("edition", "other"), [("", "en/"), ("en/", "")], ids=["zh", "en"])
def test_the_language_switch_keeps_the_page_without_javascript(
    browser: Browser, address: str, edition: str, other: str
) -> None:
    with opened(browser, address + edition + EXAMPLE, java_script_enabled=False) as page:
        page.locator("a.edition").click()
        page.wait_for_url(f"{address}{other}{EXAMPLE}")
        assert page.locator("article h1").is_visible()


@both_languages
def test_screen_readers_get_mathml(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        seen = page.locator("article mjx-container").count()
        assert page.locator("article mjx-assistive-mml > math").count() == seen
        assert page.locator("article mjx-container > mjx-math[aria-hidden=true]").count() == seen
        assert page.locator("article .tex:not([aria-hidden=true])").count() == 0


@pytest.mark.parametrize(
    ("edition", "sentence", "title"),
    [
        (
            "",
            r"设 $X \in \mathbb{R}^{m\times n}$，$f : \mathbb{R}^{m\times n}\to\mathbb{R}$ 光滑。",
            "矩阵求导术",
        ),
        (
            "en/",
            r"Let $X \in \mathbb{R}^{m\times n}$, and let $f : \mathbb{R}^{m\times n}\to\mathbb{R}$ be smooth.",
            "Matrix Calculus, Checked",
        ),
    ],
    ids=["zh", "en"],
)
def test_a_selection_is_copied_with_its_latex(
    browser: Browser, address: str, edition: str, sentence: str, title: str
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, address + edition, permissions=permissions) as page:
        page.evaluate("getSelection().selectAllChildren(document.querySelector('article p:has(.math)'))")
        page.keyboard.press("Control+c")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert sentence in copied
        assert "𝑋" not in copied

        page.evaluate("getSelection().selectAllChildren(document.querySelector('article .math mjx-mi'))")
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()") == r"$X \in \mathbb{R}^{m\times n}$"

        page.evaluate("getSelection().selectAllChildren(document.querySelector('article h1'))")
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()").startswith(title)


SHIFTS = """window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(
one => { if (!one.hadRecentInput) shifts += one.value; })).observe({type: 'layout-shift', buffered: true})"""


@pytest.mark.parametrize("path", ["examples/softmax-loss-code/", "examples/graph-matching/", "trace-tricks/"])
@both_languages
def test_fonts_that_come_late_move_nothing(browser: Browser, address: str, edition: str, path: str) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 900}, bypass_csp=True)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/*.woff2*", lambda route: held.append(route))  # noqa: PLW0108  (Playwright takes no built-in)
    page.goto(address + edition + path, wait_until="commit")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    page.wait_for_timeout(300)
    assert held, "the fonts have not come yet"
    assert page.evaluate("document.fonts.status") == "loading"
    while held:
        held.pop().continue_()
    page.unroute("**/*.woff2*")
    settle(page)
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_timeout(200)
    assert page.evaluate("shifts") <= 0.01
    context.close()


class Slow(Silent):
    """Sends a page in two parts: what stands behind the first row of its first table comes late."""

    def __init__(self, *arguments: Any, unwanted: str, **named: Any) -> None:  # noqa: ANN401  (those of Silent)
        self.unwanted = unwanted
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:  # noqa: N802  (the name that Python calls)
        if not self.path.endswith("/"):
            super().do_GET()
            return
        text = Path(self.translate_path(self.path), "index.html").read_text("utf-8")
        text = re.sub(self.unwanted, "", text) if self.unwanted else text
        end = text.index("</tr>", text.index("<tbody>"))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text[:end].encode())
        time.sleep(1.5)
        self.wfile.write(text[end:].encode())


# How many rows there are when the page is painted first.
ROWS_PAINTED = """new PerformanceObserver(() => {
  window.rowsPainted ??= document.querySelectorAll("table tr").length;
}).observe({type: "paint", buffered: true})"""


@pytest.mark.parametrize(
    ("edition", "unwanted", "waits"),
    [("", "", True), ("en/", "", True), ("", '<link rel="expect"[^>]*>', False)],
    ids=["zh", "en", "zh without the link"],
)
def test_a_table_that_is_still_coming_moves_nothing(
    browser: Browser, site: Path, edition: str, unwanted: str, *, waits: bool
) -> None:
    """What stands above the first section is painted when it is whole; else the table's columns would change.

    How far they would, depends on the fonts of the machine.
    """
    with served(partial(Slow, directory=str(site), unwanted=unwanted)) as address:
        context = browser.new_context(viewport={"width": PHONE, "height": 900}, bypass_csp=True)
        context.add_init_script(SHIFTS)
        context.add_init_script(ROWS_PAINTED)
        page = context.new_page()
        page.goto(f"{address}{edition}from-scalars-to-matrices/")
        settle(page)
        rows = page.locator("table").first.locator("tr").count()
        assert (page.evaluate("rowsPainted") >= rows) is waits
        if waits:
            assert page.evaluate("shifts") <= 0.01
        context.close()


@both_languages
def test_long_displays_scroll_in_their_own_box(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE, PHONE) as page:
        page.evaluate("document.querySelector('.display').style.width = '90px'")
        overflow = "(box => [box.scrollWidth > box.clientWidth, getComputedStyle(box).overflowX])"
        assert page.evaluate(f"{overflow}(document.querySelector('.display'))") == [True, "auto"]


# Inline formulas that a line's end breaks though they are short, and marks of punctuation that begin a line.
TORN = """() => [...document.querySelectorAll("article span.math")].filter((formula) => {
  const last = [...formula.querySelectorAll("mjx-c")].at(-1)?.getBoundingClientRect();
  if (!last?.width) return false; // in a closed answer
  const mark = document.createRange();
  if (/^[，。；：、,.;:]/.test(formula.nextSibling?.data ?? "")) {
    mark.setStart(formula.nextSibling, 0);
    mark.setEnd(formula.nextSibling, 1);
    if (mark.getBoundingClientRect().left < last.left) return true;
  }
  return formula.classList.contains("whole") && formula.querySelector("mjx-math").getClientRects().length > 1;
}).map((formula) => formula.querySelector(".tex").textContent)"""


def test_a_display_that_is_not_cut_off_has_no_shadow(browser: Browser, address: str) -> None:
    """Wherever it stands between two rows of pixels, its shadows are covered to their ends."""
    context = browser.new_context(viewport={"width": PHONE, "height": 900}, device_scale_factor=2)
    page = context.new_page()
    page.goto(address + "examples/logistic-regression/")
    settle(page)
    display = page.locator(".display:visible").first
    for tenth in range(10):
        display.evaluate("(one, tenth) => (one.style.marginTop = `${16 + tenth / 10}px`)", tenth)
        box = display.bounding_box()
        assert box
        edge = page.screenshot(
            clip={"x": box["x"], "y": box["y"] - 2, "width": 20, "height": box["height"] + 4}
        )
        assert min(Image.open(BytesIO(edge)).convert("L").tobytes()) >= 252, tenth
    context.close()


@both_languages
@pytest.mark.parametrize("width", [320, 360, PHONE])
def test_lines_end_neither_in_short_formulas_nor_before_punctuation(
    browser: Browser, address: str, edition: str, width: int
) -> None:
    for path in ("from-scalars-to-matrices/", "matrix-by-matrix/"):
        with opened(browser, f"{address}{edition}{path}", width) as page:
            assert page.evaluate(TORN) == []


@both_languages
def test_figure_follows_the_colour_scheme(browser: Browser, address: str, edition: str) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with opened(browser, address + edition + EXAMPLE, color_scheme=scheme) as page:
            figure = page.locator("figure svg")
            assert figure.is_visible()
            assert page.locator("figure figcaption").inner_text().strip()
            strokes = "[...document.querySelectorAll('figure svg path')].map(p => getComputedStyle(p).stroke)"
            colours[scheme] = set(page.evaluate(strokes))
    assert colours["light"] & colours["dark"] <= {"none"}


@pytest.mark.parametrize(("edition", "word"), [("", "步长"), ("en/", "error curves")], ids=["zh", "en"])
def test_figure_is_named_by_its_caption(browser: Browser, address: str, edition: str, word: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        named = page.get_by_role("img", name=word)
        assert named.count() == 1


@pytest.mark.parametrize(("edition", "word"), [("", "下载"), ("en/", "Download")], ids=["zh", "en"])
def test_code_can_be_copied_and_downloaded(browser: Browser, address: str, edition: str, word: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        page.locator(".snippet .highlight").first.hover()
        assert (
            page.locator(".snippet .highlight .md-code__button, .snippet .highlight .md-clipboard").count()
            >= 7
        )
        link = page.get_by_role("link", name=f"{word} linear_w.py")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "linear_w.py"
        assert "import torch" in download.value.path().read_text("utf-8")


@pytest.mark.parametrize(
    ("start", "words", "found"),
    [
        ("", "微积分", "矩阵求导术"),
        ("", "迹", "矩阵最小二乘的六个梯度"),
        ("", "operatorname", "矩阵最小二乘的六个梯度"),
        ("", "odot", "矩阵最小二乘的六个梯度"),
        ("", "trace", "术语表"),
        ("en/", "calculus", "Matrix Calculus, Checked"),
        ("en/", "mask", "Six gradients of matrix least squares"),
        ("en/", "operatorname", "Six gradients of matrix least squares"),
        ("en/", "odot", "Six gradients of matrix least squares"),
        ("en/", "迹", "Glossary"),
    ],
)
def test_search_finds(browser: Browser, address: str, start: str, words: str, found: str) -> None:
    with opened(browser, address + start) as page:
        assert found in searched(page, words)
        text = page.locator(".md-search-result__list").inner_text()
    assert "𝑋" not in text, "the search shows LaTeX, not glyphs"


@pytest.mark.parametrize(
    ("path", "name", "shape"),
    [("formulas/", "循环", "标量对矩阵"), ("en/formulas/", "cyclic", "scalar by matrix")],
)
def test_the_table_of_formulas_is_filtered(
    browser: Browser, address: str, path: str, name: str, shape: str
) -> None:
    with opened(browser, address + path) as page:
        rows = page.locator(".formulas tbody tr:not([hidden])")
        everything = rows.count()
        box = page.locator(".formula-filter input")

        box.fill("⊙")
        assert 0 < rows.count() < everything
        assert all("odot" in text for text in rows.locator(".display .tex").all_text_contents())
        names = set(rows.locator("td:first-child a").all_text_contents())
        assert page.locator(".formula-filter output").inner_text().startswith(f"{len(names)} ")
        by_sign = rows.count()
        box.fill("\\odot")
        assert rows.count() == by_sign

        box.fill("K")
        assert all("K" in text for text in rows.locator(".display .tex").all_text_contents())

        box.fill(f"{shape} det")
        assert 0 < rows.count() < 9
        assert page.locator(".formula-group:visible").count() == 1

        box.fill("zzz")
        assert rows.count() == 0
        box.fill("")
        assert rows.count() == everything

        box.fill(name)
        link = rows.first.locator("td:first-child a")
        formula = rows.first.locator(".display mjx-container").inner_html()
        link.click()
        page.wait_for_url("**/trace-tricks/#cyclic")
        section = page.locator("#cyclic")
        assert section.is_visible()
        shown = [one.inner_html() for one in page.locator(".display mjx-container").all()]
        assert formula in shown


@pytest.mark.parametrize("path", ["formulas/", "en/formulas/"])
def test_the_table_of_formulas_is_whole_without_javascript(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path) as page:
        listed = page.locator(".formulas tbody tr").count()
    with opened(browser, address + path, PHONE, java_script_enabled=False) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
        assert page.locator(".formulas tbody tr").count() == listed > 90
        assert page.locator(".formulas tbody tr .checked").count() == listed
        assert not page.locator(".formula-filter").is_visible()
        groups = page.locator(".formula-group")
        assert groups.count() == page.locator(".formula-group:visible").count() >= 8
        page.locator(".formula-group .tabbed-labels label").nth(1).click()
        assert page.locator(".formula-group .tabbed-block").nth(1).is_visible()
