"""Verdicts of pages given as text, for tests of the checker."""

from __future__ import annotations

import re
from pathlib import Path

from tracetrick.check import DEFECT, Verdict, check, default_float_judge
from tracetrick.page.source import Source

CORPUS = Path(__file__).parent / "corpus"
_DRAWN = re.compile(r"#([a-z]?)(?!\w)")
_NUMBER = r"-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|inf|nan)"


def verdicts_of(text: str, *, first_use: bool = False) -> list[Verdict]:
    """The verdicts of a page with this text, none of which may be a defect of the checker."""
    source = Source(Path("page.md"), text)
    found = check(source, first_use=first_use, float_judge=default_float_judge())
    assert [one.message for one in found if DEFECT in one.message] == []
    return found


def claims_of(text: str) -> list[str]:
    """The verdicts of the claims of a page, by name."""
    return [one.verdict for one in verdicts_of(text) if one.statement.kind == "claim"]


def fits(expected: str, message: str) -> bool:
    """Whether a message is the expected one, up to drawn numbers (`#`, `#a`) and what follows a last `…`."""
    pattern, end, seen = "", 0, set[str]()
    expected, tail = (expected[:-1], ".*") if expected.endswith("…") else (expected, "")
    for mark in _DRAWN.finditer(expected):
        pattern += re.escape(expected[end : mark.start()])
        end, letter = mark.end(), mark[1]
        if not letter:
            pattern += rf"(?:{_NUMBER}|\[[^\]]*\])"
        elif letter in seen:
            pattern += f"(?P={letter})"
        else:
            pattern += rf"(?P<{letter}>\d+)"
            seen.add(letter)
    match = re.fullmatch(pattern + re.escape(expected[end:]) + tail, message)
    return match is not None and len(set(match.groupdict().values())) == len(seen)
