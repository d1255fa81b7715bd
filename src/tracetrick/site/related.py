"""Which pages of a language belong together: those that are linked with one another and with few others."""

from __future__ import annotations

import posixpath
from collections import Counter
from math import log1p
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracetrick.site.pages import Page

_MOST = 4


def related(pages: Mapping[Path, Page]) -> dict[Path, list[Path]]:
    """Return for each page the few that are most related to it, the closest first.

    Two pages are the closer, the more links lead from one of them to the other, and the fewer other pages
    they are linked with: what a glossary links to is not therefore related to it.
    """
    links = Counter(frozenset(pair) for page in pages.values() for pair in _links(page) if pair[1] in pages)
    neighbours = Counter(path for pair in links for path in pair)

    def closeness(pair: frozenset[Path]) -> float:
        one, other = pair
        return log1p(links[pair]) / (neighbours[one] * neighbours[other])

    found: dict[Path, list[Path]] = {path: [] for path in pages}
    for pair in sorted(links, key=lambda pair: (-closeness(pair), sorted(pair))):
        for path in pair:
            if len(found[path]) < _MOST:
                found[path] += pair - {path}
    return found


def _links(page: Page) -> list[tuple[Path, Path]]:
    """The links from a page to others."""
    path = page.source.path
    targets = (posixpath.join(path.parent.as_posix(), link) for link in page.links)
    return [(path, target) for one in targets if (target := Path(posixpath.normpath(one))) != path]


def related_pages(pages: Sequence[Page], folder: Path, labels: dict[str, str]) -> Element:
    """Return links to the titles of `pages`, for a page in `folder`."""
    box = Element("nav", {"class": "related", "aria-label": labels["related"], "data-search-exclude": ""})
    SubElement(box, "strong").text = AtomicString(labels["related"])
    items = SubElement(box, "ul")
    for page in pages:
        address = posixpath.relpath(page.source.path.as_posix(), folder.as_posix())
        SubElement(SubElement(items, "li"), "a", {"href": address}).text = AtomicString(page.title)
    return box
