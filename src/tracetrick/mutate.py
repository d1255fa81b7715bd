"""Breaks the claims of a page one change at a time, and tells which breaks its checks do not notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra.elaborate import Elaborator, Where, is_zero
from tracetrick.algebra.work import LIMIT
from tracetrick.claims.page import FloatJudge, PageJudge
from tracetrick.claims.verdict import Verdict
from tracetrick.errors import SpanError
from tracetrick.latex.mutants import Mutant, mutants
from tracetrick.latex.parser import parse
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import Add, Clause, Group, Name, Node, Number, Sub, walk
from tracetrick.page.scope import Definition, Dimension, Function, Scope, Variable, family_letter
from tracetrick.page.statements import Statement, statements
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from tracetrick.algebra.terms import Dim
    from tracetrick.page.source import Source

Fate = Literal["shape", "value", "unreadable", "equal", "holds", "survivor"]
FATES: tuple[Fate, ...] = ("shape", "value", "unreadable", "equal", "holds", "survivor")
Judge = Callable[[Statement], Verdict]
SideName = Literal["left", "right"]
SYMBOLS = 2
_OWN_DIMENSIONS = 2
_PATIENCE = 6


@dataclass(frozen=True)
class Judges:
    """Who judges a page's claims.

    `own` judges as `tracetrick check` does. `fresh` takes other seeds and other dimensions, to be independent
    of the draws of `own`. `lookalikes` gives the symbols of the same shape as those in a claim.
    """

    own: Judge
    fresh: Judge
    lookalikes: Callable[[Statement], dict[str, tuple[Node, ...]]]


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant.

    `fate`: killed by `shape`, by `value` or as `unreadable`; not killed, because the changed side is `equal`
    to the side as written, or because what is no identity (an inequality, a membership) `holds` all the same;
    or a `survivor`, which nothing excuses. `at` is the offset of the change in the page.
    """

    statement: Statement
    operator: str
    at: int
    latex: str
    fate: Fate
    message: str = ""


@dataclass(frozen=True)
class Report:
    """The outcome of every mutant of a page's true claims.

    `claims` counts those, `others` the claims that are left out.
    """

    outcomes: tuple[Outcome, ...]
    claims: int
    others: int

    @property
    def counts(self) -> dict[Fate, int]:
        """How many mutants met which fate."""
        found = Counter(one.fate for one in self.outcomes)
        return {fate: found[fate] for fate in FATES}

    @property
    def survivors(self) -> tuple[Outcome, ...]:
        """The mutants that nothing kills and nothing excuses."""
        return tuple(one for one in self.outcomes if one.fate == "survivor")


def mutate(source: Source, *, float_judge: FloatJudge | None = None) -> Report:
    """Break every true claim of a page in every way that the operators know.

    Claims that are false, unreadable or skipped, and those that must fail, are left out.
    Raises SourceError if the page's Markdown cannot be read.
    """
    with deep_recursion():
        verdicts, judges = judged(source, float_judge)
        claims = [one for one in verdicts if one.statement.kind == "claim"]
        true = [one.statement for one in claims if one.verdict == one.statement.expected == "true"]
        return Report(tuple(outcomes(true, judges)), len(true), len(claims) - len(true))


def judged(source: Source, float_judge: FloatJudge | None) -> tuple[list[Verdict], Judges]:
    """The verdicts of a page as it is, and the judges of its mutants."""
    with deep_recursion():
        page = _Page(list(statements(source)), float_judge)
    return page.verdicts, Judges(page.own, page.fresh, page.lookalikes)


def outcomes(claims: Iterable[Statement], judges: Judges) -> Iterator[Outcome]:
    """The outcome of every mutant of these claims, which are true."""
    for claim in claims:
        known = judges.lookalikes(claim)
        for name in _sides(claim):
            side = getattr(claim, name)
            for mutant in mutants(side, known):
                yield _outcome(claim, name, mutant, judges)


def _sides(claim: Statement) -> tuple[SideName, ...]:
    """The sides to change; the name that is solved for stays what it is."""
    if claim.right is None:
        return ("left",)
    return ("right",) if claim.solving and not claim.equation else ("left", "right")


def _outcome(claim: Statement, name: SideName, mutant: Mutant, judges: Judges) -> Outcome:
    changed = mutated(claim, name, mutant.tree)
    verdict = judges.own(changed)
    fate: Fate = "survivor"
    if verdict.verdict == "false":
        fate = "shape" if verdict.kind == "shape" else "value"
    elif verdict.verdict == "unreadable":
        fate = "unreadable"
    elif is_equal(claim, name, mutant.tree, judges.fresh):
        fate = "equal"
    elif claim.relation != "=" and judges.fresh(changed).verdict == "true":
        fate = "holds"
    return Outcome(claim, mutant.operator, mutant.at, changed.latex, fate, verdict.message)


def mutated(claim: Statement, name: SideName, tree: Node) -> Statement:
    """The claim with another tree as one of its sides, in the same place and scope."""
    old = getattr(claim, name)
    chain = tuple(tree if node is old else node for node in claim.chain)
    left = tree if name == "left" else claim.left
    right = tree if name == "right" else claim.right
    changed = replace(claim, left=left, right=right, chain=chain, latex=_latex(left, claim, right))
    if claim.solving and not claim.equation:
        changed = replace(changed, solving=replace(claim.solving, solution=tree))
    return changed


def _latex(left: Node | None, claim: Statement, right: Node | None) -> str:
    shown = [to_latex(node) if node is not None else "" for node in (left, right)]
    behind = shown[1] if right is not None else claim.latex.partition(claim.relation)[2].strip()
    return f"{shown[0]} {claim.relation} {behind}"


def is_equal(claim: Statement, name: SideName, tree: Node, judge: Judge) -> bool:
    """Whether the changed side equals the side as written."""
    for questions in _questions(claim, name, tree):
        found = [judge(_equality(claim, left, right)).verdict for left, right in questions]
        if "unreadable" not in found:
            return "false" not in found
    return False


def _questions(claim: Statement, name: SideName, tree: Node) -> Iterator[tuple[tuple[Node, Node], ...]]:
    """Ways to ask whether two sides are equal, each for where those before it cannot be read.

    First with the claim's other side added to both: that keeps free the indices that are free in the claim
    and fixes the size of a bare `I`. Then alone, for derivatives of constants, which are read as whole sides
    only. Then each with 0: of two zeros the checker says that comparing them says nothing. In an equation
    with a literal 0, which has every shape, only this is asked.
    """
    old = getattr(claim, name)
    other = claim.right if name == "left" else claim.left
    if claim.relation != "=" or other is None or not is_zero(other):
        if other is not None:
            yield ((_plus(tree, other), _plus(old, other)),)
        yield ((tree, old),)
    zero = Number(Fraction(0), span=old.span)
    yield (tree, zero), (old, zero)


def _plus(one: Node, other: Node) -> Node:
    terms = tuple(Group("(", node, span=node.span) for node in (one, other))
    return Add(("+", "+"), terms, span=one.span)


def _equality(claim: Statement, left: Node, right: Node) -> Statement:
    """A claim in the scope of another; of an equation that is solved, at its solution."""
    solving = claim.solving if claim.equation else None
    base = replace(claim, left=left, right=right, relation="=", membership=None, solving=solving)
    return replace(base, latex=_latex(left, base, right))


# The checker as judge


class _Page:
    """The judges of one page."""

    def __init__(self, found: list[Statement], float_judge: FloatJudge | None) -> None:
        self.found = found
        self.both = PageJudge(found, float_judge, hints=False)
        self.exact = PageJudge(found, None, hints=False)
        self.verdicts = self.both.run()
        self.known: dict[tuple[tuple[str, int], ...], dict[str, tuple[Node, ...]]] = {}

    def own(self, statement: Statement) -> Verdict:
        """The verdict of `check`; the exact judge comes first, and what it decides no one else sees."""
        verdict = self.exact.verdict(statement)
        if verdict.exact == "outside" and self.both.float_judge is not None:
            return self.both.verdict(statement)
        return verdict

    def fresh(self, statement: Statement) -> Verdict:
        return self.other.verdict(statement)

    @cached_property
    def other(self) -> PageJudge:
        """Judges of the same page that begin with other dimensions, and take their time."""
        return PageJudge(
            self.found, self.both.float_judge, limit=_PATIENCE * LIMIT, hints=False, turn=_OWN_DIMENSIONS
        )

    # Symbols of the same shape

    def lookalikes(self, statement: Statement) -> dict[str, tuple[Node, ...]]:
        """For each name in a claim the next ones of the same shape, and for each index the other indices."""
        return {**self.named(statement.scope), **_other_indices(statement)}

    def named(self, scope: Scope) -> dict[str, tuple[Node, ...]]:
        memo = tuple((key, id(entry)) for key, entry in scope.names.items())
        if memo not in self.known:
            self.known[memo] = _turned(self.kin(scope), scope)
        return self.known[memo]

    def kin(self, scope: Scope) -> Iterator[list[str]]:
        """The names of a scope, those of the same shape together."""
        groups: dict[object, list[str]] = {}
        for key in scope.names:
            sort = self.sort(key, scope)
            if sort is not None:
                groups.setdefault(sort, []).append(key)
        return iter(groups.values())

    def sort(self, key: str, scope: Scope) -> object:
        """What names have in common that may stand in place of one another; None if nothing is known."""
        entry = scope.names[key]
        if isinstance(entry, Dimension):
            return None if entry.family else "dimension"
        if isinstance(entry, Function):
            return "function", len(entry.indices), entry.domain, entry.codomain
        if isinstance(entry, Definition) and entry.is_function:
            return "function", len(entry.rules[0].indices), len(entry.rules[0].parameters)
        if isinstance(entry, Definition) and entry.is_family:
            return "family", len(entry.rules[0].indices)
        if isinstance(entry, Variable) and entry.indices:
            return "family", len(entry.indices)
        return self.shape(key, scope)

    def shape(self, key: str, scope: Scope) -> tuple[Dim, Dim] | None:
        for dimensions in islice(self.both.assignments.at(scope), 1):
            elaborator = Elaborator(scope, dimensions)
            try:
                return elaborator.term(parse(key, scope.lexicon), Where(scope)).size
            except (SpanError, ValueError):
                return None
        return None


def _turned(groups: Iterable[list[str]], scope: Scope) -> dict[str, tuple[Node, ...]]:
    """For each name the next ones of its group, in turn."""
    found: dict[str, tuple[Node, ...]] = {}
    for keys in groups:
        letters = [family_letter(key) for key in keys]
        for k, letter in enumerate(letters):
            others = (letters[k + 1 :] + letters[:k])[:SYMBOLS]
            found[letter] = tuple(parse(other, scope.lexicon) for other in others)
    return found


def _other_indices(statement: Statement) -> dict[str, tuple[Node, ...]]:
    """The index letters of a claim, each with the others."""
    letters: dict[str, Node] = {}
    for side in (statement.left, statement.right):
        for node in walk(side) if side is not None else ():
            for letter in _index_letters(node):
                if letter.key not in statement.scope.names:
                    letters.setdefault(letter.key, letter)
    return {key: tuple(other for name, other in letters.items() if name != key)[:SYMBOLS] for key in letters}


def _index_letters(node: Node) -> Iterator[Name]:
    if isinstance(node, Clause):
        yield node.index
    elif isinstance(node, Sub):
        for index in node.indices:
            yield from (one for one in walk(index) if isinstance(one, Name))
