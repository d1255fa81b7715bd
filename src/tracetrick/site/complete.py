"""Adds to a built site what is no page: the Markdown of pages, social cards, the version of the build."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.utils import meta
from mkdocs.utils.yaml import yaml_load

from tracetrick.cache import locked
from tracetrick.errors import TracetrickError
from tracetrick.site.assets import without_remarks
from tracetrick.site.cards import Cards
from tracetrick.site.made import address
from tracetrick.site.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = re.compile(r"(?<=\]\()([^)\s:#]+\.md)(?=[)#])")
_SOURCE = "index.html.md"
_UNPUBLISHED = b'"unpublished"'


@dataclass(frozen=True)
class Edition:
    """A language of the site: its configuration, and the folder of the built site that it went to."""

    settings: dict[str, Any]
    docs: Path
    site: Path

    @property
    def pages(self) -> list[PublishedPage]:
        """The pages that were built: those of the navigation in its order, then the others."""
        listed = [path for _, paths in _sections(self.settings.get("nav") or []) for path in paths]
        found = sorted(path.relative_to(self.docs).as_posix() for path in self.docs.rglob("*.md"))
        return [
            PublishedPage.read(self, path)
            for path in dict.fromkeys([*listed, *found])
            if (self.docs / path).suffix == ".md" and (self.site / _folder(path) / "index.html").is_file()
        ]


@dataclass(frozen=True)
class PublishedPage:
    """A page: its path below the edition's sources, what its front matter says, and its text."""

    path: str
    title: str
    description: str
    text: str

    @classmethod
    def read(cls, edition: Edition, path: str) -> PublishedPage:
        text, front = meta.get_data((edition.docs / path).read_text("utf-8-sig"))
        return cls(path, front.get("title", path), front.get("description", ""), text)

    @property
    def source(self) -> str:
        """The Markdown, with links to other pages that lead to their Markdown."""
        return _LINK.sub(self._published, self.text.lstrip("\n"))

    def _published(self, link: re.Match[str]) -> str:
        target = os.path.normpath(Path(self.path).parent / link[1])
        return os.path.relpath(_folder(target) / _SOURCE, _folder(self.path))


def complete(root: Path, site: Path) -> None:
    """Complete the built `site` of the project in the folder `root`.

    Raises TracetrickError if it was not built.
    """
    worker = site / "sw.js"
    if not worker.is_file():
        raise TracetrickError(f"there is no built site in {site}")
    cards = Cards(root)
    for edition in _editions(root, site):
        pages = edition.pages
        (edition.site / "llms.txt").write_text(_overview(edition, pages), "utf-8")
        for page in pages:
            folder = edition.site / _folder(page.path)
            (folder / _SOURCE).write_text(page.source, "utf-8")
            (folder / "card.png").write_bytes(
                cards.draw(page.title, page.description, edition.settings["site_name"])
            )
        if edition.site != site:
            (edition.site / "sw.js").unlink(missing_ok=True)  # the one above is for all languages
    script = without_remarks(worker.read_bytes())
    worker.write_bytes(script.replace(_UNPUBLISHED, f'"{_digest(site)}"'.encode()))


def put_in_place(root: Path, site: Path, place: Path) -> None:
    """Move the built `site` of the project in the folder `root` to `place`.

    What was there stays as `last` beside where `site` was. Two builds that end at once take turns.
    """
    last = site.with_name("last")
    with locked(Project(root).cache / "lock"):
        shutil.rmtree(last, ignore_errors=True)
        if place.is_dir():
            place.rename(last)
        site.rename(place)


def _editions(root: Path, site: Path) -> Iterator[Edition]:
    """Find the editions that were built, by the configurations in the project's folder."""
    for path in sorted(root.glob("mkdocs*.yml"), key=lambda path: len(path.name)):
        with path.open("rb") as file:
            settings = yaml_load(file)
        language = settings["theme"]["language"]
        (link,) = (one["link"] for one in settings["extra"]["alternate"] if one["lang"] == language)
        folder = site / link
        if (folder / "index.html").is_file():
            yield Edition(settings, root / settings["docs_dir"], folder)


def _overview(edition: Edition, pages: list[PublishedPage]) -> str:
    """Return llms.txt: what the site is, and where the Markdown of each page lies."""
    settings = edition.settings
    known = {page.path: page for page in pages}
    home = settings.get("site_url") or ""
    lines = [f"# {settings['site_name']}", "", f"> {settings['site_description']}"]
    for heading, entries in _sections(settings.get("nav") or [page.path for page in pages]):
        lines += ["", f"## {heading or settings['site_name']}", ""]
        lines += [
            f"- [{page.title}]({home}{(_folder(path) / _SOURCE).as_posix()}): {page.description}"
            for path in entries
            if (page := known.get(path))
        ]
    return "\n".join([*lines, ""])


def _sections(nav: list[Any], heading: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of a navigation with the paths of their pages; first those that stand in none."""
    alone: list[str] = []
    below: list[tuple[str, list[str]]] = []
    for entry in nav:
        title, value = next(iter(entry.items())) if isinstance(entry, dict) else ("", entry)
        if isinstance(value, list):
            below += _sections(value, title)
        else:
            alone.append(value)
    if alone:
        yield heading, alone
    yield from below


def _folder(path: str) -> Path:
    return Path(address(Path(path)))


def _digest(site: Path) -> str:
    """Return what changes with any file of the site."""
    digest = sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.name != "sw.js":
            digest.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
