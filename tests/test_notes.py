"""Other people's notes: their mistakes are found, each where it is, and what is right in them is true."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tracetrick.check import Verdict, check, default_float_judge
from tracetrick.page.source import Source
from verdicts import fits

FOLDER = Path(__file__).parent / "notes"
ROW = re.compile(r"\| [^|]+ \| [^|]+ \| `(\w+\.md):(\d+:\d+)` \| (\w+) \| `(.*)` \|")
ROWS = ROW.findall((FOLDER / "README.md").read_text("utf-8"))


@cache
def judged(name: str) -> tuple[Source, list[Verdict]]:
    source = Source.read(FOLDER / name)
    return source, check(source, first_use=True, float_judge=default_float_judge())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*_as_written.md")), ids=lambda path: path.stem)
def test_the_mistakes_of_the_table_are_found_and_no_others(path: Path) -> None:
    source, verdicts = judged(path.name)
    found = [one for one in verdicts if one.verdict != "true"]
    expected = [row for row in ROWS if row[0] == path.name]
    places = [source.place(one.at) for one in found]
    assert [(f"{at.line}:{at.column}", one.verdict) for at, one in zip(places, found, strict=True)] == sorted(
        [(place, verdict) for _, place, verdict, _ in expected],
        key=lambda row: tuple(map(int, row[0].split(":"))),
    )
    messages = {place: message for _, place, _, message in expected}
    for at, one in zip(places, found, strict=True):
        assert fits(messages[f"{at.line}:{at.column}"], one.message), one.message


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*_corrected.md")), ids=lambda path: path.stem)
def test_every_statement_of_a_corrected_note_is_true(path: Path) -> None:
    source, verdicts = judged(path.name)
    assert [f"{source.place(one.at)}: {one.message}" for one in verdicts if one.verdict != "true"] == []
