"""Nothing comes from, or goes to, another origin; nothing is kept on the reader's device but choices and pages."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from browser.test_pages import EXAMPLE, both_languages, opened, settle
from projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PAGES = ["404.html"] + [
    "" if path.stem == "index" else f"{path.relative_to(REPOSITORY / 'docs/zh').with_suffix('').as_posix()}/"
    for path in sorted((REPOSITORY / "docs/zh").rglob("*.md"))
]


@both_languages
def test_using_a_page_obeys_the_policy(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        page.locator(".md-header label[for^=__palette]:visible").click()
        page.locator("input.md-search__input").click()
        page.keyboard.insert_text("softmax")
        page.keyboard.press("Shift")
        page.locator(".md-search-result__item a").first.click(timeout=30_000)
        page.wait_for_url(lambda url: "?h=softmax" in url)
        settle(page)
        for name in ("formulas/", "from-scalars-to-matrices/"):
            page.goto(address + edition + name)
            settle(page)
            page.locator(".tabbed-labels label").nth(1).click()
        kept = page.evaluate("Object.keys(localStorage)")
        assert {re.sub(r".*\.", "", key) for key in kept} == {"__palette", "__tabs"}
        assert {re.sub(r"\.[^.]*$", "", key) for key in kept} == {"/"}, "one choice for both languages"
        assert page.evaluate("Object.keys(sessionStorage)") == []
        assert page.evaluate("document.cookie") == ""
        assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ("document.body.append(Object.assign(new Image(), {src: 'https://other.test/a.png'}))", "img-src"),
        ("fetch('https://other.test/').catch(() => {})", "connect-src"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "script-src-elem",
        ),
        (
            "document.body.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))",
            "style-src-elem",
        ),
        ("document.body.setAttribute('onclick', '1')", "script-src-attr"),
        (
            "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://other.test/'}))",
            "frame-src",
        ),
    ],
)
def test_what_the_policy_forbids_is_stopped(
    browser: Browser, address: str, attempt: str, directive: str
) -> None:
    page = browser.new_page()
    page.goto(address)
    told = "addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))"
    assert page.evaluate(f"() => new Promise(resolve => {{ {told}; {attempt}; }})") == directive
    page.close()


def test_the_policy_names_the_scripts_in_the_pages_and_no_other(site: Path) -> None:
    """A new version of Material may bring other scripts: their hashes belong into theme/partials/policy.html."""
    used, named = set(), set()
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy is not None, path
        assert policy[1].startswith("default-src 'none'; script-src 'self' 'sha256-")
        assert "http" not in policy[1]
        assert "script-src-attr" not in policy[1]
        assert re.search(r"script-src [^;]*'unsafe", policy[1]) is None
        named.update(re.findall(r"'sha256-([^']+)'", policy[1]))
        for attributes, script in re.findall(r"(?s)<script([^>]*)>(.*?)</script>", page):
            if "src=" not in attributes and "application/json" not in attributes:
                used.add(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode())
        assert "<style" not in page, path
    assert used == named
