"""The statements of one page to their verdicts, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from time import monotonic
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra import exact_judge
from tracetrick.algebra.elaborate import Elaborator, Where, is_zero
from tracetrick.algebra.judgement import NO_DERIVATIVE, NO_DRAW, Judgement, Problem
from tracetrick.algebra.sampling import LONE
from tracetrick.algebra.work import LIMIT, Work
from tracetrick.claims.assignments import Assignments
from tracetrick.claims.indices import free_ranges, some_labels
from tracetrick.claims.membership import membership_claims
from tracetrick.claims.mentions import sides, written
from tracetrick.claims.problems import Prepared, Solution, prepare
from tracetrick.claims.series import Series
from tracetrick.claims.survey import Survey, variable_keys
from tracetrick.claims.verdict import DEFECT, Verdict, VerdictName
from tracetrick.claims.weighing import ORDERS, Judged, together, weigh
from tracetrick.errors import (
    DomainError,
    NotationError,
    NotTheOnlyError,
    NoValueError,
    ShapeError,
    SpanError,
    TimeError,
    TooManyError,
)
from tracetrick.latex.tree import Derivative, Nabla, Operator, Product, bare, walk
from tracetrick.page.scope import Definition, Function, Variable

if TYPE_CHECKING:
    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.statements import Statement

FloatJudge = Callable[[Problem], Judgement]
_ONE_ASSIGNMENT = "this has a value at one assignment of dimensions only: too few to judge"
_NO_DIMENSIONS = "no dimensions satisfy the relations of this page"
_TOO_FAR = "a letter is compared with a number too large for the claim to be judged beside it"
_TAKEN = "; this := is a claim, as {} has a meaning already: to define, choose another name"
_IN_VAIN = 8  # this part of its work may a claim take that has no value or no draw anywhere
_WHOLE_PRODUCT = "; the logarithm takes the whole product behind it: write brackets if less is meant"
_COSTLY = 10  # this part of its work may a claim take at large dimensions
_JUDGED = ORDERS | {"=", "\\ne"}
_NOT_ONLY = (
    "not the only solution: the equation before must be affine in the variable, with a Jacobian of full "
    "rank; for the substitution alone write E = 0 \\Leftarrow w = s"
)
_NOT_ALWAYS_ONLY = (
    "not always the only solution: what stands before the variable may be 0 or singular; say before that it "
    "is not, as b \\ne 0 or \\det A \\ne 0, or write E = 0 \\Leftarrow w = s"
)


class PageJudge:
    """Judges the statements of one page.

    `float_judge` is the second judge, if there is one; `limit` is that of the work for one statement; `hints`
    says whether messages tell what would be true instead. `turn` candidates of dimensions are put last, for
    draws that are independent of those of another judge of the page.
    """

    def __init__(
        self,
        found: list[Statement],
        float_judge: FloatJudge | None,
        *,
        limit: int = LIMIT,
        hints: bool = True,
        turn: int = 0,
    ) -> None:
        self.found = found
        self.float_judge = float_judge
        self.limit = limit
        self.hints = hints
        self.assignments = Assignments(found, turn)
        self.places = {id(statement): place for place, statement in enumerate(found)}
        self.last_use = {key: place for place, one in enumerate(found) for key in written(one)}

    @cached_property
    def survey(self) -> Survey:
        """What must exist for the page's claims; made when the first of them is judged."""
        return Survey(self.found, self.assignments, self.limit)

    def run(self) -> list[Verdict]:
        """The verdicts of the page's statements."""
        return [self.verdict(statement) for statement in self.found]

    def verdict(self, statement: Statement) -> Verdict:
        """One statement, timed; it need not be of the page, but in the scope of one that is."""
        start = monotonic()
        work = Work(self.limit)
        found = self.caught(statement, work)
        if work.may_be_too_much:
            found = self.caught(statement, Work(self.limit, shares=False))
        if statement.taken and self.hints and found.verdict in ("false", "unreadable"):
            found = replace(found, message=found.message + _TAKEN.format(statement.taken))
        if "survey" in vars(self):
            self.survey.forget(statement)
        return replace(found, seconds=monotonic() - start)

    def caught(self, statement: Statement, work: Work) -> Verdict:
        """What is raised in judging a statement becomes its verdict."""
        try:
            return self.judged(statement, work)
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

    def judged(self, statement: Statement, work: Work) -> Verdict:
        if statement.skipped:
            return Verdict(statement, "skipped", statement.skipped, statement.at)
        if statement.error is not None:
            raise statement.error
        if statement.kind == "definition":
            self.define(statement, work)
        if statement.kind == "declaration" and statement.left is not None:
            return self.condition(statement, work)
        if statement.kind != "claim":
            self.declare(statement, work)
            return Verdict(statement, "true", self.unused(statement), at=statement.at)
        _refuse_empty(statement)
        return self.claim(statement, work)

    # Declarations and definitions

    def declare(self, statement: Statement, work: Work) -> None:
        """The shape of a declared variable must have a value, and so must what is related."""
        entry = statement.entry
        is_relation = statement.kind == "declaration" and entry is None
        if not (is_relation or isinstance(entry, (Variable, Function))):
            return
        candidates = self.assignments.at(statement.scope)
        if next(iter(candidates), None) is None:
            raise NotationError(statement.at, statement.at + 1, _NO_DIMENSIONS)
        if isinstance(entry, Function) or (isinstance(entry, Variable) and not entry.indices):
            _refuse_sizes(entry, statement, candidates, work)

    def unused(self, statement: Statement) -> str:
        """What to say of a name that is defined and never used."""
        entry = statement.entry
        place = self.places.get(id(statement))
        if not isinstance(entry, Definition) or place is None or self.last_use.get(entry.key, -1) > place:
            return ""
        return f"{entry.letter} is defined and never used"

    def condition(self, statement: Statement, work: Work) -> Verdict:
        r"""`\det A \ne 0` restricts the draws, which keep to it with probability 1.

        It gets no verdict of its own.
        """
        found = self.claim(statement, work)
        if found.verdict == "false":
            return replace(found, verdict="unreadable", kind="", message="no draw keeps to this condition")
        return replace(found, exact="", float="", draws=0)

    def define(self, statement: Statement, work: Work) -> None:
        """A definition is not judged, but its shapes are."""
        entry = statement.entry
        if not isinstance(entry, Definition):
            return

        def elaborate(dimensions: Dimensions) -> None:
            elaborator = Elaborator(statement.scope, dimensions, work=work)
            elaborator.labels = some_labels(statement)
            _elaborate_definition(entry, elaborator, statement)

        _has_value_at_one(islice(self.assignments.at(statement.scope), 4), elaborate)

    # Claims

    def claim(self, statement: Statement, work: Work) -> Verdict:
        """Judge a claim at several assignments of dimensions."""
        if statement.membership is not None:
            return self.membership(statement, work)
        if statement.relation not in _JUDGED:
            raise NotationError(statement.at, statement.at + 1, f"{statement.relation} is not judged")
        judged = self.judged_at_assignments(statement, work)
        found = weigh(statement, judged)
        if found.verdict == "false" and self.hints:
            hint = self.layout_hint(statement, judged[-1].dimensions, work)
            return replace(found, message=found.message + hint)
        return found

    def membership(self, statement: Statement, work: Work) -> Verdict:
        r"""`U \in \mathbb{R}^{m\times n}` of a defined name or an expression."""
        found = Verdict(statement, "true", at=statement.at, exact="true", float="true")
        if statement.membership is None:
            return found
        candidates = self.assignments.at(statement.scope)
        for one in membership_claims(statement, statement.membership, candidates, work):
            found = replace(self.claim(one, work), statement=statement)
            if found.verdict != "true":
                break
        return found

    def judged_at_assignments(self, statement: Statement, work: Work) -> list[Judged]:
        """What the judges find at one assignment after the other, until one refutes the claim."""
        candidates = self.assignments.at(statement.scope)
        if next(iter(candidates), None) is None:
            raise NotationError(statement.at, statement.at + 1, _NO_DIMENSIONS)
        series = Series(statement, self.assignments.letters, candidates)
        last: SpanError | None = None
        in_vain = 0
        for group, dimensions in series.wanted_candidates():
            before = work.spent
            if group == "extreme":
                self.judge_at_extreme(statement, series, dimensions, work)
            elif series.judged and group == "large":
                far = self.far(statement, series)
                self.judge_at_large(statement, series, far or dimensions, work)
            else:
                found = self.judge_at(statement, series, dimensions, work)
                last = found or last
                in_vain += work.spent - before if found is not None else 0
            if series.is_refuted or (not series.judged and in_vain > self.limit // _IN_VAIN):
                break
        if not series.judged:
            if isinstance(last, NoValueError) and not self.has_free_indices(statement, work):
                raise ShapeError(last.start, last.end, last.message)
            raise last or _no_draw(statement)
        if series.is_too_short:
            too_short = NotationError(statement.at, statement.at + 1, _ONE_ASSIGNMENT)
            raise last if isinstance(last, TooManyError) else too_short
        self.judge_beside_constants(statement, series, work)
        self.judge_beyond_bounds(statement, series, work)
        return series.judged

    def judge_at(
        self, statement: Statement, series: Series, dimensions: Dimensions, work: Work
    ) -> SpanError | None:
        """Judge a claim at one assignment, or return why it has no value there."""
        if not self.survey.may_allow(dimensions, statement):
            return None
        at_another_number = series.has_usual
        try:
            if at_another_number:
                builder = self.survey.builder(dimensions)
                prepared = prepare(statement, dimensions, work, sample=True, builder=builder)
            else:
                prepared = self.survey.prepared(statement, dimensions, work)
        except (NoValueError, TooManyError) as error:
            return error
        if not self.may_be_judged(prepared, statement, dimensions):
            return None
        series.expect(prepared)
        found = self.judge(prepared, statement, series, dimensions, work)
        if found.has_no_draw:
            return _no_draw(statement)
        series.add(found)
        return None

    def judge_at_large(
        self, statement: Statement, series: Series, dimensions: Dimensions, work: Work
    ) -> None:
        """Judge a claim at large dimensions, if it can be read there and that is little work."""
        own = Work(self.limit // _COSTLY, shares=False)  # what is little work must not depend on others
        with suppress(TimeError, SpanError):
            self.judge_at(statement, series, dimensions, own)
        work.spend(min(own.spent, own.limit))

    def judge_beside_constants(self, statement: Statement, series: Series, work: Work) -> None:
        """Judge a claim on either side of the constants that its letters are compared with."""
        for key, number in series.beside_constants():
            if series.is_refuted:
                return
            dimensions = self.assignments.with_number(statement.scope, key, number)
            if dimensions is None or series.key(dimensions) in series.seen:
                continue
            try:
                found = self.judge_at(statement, series, dimensions, work)
            except (TimeError, NotationError) as error:
                raise NotationError(statement.at, statement.at + 1, _TOO_FAR) from error
            if isinstance(found, TooManyError):
                raise NotationError(statement.at, statement.at + 1, _TOO_FAR)

    def judge_beyond_bounds(self, statement: Statement, series: Series, work: Work) -> None:
        """Judge an inequality where the numbers that it is written with may no longer bound anything."""
        for key, number in series.beyond_bounds():
            if series.is_refuted:
                return
            dimensions = self.assignments.with_number(statement.scope, key, number)
            if dimensions is not None and series.is_new(dimensions):
                self.judge_at_large(statement, series, dimensions, work)

    def far(self, statement: Statement, series: Series) -> Dimensions | None:
        """Where only the numbers of a claim are large, unless it needs more than that."""
        if series.is_order or not series.has_usual:
            return None
        return self.assignments.far(statement.scope, series.values)

    def judge_at_extreme(
        self, statement: Statement, series: Series, dimensions: Dimensions, work: Work
    ) -> None:
        """Judge a claim where a dimension is 1, or a number is large, if it means there what it means else.

        A vector of one entry is a scalar to the elaborator, and bars around a matrix of one entry are no
        determinant; a large number, and 1 in an identity, are for claims that draw nothing.
        """
        ops = {term.op for term in series.judged[0].problem.terms}
        is_one = LONE in series.key(dimensions)
        means_the_same = not (is_one and "det" in ops)
        if means_the_same and ("input" not in ops or (series.is_order and is_one)):
            self.judge_at_large(statement, series, dimensions, work)

    def may_be_judged(self, prepared: Prepared, statement: Statement, dimensions: Dimensions) -> bool:
        """Whether the inverses of this claim, and of those about the same names, exist at an assignment."""
        keys = variable_keys(prepared.problem.terms, statement.scope)
        return self.survey.allows(dimensions, keys) and prepared.has_inverses

    def has_free_indices(self, statement: Statement, work: Work) -> bool:
        first = next(iter(self.assignments.at(statement.scope)))
        try:
            return bool(free_ranges(statement, first, some_labels(statement), work))
        except SpanError:
            return True

    def judge(
        self, prepared: Prepared, statement: Statement, series: Series, dimensions: Dimensions, work: Work
    ) -> Judged:
        """What both judges say."""
        positive = self.survey.positive(statement, prepared.problem, dimensions)
        any_rank = self.survey.has_any_rank(statement, prepared.problem)
        exact, floating = [], []
        for part in prepared.parts:
            again = series.has_usual
            problem = part.under(positive=positive, any_rank=any_rank, again=again, work=work)
            draws = exact_judge.draws_for(problem, series.wanted, len(series.judged))
            found = exact_judge.judge(problem, draws)
            exact.append(found)
            if self.float_judge:
                floating.append(self.second_opinion(problem, found, self.float_judge))
        if any(one.reason == NO_DERIVATIVE for one in (*exact, *floating)):
            raise NotationError(statement.at, statement.at + 1, NO_DERIVATIVE)
        judged = Judged(
            dimensions, prepared.problem, together(exact), together(floating) if floating else None
        )
        if prepared.solution is not None and judged.is_decided and not judged.has_no_draw:
            problem = prepared.problem.under(positive=positive, work=work)
            self.only_solution(prepared.solution, problem)
            if not self.survey.says_regular(prepared.solution.slope, statement.scope):
                self.always_only_solution(prepared.solution, problem)
        return judged

    def second_opinion(self, problem: Problem, exact: Judgement, float_judge: FloatJudge) -> Judgement:
        """What the float judge says; twice, the second time with all care, if it overrules the exact one."""
        found = float_judge(problem.under(alone=exact.verdict == "outside"))
        if found.verdict == "true" and exact.verdict == "false" and exact.reason != "ambiguous":
            return float_judge(problem.under(alone=True, doubted=True))
        return found

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

    def always_only_solution(self, solution: Solution, problem: Problem) -> None:
        """Of what the page neither inverts nor says to be other than 0, singular values are tried too."""
        if self.float_judge is None:
            return
        from tracetrick.algebra.float_judge import stays_injective  # noqa: PLC0415  (likewise)

        if not stays_injective(solution.slope, problem):
            raise NotTheOnlyError(solution.at, solution.at + 1, _NOT_ALWAYS_ONLY)

    def layout_hint(self, statement: Statement, dimensions: Dimensions, work: Work) -> str:
        """Whether the claim would be true in the other layout, at these dimensions."""
        nodes = [node for side in sides(statement) for node in walk(side)]
        if not any(isinstance(node, (Derivative, Nabla)) for node in nodes):
            return ""
        layout = statement.scope.layout
        other: Literal["denominator", "numerator"] = "numerator" if layout == "denominator" else "denominator"
        turned = replace(statement, scope=replace(statement.scope, layout=other))
        try:
            if exact_judge.judge(prepare(turned, dimensions, work).problem).verdict != "true":
                return ""
        except (SpanError, TimeError):
            return ""
        return f"; true in {other} layout, but here {layout} layout holds"


def _refuse_sizes(
    entry: Variable | Function, statement: Statement, candidates: Iterable[Dimensions], work: Work
) -> None:
    """Raise NoValueError if what is declared has a size below 1 at all candidates."""
    shapes = [entry.shape] if isinstance(entry, Variable) else [*entry.domain, entry.codomain]

    def measure(dimensions: Dimensions) -> None:
        elaborator = Elaborator(statement.scope, dimensions, work=work)
        for part in chain.from_iterable(shapes):
            elaborator.size(part, Where(statement.scope))

    _has_value_at_one(candidates, measure)


def _has_value_at_one(candidates: Iterable[Dimensions], read: Callable[[Dimensions], None]) -> None:
    """Raise NoValueError if what is read has a value at none of the candidates, and there are some."""
    last: NoValueError | None = None
    for dimensions in candidates:
        try:
            read(dimensions)
        except NoValueError as error:
            last = error
        else:
            return
    if last is not None:
        raise last


def _elaborate_definition(entry: Definition, elaborator: Elaborator, statement: Statement) -> None:
    rule = next(rule for rule in reversed(entry.rules) if rule.body == statement.right)
    arguments = {}
    for k, key in enumerate(rule.parameters):
        shape = elaborator.parameter_shape(rule, k)
        arguments[key] = elaborator.builder.make("input", (), shape, (key, "real", (k,)))
    elaborator.scope = rule.home.scope  # families of one display mention one another
    for values in elaborator.members(rule):
        elaborator.term(rule.body, Where(rule.home.scope, values, arguments))
    if is_zero(rule.body) and not rule.indices:
        raise NotationError(statement.at, statement.at + 1, "a definition as 0 has no shape")
    elaborator.close()
    elaborator.refuse_constants()


def _within(statement: Statement, error: SpanError) -> int:
    """The guilty place, if it stands in the statement; otherwise its relation."""
    formula = statement.formula
    low, high = formula.outer if formula else (statement.start, statement.end)
    return error.start if low <= error.start <= high and error.end > 0 else statement.at


def _no_draw(statement: Statement) -> DomainError:
    r"""Why no draw is found; `\ln J A` is the logarithm of the product, and often meant as `\ln(J) A`."""
    for node in chain.from_iterable(map(walk, sides(statement))):
        is_bare_logarithm = isinstance(node, Operator) and node.name == "log" and not node.bracket
        if is_bare_logarithm and isinstance(node.children[0], Product):
            return DomainError(node.span.start, node.span.end, NO_DRAW + _WHOLE_PRODUCT)
    return DomainError(statement.at, statement.at + 1, NO_DRAW)


def _refuse_empty(statement: Statement) -> None:
    """Raise NotationError at a claim whose sides are the same tree."""
    if statement.left is None or statement.right is None or statement.equation:
        return
    if bare(statement.left) == bare(statement.right):
        raise NotationError(statement.at, statement.at + 1, "both sides are the same: this says nothing")
