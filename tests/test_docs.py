"""Rules that every page of this repository keeps."""

import ast
import io
import re
import tokenize
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


SNIPPETS = sorted((REPOSITORY / "snippets").rglob("*.py"))
CHINESE = re.compile("[\u3400-\u9fff]")
ENGLISH = re.compile("[A-Za-z]{3}")


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.name)
def test_a_snippet_speaks_both_languages(path: Path) -> None:
    """The docstring's second line says the first in English; so does what is behind or below a comment."""
    text = path.read_text("utf-8")
    said = (ast.get_docstring(ast.parse(text)) or "").splitlines()
    assert CHINESE.search(said[0])
    assert re.fullmatch(r"[A-Z0-9a-z].*\.", said[1])
    assert not CHINESE.search(said[1])

    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    for line, comment in comments.items():
        if CHINESE.search(comment):
            english = comment.partition(" / ")[2] or comments.get(line + 1, "")
            assert ENGLISH.search(english), comment
            assert not CHINESE.search(english), comment


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.name)
def test_a_snippet_is_short_and_stands_alone(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 40
    assert "tracetrick" not in text
    assert re.search(r"(?m)^Claim: \S", text)
