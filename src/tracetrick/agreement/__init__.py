"""Whether a snippet and the page that shows it say the same.

The snippet's claim must stand on the page and be true there, and every name in it must have the same value in
both: what the page defines is computed from the page's definitions at the snippet's own data, and the hand
formula is compared with the right side of the claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tracetrick.agreement.snippet import DisagreementError, Snippet
from tracetrick.agreement.values import Values
from tracetrick.errors import SourceError, SpanError
from tracetrick.latex.parser import Parser
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.tree import bare
from tracetrick.page.dresses import redressed
from tracetrick.page.fragments import fragments
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tree import Node
    from tracetrick.page.fragments import Fragment
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.snippets import Result

_BOLD = re.compile(r"\\mathbf\{(.*)\}")


def disagreements(
    source: Source, at: int, judged: Sequence[tuple[Statement, bool]], result: Result, program: str
) -> list[SourceError]:
    """What differs between a snippet and the page that shows it at offset `at`.

    `judged` are the statements of the page, each with whether it was found true; `program` is the text of the
    snippet.
    """
    with deep_recursion():
        return list(_Comparison(source, at, Snippet(result, program)).run(judged))


@dataclass(frozen=True)
class _Comparison:
    """One snippet beside one page."""

    source: Source
    at: int
    snippet: Snippet

    def run(self, judged: Sequence[tuple[Statement, bool]]) -> Iterator[SourceError]:
        place = self.source.place(self.at)
        try:
            statement = self.standing(judged)
            for text in Values(self.snippet, self.source, statement).differences():
                yield SourceError(place, text)
        except DisagreementError as error:
            yield SourceError(place, str(error))

    def standing(self, judged: Sequence[tuple[Statement, bool]]) -> Statement:
        """The statement of the page that says what the snippet claims: the nearest above, or else below."""
        if not self.snippet.result.claim:
            raise DisagreementError(
                f"{self.snippet.path.as_posix()}:1 states no claim: a line 'Claim: ...' of its docstring "
                "holds the formula of this page that it verifies"
            )
        claim = self.claim()
        same = [(one, true) for one, true in judged if claim.is_made_by(one)]
        if not same:
            raise DisagreementError(
                f"the claim of {self.snippet.claim} does not stand on this page: {self.snippet.result.claim}"
            )
        good = [one for one, true in same if true and one.expected == "true"]
        if not good:
            place = self.source.place(same[-1][0].at)
            raise DisagreementError(
                f"the claim of {self.snippet.claim} stands on this page only where it is not found true, "
                f"at {place}"
            )
        return max((one for one in good if one.start < self.at), key=lambda one: one.start, default=good[0])

    def claim(self) -> _Claim:
        try:
            found = [one for one in fragments(tokenize(self.snippet.result.claim)) if not one.empty]
        except SpanError as error:
            raise DisagreementError(
                f"the claim of {self.snippet.claim} cannot be read: {error.message}"
            ) from None
        if len(found) != 1 or len(found[0].relations) != 1:
            raise DisagreementError(
                f"the claim of {self.snippet.claim} is not one relation: {self.snippet.result.claim}"
            )
        return _Claim(found[0])


@dataclass(frozen=True)
class _Claim:
    """The claim of a snippet; its sides are read anew where other names are in force."""

    fragment: Fragment
    known: dict[Lexicon, list[Node]] = field(default_factory=dict)

    def is_made_by(self, statement: Statement) -> bool:
        """Whether a statement of the page has the trees of the claim, read with the names of its place."""
        if statement.kind != "claim" or statement.left is None or statement.right is None:
            return False
        relation = self.fragment.relations[0].text
        if statement.relation != ("=" if relation == "\\equiv" else relation):
            return False
        lexicon = statement.scope.lexicon
        letters = lexicon.letters | {item.index for item in statement.ranges}
        sides = self.sides(lexicon if letters == lexicon.letters else replace(lexicon, letters=letters))
        # Their letters tell most sides apart.
        return bool(sides) and all(
            side.letters == stated.letters and bare(side) == bare(stated)
            for side, stated in zip(sides, (statement.left, statement.right), strict=True)
        )

    def sides(self, lexicon: Lexicon) -> list[Node]:
        """Both sides; none if they cannot be read so."""
        if lexicon not in self.known:
            bold = frozenset(match[1] for key in lexicon.letters if (match := _BOLD.fullmatch(key)))
            try:
                found = [Parser.of(redressed(side, bold), lexicon).whole() for side in self.fragment.sides]
            except SpanError:
                found = []
            self.known[lexicon] = found
        return self.known[lexicon]
