"""What must exist for claims about a name: decided for the whole scope of the name, not claim by claim."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from tracetrick.algebra.exact_judge import is_regular
from tracetrick.algebra.terms import Builder, walk
from tracetrick.algebra.work import Work
from tracetrick.claims.mentions import mentioned, range_names
from tracetrick.claims.problems import Prepared, prepare
from tracetrick.errors import NoValueError, SpanError, TimeError, TooManyError
from tracetrick.page.scope import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.judgement import Positive, Problem
    from tracetrick.algebra.terms import Term
    from tracetrick.claims.assignments import Assignments
    from tracetrick.page.scope import Scope
    from tracetrick.page.statements import Statement


Keys = frozenset[tuple[str, int]]
"""Variables, each by its name and the identity of its declaration."""

_MOST_KEPT = 2_000  # claims at an assignment; they take some tens of kilobytes each
_MOST_TERMS = 20_000  # that claims at an assignment share


@dataclass
class _Domain:
    """A claim with inverses: the claims about the same names may be judged only where they exist.

    `somewhere` says that this may depend on dimensions; `letters` are those that decide; None if there are
    families of dimensions.
    `in_vain` is the work spent where they do not: if that is much, they are taken to exist nowhere.
    """

    statement: Statement
    keys: Keys
    somewhere: bool
    letters: tuple[str, ...] | None
    feasible: dict[object, bool] = field(default_factory=dict)
    in_vain: int = 0

    def key(self, dimensions: Dimensions) -> object:
        """The same for assignments that differ in nothing that matters here."""
        if self.letters is None:
            return id(dimensions)
        return tuple(dimensions.letters[letter] for letter in self.letters)


@dataclass(frozen=True)
class _Rooted:
    """A claim with logarithms or roots of variables: the claims about the same entries are judged above 0.

    `first` are those entries at its first assignment, `known` at others.
    """

    statement: Statement
    keys: Keys
    first: Positive
    known: dict[int, Positive] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether they are all entries of their variables, and so at each assignment."""
        return all(places is None and not member for (_, member), places in self.first.items())


@dataclass(frozen=True)
class _Tried:
    """A claim elaborated at one assignment: what came of it, and the work that it took."""

    result: Prepared | Exception
    work: int


class Survey:
    """The claims with inverses, logarithms or roots.

    A claim of the page is elaborated once at each assignment, unless the page has thousands of them; whoever
    needs it is charged for the work. `regular` are the variables in what is inverted, or said not to be 0.
    `limit` is that of the work for one claim. Claims that must fail say nothing of the domain of others.
    """

    def __init__(self, found: list[Statement], assignments: Assignments, limit: int) -> None:
        self.assignments = assignments
        self.limit = limit
        self.known: dict[int, dict[int, _Tried]] = {id(statement): {} for statement in found}
        self.kept = 0
        self.builders: dict[int, Builder] = {}
        self.keys: dict[int, Keys] = {}
        self.rooted: list[_Rooted] = []
        self.domains: list[_Domain] = []
        self.regular: Keys = frozenset()
        for statement in found:
            if statement.kind == "declaration" and statement.left is not None:  # as \\det A \\ne 0
                names = statement.scope.names
                self.regular |= {(key, id(names.get(key))) for key in mentioned(statement)}
            readable = statement.kind == "claim" and not statement.error and not statement.skipped
            problem = self.first_problem(statement) if readable and statement.expected == "true" else None
            if problem is None:
                continue
            keys = self.keys[id(statement)] = variable_keys(problem.terms, statement.scope)
            if positive := _positive_entries(problem.terms):
                self.rooted.append(_Rooted(statement, keys, positive))
            inverted = [term.args[0] for term in problem.terms if term.op == "inverse"]
            if inverted:
                self.regular |= variable_keys(walk(inverted), statement.scope)
                somewhere = not all(map(is_regular, inverted))
                self.accept(_Domain(statement, keys, somewhere, self.letters(statement)))

    def prepared(self, statement: Statement, dimensions: Dimensions, work: Work) -> Prepared:
        """A claim at an assignment. Raises what elaborating it raised."""
        known = self.known.get(id(statement))
        tried = known.get(id(dimensions)) if known else None
        if tried is not None:
            work.spend(tried.work)
        else:
            tried = _tried(statement, dimensions, work, self.builder(dimensions))
            if known is not None and self.kept < _MOST_KEPT:
                known[id(dimensions)] = tried
                self.kept += 1
        result = tried.result
        if isinstance(result, Prepared):
            return result
        raise result

    def builder(self, dimensions: Dimensions) -> Builder:
        """The builder that claims at an assignment share."""
        found = self.builders.get(id(dimensions))
        if found is None or len(found.known) > _MOST_TERMS:
            found = self.builders[id(dimensions)] = Builder()
        return found

    def forget(self, statement: Statement) -> None:
        """Nobody will ask for this claim again."""
        known = self.known.get(id(statement), {})
        self.kept -= len(known)
        known.clear()

    def first_problem(self, statement: Statement) -> Problem | None:
        """A claim at the first of the candidates at which it can be elaborated.

        Only where it has no value another candidate may be better.
        """
        work = Work(self.limit)
        for dimensions in islice(self.assignments.at(statement.scope), 3):
            try:
                return self.prepared(statement, dimensions, work).problem
            except (NoValueError, TooManyError):
                continue
            except Exception:  # noqa: BLE001  (it will be raised again where the claim itself is judged)
                return None
        return None

    def letters(self, statement: Statement) -> tuple[str, ...] | None:
        """The dimension letters that a claim mentions; None where members of a family have numbers."""
        if any(isinstance(one, Dimension) and one.family for one in statement.scope.names.values()):
            return None
        names = mentioned(statement) | range_names(statement.ranges)
        return tuple(sorted(names.intersection(self.assignments.letters.all)))

    def accept(self, domain: _Domain) -> None:
        """In reading order; a claim that leaves no dimensions to those before it does not count."""
        self.domains.append(domain)
        candidates = self.assignments.at(domain.statement.scope)
        if not any(self.allows(dimensions, domain.keys) for dimensions in candidates):
            self.domains.remove(domain)

    def may_allow(self, dimensions: Dimensions, statement: Statement) -> bool:
        """Whether all inverses exist about the variables that a claim has at its first assignment.

        It need not be elaborated at this one to see that.
        """
        return self.allows(dimensions, self.keys.get(id(statement), frozenset()))

    def allows(self, dimensions: Dimensions, keys: Keys) -> bool:
        """Whether all inverses about these variables exist at an assignment.

        What fails at one is asked first at the next, lest much be elaborated before it fails again.
        """
        for place, domain in enumerate(self.domains):
            if domain.keys & keys and not self.feasible(domain, dimensions):
                self.domains.insert(0, self.domains.pop(place))
                return False
        return True

    def feasible(self, domain: _Domain, dimensions: Dimensions) -> bool:
        if not domain.somewhere:
            return True
        key = domain.key(dimensions)
        if key not in domain.feasible:
            hopeless = domain.in_vain > self.limit // 2 and not any(domain.feasible.values())
            work = Work(self.limit)
            found = not hopeless and self.has_values(domain.statement, dimensions, work)
            domain.in_vain += 0 if found else work.spent
            domain.feasible[key] = found
        return domain.feasible[key]

    def has_values(self, statement: Statement, dimensions: Dimensions, work: Work) -> bool:
        try:
            return self.prepared(statement, dimensions, work).has_inverses
        except (SpanError, TimeError):
            return False

    def positive(self, statement: Statement, problem: Problem, dimensions: Dimensions) -> Positive:
        """The entries that are arguments of a logarithm or root somewhere in the scope of their name."""
        found = dict(_positive_entries(problem.terms))
        own = statement.scope.names
        for other in self.rooted:
            keys = [key for key, scope in other.keys if id(own.get(key)) == scope]
            for (key, member), places in self.positive_at(other, dimensions).items() if keys else ():
                known = found.get((key, member), frozenset())
                if key in keys:
                    found[key, member] = None if known is None or places is None else known | places
        return found

    def positive_at(self, other: _Rooted, dimensions: Dimensions) -> Positive:
        """Those of one claim at an assignment."""
        if other.is_whole:
            return other.first
        known = other.known.get(id(dimensions))
        if known is None:
            known = {}
            with suppress(SpanError, TimeError):
                terms = self.prepared(other.statement, dimensions, Work(self.limit)).problem.terms
                known = _positive_entries(terms)
            other.known[id(dimensions)] = known
        return known

    def has_any_rank(self, statement: Statement, problem: Problem) -> bool:
        """Whether a claim takes pseudo-inverses of what the page neither inverts nor says to be definite.

        Where it differentiates the rank does not change.
        """
        ops = {term.op for term in problem.terms}
        if "pinv" not in ops or ops & {"inverse", "diff", "jacobian"}:
            return False
        if any(term.op == "input" and term.data[1] == "definite" for term in problem.terms):
            return False
        keys = variable_keys(problem.terms, statement.scope)
        return not any(domain.keys & keys for domain in self.domains)

    def says_regular(self, term: Term, scope: Scope) -> bool:
        """Whether the page inverts something made of variables in a term, or says that it is not 0."""
        return bool(self.regular & variable_keys(walk((term,)), scope))


def _tried(statement: Statement, dimensions: Dimensions, work: Work, builder: Builder) -> _Tried:
    before = work.spent
    result: Prepared | Exception
    try:
        result = prepare(statement, dimensions, work, builder=builder)
    except Exception as error:  # noqa: BLE001  (it is raised again where the claim itself is judged)
        result = error.with_traceback(None)  # which would keep all that was made on the way
    return _Tried(result, work.spent - before)


def variable_keys(terms: Iterable[Term], scope: Scope) -> Keys:
    """The variables in these terms, each with its declaration."""
    return frozenset(
        (term.data[0], id(scope.names.get(term.data[0]))) for term in terms if term.op == "input"
    )


def _positive_entries(terms: Iterable[Term]) -> Positive:
    """The entries of variables that are arguments of a logarithm or root."""
    found: dict[Term, set[int]] = {}
    for term in terms:
        if term.op == "pointwise" and term.data in ("log", "sqrt"):
            argument = term.args[0]
            if argument.op == "input":
                found.setdefault(argument, set()).update(range(argument.count))
            elif argument.op == "gather" and len(argument.args) == 1 and argument.args[0].op == "input":
                places = (place[1] for place in argument.data if place)
                found.setdefault(argument.args[0], set()).update(places)
    return {
        (one.data[0], one.data[2]): None if len(places) == one.count else frozenset(places)
        for one, places in found.items()
    }
