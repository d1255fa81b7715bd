"""What must exist for claims about a name: decided for the whole scope of the name, not claim by claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracetrick.algebra import exact_judge
from tracetrick.algebra.work import Work
from tracetrick.claims.problems import Prepared, prepare
from tracetrick.errors import SpanError, TimeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term
    from tracetrick.page.scope import Scope
    from tracetrick.page.statements import Statement


@dataclass
class _Domain:
    """A claim with inverses: the claims about the same names may be judged only where they exist."""

    statement: Statement
    keys: frozenset[tuple[str, int]]
    feasible: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class _Tried:
    """A claim elaborated at one candidate: what came of it, and the work that it took."""

    result: Prepared | SpanError | TimeError
    work: int


class Survey:
    """The claims with inverses, and the variables under a logarithm or root.

    A claim of the page is elaborated once at each candidate; whoever needs it is charged for the work.
    `limit` is that of the work for one claim.
    """

    def __init__(self, found: list[Statement], candidates: list[Dimensions], limit: int) -> None:
        self.candidates = candidates
        self.limit = limit
        self.known: dict[int, dict[int, _Tried]] = {id(statement): {} for statement in found}
        self.positive: list[tuple[Scope, frozenset[str]]] = []
        self.domains: list[_Domain] = []
        claims = [one for one in found if one.kind == "claim" and not one.error and not one.skipped]
        for statement in claims:
            problem = self.first_problem(statement)
            if problem is None:
                continue
            terms = list(problem.terms)
            self.positive.append((statement.scope, frozenset(_positive_inputs(terms))))
            if any(term.op == "inverse" for term in terms):
                self.accept(_Domain(statement, variable_keys(terms, statement.scope)))

    def prepared(self, statement: Statement, number: int, work: Work) -> Prepared:
        """A claim at a candidate. Raises SpanError and TimeError."""
        known = self.known.get(id(statement), {})
        if number in known:
            work.spend(known[number].work)
        else:
            known[number] = self.tried(statement, number, work)
        result = known[number].result
        if isinstance(result, Prepared):
            return result
        raise result

    def tried(self, statement: Statement, number: int, work: Work) -> _Tried:
        before = work.spent
        result: Prepared | SpanError | TimeError
        try:
            result = prepare(statement, self.candidates[number], work)
        except (SpanError, TimeError) as error:
            result = error
        return _Tried(result, work.spent - before)

    def forget(self, statement: Statement) -> None:
        """Nobody will ask for this claim again."""
        self.known.get(id(statement), {}).clear()

    def first_problem(self, statement: Statement) -> Problem | None:
        """A claim at the first of the candidates at which it can be elaborated."""
        work = Work(self.limit)
        for number in range(min(3, len(self.candidates))):
            try:
                return self.prepared(statement, number, work).problem
            except (SpanError, TimeError):
                continue
        return None

    def accept(self, domain: _Domain) -> None:
        """In reading order; a claim that leaves no dimensions to those before it does not count."""
        self.domains.append(domain)
        if not any(self.allows(number, domain.keys) for number in range(len(self.candidates))):
            self.domains.remove(domain)

    def allows(self, number: int, keys: frozenset[tuple[str, int]]) -> bool:
        """Whether all inverses about these variables exist at a candidate's dimensions."""
        return all(self.feasible(domain, number) for domain in self.domains if domain.keys & keys)

    def feasible(self, domain: _Domain, number: int) -> bool:
        if number not in domain.feasible:
            domain.feasible[number] = self.has_values(domain.statement, number)
        return domain.feasible[number]

    def has_values(self, statement: Statement, number: int) -> bool:
        try:
            return has_inverses(self.prepared(statement, number, Work(self.limit)).problem)
        except (SpanError, TimeError):
            return False

    def positive_inputs(
        self, statement: Statement, problem: Problem
    ) -> frozenset[tuple[str, tuple[int, ...]]]:
        """The inputs that are arguments of a logarithm or root somewhere in their scope."""
        own = statement.scope.names
        keys = {
            key for scope, names in self.positive for key in names if scope.names.get(key) is own.get(key)
        }
        known = problem.builder.known.values()
        return frozenset((t.data[0], t.data[2]) for t in known if t.op == "input" and t.data[0] in keys)


def has_inverses(problem: Problem) -> bool:
    """Whether there is a draw at which every inverse exists."""
    inverses = [term for term in problem.terms if term.op == "inverse"]
    return not inverses or exact_judge.has_values(problem, inverses)


def variable_keys(terms: Iterable[Term], scope: Scope) -> frozenset[tuple[str, int]]:
    """The variables in these terms, each with its declaration."""
    return frozenset(
        (term.data[0], id(scope.names.get(term.data[0]))) for term in terms if term.op == "input"
    )


def _positive_inputs(terms: Iterable[Term]) -> Iterator[str]:
    """The inputs that are, whole or by an entry, arguments of a logarithm or root."""
    for term in terms:
        if term.op == "pointwise" and term.data in ("log", "sqrt"):
            argument = term.args[0]
            if argument.op == "gather" and len(argument.args) == 1:
                argument = argument.args[0]
            if argument.op == "input":
                yield argument.data[0]
