"""Rules that every page of this repository keeps."""

import re
from pathlib import Path

import pytest

from projects import REPOSITORY
from tracetrick.page.markdown import blanked, scan
from tracetrick.page.source import Source

DOCS = REPOSITORY / "docs"
HEADING = re.compile(r"(?m)^(#{1,6})[ \t]+(.*?)[ \t]*$")
ANCHOR = re.compile(r"\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}$")


def headings(path: Path) -> list[tuple[str, str]]:
    """Return level and text of each heading outside code."""
    source = Source.read(path)
    return HEADING.findall(blanked(source.text, scan(source).hidden))


def anchors(path: Path) -> list[tuple[str, str]]:
    return [(level, anchor[1]) for level, text in headings(path) if (anchor := ANCHOR.search(text))]


@pytest.mark.parametrize(
    "path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.relative_to(DOCS).as_posix()
)
def test_every_heading_has_an_english_anchor_of_its_own(path: Path) -> None:
    found = anchors(path)

    assert len(found) == len(headings(path)) >= 1
    assert len({anchor for _, anchor in found}) == len(found)


@pytest.mark.parametrize(
    "path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.relative_to(DOCS).as_posix()
)
def test_front_matter_tells_title_and_description(path: Path) -> None:
    source = Source.read(path)
    front_matter = "\n".join(line.text for line in source.lines[: source.front_matter])

    assert re.search(r"(?m)^title: \S", front_matter)
    assert re.search(r"(?m)^description: \S", front_matter)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "snippets").rglob("*.py")), ids=lambda path: path.name)
def test_a_snippet_is_short_and_stands_alone(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 40
    assert "tracetrick" not in text
    assert re.search(r"(?m)^Claim: \S", text)
