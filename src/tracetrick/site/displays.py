"""Puts each display of a page into a box of its own, with its number and the checker's mark.

Both are one link, to the display itself: a reader without JavaScript gets the address of the formula, with
it the panel of `tracetrick.js`. The marks are the only tab stops of mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from tracetrick.judged import FAILED
from tracetrick.site.show import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markdown import Markdown

    from tracetrick.judged import Judged
    from tracetrick.page.formula import Formula


@dataclass(frozen=True)
class Display:
    """One display of a page: its `number` there, and its statements."""

    number: int
    judged: Sequence[Judged]

    @property
    def anchor(self) -> str:
        """The id by which the display can be linked to, in every language."""
        return f"eq-{self.number}"


def numbers(formulas: Iterable[Formula]) -> dict[int, int]:
    """Return the numbers of the displays among the formulas of a page, by their offset."""
    return {one.start: number for number, one in enumerate(filter(lambda one: one.display, formulas), 1)}


def boxed(display: Display, mathematics: str, labels: dict[str, str]) -> list[Element]:
    """Return a display with its mark, and below it the checker's message where it is shown as wrong.

    `mathematics` stands for the finished formula.
    """
    failed = [one for one in display.judged if one.verdict in FAILED]
    unexpected = any(not one.expected for one in failed)  # in a live preview; its author must mend it
    box = Element("div", {"class": "display unexpected" if unexpected else "display", "id": display.anchor})
    box.text = AtomicString(mathematics)
    name = labels["display"].format(number=display.number)
    box.append(mark(f"#{display.anchor}", f"({display.number})", name, display.judged, labels))
    return [box, *(_message(refusal(one, labels)) for one in failed)]


def mark(address: str, number: str, name: str, judged: Sequence[Judged], labels: dict[str, str]) -> Element:
    """Return the link to a display: its number, and a ✓ if all its claims are true.

    `name` is what it is called where its number alone would not tell.
    """
    claims = [one for one in judged if one.kind == "claim"]
    link = Element("a", {"class": "mark", "href": address, "title": name, "data-search-exclude": ""})
    link.text = AtomicString(number)
    if claims and all(one.verdict == "true" for one in claims):
        link.set("title", name + labels["colon"] + labels["claims"].format(number=len(claims)))
        SubElement(link, "span", {"class": "checked"}).text = "✓"
    return link


def _message(text: str) -> Element:
    message = Element("p", {"class": "refused"})
    message.text = AtomicString(text)
    return message


class Displays(Treeprocessor):
    """Makes the boxes; `found` are the displays of the page by the placeholders of their formulas."""

    def __init__(self, md: Markdown, found: Mapping[str, Display], labels: dict[str, str]) -> None:
        super().__init__(md)
        self._found = found
        self._labels = labels

    def run(self, root: Element) -> None:
        """Replace each display wherever it stands: alone in a paragraph, or in an item of a tight list."""
        for parent in list(root.iter()):
            for place, child in reversed(list(enumerate(parent))):
                if child.tag == "p" and not len(child) and (boxes := self._boxes(child.text)):
                    boxes[-1].tail = child.tail
                    parent[place : place + 1] = boxes
                elif boxes := self._boxes(child.tail):
                    child.tail = None
                    parent[place + 1 : place + 1] = boxes
            if boxes := self._boxes(parent.text):
                parent.text = None
                parent[:0] = boxes

    def _boxes(self, text: str | None) -> list[Element]:
        placeholder = (text or "").strip()
        display = self._found.get(placeholder)
        return boxed(display, placeholder, self._labels) if display else []
