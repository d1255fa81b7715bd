"""The table of formulas: every theorem of a site by its kind, with a link to where it is proved.

It is whole without JavaScript; tracetrick.js adds a filter by name, symbol and kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from tracetrick.site.displays import mark
from tracetrick.site.theorems import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tracetrick.page.outline import Layout
    from tracetrick.site.theorems import Kind, Theorem

# So wide, in em, may formulas be that stand on one line on every phone, together with the words between them.
_LINE = 16
LAYOUTS: tuple[Layout, Layout] = ("denominator", "numerator")


@dataclass(frozen=True)
class FormulaTable:
    """How a table is written: its words in `labels`, the `folder` of its page.

    `display` and `inline` set a theorem's formula and a formula in a line, for the generator to put in;
    `width` says how wide what `inline` set is, in em.
    """

    labels: dict[str, str]
    folder: Path
    display: Callable[[Theorem], str]
    inline: Callable[[str], str]
    width: Callable[[str], float]

    def elements(self, theorems: Sequence[Theorem]) -> list[Element]:
        """Return the table as elements of a page."""
        by_kind = {kind: [one for one in theorems if one.kind == kind] for kind in KINDS}
        found = {kind: ones for kind, ones in by_kind.items() if ones}
        return [_filter(self.labels, list(found)), *(self.group(kind, ones) for kind, ones in found.items())]

    def group(self, kind: Kind, theorems: Sequence[Theorem]) -> Element:
        """The theorems of one kind, in tabs if some depend on the layout."""
        group = Element("div", {"class": "formula-group"})
        name = _anchor(kind)
        SubElement(group, "h2", {"id": name}).text = AtomicString(self.labels[kind])
        if not any(one.depends_on_layout for one in theorems):
            group.append(self.table(theorems))
            return group
        tables = [
            self.table([one for one in theorems if one.layout == layout or not one.depends_on_layout])
            for layout in LAYOUTS
        ]
        group.append(_tabs(tables, self.labels, f"layout-{name}"))
        return group

    def table(self, theorems: Sequence[Theorem]) -> Element:
        """One table."""
        table = Element(
            "table", {"class": "formulas"}
        )  # Material makes one without a class scroll as a whole
        head = SubElement(SubElement(table, "thead"), "tr")
        for name in ("formula name", "formula"):
            SubElement(head, "th").text = AtomicString(self.labels[name])
        SubElement(table, "tbody").extend([self.row(one) for one in theorems])
        return table

    def row(self, theorem: Theorem) -> Element:
        """One theorem: its name, which leads to where it is proved, its formula, and what is given."""
        names = f"{theorem.name} {self.labels[theorem.kind]}".lower()
        row = Element("tr", {"data-name": names, "data-symbols": " ".join(theorem.symbols)})
        page = theorem.page.relative_to(self.folder).as_posix()
        link = SubElement(SubElement(row, "td"), "a", {"href": f"{page}#{theorem.anchor}"})
        link.text = AtomicString(theorem.name)
        cell = SubElement(row, "td")
        box = SubElement(cell, "div", {"class": "display"})
        box.text = AtomicString(self.display(theorem))
        box.append(mark(f"{page}#eq-{theorem.number}", "", theorem.name, theorem.judged, self.labels))
        if theorem.given:
            formulas = list(map(self.inline, theorem.given))
            line = sum(map(self.width, formulas)) < _LINE
            given = SubElement(cell, "div", {"class": "formula-given line" if line else "formula-given"})
            given.text = self.labels["where"] + self.labels["comma"].join(formulas)
        return row


def _anchor(kind: Kind) -> str:
    return kind.replace(" ", "-")


def _filter(labels: dict[str, str], kinds: Sequence[Kind]) -> Element:
    """What the script fills with life; without it, nothing is shown."""
    box = Element("div", {"class": "formula-filter", "role": "search", "hidden": "hidden"})
    label = SubElement(box, "label")
    label.text = AtomicString(labels["filter"])
    SubElement(label, "input", {"type": "search", "placeholder": labels["filter example"]})
    choice = SubElement(box, "select", {"aria-label": labels["of kind"]})
    SubElement(choice, "option", {"value": ""}).text = AtomicString(labels["any kind"])
    for name, ones in (
        ("derivatives", [one for one in kinds if " by " in one]),
        ("other kinds", [one for one in kinds if " by " not in one]),
    ):
        group = SubElement(choice, "optgroup", {"label": labels[name]})
        for one in ones:
            SubElement(group, "option", {"value": _anchor(one)}).text = AtomicString(labels[one])
    SubElement(box, "output", {"data-count": labels["filter count"]})
    return box


def _tabs(tables: Sequence[Element], labels: dict[str, str], name: str) -> Element:
    """Content tabs as Material draws them, and keeps the reader's choice over the whole site."""
    tabs = Element("div", {"class": "tabbed-set tabbed-alternate", "data-tabs": f"{name}:{len(tables)}"})
    for number in range(1, len(tables) + 1):
        attributes = {"id": f"__tabbed_{name}_{number}", "name": f"__tabbed_{name}", "type": "radio"}
        SubElement(tabs, "input", attributes | ({"checked": "checked"} if number == 1 else {}))
    chosen = SubElement(tabs, "div", {"class": "tabbed-labels"})
    content = SubElement(tabs, "div", {"class": "tabbed-content"})
    for number, (layout, table) in enumerate(zip(LAYOUTS, tables, strict=True), 1):
        label = SubElement(chosen, "label", {"for": f"__tabbed_{name}_{number}"})
        label.text = AtomicString(labels[layout])
        SubElement(content, "div", {"class": "tabbed-block"}).append(table)
    return tabs
