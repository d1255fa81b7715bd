"""What a reader downloads to see a page for the first time, and that the fonts have all that it draws."""

import gzip
import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from fontTools.ttLib import TTFont

from projects import REPOSITORY

HEAVIEST, MEDIAN = 350_000, 220_000
COMPRESSED = {".html", ".css", ".js", ".json", ".svg"}
LOADED = re.compile(r"<(link|script|img)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FACE = re.compile(r'font-family: MJX-([\w-]+);\s*src: url\("([^"]+)"\)')
WHOLE = REPOSITORY / "node_modules/@mathjax/mathjax-newcm-font/chtml/woff2"
NO_TEXT = ("mjx-utext", "mjx-assistive-mml", "mjx-break")
"""What stands in no font of the site: words in a font of the reader's, what is read aloud, places of breaks."""


class Drawn(HTMLParser):
    """Collects the characters that are drawn from each font of the mathematics; `NCM-N` is that of a formula."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.characters: dict[str, set[str]] = defaultdict(set)
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        font = self._open[-1][1] if self._open else ""
        classes = (dict(attrs).get("class") or "").split()
        own = next((name for name in classes if name.startswith("NCM-")), font)
        if tag in NO_TEXT:
            own = ""
        if tag.startswith("mjx-"):
            self._open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        font = self._open[-1][1] if self._open else ""
        if font:
            self.characters[font] |= set(data) - {"\n"}


def pages(site: Path) -> list[Path]:
    found = sorted(site.rglob("index.html"))
    assert len(found) > 30
    return found


def faces(style_sheet: Path) -> dict[str, Path]:
    """Return the font files of a style sheet, by the names of their families."""
    found = FACE.findall(style_sheet.read_text("utf-8"))
    assert len(found) > 3
    return {family: style_sheet.parent / urlsplit(address).path for family, address in found}


def loaded(page: Path) -> set[Path]:
    """Return the files that a browser loads with a page, the search apart: itself, what it names, its fonts."""
    text = page.read_text("utf-8")
    files = {page}
    for tag, inner in LOADED.findall(text):
        attributes = dict(ATTRIBUTE.findall(inner))
        relations = {"stylesheet", "icon", "preload", "service-worker"} & set(
            attributes.get("rel", "").split()
        )
        address = attributes.get("href") if tag == "link" and relations else attributes.get("src")
        if address and not address.startswith("data:"):
            files.add((page.parent / urlsplit(address).path).resolve())
    settings = re.search(r'<script id="__config" type="application/json">(.*?)</script>', text)
    assert settings
    files.add((page.parent / json.loads(settings[1])["search"]).resolve())
    fonts = {
        family: path
        for file in files
        if file.name == "tracetrick.css"
        for family, path in faces(file).items()
    }
    drawn = Drawn(text).characters
    return files | {fonts[family].resolve() for family in drawn}


def sent(file: Path) -> int:
    """Return how many bytes a static host sends."""
    data = file.read_bytes()
    return len(gzip.compress(data, 6)) if file.suffix in COMPRESSED else len(data)


def weight(page: Path) -> int:
    return sum(map(sent, loaded(page)))


def test_pages_are_light(site: Path) -> None:
    weights = {page.relative_to(site).as_posix(): weight(page) for page in pages(site)}

    assert {page: bytes_ for page, bytes_ in weights.items() if bytes_ > HEAVIEST} == {}
    assert median(weights.values()) <= MEDIAN


def test_weight_is_that_of_all_parts(site: Path) -> None:
    page = site / "examples/matrix-least-squares/index.html"
    names = {file.name: sent(file) for file in loaded(page)}

    assert {"index.html", "tracetrick.css", "tracetrick.js", "favicon.svg"} < names.keys()
    assert {"mjx-ncm-n.woff2", "mjx-ncm-ds.woff2"} < names.keys()
    assert any(name.startswith("main.") and size > 20_000 for name, size in names.items())
    assert any(name.startswith("bundle.") and size > 30_000 for name, size in names.items())
    assert any(name.startswith("search.") and size > 10_000 for name, size in names.items())


def test_fonts_have_what_the_pages_draw(site: Path) -> None:
    drawn: dict[str, set[str]] = defaultdict(set)
    for page in pages(site):
        for family, characters in Drawn(page.read_text("utf-8")).characters.items():
            drawn[family] |= characters
    fonts = faces(site / "assets/tracetrick/tracetrick.css")

    assert fonts.keys() == drawn.keys()
    for family, characters in drawn.items():
        whole, cut = (
            TTFont(folder / fonts[family].name).getBestCmap() for folder in (WHOLE, fonts[family].parent)
        )
        assert {one for one in characters if ord(one) in whole.keys() - cut.keys()} == set(), family


def test_fonts_are_preloaded_from_where_the_style_sheet_has_them(site: Path) -> None:
    for page in pages(site):
        text = page.read_text("utf-8")
        preloaded = {
            attributes["href"]
            for tag, inner in LOADED.findall(text)
            if (attributes := dict(ATTRIBUTE.findall(inner))).get("rel") == "preload"
        }
        style_sheet = re.search(r'href="([^"]*)tracetrick\.css', text)
        assert style_sheet
        css = (page.parent / style_sheet[1] / "tracetrick.css").resolve().read_text("utf-8")
        assert bool(preloaded) == ("<mjx-container" in text), page
        for address in preloaded:
            assert f'url("{address.removeprefix(style_sheet[1])}")' in css
