"""A page to its statements in reading order: declarations, definitions, assumptions and claims.

`statement` what a statement is · `scope` what is in force at one · `context` keeps it while a page is read ·
`fragments` splits a formula · `implications` tells conclusions from the rest · `suffixes` finds what belongs
to the statements before it ·
`declarations`, `definitions`, `assumptions`, `claims` read one kind each · `solving` finds solved equations ·
`marks` what the author marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError, SpanError
from tracetrick.latex.tokens import ENTITY, RELATION, Token, tokenize
from tracetrick.latex.vocabulary import FORBIDDEN, RELATIONS, SILENT, SYNONYMS
from tracetrick.page.assumptions import assumption
from tracetrick.page.claims import claims
from tracetrick.page.context import Context
from tracetrick.page.declarations import comparison, function, membership
from tracetrick.page.definitions import definition, families_above
from tracetrick.page.draft import Display, Draft
from tracetrick.page.dresses import distinct_dresses, redressed
from tracetrick.page.fragments import Fragment, fragments
from tracetrick.page.implications import parts
from tracetrick.page.marks import unchecked, with_expectations
from tracetrick.page.solving import solved
from tracetrick.page.statement import Solving, Statement
from tracetrick.page.suffixes import free_letters, index_letters, suffix
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.formula import Formula
    from tracetrick.page.source import Source

__all__ = ["Solving", "Statement", "statements"]
MAX_DISPLAY = 64 * 1024
_SPOKEN = [
    *RELATIONS, *FORBIDDEN, *(written for written, sign in SYNONYMS.items() if sign in RELATIONS),
    "\\tag", "\\text",
]  # fmt: skip
# The signs of which each makes a formula that cannot be split an error.
_SPEAKING = re.compile(
    "|".join(
        [
            *(re.escape(sign) + ("(?![A-Za-z])" if sign[-1].isalpha() else "") for sign in _SPOKEN),
            f"(?:{RELATION.pattern})(?![A-Za-z])",
            ENTITY.pattern,
        ]
    )
)

_NEAR = 20  # characters
_GOES_ON_BEFORE = re.compile(r"(?:(?<![\w^~])\d+|[$\d][ \t]*[-+=·×−][ \t]*|(?<!\S)[-−])\Z")
# A relation between two formulas, or one and a number, that stands in the text.
_RELATED_BEHIND = re.compile(r"[ \t]*[=＝≠≈≡<>≤≥][ \t]*[$\d]")
_GOES_ON_BEHIND = re.compile(r"\d|[ \t]*[-+=·×−][ \t]*[$\d]")


def statements(source: Source, *, first_use: bool = False) -> Iterator[Statement]:
    """The statements of a page. With `first_use`, `f = ...` of a new name defines it.

    Raises SourceError if the page's Markdown cannot be read.
    """
    with deep_recursion():
        return iter(_PageReader(source, first_use=first_use).read())


@dataclass(frozen=True)
class _Lexed:
    """A formula with its tokens and fragments, or why it has none."""

    formula: Formula
    tokens: tuple[Token, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    error: SpanError | None = None

    @property
    def is_silent(self) -> bool:
        """Whether nothing in it can be a statement."""
        if self.error:
            return not _SPEAKING.search(self.formula.latex)
        return not any(token.mark in RELATIONS for token in self.tokens)


class _PageReader:
    """Reads a page from top to bottom."""

    def __init__(self, source: Source, *, first_use: bool) -> None:
        self.source = source
        self.first_use = first_use
        self.context = Context(source)
        self.lexed = _all_lexed(source.scanned.formulas)

    def read(self) -> list[Statement]:
        found: list[Statement] = []
        for lexed in self.lexed:
            self.context.enter(lexed.formula.start)
            if not lexed.is_silent or self.is_related(lexed.formula):
                found += self.formula(lexed)
        return with_expectations(self.source, self.context.regions, found)

    def formula(self, lexed: _Lexed) -> list[Statement]:
        """The statements of one formula."""
        formula = lexed.formula
        display = Display(self.source, formula, self.context, unchecked(self.source, formula))
        try:
            if lexed.error:
                raise lexed.error
            self.refuse_neighbours(lexed)
            if any(fragment.relations for fragment in lexed.fragments):
                return self.display(display, lexed.fragments)
            _refuse_nested(lexed.fragments, display)
        except SpanError as error:
            start = formula.start + len(formula.latex) - len(formula.latex.lstrip())
            return [display.unread(start, formula.start + len(formula.latex.rstrip()), error)]
        return []

    def is_related(self, formula: Formula) -> bool:
        """Whether an inline formula and what stands behind it are seen as the two sides of a relation."""
        end = formula.outer[1]
        return not formula.display and bool(_RELATED_BEHIND.match(self.source.text, end, end + _NEAR))

    def refuse_neighbours(self, lexed: _Lexed) -> None:
        """Raise NotationError where a reader takes what stands beside an inline formula for a part of it."""
        formula = lexed.formula
        (start, end), text = formula.outer, self.source.text
        line = text.rfind("\n", 0, start) + 1
        has_relation = any(fragment.relations for fragment in lexed.fragments)
        goes_on = has_relation and (
            _GOES_ON_BEFORE.search(text, max(line, start - _NEAR), start)
            or _GOES_ON_BEHIND.match(text, end, end + _NEAR)
        )
        if not formula.display and (goes_on or self.is_related(formula)):
            message = "a number or sign beside this formula is seen as a part of it: write it inside"
            raise NotationError(formula.start, formula.start + len(formula.latex), message)

    def display(self, display: Display, found: tuple[Fragment, ...]) -> list[Statement]:
        """Give the statements of a display their suffixes, then read them in order.

        A statement behind a suffix begins a new group: the next suffix does not reach back beyond it.
        """
        drafts: list[Draft | Statement] = []
        group: list[Draft] = []
        assumed = free_letters(self.context.scope.held)
        used = set(assumed)
        closed = False
        for fragment, part in zip(found, parts(found), strict=True):
            try:
                said = suffix(fragment, group, used, self.context)
                if said is not None and fragment.arrow:
                    _refuse_concluded(fragment)
            except SpanError as error:
                drafts.append(_failed(fragment, display, error))
                continue
            if said is not None:
                said.attach(group)
                closed = True
                continue
            if closed:
                group, used, closed = [], set(assumed), False
            draft = Draft(fragment, display, part)
            used |= index_letters(fragment)
            group.append(draft)
            drafts.append(draft)
        return self.drafted(display, drafts)

    def drafted(self, display: Display, drafts: list[Draft | Statement]) -> list[Statement]:
        """Read the statements of one display; families in it may mention one another."""
        found: list[Statement] = []
        arrows: dict[int, str] = {}
        self.context.coming = families_above(one for one in drafts if isinstance(one, Draft))
        for draft in drafts:
            if isinstance(draft, Statement):
                found.append(draft)
                continue
            arrows[len(found)] = draft.fragment.arrow
            self.context.enter_implication(draft.part.number)
            try:
                found += self.statement(draft)
            except SpanError as error:
                found.append(_failed(draft.fragment, display, error))
        self.context.coming = frozenset()
        self.context.settle()
        self.context.enter_implication(0)
        return solved(found, arrows)

    def statement(self, draft: Draft) -> list[Statement]:
        """One fragment: classify it and put in force what it says."""
        fragment = draft.fragment
        if not fragment.relations:
            first, last = fragment.tokens[0], fragment.tokens[-1]
            message = (
                "neither a statement nor a suffix: "
                "in a display with a relation everything must be part of one"
            )
            raise NotationError(first.start, last.end, message)
        head = fragment.relations[0].text
        for relation in fragment.relations:
            if relation.mark in SILENT and head != ":":
                message = f"{relation.text} claims nothing that is judged: mark it <!-- unchecked: reason -->"
                raise NotationError(relation.start, relation.end, message)
        if head == ":":
            return function(draft)
        if head == "\\in":
            return membership(draft)
        if (head == ":=" or (head == "=" and self.first_use)) and (defined := definition(draft)):
            return defined
        if len(fragment.relations) == 1 and (said := comparison(draft) or assumption(draft)):
            return said
        return claims(draft)


def _failed(fragment: Fragment, display: Display, error: SpanError) -> Statement:
    tokens = fragment.tokens
    relation = fragment.relations[0].text if fragment.relations else ""
    return display.unread(tokens[0].start, tokens[-1].end, error, relation)


def _refuse_concluded(fragment: Fragment) -> None:
    first, last = fragment.tokens[0], fragment.tokens[-1]
    message = f"{fragment.arrow} leads to a condition on indices or draws: such a conclusion is not judged"
    raise NotationError(first.start, last.end, message)


def _refuse_nested(found: tuple[Fragment, ...], display: Display) -> None:
    """In a formula that is no statement, a relation may stand only where one is read.

    A colon in brackets is no relation but part of a range of indices.
    """
    for fragment in found:
        if any(token.mark in RELATIONS and token.mark != ":" for token in fragment.tokens):
            Draft(fragment, display).parser(fragment.tokens).whole()


def _all_lexed(formulas: tuple[Formula, ...]) -> list[_Lexed]:
    found = [_lexed(formula) for formula in formulas]
    distinct = distinct_dresses(fragment for one in found for fragment in one.fragments)
    return [_lexed(one.formula, distinct) for one in found] if distinct else found


def _lexed(formula: Formula, distinct: frozenset[str] = frozenset()) -> _Lexed:
    if not formula.latex:
        return _Lexed(formula)
    try:
        if len(formula.latex.encode()) > MAX_DISPLAY:
            raise NotationError(formula.start, formula.start + 1, "a formula of more than 64 KB")
        tokens = tokenize(formula.latex, formula.start)
        if distinct:
            tokens = redressed(tokens, distinct)
        if any(token.mark in RELATIONS or token.mark in FORBIDDEN for token in tokens):
            return _Lexed(formula, tuple(tokens), tuple(fragments(tokens)))
    except SpanError as error:
        return _Lexed(formula, error=error)
    return _Lexed(formula)
