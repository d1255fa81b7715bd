"""What must exist for claims about a name: decided for the whole scope of the name, not claim by claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from tracetrick.algebra import exact_judge
from tracetrick.claims.problems import prepare
from tracetrick.errors import SpanError, TimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracetrick.algebra.clock import Clock
    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term
    from tracetrick.page.scope import Scope
    from tracetrick.page.statements import Statement

_INVERSES = frozenset(["inverse", "pinv"])


@dataclass
class _Domain:
    """A claim with inverses: the claims about the same names may be judged only where they exist."""

    statement: Statement
    keys: frozenset[tuple[str, int]]
    feasible: dict[int, bool] = field(default_factory=dict)


class Survey:
    """The claims with inverses, and the variables under a logarithm or root.

    `new_clock` makes the clock of one claim.
    """

    def __init__(
        self, found: list[Statement], candidates: list[Dimensions], new_clock: Callable[[], Clock]
    ) -> None:
        self.candidates = candidates
        self.new_clock = new_clock
        self.positive: list[tuple[Scope, frozenset[str]]] = []
        self.domains: list[_Domain] = []
        claims = [one for one in found if one.kind == "claim" and not one.error and not one.skipped]
        for statement, problem in self.problems(claims):
            terms = list(problem.terms())
            self.positive.append((statement.scope, frozenset(_positive_inputs(terms))))
            if any(term.op in _INVERSES for term in terms):
                self.accept(_Domain(statement, variable_keys(terms, statement.scope)))

    def problems(self, claims: list[Statement]) -> Iterator[tuple[Statement, Problem]]:
        """Each claim at the first dimensions at which it can be elaborated."""
        for statement in claims:
            clock = self.new_clock()
            for dimensions in islice(self.candidates, 3):
                try:
                    yield statement, prepare(statement, dimensions, clock).problem
                except (SpanError, TimeError):
                    continue
                break

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
            domain.feasible[number] = self.has_values(domain.statement, self.candidates[number])
        return domain.feasible[number]

    def has_values(self, statement: Statement, dimensions: Dimensions) -> bool:
        try:
            return has_inverses(prepare(statement, dimensions, self.new_clock()).problem)
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
    inverses = [term for term in problem.terms() if term.op in _INVERSES]
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
