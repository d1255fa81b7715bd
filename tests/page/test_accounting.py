"""No relation is lost: each relation token of a formula is part of a statement or suffix, or of an error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.errors import NotationError
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.tree import Cases, Clause, Indicator, Node, walk
from tracetrick.latex.vocabulary import RELATIONS
from tracetrick.page.fragments import fragments
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from verdicts import CORPUS

if TYPE_CHECKING:
    from tracetrick.page.formula import Formula
    from tracetrick.page.statements import Statement

ROOT = Path(__file__).parents[2]
PAGES = sorted([*CORPUS.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests/wrong").glob("*.md")])


def relations(formula: Formula) -> list[int]:
    """The offsets of all relation tokens, at any depth; a colon alone is none (`X_{:,j}`)."""
    return [
        token.start
        for token in tokenize(formula.latex, formula.start)
        if token.mark in RELATIONS and token.mark != ":"
    ]


def role(source: Source, statement: Statement, at: int) -> str:
    """What the relation at this offset is in a statement, or nothing."""
    if statement.error and statement.start <= at < statement.end:
        return "error"
    if at == statement.at:
        return "equation" if statement.equation else statement.kind
    if statement.kind == "declaration" and statement.start <= at < statement.end:
        return "declaration"  # the arrow of f : A → B, the sign in ℝ_{>0}
    sides = [side for side in (statement.left, statement.right) if side]
    if len(sides) == 2 and sides[0].span.end <= at < sides[1].span.start:
        return "dots"
    if any(_holds(side, at) for side in sides):
        return "inside"
    return _suffix_role(source, statement, at)


def _holds(side: Node, at: int) -> bool:
    nested = (node.span for node in walk(side) if isinstance(node, (Indicator, Clause, Cases)))
    return any(span.start <= at < span.end for span in nested)


def _suffix_role(source: Source, statement: Statement, at: int) -> str:
    for one in statement.restrictions:
        if one.left.span.end <= at < one.right.span.start:
            return "restriction"
    for limits in statement.ranges:
        first, last = limits.first.span, limits.last.span
        stands_before = at < first.start and not source.text[at : first.start].strip("= ")
        if stands_before or first.end <= at < last.start:
            return "range"
    return ""


def _has_relation_outside_brackets(formula: Formula) -> bool:
    return any(one.relations for one in fragments(tokenize(formula.latex, formula.start)))


def roles(source: Source) -> Counter[str]:
    """How often each role occurs in a page; a relation without one counts as lost."""
    found = list(statements(source))
    counted: Counter[str] = Counter()
    for formula in source.scanned.formulas:
        mine = [one for one in found if one.formula and one.formula.start == formula.start]
        for at in relations(formula):
            names = [name for one in mine if (name := role(source, one, at))]
            if not mine and not _has_relation_outside_brackets(formula):
                names = ["expression"]  # it was read whole: otherwise it would be an error
            counted[names[0] if names else f"lost: {formula.latex[at - formula.start :]}"] += 1
    return counted


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_relation_is_lost(path: Path) -> None:
    source = Source.read(path)
    try:
        counted = roles(source)
    except NotationError:
        return  # a formula that has no tokens is an error as a whole
    assert [name for name in counted if name.startswith("lost")] == []


def test_what_the_relations_of_the_corpus_are() -> None:
    counted: Counter[str] = Counter()
    for path in CORPUS.glob("*.md"):
        counted += roles(Source.read(path))
    assert counted == {
        "claim": 364,
        "equation": 5,  # solved further on in its display
        "declaration": 102,
        "definition": 74,
        "assumption": 31,
        "inside": 50,  # an indicator, cases, or a subscript of a sum
        "range": 10,
        "restriction": 4,
    }
