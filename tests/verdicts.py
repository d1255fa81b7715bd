"""Verdicts of pages given as text, for tests of the checker."""

from __future__ import annotations

from pathlib import Path

from tracetrick.check import Verdict, check, default_float_judge
from tracetrick.page.source import Source

CORPUS = Path(__file__).parent / "corpus"


def verdicts_of(text: str, *, first_use: bool = False) -> list[Verdict]:
    """The verdicts of a page with this text."""
    source = Source(Path("page.md"), text)
    return check(source, first_use=first_use, float_judge=default_float_judge())


def claims_of(text: str) -> list[str]:
    """The verdicts of the claims of a page, by name."""
    return [one.verdict for one in verdicts_of(text) if one.statement.kind == "claim"]
