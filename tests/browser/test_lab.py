"""The notebooks as readers meet them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nbformat
import pytest

from browser.test_pages import DESK, EDITIONS, PHONE, opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Name; cells that print, figures, displays with a mark.
NOTEBOOKS = {
    "finite-differences": (6, 1, 5),
    "graph-matching-descent": (9, 2, 5),
    "condition-numbers": (5, 1, 8),
}
PATHS = [f"{edition}lab/{name}/" for edition in EDITIONS for name in NOTEBOOKS]
every_notebook = pytest.mark.parametrize("path", PATHS)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@every_notebook
def test_a_notebook_is_whole(browser: Browser, address: str, path: str, width: int, javascript: bool) -> None:  # noqa: FBT001
    """No request leaves the site and no policy is broken: `opened` sees to that."""
    printing, figures, checked = NOTEBOOKS[path.split("/")[-2]]
    with opened(browser, address + path, width, java_script_enabled=javascript) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        outputs = page.locator("article .snippet-output pre")
        assert outputs.count() == printing
        assert all(text.strip() for text in outputs.all_inner_texts())
        drawn = page.locator("article figure svg")
        assert drawn.count() == figures
        for index in range(figures):
            box = drawn.nth(index).bounding_box()
            assert box is not None
            assert width / 4 < box["width"] <= width
        assert page.locator("article .display .checked").count() == checked
        assert page.locator("article .tex").count() == page.locator("article mjx-container").count() > 20
        assert page.locator("article :is(script, style)").count() == 0
        text = page.locator("article").inner_text()
        assert "///" not in text
        assert "{#" not in text


@every_notebook
def test_figures_have_names_and_follow_the_colour_scheme(browser: Browser, address: str, path: str) -> None:
    strokes = "[...document.querySelectorAll('figure svg path')].map(path => getComputedStyle(path).stroke)"
    colours = {}
    for scheme in ("light", "dark"):
        with opened(browser, address + path, color_scheme=scheme) as page:
            for figure in page.locator("article figure").all():
                caption = figure.locator("figcaption").inner_text().strip()
                assert len(caption) > 60
                assert figure.locator("svg").get_attribute("aria-labelledby") == figure.locator(
                    "figcaption"
                ).get_attribute("id")
            colours[scheme] = set(page.evaluate(strokes))
    assert len(colours["light"]) > 2
    assert colours["light"] & colours["dark"] <= {"none"}


@pytest.mark.parametrize(("edition", "word"), [("", "下载"), ("en/", "Download")], ids=["zh", "en"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_downloaded_as_notebook_and_script(
    browser: Browser, address: str, edition: str, word: str, name: str
) -> None:
    def downloaded(file: str) -> str:
        with page.expect_download() as download:
            page.get_by_role("link", name=f"{word} {file}").click()
        assert download.value.suggested_filename == file
        path: Path = download.value.path()
        return path.read_text("utf-8")

    with opened(browser, f"{address}{edition}lab/{name}/") as page:
        title = page.locator("article h1").inner_text().strip("¶\n ")
        notebook = downloaded(f"{name}.ipynb")
        script = downloaded(f"{name}.py")
        outputs = page.locator("article .snippet-output pre").all_text_contents()

    nbformat.validate(nbformat.reads(notebook, as_version=4))
    cells = json.loads(notebook)["cells"]
    assert cells[0]["source"].startswith(f"# {title}\n")
    printed = [one["text"] for cell in cells for one in cell.get("outputs", []) if "text" in one]
    assert printed == outputs
    compile(script, name, "exec")
    for cell in cells:
        assert cell["cell_type"] == "markdown" or cell["source"] in script
        assert cell["cell_type"] == "code" or not any(mark in cell["source"] for mark in ("///", "{#", ".md"))


@pytest.mark.parametrize("edition", EDITIONS, ids=["zh", "en"])
def test_notebooks_stand_in_the_navigation_and_the_trust_report(
    browser: Browser, address: str, edition: str
) -> None:
    with opened(browser, f"{address}{edition}trust/") as page:
        for name in NOTEBOOKS:
            path = f"{address}{edition}lab/{name}/"
            links = page.evaluate(
                "selector => [...document.querySelectorAll(selector)].map(one => one.href)", "nav a"
            )
            assert path in links
            report = page.locator(f".trust-report details a[href*='lab/{name}/']")
            assert report.count() == 1
