"""The two languages of the built site: each page leads to its twin, each search finds its own pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
ORIGIN = "https://site.test/"
PAGES = sorted(
    path.relative_to(REPOSITORY / "docs/zh").with_suffix("").as_posix()
    for path in (REPOSITORY / "docs/zh").rglob("*.md")
)


def address(language: str, page: str) -> str:
    folder = "" if page == "index" else f"{page}/"
    return ORIGIN + ("en/" if language == "en" else "") + folder


def file_of(site: Path, url: str) -> Path:
    """Return the file that a server sends for an address of the site."""
    path = site / unquote(urlsplit(url).path).removeprefix("/")
    return path / "index.html" if url.endswith("/") else path


_read: dict[Path, BeautifulSoup] = {}


def soup(path: Path) -> BeautifulSoup:
    """Return a built page, which many tests read."""
    if path not in _read:
        _read[path] = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return _read[path]


def opened(site: Path, language: str, page: str) -> BeautifulSoup:
    return soup(file_of(site, address(language, page)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_leads_to_its_twin(site: Path, language: str, page: str) -> None:
    built = opened(site, language, page)
    here, twin = address(language, page), address({"zh": "en", "en": "zh"}[language], page)

    alternates = {
        str(link["hreflang"]): urljoin(here, str(link["href"]))
        for link in built.select("head link[hreflang]")
        if link.get_attribute_list("rel")[0] == "alternate"
    }
    chinese, english = address("zh", page), address("en", page)
    assert alternates == {"zh": chinese, "en": english, "x-default": chinese}
    (switch,) = built.select("header a.edition")
    assert urljoin(here, str(switch["href"])) == twin
    assert file_of(site, twin).is_file()
    assert (switch.get_text().strip(), switch["lang"]) == {"zh": ("English", "en"), "en": ("中文", "zh")}[
        language
    ]
    assert built.select_one("html") is not None
    assert built.select_one(f"html[lang={language}]") is not None


@pytest.mark.parametrize("page", PAGES)
def test_twins_have_the_same_anchors(site: Path, page: str) -> None:
    chinese, english = (
        [str(one["id"]) for one in opened(site, language, page).select("article :is(h1,h2,h3,h4,h5,h6)[id]")]
        for language in ("zh", "en")
    )
    assert chinese == english
    assert len(chinese) >= 1


# What of a built page may be Chinese in the English edition, with the reason.
QUOTED = {
    "header a.edition": "the name of the other language",
    ".snippet pre": "a program, and what it prints, is the same in both languages: its words are in both",
    ".snippet svg": "likewise a figure",
}


def chinese_in(built: BeautifulSoup) -> set[str]:
    """Return the Chinese words that a reader meets outside what is quoted."""
    quoted = {
        id(inner)
        for selector in QUOTED
        for one in built.select(selector)
        for inner in [one, *one.descendants]
    }
    found = {
        words
        for text in built.find_all(string=re.compile(""))
        if id(text) not in quoted
        for words in CHINESE.findall(text)
    }
    for one in built.select("*"):
        if isinstance(one, Tag) and id(one) not in quoted:
            for name in ("title", "aria-label", "alt", "content", "data-text", "placeholder"):
                found.update(CHINESE.findall(str(one.get(name, ""))))
    return found


def glossary_terms() -> set[str]:
    """Return the words in the column of Chinese terms of the English glossary."""
    rows = (REPOSITORY / "docs/en/glossary.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    return {words for cell in cells for words in CHINESE.findall(cell[1])}


@pytest.mark.parametrize("page", PAGES)
def test_no_chinese_is_left_on_english_pages_but_the_terms_of_the_glossary(site: Path, page: str) -> None:
    allowed = glossary_terms() if page == "glossary" else set()

    assert chinese_in(opened(site, "en", page)) - allowed == set()


def test_each_language_searches_its_own_pages(site: Path) -> None:
    for language, folder in (("zh", site), ("en", site / "en")):
        index = json.loads((folder / "search/search_index.json").read_text("utf-8"))
        found = {urldefrag(entry["location"]).url for entry in index["docs"]}
        assert found == {"" if page == "index" else f"{page}/" for page in PAGES}
        titles = [entry["title"] for entry in index["docs"] if "#" not in entry["location"]]
        assert all(bool(CHINESE.search(title)) == (language == "zh") for title in titles), titles


def test_both_glossaries_tell_every_term_in_both_languages(site: Path) -> None:
    def pairs(language: str) -> set[frozenset[str]]:
        rows = opened(site, language, "glossary").select("article tbody tr")
        cells = [[cell.get_text().strip() for cell in row.select("td")][:2] for row in rows]
        return {frozenset(row) for row in cells}

    assert pairs("zh") == pairs("en")
    assert len(pairs("en")) > 40


class Targets(HTMLParser):
    """Where the links of a page lead, with its scripts, styles and pictures, and the anchors in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value or "")
            elif name in ("href", "src") and tag != "base":
                self.links.append(value or "")


def test_no_link_of_the_built_site_is_broken(site: Path) -> None:
    """All links, scripts, styles and pictures inside the site, with their anchors."""
    pages = {path: Targets(path) for path in sorted(site.rglob("*.html"))}
    broken = []
    count = 0
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # it is sent in the place of any page
        here = ORIGIN + path.relative_to(site).as_posix().removesuffix("index.html")
        for link in page.links:
            url, anchor = urldefrag(urljoin(here, link))
            if not url.startswith(ORIGIN):
                continue
            count += 1
            target = file_of(site, url)
            if not target.is_file() or (
                anchor and target in pages and unquote(anchor) not in pages[target].anchors
            ):
                broken.append(f"{here}: {link}")
    assert broken == []
    assert count > 1000
