"""What the names of a formula mean: the declarations and definitions behind it, as its page writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.claims.mentions import mentioned
from tracetrick.page.scope import Definition, Function, Scope, Variable
from tracetrick.site.one_line import on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.page.scope import Entry
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement


@dataclass(frozen=True)
class Given:
    """What a page has said before a formula; `said` are its statements in reading order."""

    source: Source
    said: Sequence[Statement]

    def of(self, claims: Sequence[Statement], *, varies: bool) -> list[str]:
        """How the page introduced the names of some claims; and, if it `varies`, what is held constant."""
        scope = claims[0].scope
        names = set[str]().union(*map(mentioned, claims))
        in_force = {
            number for name, entry in scope.names.items() if name in names for number in _identities(entry)
        }
        in_force |= {id(one) for one in scope.relations if names >= set(one.left.keys)}
        held = {one.key for one in scope.held} & names if varies else set[str]()
        found: dict[str, None] = {}
        constant: dict[str, str] = {}
        before = Scope()
        for place, one in enumerate(self.said):
            if one.start >= claims[0].start:
                break
            if _introduced(one, before) & in_force:
                found[self.written(place)] = None
            elif one.kind == "assumption" and one.left:
                said = self.written(place) if one.ranges or one.restrictions else one.latex
                constant |= dict.fromkeys(held & set(one.left.keys), said)
            before = one.scope
        return [*found, *dict.fromkeys(constant.values())]

    def written(self, place: int) -> str:
        """A statement as the page writes it, with its suffixes, on one line."""
        one = self.said[place]
        formula = one.formula
        assert formula  # noqa: S101  (a statement that was read stands in a formula)
        if not formula.display:
            return formula.latex.strip()
        end = formula.start + len(formula.latex)
        following = self.said[place + 1] if place + 1 < len(self.said) else None
        if following and following.formula == formula and following.start > one.start:
            end = following.start
        return on_one_line(self.source.text[one.start : end])


def _identities(entry: Entry | None) -> set[int]:
    """The identity of a meaning; of a definition those of its clauses, which are said one by one."""
    return {id(rule) for rule in entry.rules} if isinstance(entry, Definition) else {id(entry)}


def _introduced(statement: Statement, before: Scope) -> set[int]:
    """The identities of what a statement puts in force: meanings of names, relations of dimensions."""
    if statement.kind == "definition":
        return _identities(statement.entry)
    if statement.kind != "declaration":
        return set()
    entries = (
        entry
        for name, entry in statement.scope.names.items()
        if before.names.get(name) is not entry and isinstance(entry, (Variable, Function))
    )
    return {id(entry) for entry in entries} | {
        id(one) for one in statement.scope.relations[len(before.relations) :]
    }
