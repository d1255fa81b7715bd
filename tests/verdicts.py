"""Verdicts of pages given as text, for tests of the checker."""

from __future__ import annotations

from pathlib import Path

from tracetrick.check import DEFECT, Verdict, check, default_float_judge
from tracetrick.page.source import Source

CORPUS = Path(__file__).parent / "corpus"


def verdicts_of(text: str, *, first_use: bool = False) -> list[Verdict]:
    """The verdicts of a page with this text, none of which may be a defect of the checker."""
    source = Source(Path("page.md"), text)
    found = check(source, first_use=first_use, float_judge=default_float_judge())
    assert [one.message for one in found if DEFECT in one.message] == []
    return found


def claims_of(text: str) -> list[str]:
    """The verdicts of the claims of a page, by name."""
    return [one.verdict for one in verdicts_of(text) if one.statement.kind == "claim"]
