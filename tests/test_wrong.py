"""Wrong derivations are refused at the right place with the right message, and their corrected twins pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tracetrick.check import Verdict, check, default_float_judge
from tracetrick.page.source import Source
from verdicts import fits

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

FOLDER = Path(__file__).parent / "wrong"
Section = Literal["wrong", "right"]
SECTIONS: tuple[Section, Section] = ("wrong", "right")


@dataclass(frozen=True)
class Case:
    """One file of `tests/wrong`; `front` is its front matter, which tests/wrong/README.md describes."""

    name: str
    text: str
    front: dict[str, str]

    def page(self, section: Section) -> str:
        """The file with the other section left empty, so that every place keeps its line."""
        lines, heading = [], ""
        for line in self.text.split("\n"):
            heading = line[3:] if line.startswith("## ") else heading
            lines.append("" if heading in SECTIONS and heading != section else line)
        return "\n".join(lines)

    def formulas(self, section: Section) -> str:
        """What stands in a section, with the page's introduction."""
        return self.page(section).split("---\n", 2)[2].replace(f"## {section}\n", "")


def read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    front = [line.partition(": ") for line in text.split("---\n")[1].splitlines()]
    return Case(path.stem, text, {key: value for key, _, value in front})


CASES = [read(path) for path in sorted(FOLDER.glob("[0-9]*.md"))]


@cache
def verdicts(name: str, page: str) -> list[Verdict]:
    return check(Source(Path(f"{name}.md"), page), float_judge=default_float_judge())


def judged(case: Case, section: Section) -> list[Verdict]:
    return verdicts(case.name, case.page(section))


def place(case: Case, section: Section, verdict: Verdict) -> str:
    found = Source(Path(f"{case.name}.md"), case.page(section)).place(verdict.at)
    return f"{found.line}:{found.column}"


def cases(section: Section) -> list[ParameterSet]:
    """All cases; those that the checker does not yet get right in this section are expected to fail."""
    found = []
    for case in CASES:
        which, _, reason = case.front.get("xfail", "").partition(": ")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if which in (section, "both") else []
        found.append(pytest.param(case, id=case.name, marks=marks))
    return found


@pytest.mark.parametrize("case", cases("wrong"))
def test_the_guilty_statement_is_refused_where_it_is_wrong_and_no_other(case: Case) -> None:
    refused = [one for one in judged(case, "wrong") if one.verdict != "true"]
    expected = [(case.front["verdict"], at) for at in case.front["at"].split(", ")]
    assert [(one.verdict, place(case, "wrong", one)) for one in refused] == expected
    for one in refused:
        assert fits(case.front["message"], one.message), one.message


@pytest.mark.parametrize("case", cases("right"))
def test_the_corrected_twin_is_true(case: Case) -> None:
    found = [(place(case, "right", one), one) for one in judged(case, "right")]
    assert [(at, one.message) for at, one in found if one.verdict != "true"] == []
    heading = case.text[: case.text.index("\n## right\n")].count("\n") + 1
    assert any(one.statement.kind == "claim" and int(at.split(":")[0]) > heading for at, one in found)


def test_there_are_at_least_sixty_and_at_most_two_of_a_kind() -> None:
    assert len(CASES) >= 60
    assert [kind for kind, count in Counter(case.front["kind"] for case in CASES).items() if count > 2] == []


def test_no_two_wrong_derivations_are_equal_and_none_equals_its_twin() -> None:
    wrong = [" ".join(case.formulas("wrong").split()) for case in CASES]
    right = [" ".join(case.formulas("right").split()) for case in CASES]
    assert [text for text, count in Counter(wrong).items() if count > 1] == []
    assert set(wrong) & set(right) == set()


def test_a_third_are_derivations_of_several_steps_with_one_wrong_one() -> None:
    steps = [sum(one.statement.kind == "claim" for one in judged(case, "wrong")) for case in CASES]
    assert sum(count > 1 for count in steps) * 3 >= len(CASES)


@pytest.mark.parametrize(
    ("expected", "message", "good"),
    [
        ("#a×#b times #a×1", "3×2 times 3×1", True),
        ("#a×#b times #a×1", "3×2 times 2×1", False),
        ("#a×#b plus #b×#a", "3×3 plus 3×3", False),
        ("left #, right # (at n = #)", "left [1 2; …], right -1.2e-05 (at n = 4)", True),
        ("left #, right #", "left 1, right 2 (at n = 4)", False),
        ("refuted…", "refuted: left 1, right 0", True),
        ("both sides are the same", "both sides are the same: this says nothing", False),
    ],
)
def test_a_message_fits_word_for_word_up_to_drawn_numbers(expected: str, message: str, *, good: bool) -> None:
    assert fits(expected, message) is good
