"""Pages once seen are there without network, in both languages, wherever on its host the site lies."""

from __future__ import annotations

import re
import shutil
import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from browser.conftest import Silent
from browser.test_pages import both_languages, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


class Host:
    """A host that can be switched off: it serves `folder`, in which the site lies at /site/."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self._folder = folder
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.on()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/site/"

    def on(self) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", self._port), partial(Silent, directory=str(self._folder)))
        self._server, self._port = server, server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def off(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def build_again(self, path: str, old: str, new: str) -> None:
        """Publish a page with other words, and a service worker of another build."""
        for name, before, after in ((path, old, new), ("sw.js", r'BUILD = "\w+"', 'BUILD = "next"')):
            file = self.site / name
            text, number = re.subn(before, after, file.read_text("utf-8"), count=1)
            assert number == 1
            file.write_text(text, "utf-8")


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    """Serve a copy of the built site below a path, as project pages are."""
    kept = shutil.ignore_patterns("*.html.md", "*.map", "card.png", "trust")
    shutil.copytree(site, tmp_path / "site", ignore=kept)
    made = Host(tmp_path)
    yield made
    made.off()


@contextmanager
def reader(browser: Browser) -> Iterator[Page]:
    """Open a browser that keeps pages, and end it."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def wait_until(page: Page, asked: str, argument: object = None) -> None:
    """Wait until what `asked` returns, perhaps as a promise, is true: the policy stops `wait_for_function`."""
    deadline = time.monotonic() + 60
    while not page.evaluate(asked, argument):
        assert time.monotonic() < deadline, (asked, argument)
        page.wait_for_timeout(300)


def kept(page: Page, path: str) -> None:
    """Wait until the service worker keeps the page at `path`, and what it needs."""
    wait_until(
        page,
        "needed => caches.keys().then(async names => { if (!names.length) return false;"
        " const kept = await (await caches.open(names[0])).keys();"
        " return needed.every(name => kept.some(one => one.url.includes(name))); })",
        [path, "/main.", "/palette.", "tracetrick.css", "/bundle.", "tracetrick.js", ".woff2"],
    )


@both_languages
def test_the_first_page_seen_is_there_without_network(browser: Browser, host: Host, edition: str) -> None:
    with reader(browser) as page:
        page.goto(f"{host.address}{edition}rules/")
        kept(page, f"/site/{edition}rules/")
        host.off()

        page.goto(f"{host.address}{edition}rules/?h=trace#trace")

        assert page.locator("article #trace").is_visible()
        assert page.locator(".md-header .md-search").count() == 1
        page.evaluate("document.fonts.ready")
        loaded = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        assert any("MJX" in family for family in page.evaluate(loaded))
        painted = "getComputedStyle(document.querySelector('.md-header')).position"
        assert page.evaluate(painted) == "sticky"


SAID = {
    "": ("没有网络", "微分法则 - 矩阵求导术", "Rules for differentials"),
    "en/": ("No network", "Rules for differentials - Matrix Calculus, Checked", "微分法则"),
}


@both_languages
def test_a_page_never_seen_says_so_and_names_those_that_were(
    browser: Browser, host: Host, edition: str
) -> None:
    title, seen, other = SAID[edition]
    with reader(browser) as page:
        page.goto(f"{host.address}{edition}rules/")
        kept(page, f"/site/{edition}rules/")
        page.goto(f"{host.address}{'' if edition else 'en/'}rules/")
        settle(page)
        host.off()

        page.goto(f"{host.address}{edition}examples/svm-hinge/")

        assert page.locator("h1").inner_text() == title
        assert page.locator("li a").all_inner_texts() == [seen]
        assert other not in page.locator("body").inner_text()
        assert page.locator("html").get_attribute("lang") == ("en" if edition else "zh")

        host.on()
        page.get_by_role("link").last.click()
        page.locator("article h1").wait_for()
        assert page.url == f"{host.address}{edition}examples/svm-hinge/"

        host.off()
        page.goto(f"{host.address}{edition}rules/")
        assert page.locator("article h1").is_visible()


@both_languages
def test_what_changes_replaces_what_is_kept(browser: Browser, host: Host, edition: str) -> None:
    with reader(browser) as page:
        for path in ("rules/", "glossary/"):
            page.goto(f"{host.address}{edition}{path}")
            kept(page, f"/site/{edition}{path}")
        names = page.evaluate("caches.keys()")
        assert re.fullmatch(rf"{re.escape(host.address)} [0-9a-f]{{16}}", names[0])
        host.build_again(f"{edition}rules/index.html", r"<h1 id=\"rules\">[^<]*", '<h1 id="rules">CHANGED')

        page.goto(f"{host.address}{edition}glossary/")
        wait_until(
            page, "address => caches.keys().then(names => names.join() === `${address} next`)", host.address
        )
        host.off()

        page.goto(f"{host.address}{edition}rules/")
        assert page.locator("article h1").inner_text().startswith("CHANGED")
        page.goto(f"{host.address}{edition}glossary/")
        assert page.locator("article h1").is_visible()


def test_a_page_comes_from_the_network_while_there_is_one(browser: Browser, host: Host) -> None:
    with reader(browser) as page:
        page.goto(f"{host.address}rules/")
        kept(page, "/site/rules/")
        file = host.site / "rules/index.html"
        file.write_text(file.read_text("utf-8").replace('<h1 id="rules">', '<h1 id="rules">NEW '), "utf-8")

        page.goto(f"{host.address}rules/")
        assert page.locator("article h1").inner_text().startswith("NEW")

        shutil.rmtree(file.parent)
        answer = page.goto(f"{host.address}rules/")
        assert answer is not None
        assert answer.status == 404


def test_caches_of_other_sites_on_the_host_stay(browser: Browser, host: Host) -> None:
    with reader(browser) as page:
        page.goto(f"{host.address}404.html")
        page.evaluate("caches.open('of another site')")
        page.goto(f"{host.address}rules/")
        wait_until(page, "() => caches.keys().then(names => names.length === 2)")
        assert "of another site" in page.evaluate("caches.keys()")
