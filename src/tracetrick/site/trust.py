"""What a reader may rely on: how each claim of the pages was judged, counted and listed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracetrick.judged import Judged
    from tracetrick.scores import Score

How = Literal["both", "exact", "float", "sampled", "wrong", "unchecked", "failed"]
WAYS: tuple[How, ...] = ("both", "exact", "float", "sampled", "wrong", "unchecked", "failed")
"""Judged exactly and in float64, exactly alone, in float64 alone, not refuted by sampling; shown as wrong and
refused; left unchecked; in a live preview, failed."""
_IDENTITIES = frozenset(["=", r"\equiv", r"\ne"])


def how_judged(claim: Judged) -> How:
    """Return on what the verdict of a claim rests."""
    if claim.verdict == "skipped":
        return "unchecked"
    if claim.verdict != "true":
        return "wrong" if claim.expected else "failed"
    if not claim.expected:
        return "failed"
    if claim.by_exact == "true":
        return "both" if claim.by_float == "true" else "exact"
    return "float" if claim.relation in _IDENTITIES else "sampled"


@dataclass(frozen=True)
class PageTrust:
    """One page: its `title`, its `claims` in reading order, its mutation `score` if that was counted."""

    path: Path
    title: str
    claims: tuple[Judged, ...]
    score: Score | None


@dataclass(frozen=True)
class Trust:
    """The pages of one language."""

    pages: tuple[PageTrust, ...]

    @property
    def claims(self) -> Sequence[Judged]:
        """All claims, page after page."""
        return [claim for page in self.pages for claim in page.claims]

    def counts(self) -> dict[How, int]:
        """Count the claims by what their verdicts rest on."""
        found = Counter(how_judged(claim) for claim in self.claims)
        return {way: found[way] for way in WAYS}

    def unchecked(self) -> list[tuple[PageTrust, Judged]]:
        """Return the claims that their author left unchecked."""
        return [
            (page, claim) for page in self.pages for claim in page.claims if how_judged(claim) == "unchecked"
        ]


def report(trust: Trust, labels: dict[str, str], folder: Path) -> list[Element]:
    """Return the report as elements of a page; `folder` is where that page lies."""
    return [
        *_summary(trust, labels),
        *_left_unchecked(trust, labels, folder),
        *_scores(trust, labels, folder),
        *_all_claims(trust, labels, folder),
    ]


def _summary(trust: Trust, labels: dict[str, str]) -> list[Element]:
    counts = trust.counts()
    table = _table([labels["how"], labels["number"]])
    for way in WAYS:
        if counts[way] or way not in ("failed", "exact"):
            _row(table, [labels[way], str(counts[way])])
    _row(table, [labels["total"], str(len(trust.claims))])
    return [_heading("summary", labels["summary"]), table]


def _left_unchecked(trust: Trust, labels: dict[str, str], folder: Path) -> list[Element]:
    heading = _heading("unchecked", labels["unchecked claims"])
    found = trust.unchecked()
    if not found:
        return [heading, _text("p", labels["none unchecked"])]
    table = _table([labels["page"], labels["line"], labels["claim"], labels["reason"]])
    for page, claim in found:
        _row(
            table,
            [
                _link(page, folder),
                str(claim.line),
                _text("code", " ".join(claim.latex.split())),
                claim.message,
            ],
        )
    return [heading, table]


def _scores(trust: Trust, labels: dict[str, str], folder: Path) -> list[Element]:
    names = ("page", "mutants", "refused", "as true", "survive")
    table = _table([labels[name] for name in names])
    scored = [(page, page.score) for page in trust.pages if page.claims and page.score]
    for page, score in scored:
        numbers = score.mutants, score.refused, score.as_true, len(score.survivors)
        _row(table, [_link(page, folder), *map(str, numbers)])
    missing = [page for page in trust.pages if page.claims and not page.score]
    found = [_heading("mutation", labels["mutation"]), _text("p", labels["about mutation"])]
    if scored:
        found.append(table)
    if missing:
        found.append(_text("p", labels["not counted"]))
        found.append(_list_of_links(missing, folder))
    return found


def _list_of_links(pages: Sequence[PageTrust], folder: Path) -> Element:
    found = Element("ul", {"class": "trust-pages"})
    for page in pages:
        SubElement(found, "li").append(_link(page, folder))
    return found


def _all_claims(trust: Trust, labels: dict[str, str], folder: Path) -> list[Element]:
    found = [_heading("claims", labels["all claims"])]
    for page in trust.pages:
        if not page.claims:
            continue
        details = Element("details", {"data-search-exclude": ""})  # the search finds the pages themselves
        details.append(_text("summary", f"{page.title} ({len(page.claims)})"))
        SubElement(details, "p").append(_link(page, folder))
        table = _table([labels["line"], labels["claim"], labels["how"]])
        for claim in page.claims:
            _row(
                table,
                [str(claim.line), _text("code", " ".join(claim.latex.split())), labels[how_judged(claim)]],
            )
        details.append(table)
        found.append(details)
    return found


def _heading(anchor: str, text: str) -> Element:
    heading = _text("h2", text)
    heading.set("id", anchor)
    return heading


def _text(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = AtomicString(text)
    return element


def _link(page: PageTrust, folder: Path) -> Element:
    link = _text("a", page.title)
    link.set("href", page.path.relative_to(folder).as_posix())
    return link


def _table(heads: Sequence[str]) -> Element:
    table = Element("table")
    row = SubElement(SubElement(table, "thead"), "tr")
    row.extend([_text("th", head) for head in heads])
    SubElement(table, "tbody")
    return table


def _row(table: Element, cells: Sequence[str | Element]) -> None:
    row = SubElement(table[1], "tr")
    for cell in cells:
        if isinstance(cell, str):
            row.append(_text("td", cell))
        else:
            SubElement(row, "td").append(cell)
