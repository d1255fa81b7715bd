"""What the tests of the checker share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.check import Verdict, check, default_float_judge
from tracetrick.page.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "corpus"


def verdicts_of(text: str, *, first_use: bool = False) -> list[Verdict]:
    """The verdicts of a page with this text."""
    source = Source(Path("page.md"), text)
    return check(source, first_use=first_use, float_judge=default_float_judge())


def claims_of(text: str) -> list[str]:
    """The verdicts of the claims of a page, by name."""
    return [one.verdict for one in verdicts_of(text) if one.statement.kind == "claim"]


@pytest.fixture
def claims() -> Callable[[str], list[str]]:
    """Judge a page given as text."""
    return claims_of


sys.path.insert(0, str(Path(__file__).parent))
