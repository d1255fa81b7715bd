"""The glossary has every term that a Chinese page introduces, and the same rows in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
INTRODUCED = re.compile(r"\*([^*\n]+)\*（([A-Za-z][^）]*)）")
ROW = re.compile(r"\| \[(.+?)\]\((.+?)\) \| (.+?) \|")


def rows(language: str) -> list[tuple[str, str, str]]:
    """The rows of a glossary: Chinese, English, where the term is explained."""
    found = ROW.findall((DOCS / language / "glossary.md").read_text(encoding="utf-8"))
    return [(first, second, to) if language == "zh" else (second, first, to) for first, to, second in found]


def test_both_languages_have_the_same_rows() -> None:
    assert rows("zh") == rows("en")


@pytest.mark.parametrize("page", sorted((DOCS / "zh").rglob("*.md")), ids=lambda page: page.stem)
def test_every_term_that_a_page_introduces_is_explained(page: Path) -> None:
    introduced = {chinese for chinese, _ in INTRODUCED.findall(page.read_text(encoding="utf-8"))}
    explained = {name for chinese, _, _ in rows("zh") for name in re.split("[，,]", chinese)}
    subject_of_the_site = {"矩阵微积分"}
    assert introduced - explained - subject_of_the_site == set()
