"""The statements of one page to their verdicts, in reading order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from time import monotonic, process_time
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra import exact_judge
from tracetrick.algebra.clock import Clock
from tracetrick.algebra.elaborate import Elaborator, Where, is_zero
from tracetrick.algebra.judgement import Judgement, Problem
from tracetrick.algebra.sampling import ASSIGNMENTS, ASSIGNMENTS_OF_NUMBERS, COUNTS
from tracetrick.claims.assignments import candidates
from tracetrick.claims.indices import free_ranges, some_labels
from tracetrick.claims.membership import membership_claims
from tracetrick.claims.mentions import mentioned, sides, written
from tracetrick.claims.problems import Prepared, Solution, prepare
from tracetrick.claims.survey import Survey, has_inverses, variable_keys
from tracetrick.claims.verdict import DEFECT, Verdict, VerdictName
from tracetrick.claims.weighing import ORDERS, Judged, weigh
from tracetrick.errors import (
    DomainError,
    NotationError,
    NotTheOnlyError,
    NoValueError,
    ShapeError,
    SpanError,
    TimeError,
)
from tracetrick.latex.tree import Derivative, Nabla, Name, bare, walk
from tracetrick.page.scope import Definition, Variable

if TYPE_CHECKING:
    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.statements import Statement

FloatJudge = Callable[[Problem], Judgement]
SECONDS = 5.0
_JUDGED = ORDERS | {"=", "\\ne"}
_NOT_ONLY = (
    "not the only solution: the equation before must be affine in the variable, with a Jacobian of full "
    "rank; for the substitution alone write E = 0 \\Leftarrow w = s"
)
_NO_DRAW = "no draw is found at which every inverse, logarithm and root exists"


class PageJudge:
    """Judges the statements of one page.

    `float_judge` is the second judge, if there is one; `seconds` limits one statement; `hints` says whether
    messages tell what would be true instead. `turn` candidates of dimensions are put last, for draws that are
    independent of those of another judge of the page.
    """

    def __init__(
        self,
        found: list[Statement],
        float_judge: FloatJudge | None,
        *,
        seconds: float = SECONDS,
        hints: bool = True,
        turn: int = 0,
    ) -> None:
        self.found = found
        self.float_judge = float_judge
        self.seconds = seconds
        self.hints = hints
        self.letters, tried = candidates(found)
        self.candidates = tried[turn:] + tried[:turn]
        self.survey = Survey(found, self.candidates, self.new_clock)
        self.places = {id(statement): place for place, statement in enumerate(found)}
        self.last_use = {key: place for place, one in enumerate(found) for key in written(one)}

    def new_clock(self) -> Clock:
        """The clock of one statement."""
        return Clock(process_time() + self.seconds)

    def run(self) -> list[Verdict]:
        """The verdicts of the page's statements."""
        return [self.verdict(statement) for statement in self.found]

    def verdict(self, statement: Statement) -> Verdict:
        """One statement, timed; it need not be of the page, but in the scope of one that is."""
        start = monotonic()
        return replace(self.caught(statement, self.new_clock()), seconds=monotonic() - start)

    def caught(self, statement: Statement, clock: Clock) -> Verdict:
        """What is raised in judging a statement becomes its verdict."""
        try:
            return self.judged(statement, clock)
        except ShapeError as error:
            kind = "shape" if statement.kind == "claim" else ""
            name: VerdictName = "false" if statement.kind == "claim" else "unreadable"
            return Verdict(statement, name, error.message, _within(statement, error), kind)
        except NotTheOnlyError as error:
            return Verdict(statement, "false", error.message, error.start, "value")
        except SpanError as error:
            return Verdict(statement, "unreadable", error.message, _within(statement, error))
        except TimeError as error:
            return Verdict(statement, "unreadable", str(error), statement.at)
        except RecursionError:
            return Verdict(statement, "unreadable", "nested too deep to be judged", statement.at)
        except Exception as error:  # noqa: BLE001  (a defect in judging one statement is its verdict)
            message = f"{DEFECT} ({type(error).__name__}: {error})"
            return Verdict(statement, "unreadable", message, statement.at)

    def judged(self, statement: Statement, clock: Clock) -> Verdict:
        if statement.skipped:
            return Verdict(statement, "skipped", statement.skipped, statement.at)
        if statement.error is not None:
            raise statement.error
        if statement.kind == "definition":
            self.define(statement, clock)
        if statement.kind == "declaration" and statement.left is not None:
            return self.condition(statement, clock)
        if statement.kind != "claim":
            self.declare(statement)
            return Verdict(statement, "true", self.unused(statement), at=statement.at)
        _refuse_empty(statement)
        return self.claim(statement, clock)

    # Declarations and definitions

    def declare(self, statement: Statement) -> None:
        """The shape of a declared variable must have a value."""
        if isinstance(statement.entry, Variable) and not self.candidates:
            message = "no dimensions satisfy the relations of this page"
            raise NotationError(statement.at, statement.at + 1, message)

    def unused(self, statement: Statement) -> str:
        """What to say of a name that is defined and never used."""
        entry = statement.entry
        place = self.places.get(id(statement))
        if not isinstance(entry, Definition) or place is None or self.last_use.get(entry.key, -1) > place:
            return ""
        return f"{entry.key} is defined and never used"

    def condition(self, statement: Statement, clock: Clock) -> Verdict:
        r"""`\det A \ne 0` restricts the draws, which keep to it with probability 1.

        It gets no verdict of its own.
        """
        found = self.claim(statement, clock)
        if found.verdict == "false":
            return replace(found, verdict="unreadable", kind="", message="no draw keeps to this condition")
        return replace(found, exact="", float="", draws=0)

    def define(self, statement: Statement, clock: Clock) -> None:
        """A definition is not judged, but its shapes are."""
        entry = statement.entry
        if not isinstance(entry, Definition):
            return
        last: SpanError | None = None
        for dimensions in islice(self.candidates, 4):
            elaborator = Elaborator(statement.scope, dimensions, clock=clock)
            elaborator.labels = some_labels(statement)
            try:
                _elaborate_definition(entry, elaborator, statement)
            except NoValueError as error:
                last = error
            else:
                return
        if last is not None:
            raise last

    # Claims

    def claim(self, statement: Statement, clock: Clock) -> Verdict:
        """Judge a claim at several assignments of dimensions."""
        if statement.membership is not None:
            return self.membership(statement, clock)
        if statement.relation not in _JUDGED:
            raise NotationError(statement.at, statement.at + 1, f"{statement.relation} is not judged")
        found = weigh(statement, self.judged_at_assignments(statement, clock))
        if found.verdict == "false" and self.hints:
            return replace(found, message=found.message + self.layout_hint(found, clock))
        return found

    def membership(self, statement: Statement, clock: Clock) -> Verdict:
        r"""`U \in \mathbb{R}^{m\times n}` of a defined name or an expression."""
        found = Verdict(statement, "true", at=statement.at, exact="true", float="true")
        if statement.membership is None:
            return found
        for one in membership_claims(statement, statement.membership, self.candidates, clock):
            found = replace(self.claim(one, clock), statement=statement)
            if found.verdict != "true":
                break
        return found

    def judged_at_assignments(self, statement: Statement, clock: Clock) -> list[Judged]:
        """What the judges find at one assignment after the other, until one refutes the claim."""
        judged: list[Judged] = []
        wanted = ASSIGNMENTS
        last: SpanError | None = None
        for number, dimensions in enumerate(self.candidates):
            try:
                prepared = prepare(statement, dimensions, clock)
            except NoValueError as error:
                last = error
                continue
            if not self.may_be_judged(prepared.problem, statement, number):
                continue
            wanted = max(wanted, self.wanted(prepared, statement))
            one = self.judge(prepared, statement, dimensions, wanted)
            if one.floating is not None and one.floating.verdict == "outside":
                last = DomainError(statement.at, statement.at + 1, one.floating.reason)
                continue
            judged.append(one)
            if one.is_false or len(judged) >= wanted:
                break
        if not judged:
            if isinstance(last, NoValueError) and not self.has_free_indices(statement, clock):
                raise ShapeError(last.start, last.end, last.message)
            raise last or NotationError(statement.at, statement.at + 1, _NO_DRAW)
        return judged

    def may_be_judged(self, problem: Problem, statement: Statement, number: int) -> bool:
        """Whether the inverses of this claim, and of those about the same names, exist at a candidate."""
        keys = variable_keys(problem.terms(), statement.scope)
        return self.survey.allows(number, keys) and has_inverses(problem)

    def has_free_indices(self, statement: Statement, clock: Clock) -> bool:
        try:
            return bool(free_ranges(statement, self.candidates[0], some_labels(statement), clock))
        except SpanError:
            return True

    def wanted(self, prepared: Prepared, statement: Statement) -> int:
        """At how many assignments a claim is judged."""
        if prepared.numbers:
            return ASSIGNMENTS_OF_NUMBERS
        keys = mentioned(statement)
        counted = any(key in keys for key in self.letters.counts + self.letters.naturals)
        return len(COUNTS) if counted else ASSIGNMENTS

    def judge(self, prepared: Prepared, statement: Statement, dimensions: Dimensions, wanted: int) -> Judged:
        """What both judges say; 40 draws in all where a sign decides."""
        problem = replace(prepared.problem, positive=self.survey.positive_inputs(statement, prepared.problem))
        if prepared.solution is not None:
            self.only_solution(prepared.solution, problem)
        draws = -(-exact_judge.SIGN_DRAWS // wanted) if exact_judge.has_signs(problem) else exact_judge.DRAWS
        exact = exact_judge.judge(problem, draws)
        floating = self.float_judge(problem) if self.float_judge else None
        return Judged(dimensions, problem, exact, floating)

    def only_solution(self, solution: Solution, problem: Problem) -> None:
        """The equation must be affine in the variable, with a Jacobian of full column rank."""
        terms = solution.gap, solution.slope, solution.variable
        found = exact_judge.is_affine_and_injective(terms, problem)
        if found is None and self.float_judge is not None:
            from tracetrick.algebra.float_judge import (  # noqa: PLC0415  (torch is imported only where a claim is judged)
                is_affine_and_injective,
            )

            found = is_affine_and_injective(terms, problem)
        if not found:
            raise NotTheOnlyError(solution.at, solution.at + 1, _NOT_ONLY)

    def layout_hint(self, found: Verdict, clock: Clock) -> str:
        """Whether the claim would be true in the other layout."""
        statement = found.statement
        nodes = [node for side in sides(statement) for node in walk(side)]
        if not any(isinstance(node, (Derivative, Nabla)) for node in nodes):
            return ""
        layout = statement.scope.layout
        other: Literal["denominator", "numerator"] = "numerator" if layout == "denominator" else "denominator"
        turned = replace(statement, scope=replace(statement.scope, layout=other))
        last = found.dimensions[-1]
        dimensions = next(one for one in self.candidates if one.letters == last)
        try:
            if exact_judge.judge(prepare(turned, dimensions, clock).problem).verdict != "true":
                return ""
        except (SpanError, TimeError):
            return ""
        return f"; true in {other} layout, but here {layout} layout holds"


def _elaborate_definition(entry: Definition, elaborator: Elaborator, statement: Statement) -> None:
    rule = next(rule for rule in reversed(entry.rules) if rule.body == statement.right)
    home = Where(rule.home.scope)
    arguments = {}
    for k, key in enumerate(rule.parameters):
        shape = elaborator.parameter_shape(rule, k)
        arguments[key] = elaborator.builder.make("input", (), shape, (key, "real", (k,)))
    ranged = {item.index: item for item in rule.ranges}
    values: dict[str, int] = {}
    for index in rule.indices:
        if isinstance(index, Name) and index.key in ranged:
            allowed = elaborator.range_values(ranged[index.key], replace(home, indices=values))
            if not allowed:
                return
            values[index.key] = allowed[0]
    elaborator.term(rule.body, replace(home, indices=values, parameters=arguments))
    if is_zero(rule.body):
        raise NotationError(statement.at, statement.at + 1, "a definition as 0 has no shape")
    elaborator.close()
    elaborator.refuse_constants()


def _within(statement: Statement, error: SpanError) -> int:
    """The guilty place, if it stands in the statement; otherwise its relation."""
    formula = statement.formula
    low, high = formula.outer if formula else (statement.start, statement.end)
    return error.start if low <= error.start <= high and error.end > 0 else statement.at


def _refuse_empty(statement: Statement) -> None:
    """Raise NotationError at a claim whose sides are the same tree."""
    if statement.left is None or statement.right is None or statement.equation:
        return
    if bare(statement.left) == bare(statement.right):
        raise NotationError(statement.at, statement.at + 1, "both sides are the same: this says nothing")
