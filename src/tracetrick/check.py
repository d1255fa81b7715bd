"""Statements to verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import blake2b
from itertools import islice
from itertools import product as combinations
from math import prod
from time import monotonic, process_time
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra import exact_judge
from tracetrick.algebra.clock import Clock
from tracetrick.algebra.elaborate import (
    Elaborator,
    Where,
    bound_letters,
    compare_integers,
    free_letters,
    is_zero,
    letter_keys,
)
from tracetrick.algebra.judgement import Judgement, Problem
from tracetrick.algebra.sampling import ASSIGNMENTS, ASSIGNMENTS_OF_NUMBERS, COUNTS, Letters, assignments
from tracetrick.algebra.terms import Builder, Term, unify
from tracetrick.errors import (
    DomainError,
    NotationError,
    NotTheOnlyError,
    NoValueError,
    ShapeError,
    SpanError,
    TimeError,
)
from tracetrick.latex.tree import (
    Derivative,
    Entrywise,
    Listed,
    Marked,
    Matrix,
    Nabla,
    Name,
    Node,
    Number,
    Operator,
    Product,
    Sub,
    bare,
    children,
    walk,
)
from tracetrick.page.scope import Definition, Dimension, Function, Range, Scope, Variable
from tracetrick.page.statements import Statement, statements
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    import builtins

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.source import Source

VerdictName = Literal["true", "false", "unreadable", "skipped"]
JudgeName = Literal["true", "false", "outside", ""]
SECONDS = 5.0
_MAX_COMBINATIONS = 2_000
_ORDERS = frozenset(["\\le", "\\ge", "<", ">", "\\preceq", "\\succeq", "\\prec", "\\succ"])
_JUDGED = _ORDERS | {"=", "\\ne"}


@dataclass(frozen=True)
class Verdict:
    """What was found of one statement.

    `kind` of a failure is `value` or `shape`; `at` is the offset of the guilty place; `exact` and `float` are
    what the judges said; `draws` counts points, `residual` is the worst relative difference in float64.
    """

    statement: Statement
    verdict: VerdictName
    message: str = ""
    at: int = 0
    kind: str = ""
    exact: JudgeName = ""
    float: JudgeName = ""
    draws: int = 0
    residual: builtins.float = 0.0
    dimensions: tuple[Mapping[str, int], ...] = ()
    seconds: builtins.float = 0.0

    @property
    def as_expected(self) -> bool:
        """Whether the author expects this verdict."""
        expected = self.statement.expected
        if self.verdict == "skipped":
            return True
        if expected == "true":
            return self.verdict == "true"
        if expected == "unreadable":
            return self.verdict == "unreadable"
        return self.verdict == "false" and expected in ("false", self.kind)


FloatJudge = Callable[[Problem], Judgement]


def check(source: Source, *, first_use: bool = False, float_judge: FloatJudge | None = None) -> list[Verdict]:
    """The verdicts of a page in reading order.

    `float_judge` is the second judge; without it claims rest on the exact judge alone.
    Raises SourceError if the page's Markdown cannot be read.
    """
    with deep_recursion():
        return _Checker(list(statements(source, first_use=first_use)), float_judge).run()


def default_float_judge() -> FloatJudge:
    """The judge in float64. Raises ImportError without torch."""
    from tracetrick.algebra.float_judge import judge  # noqa: PLC0415  (torch is imported only where a claim is judged)

    return judge


@dataclass
class _Prepared:
    """A claim at one assignment: problems to judge, and what became known of it."""

    problem: Problem
    numbers: bool = False
    counted: bool = False
    solution: _Solution | None = None


@dataclass(frozen=True)
class _Solution:
    """An equation that was solved.

    The last equation as a difference, its Jacobian by the variable that is solved for, and that variable.
    """

    gap: Term
    slope: Term
    variable: Term
    at: int


@dataclass
class _Domain:
    """A statement with inverses: it may be judged only where they exist."""

    keys: frozenset[tuple[str, int]]
    feasible: dict[int, bool] = field(default_factory=dict)


class _Checker:
    """Judges the statements of one page."""

    def __init__(self, found: list[Statement], float_judge: FloatJudge | None) -> None:
        self.found = found
        self.float_judge = float_judge
        self.letters = _letters(found)
        self.candidates = list(assignments(self.letters, self.relations_hold))
        self.domains: dict[int, _Domain] = {}
        self.positive: dict[int, frozenset[str]] = {}
        self.clock = Clock(0.0)
        self.current_solution: _Solution | None = None
        self.last_use: dict[str, int] = {}

    def relations_hold(self, dimensions: Dimensions) -> bool:
        """Whether an assignment obeys the page's relations between dimensions."""
        seen = set[int]()
        for statement in self.found:
            for relation in statement.scope.relations:
                if id(relation) in seen:
                    continue
                seen.add(id(relation))
                elaborator = Elaborator(statement.scope, dimensions)
                where = Where(statement.scope)
                try:
                    if relation.relation == "=" and isinstance(relation.left, Sub):
                        base = relation.left.base
                        index = elaborator.integer(relation.left.indices[0], where)
                        if isinstance(base, Name):
                            dimensions.fixed[base.key, index] = elaborator.integer(relation.right, where)
                        continue
                    if relation.relation == "=" and isinstance(relation.left, Name):
                        dimensions.letters[relation.left.key] = elaborator.integer(relation.right, where)
                        continue
                    left, right = (
                        elaborator.integer(relation.left, where),
                        elaborator.integer(relation.right, where),
                    )
                except SpanError:
                    continue
                if not compare_integers(left, relation.relation, right):
                    return False
        return True

    def run(self) -> list[Verdict]:
        self.survey()
        return [self.verdict(k, statement) for k, statement in enumerate(self.found)]

    def verdict(self, place: int, statement: Statement) -> Verdict:
        """One statement, timed."""
        start = monotonic()
        self.clock = Clock(process_time() + SECONDS)
        try:
            found = self.judged(place, statement)
        except ShapeError as error:
            kind = "shape" if statement.kind == "claim" else ""
            name: VerdictName = "false" if statement.kind == "claim" else "unreadable"
            found = Verdict(statement, name, error.message, _within(statement, error), kind)
        except NotTheOnlyError as error:
            found = Verdict(statement, "false", error.message, error.start, "value")
        except SpanError as error:
            found = Verdict(statement, "unreadable", error.message, _within(statement, error))
        except TimeError as error:
            found = Verdict(statement, "unreadable", str(error), statement.at)
        except RecursionError:
            found = Verdict(statement, "unreadable", "nested too deep to be judged", statement.at)
        except Exception as error:  # noqa: BLE001  (a defect in judging one statement is its verdict)
            found = Verdict(
                statement, "unreadable", f"{DEFECT} ({type(error).__name__}: {error})", statement.at
            )
        return replace(found, seconds=monotonic() - start)

    def judged(self, place: int, statement: Statement) -> Verdict:
        if statement.skipped:
            return Verdict(statement, "skipped", statement.skipped, statement.at)
        if statement.error is not None:
            raise statement.error
        if statement.kind == "definition":
            self.define(statement)
        if statement.kind == "declaration" and statement.left is not None:
            return self.condition(place, statement)
        if statement.kind != "claim":
            self.declare(statement)
            return Verdict(statement, "true", self.unused(place, statement), at=statement.at)
        _refuse_empty(statement)
        return self.claim(place, statement)

    # Declarations and definitions

    def declare(self, statement: Statement) -> None:
        """The shape of a declared variable must have a value."""
        entry = statement.entry
        if isinstance(entry, Variable) and not self.candidates:
            raise NotationError(
                statement.at, statement.at + 1, "no dimensions satisfy the relations of this page"
            )

    def unused(self, place: int, statement: Statement) -> str:
        """What to say of a name that is defined and never used."""
        entry = statement.entry
        if not isinstance(entry, Definition):
            return ""
        if not self.last_use:
            for number, other in enumerate(self.found):
                for key in _keys_of(other):
                    self.last_use[key] = number
        used = self.last_use.get(entry.key, -1)
        return "" if used > place else f"{entry.key} is defined and never used"

    def condition(self, place: int, statement: Statement) -> Verdict:
        r"""`\det A \ne 0` restricts the draws, which keep to it with probability 1.

        It gets no verdict of its own.
        """
        found = self.claim(place, statement)
        if found.verdict == "false":
            return replace(found, verdict="unreadable", kind="", message="no draw keeps to this condition")
        return replace(found, exact="", float="", draws=0)

    def define(self, statement: Statement) -> None:
        """A definition is not judged, but its shapes are."""
        entry = statement.entry
        if not isinstance(entry, Definition):
            return
        last: SpanError | None = None
        for dimensions in islice(self.candidates, 4):
            elaborator = Elaborator(statement.scope, dimensions, clock=self.clock)
            elaborator.labels = dict.fromkeys(self.label_keys(statement), 1)
            try:
                self.elaborate_definition(entry, elaborator, statement)
            except NoValueError as error:
                last = error
            else:
                return
        if last is not None:
            raise last

    def elaborate_definition(self, entry: Definition, elaborator: Elaborator, statement: Statement) -> None:
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
        term = elaborator.term(rule.body, replace(home, indices=values, parameters=arguments))
        if is_zero(rule.body):
            raise NotationError(statement.at, statement.at + 1, "a definition as 0 has no shape")
        elaborator.close()
        elaborator.refuse_constants()
        del term

    # Survey: what must exist for the statements about a name

    def survey(self) -> None:
        """Find the statements with inverses, and the variables under a logarithm or root."""
        for place, statement in enumerate(self.found):
            if statement.kind != "claim" or statement.error or statement.skipped:
                continue
            self.clock = Clock(process_time() + SECONDS)
            for dimensions in islice(self.candidates, 3):
                try:
                    prepared = self.prepared(statement, dimensions)
                except (SpanError, TimeError):
                    continue
                terms = list(prepared.problem.terms())
                keys = _variable_keys(terms, statement.scope)
                self.positive[place] = frozenset(_positive_inputs(terms))
                if any(term.op in ("inverse", "pinv") for term in terms):
                    self.domains[place] = _Domain(keys)
                else:
                    self.domains.pop(place, None)
                    self.keys = keys
                break
        self.accept_domains()

    def accept_domains(self) -> None:
        """In reading order; a statement that leaves no dimensions to those before it does not count."""
        accepted: dict[int, _Domain] = {}
        for place, domain in self.domains.items():
            accepted[place] = domain
            if not any(self.allowed(k, domain.keys, accepted) for k in range(len(self.candidates))):
                del accepted[place]
        self.domains = accepted

    def allowed(self, candidate: int, keys: frozenset[tuple[str, int]], domains: dict[int, _Domain]) -> bool:
        """Whether all inverses about these variables exist at a candidate's dimensions."""
        return all(self.feasible(place, candidate) for place, domain in domains.items() if domain.keys & keys)

    def feasible(self, place: int, candidate: int) -> bool:
        known = self.domains_of(place).feasible
        if candidate not in known:
            known[candidate] = self.has_values(self.found[place], self.candidates[candidate])
        return known[candidate]

    def domains_of(self, place: int) -> _Domain:
        return self.domains.setdefault(place, _Domain(frozenset()))

    def has_values(self, statement: Statement, dimensions: Dimensions) -> bool:
        try:
            problem = self.prepared(statement, dimensions).problem
        except SpanError:
            return False
        inverses = [term for term in problem.terms() if term.op in ("inverse", "pinv")]
        return exact_judge.has_values(problem, inverses)

    # Claims

    def claim(self, place: int, statement: Statement) -> Verdict:  # noqa: C901  (one loop with many ways out)
        """Judge a claim at several assignments of dimensions."""
        if statement.membership is not None:
            return self.membership(statement)
        if statement.relation not in _JUDGED:
            raise NotationError(statement.at, statement.at + 1, f"{statement.relation} is not judged")
        judged: list[tuple[Dimensions, Judgement, Judgement]] = []
        wanted = ASSIGNMENTS
        last: SpanError | None = None
        own = self.domains.get(place)
        for number, dimensions in enumerate(self.candidates):
            if len(judged) >= wanted:
                break
            try:
                prepared = self.prepared(statement, dimensions)
            except NoValueError as error:
                last = error
                continue
            keys = _variable_keys(list(prepared.problem.terms()), statement.scope)
            if not self.allowed(number, keys, self.domains):
                continue
            if not own and not self.exists(prepared.problem):
                continue
            wanted = max(wanted, self.wanted(prepared))
            exact, floating = self.judgements(prepared, wanted)
            if floating.verdict == "outside" and self.float_judge:
                last = DomainError(statement.at, statement.at + 1, floating.reason)
                continue
            judged.append((dimensions, exact, floating))
            if "false" in (exact.verdict, floating.verdict):
                break
        if not judged:
            if isinstance(last, NoValueError) and not self.has_free_indices(statement):
                raise ShapeError(last.start, last.end, last.message)
            raise last or NotationError(
                statement.at,
                statement.at + 1,
                "no draw is found at which every inverse, logarithm and root exists",
            )
        return self.summed_up(statement, judged)

    def has_free_indices(self, statement: Statement) -> bool:
        try:
            return bool(self.free_ranges(statement, self.candidates[0], self.some_labels(statement)))
        except SpanError:
            return True

    def some_labels(self, statement: Statement) -> dict[str, int]:
        return dict.fromkeys(self.label_keys(statement), 1)

    def exists(self, problem: Problem) -> bool:
        inverses = [term for term in problem.terms() if term.op in ("inverse", "pinv")]
        return not inverses or exact_judge.has_values(problem, inverses)

    def wanted(self, prepared: _Prepared) -> int:
        if prepared.numbers:
            return ASSIGNMENTS_OF_NUMBERS
        return len(COUNTS) if prepared.counted else ASSIGNMENTS

    def judgements(self, prepared: _Prepared, wanted: int) -> tuple[Judgement, Judgement]:
        """What both judges say; 40 draws in all where a sign decides."""
        problem = prepared.problem
        if prepared.solution is not None:
            self.only_solution(prepared.solution, problem)
        draws = -(-exact_judge.SIGN_DRAWS // wanted) if exact_judge.has_signs(problem) else exact_judge.DRAWS
        exact = exact_judge.judge(problem, draws)
        floating = self.float_judge(problem) if self.float_judge else Judgement("outside", "no float judge")
        return exact, floating

    def only_solution(self, solution: _Solution, problem: Problem) -> None:
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

    def summed_up(
        self, statement: Statement, judged: list[tuple[Dimensions, Judgement, Judgement]]
    ) -> Verdict:
        """One verdict from all assignments (section 7 of the notation)."""
        exact = _together([one.verdict for _, one, _ in judged])
        floating = _together([one.verdict for _, _, one in judged])
        draws = sum(one.draws for _, _, one in judged) or sum(one.draws for _, one, _ in judged)
        residual = max((one.residual for _, _, one in judged), default=0.0)
        dimensions = tuple(dict(one.letters) for one, _, _ in judged)
        base = Verdict(
            statement, "true", at=statement.at, exact=exact, float=floating, draws=draws, residual=residual,
            dimensions=dimensions,
        )  # fmt: skip
        if any("ambiguous" in (one.reason, other.reason) for _, one, other in judged):
            message = "⊙ or ⊗ beside a product: both readings have shapes and differ in value: write brackets"
            return replace(base, verdict="unreadable", message=message)
        if exact == "false" and (floating == "true" or not self.float_judge):
            base, exact = self.weighed(base, judged)
            if base.verdict == "unreadable":
                return base
        if exact == "true" and floating == "false" and self.float_judge:
            return replace(base, verdict="unreadable", message=_DISAGREEMENT)
        if "false" in (exact, floating):
            return self.refuted(base, judged)
        if exact == "outside" and not self.float_judge:
            return replace(base, verdict="unreadable", message=_OUTSIDE)
        zero = all(one.both_zero or other.both_zero for _, one, other in judged)
        left, right = statement.left, statement.right
        if (
            zero
            and statement.relation == "="
            and not statement.solving
            and left
            and right
            and not (is_zero(left) or is_zero(right))
            and not (_all_zero(left) or _all_zero(right))
        ):
            message = "both sides are 0 in every draw: this says nothing"
            return replace(base, verdict="unreadable", message=message)
        return base

    def weighed(
        self, base: Verdict, judged: list[tuple[Dimensions, Judgement, Judgement]]
    ) -> tuple[Verdict, Literal["true", "false", "outside"]]:
        """Exact false and not float false.

        It is outside if the claim applies functions that arithmetic modulo p lacks.
        """
        problem = self.prepared(base.statement, judged[-1][0]).problem
        if exact_judge.may_not_honour(problem):
            return replace(base, exact="outside"), "outside"
        if self.float_judge:
            return replace(base, verdict="unreadable", message=_DISAGREEMENT), "false"
        return base, "false"

    def refuted(self, base: Verdict, judged: list[tuple[Dimensions, Judgement, Judgement]]) -> Verdict:
        dimensions, exact, floating = judged[-1]
        witness = floating.witness or exact.witness
        message = "the two sides differ"
        if base.statement.relation == "\\ne":
            message = "the two sides are equal at every point"
        elif base.statement.relation in _ORDERS:
            message = "refuted"
        if witness is not None and witness.left:
            message += f": left {_values(witness.left)}, right {_values(witness.right)}"
        if dimensions.letters:
            used = [key for key in dimensions.letters if key in self.mentioned_letters(base.statement)]
            shown = ", ".join(f"{key} = {dimensions.letters[key]}" for key in used)
            message += f" (at {shown})" if shown else ""
        message += self.layout_hint(base.statement, dimensions)
        return replace(base, verdict="false", kind="value", message=message)

    def mentioned_letters(self, statement: Statement) -> set[str]:
        found = set[str]()
        for node in (statement.left, statement.right):
            if node is not None:
                found |= _mentions(node, statement.scope)
        return found

    def layout_hint(self, statement: Statement, dimensions: Dimensions) -> str:
        """Whether the claim would be true in the other layout."""
        sides = [node for node in (statement.left, statement.right) if node is not None]
        if not any(isinstance(node, (Derivative, Nabla)) for side in sides for node in walk(side)):
            return ""
        other: Literal["denominator", "numerator"] = (
            "numerator" if statement.scope.layout == "denominator" else "denominator"
        )
        turned = replace(statement, scope=replace(statement.scope, layout=other))
        try:
            if exact_judge.judge(self.prepared(turned, dimensions).problem).verdict != "true":
                return ""
        except (SpanError, TimeError):
            return ""
        return f"; true in {other} layout, but here {statement.scope.layout} layout holds"

    # Problems

    def prepared(self, statement: Statement, dimensions: Dimensions) -> _Prepared:
        """A claim at one assignment as a problem for the judges. Raises NotationError and ShapeError."""
        left, right = statement.left, statement.right
        if left is None or right is None:
            raise NotationError(statement.at, statement.at + 1, "nothing to judge")
        builder = Builder()
        pairs: list[tuple[Term, Term]] = []
        doubts: list[tuple[Term, Term]] = []
        numbers = False
        varies: dict[int, tuple[Node, str, bool]] = {}
        last: NoValueError | None = None
        conditions: list[tuple[Term, str, Term]] = []
        for labels, values in self.combinations(statement, dimensions):
            for sign in (1, -1):
                elaborator = self.elaborator(statement, dimensions, builder, sign)
                elaborator.labels, elaborator.free_values, elaborator.varies = labels, values, varies
                try:
                    found = self.pairs_of(statement, elaborator, values)
                    elaborator.close()
                except NoValueError as error:
                    last = error
                    break
                pairs += found
                doubts += [(one, other) for one, other, _ in elaborator.doubts]
                conditions = self.conditions(statement, elaborator, values)
                numbers = numbers or bool(elaborator.used)
                refuser = elaborator
                if not elaborator.has_sign:
                    break
        if not pairs:
            raise last or NoValueError(
                statement.at, statement.at + 1, "no value of the indices at which all entries exist"
            )
        refuser.refuse_constants()
        keys = self.mentioned_letters(statement)
        counted = any(key in keys for key in self.letters.counts + self.letters.naturals)
        problem = Problem(
            tuple(dict.fromkeys(pairs)), statement.relation, builder, self.seed(statement, dimensions),
            doubts=tuple(dict.fromkeys(doubts)), conditions=tuple(conditions), clock=self.clock,
            positive=self.positive_inputs(statement, builder),
        )  # fmt: skip
        solution, self.current_solution = self.current_solution, None
        return _Prepared(problem, numbers, counted, solution)

    def positive_inputs(
        self, statement: Statement, builder: Builder
    ) -> frozenset[tuple[str, tuple[int, ...]]]:
        """The inputs that are arguments of a logarithm or root somewhere in their scope."""
        keys = set[str]()
        for place, names in self.positive.items():
            other = self.found[place].scope.names
            keys |= {key for key in names if other.get(key) is statement.scope.names.get(key)}
        return frozenset(
            (t.data[0], t.data[2]) for t in builder.known.values() if t.op == "input" and t.data[0] in keys
        )

    def elaborator(
        self, statement: Statement, dimensions: Dimensions, builder: Builder, sign: int
    ) -> Elaborator:
        kinds = {
            one.left.key: "positive"
            for one in statement.restrictions
            if one.of_draws and one.relation == ">" and is_zero(one.right) and isinstance(one.left, Name)
        }
        return Elaborator(statement.scope, dimensions, builder, sign, kinds=kinds, clock=self.clock)

    def conditions(
        self, statement: Statement, elaborator: Elaborator, values: Mapping[str, int]
    ) -> list[tuple[Term, str, Term]]:
        """What restricts the draws of this one statement."""
        found = []
        for one in statement.restrictions:
            if not one.of_draws or (
                isinstance(one.left, Name) and one.left.key in elaborator.kinds and is_zero(one.right)
            ):
                continue
            where = Where(statement.scope, values)
            left, right = elaborator.term(one.left, where), elaborator.term(one.right, where)
            if not (left.is_scalar and right.is_scalar):
                raise NotationError(one.left.span.start, one.right.span.end, "a condition compares scalars")
            found.append((left, one.relation, right))
        return found

    def pairs_of(
        self, statement: Statement, elaborator: Elaborator, values: Mapping[str, int]
    ) -> list[tuple[Term, Term]]:
        """The two sides, or those of each equation that a solution must satisfy."""
        left, right = statement.left, statement.right
        if left is None or right is None:
            raise NotationError(statement.at, statement.at + 1, "nothing to judge")
        if statement.solving is None:
            return [self.pair(left, right, statement, elaborator, values)]
        solving = statement.solving
        solution = elaborator.side(solving.solution, values)
        entry = statement.scope.names[solving.variable]
        if not isinstance(entry, Variable):
            raise NotationError(
                statement.at, statement.at + 1, f"{solving.variable} is not a declared variable"
            )
        variable = elaborator.variable(entry, (), Where(statement.scope, values), left)
        solution, _ = elaborator.compare(solution, variable, solving.solution, left)
        free = elaborator.builder.make("named", (variable,), variable.shape, ("free", solving.variable))
        put = elaborator.builder.make("named", (solution,), variable.shape, ("solution", solving.variable))
        elaborator.substituted[solving.variable] = put
        equations = ((left, right),) if statement.equation else solving.equations
        pairs = [self.pair(one, other, statement, elaborator, values) for one, other in equations]
        if not statement.equation and solving.only:
            elaborator.substituted[solving.variable] = free
            elaborator.memo.clear()
            one, other = self.pair(*solving.equations[-1], statement, elaborator, values)
            elaborator.close()
            self.current_solution = self.solution(one, other, free, elaborator, statement)
        return pairs

    def solution(
        self, left: Term, right: Term, free: Term, elaborator: Elaborator, statement: Statement
    ) -> _Solution:
        """What must be affine in the variable, with a Jacobian of full column rank."""
        build = elaborator.builder
        gap = build.add((1, -1), (left, right))
        if free not in build.support(gap):
            message = "the equation does not mention the variable that is solved for"
            raise NotationError(statement.at, statement.at + 1, message)
        return _Solution(gap, elaborator.jacobian(gap, free), free.args[0], statement.at)

    def pair(
        self, left: Node, right: Node, statement: Statement, elaborator: Elaborator, values: Mapping[str, int]
    ) -> tuple[Term, Term]:
        one, other = elaborator.sides(left, right, statement.chain, values)
        if statement.relation in ("\\le", "\\ge", "<", ">"):
            if not (unify(one.shape[0], 1) and unify(one.shape[1], 1)):
                message = f"{statement.relation} compares scalars, found {elaborator.shown(one)}"
                raise NotationError(statement.at, statement.at + 1, message)
        elif statement.relation in ("\\preceq", "\\succeq", "\\prec", "\\succ"):
            elaborator.square(one, left, f"{statement.relation}")
        return one, other

    def seed(self, statement: Statement, dimensions: Dimensions) -> str:
        text = f"{statement.latex}|{sorted(dimensions.letters.items())}"
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def combinations(
        self, statement: Statement, dimensions: Dimensions
    ) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
        """The values of the labels and of the free indices."""
        labels = self.label_values(statement, dimensions)
        for chosen in combinations(*labels.values()):
            drawn = dict(zip(labels, chosen, strict=True))
            free = self.free_ranges(statement, dimensions, drawn)
            count = prod(len(found) for found in free.values())
            if count > _MAX_COMBINATIONS:
                raise NotationError(
                    statement.at, statement.at + 1, f"{count} values of the free indices: too many"
                )
            for picked in combinations(*free.values()):
                values = dict(zip(free, picked, strict=True))
                if self.restricted(statement, dimensions, values, drawn):
                    yield drawn, values

    def label_keys(self, statement: Statement) -> list[str]:
        names = statement.scope.names
        nodes = [node for node in (statement.left, statement.right) if node is not None]
        mentioned = set[str]().union(*(_mentions(node, statement.scope) for node in nodes))
        return sorted(
            k
            for k in mentioned
            if isinstance(one := names.get(k), Variable) and one.kind == "label" and not one.indices
        )

    def label_values(self, statement: Statement, dimensions: Dimensions) -> dict[str, Sequence[int]]:
        found: dict[str, Sequence[int]] = {}
        elaborator = Elaborator(statement.scope, dimensions)
        for key in self.label_keys(statement):
            entry = statement.scope.names[key]
            if isinstance(entry, Variable):
                found[key] = range(1, elaborator.integer(entry.shape[0], Where(statement.scope)) + 1)
        return found

    def restricted(
        self,
        statement: Statement,
        dimensions: Dimensions,
        values: Mapping[str, int],
        labels: Mapping[str, int],
    ) -> bool:
        """Whether the values of the indices keep to the suffixes."""
        elaborator = Elaborator(statement.scope, dimensions, labels=labels)
        where = Where(statement.scope, values)
        return all(
            compare_integers(
                elaborator.integer(one.left, where), one.relation, elaborator.integer(one.right, where)
            )
            for one in statement.restrictions
            if not one.of_draws
        )

    def free_ranges(
        self, statement: Statement, dimensions: Dimensions, labels: Mapping[str, int]
    ) -> dict[str, Sequence[int]]:
        """The values of each free index: from a suffix, or from the places where it stands."""
        nodes = [node for node in (statement.left, statement.right) if node is not None]
        scope = statement.scope
        letters = set[str]().union(*(free_letters(node, scope) for node in nodes))
        sides = [side for one in statement.restrictions if not one.of_draws for side in (one.left, one.right)]
        letters |= {
            n.key for side in sides for n in walk(side) if isinstance(n, Name) and n.key not in scope.names
        }
        _refuse_bound(nodes, letters)
        ranges = {item.index: item for item in statement.ranges}
        letters |= {
            key
            for key in ranges
            if any(isinstance(n, Name) and n.key == key for node in nodes for n in walk(node))
        }
        letters |= self.assumed_letters(statement)
        elaborator = Elaborator(scope, dimensions, labels=labels, clock=self.clock)
        found: dict[str, Sequence[int]] = {}
        for key in sorted(letters & set(ranges)):
            found[key] = elaborator.range_values(
                ranges[key], Where(scope, {k: v[0] for k, v in found.items() if v})
            )
        open_letters = sorted(letters - set(ranges))
        if open_letters:
            found.update(self.probed(statement, elaborator, open_letters, found))
        return found

    def assumed_letters(self, statement: Statement) -> set[str]:
        r"""The free letters of assumptions in force: j of `\mathrm{d}W_k = 0, k \ne j`."""
        scope = statement.scope
        found = set[str]()
        for assumption in scope.held:
            pattern = {index.key for index in assumption.indices if isinstance(index, Name)}
            for one in assumption.restrictions:
                names = {n.key for side in (one.left, one.right) for n in walk(side) if isinstance(n, Name)}
                found |= {key for key in names - pattern if key not in scope.names}
        return found

    def probed(
        self,
        statement: Statement,
        elaborator: Elaborator,
        letters: list[str],
        known: Mapping[str, Sequence[int]],
    ) -> dict[str, Sequence[int]]:
        """Elaborate at small values to see over what the indices run."""
        fixed = {key: values[0] for key, values in known.items() if values}
        nodes = [node for node in (statement.left, statement.right) if node is not None]
        for value in (1, 2):
            for node in nodes:
                with elaborator.silently():
                    elaborator.free_values = {**fixed, **dict.fromkeys(letters, value)}
                    elaborator.term(node, Where(statement.scope, elaborator.free_values))
        found: dict[str, Sequence[int]] = {}
        for key in letters:
            if elaborator.extents.get(key):
                found[key] = elaborator.common_range(key, nodes[0])
            else:
                found[key] = self.fallback(key, statement, elaborator)
        return found

    def fallback(self, key: str, statement: Statement, elaborator: Elaborator) -> Sequence[int]:
        """The range of the family that an assumption is about, or all small values."""
        for assumption in statement.scope.held:
            entry = statement.scope.names.get(assumption.key)
            names = {
                n.key
                for one in assumption.restrictions
                for n in (*walk(one.left), *walk(one.right))
                if isinstance(n, Name)
            }
            if key in names and isinstance(entry, Variable) and entry.indices:
                return sorted(elaborator.family_values(entry, 0, Where(statement.scope)))
        sizes = [*elaborator.dimensions.letters.values(), 1]
        return range(1, max(sizes) + 1)

    # Membership

    def membership(self, statement: Statement) -> Verdict:
        r"""`U \in \mathbb{R}^{m\times n}` of a defined name or an expression."""
        declared, left = statement.membership, statement.left
        if declared is None or left is None:
            raise NotationError(statement.at, statement.at + 1, "nothing to judge")
        items = left.items if isinstance(left, Listed) else (left,)
        shapes = declared.kind not in ("natural", "label")
        if not shapes:
            raise NotationError(
                statement.at, statement.at + 1, "of an expression only shape, symmetry and sign are judged"
            )
        verdict = Verdict(statement, "true", at=statement.at, exact="true", float="true")
        for item in items:
            found = self.member(item, statement)
            if found is not None:
                verdict = found
                if found.verdict != "true":
                    return found
        return verdict

    def member(self, item: Node, statement: Statement) -> Verdict | None:
        declared = statement.membership
        if declared is None:
            return None
        checked = False
        for dimensions in islice(self.candidates, 8):
            stand_in = replace(statement, left=item, right=item, relation="=", membership=None)
            elaborator = self.elaborator(statement, dimensions, Builder(), 1)
            elaborator.labels = dict.fromkeys(self.label_keys(stand_in), 1)
            try:
                values = next(iter(self.combinations(stand_in, dimensions)), ({}, {}))[1]
                term = elaborator.side(item, values)
                shape = [elaborator.integer(part, Where(statement.scope)) for part in declared.shape]
            except NoValueError:
                continue
            rows, columns = (shape[0] if shape else 1), (shape[1] if len(shape) > 1 else 1)
            if not (unify(term.shape[0], rows) and unify(term.shape[1], columns)):
                message = f"this is {elaborator.shown(term)}, not {rows}×{columns}"
                raise ShapeError(item.span.start, item.span.end, message)
            checked = True
        if not checked:
            raise NotationError(statement.at, statement.at + 1, "no dimensions at which this has a value")
        return self.member_value(item, statement)

    def member_value(self, item: Node, statement: Statement) -> Verdict | None:
        """Symmetry, definiteness, orthogonality and sign, as claims of their own."""
        kind = statement.membership.kind if statement.membership else "real"
        span = item.span
        transposed = Marked(item, "\\top", span=span)
        zero, one = Number(Fraction(0), span=span), Number(Fraction(1), span=span)
        ones = Marked(Number(Fraction(1), "mathbf", span=span), "\\top", span=span)
        total = Product((ones, item), span=span)
        known: dict[str, list[tuple[Node, str, Node]]] = {
            "symmetric": [(transposed, "=", item)],
            "definite": [(transposed, "=", item), (item, "\\succ", zero)],
            "orthogonal": [(Product((transposed, item), span=span), "=", Name("I", span=span))],
            "positive": [(item, ">", zero)],
            "onehot": [(Entrywise("\\odot", item, item, span=span), "=", item), (total, "=", one)],
            "simplex": [(total, "=", one), (Operator("diag", (item,), span=span), "\\succeq", zero)],
        }
        claims = known.get(kind, [])
        found: Verdict | None = None
        for left, relation, right in claims:
            stand_in = replace(statement, left=left, right=right, relation=relation, membership=None)
            found = replace(self.claim(-1, stand_in), statement=statement)
            if found.verdict != "true":
                return found
        return found


_NOT_ONLY = (
    "not the only solution: the equation before must be affine in the variable, with a Jacobian of full "
    "rank; for the substitution alone write E = 0 \\Leftarrow w = s"
)
_OUTSIDE = "outside the exact judge: install torch for the judge in float64"
DEFECT = "this is a defect of the checker, please report it"
_DISAGREEMENT = f"the two judges disagree: {DEFECT}"


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


def _refuse_bound(nodes: list[Node], letters: set[str]) -> None:
    for node in nodes:
        both = bound_letters(node) & letters
        if both:
            guilty = next((n for n in walk(node) if isinstance(n, Name) and n.key in both), node)
            message = f"the index {min(both)} is bound by a sum and unknown outside it"
            raise NotationError(guilty.span.start, guilty.span.end, message)


def _keys_of(statement: Statement) -> Iterator[str]:
    """The names that a statement mentions; of subscripted ones also the name below."""
    for node in (statement.left, statement.right):
        if node is not None:
            yield from letter_keys(node)


def _mentions(node: Node, scope: Scope, seen: set[int] | None = None) -> set[str]:
    """The names in a tree, and in the definitions of the names in it."""
    seen = set() if seen is None else seen
    found = set[str]()
    for key in letter_keys(node):
        entry = scope.names.get(key)
        found.add(key)
        if entry is None or id(entry) in seen:
            continue
        seen.add(id(entry))
        if isinstance(entry, Definition):
            for rule in entry.rules:
                found |= _mentions(rule.body, rule.home.scope, seen)
                found |= _range_names(rule.ranges)
        elif isinstance(entry, Variable):
            found |= {n.key for part in entry.shape for n in walk(part) if isinstance(n, Name)}
            found |= _range_names(entry.ranges)
        elif isinstance(entry, Function):
            shapes = (*entry.domain, entry.codomain)
            found |= {n.key for shape in shapes for part in shape for n in walk(part) if isinstance(n, Name)}
    return found


def _range_names(ranges: tuple[Range, ...]) -> set[str]:
    return {
        n.key
        for item in ranges
        for side in (item.first, item.last)
        for n in walk(side)
        if isinstance(n, Name)
    }


def _letters(found: list[Statement]) -> Letters:
    """Sort the dimension letters of a page by what they are used for."""
    squares: dict[str, None] = {}
    shaped: dict[str, None] = {}
    letters: dict[str, None] = {}
    naturals: dict[str, None] = {}
    seen = set[int]()
    for statement in found:
        for key, entry in statement.scope.names.items():
            if id(entry) in seen:
                continue
            seen.add(id(entry))
            if isinstance(entry, Dimension) and not entry.family:
                letters[key] = None
            elif isinstance(entry, Variable) and entry.kind == "natural":
                naturals[key] = None
            for shape in _shapes(entry):
                names = [key for part in shape for key in _sizes(part)]
                shaped.update(dict.fromkeys(names))
                if len(shape) == 2 and shape[0] == shape[1] and isinstance(shape[0], Name):
                    squares[shape[0].key] = None
    counts = tuple(key for key in letters if key not in shaped)
    rest = [key for key in letters if key not in counts and key not in naturals]
    return Letters(
        tuple(key for key in rest if key in squares),
        tuple(key for key in rest if key not in squares),
        counts,
        tuple(naturals),
    )


def _sizes(node: Node) -> Iterator[str]:
    """The letters of a dimension, but not those of the indices in it (`m_D`)."""
    if isinstance(node, Sub):
        yield from _sizes(node.base)
        return
    if isinstance(node, Name):
        yield node.key
    for child in children(node):
        yield from _sizes(child)


def _shapes(entry: object) -> list[tuple[Node, ...]]:
    if isinstance(entry, Variable):
        return [entry.shape]
    return [*entry.domain, entry.codomain] if isinstance(entry, Function) else []


def _variable_keys(terms: list[Term], scope: Scope) -> frozenset[tuple[str, int]]:
    return frozenset(
        (term.data[0], id(scope.names.get(term.data[0]))) for term in terms if term.op == "input"
    )


def _positive_inputs(terms: list[Term]) -> Iterator[str]:
    """The inputs that are, whole or by an entry, arguments of a logarithm or root."""
    for term in terms:
        if term.op == "pointwise" and term.data in ("log", "sqrt"):
            argument = term.args[0]
            if argument.op == "gather" and len(argument.args) == 1:
                argument = argument.args[0]
            if argument.op == "input":
                yield argument.data[0]


def _together(verdicts: list[Literal["true", "false", "outside"]]) -> Literal["true", "false", "outside"]:
    if "false" in verdicts:
        return "false"
    return "outside" if "outside" in verdicts else "true"


def _all_zero(node: Node) -> bool:
    """Whether a side is literally a matrix of zeros."""
    return isinstance(node, Matrix) and all(is_zero(cell) for row in node.rows for cell in row)


def _values(rows: tuple[tuple[float, ...], ...]) -> str:
    shown = [
        " ".join(f"{entry:.4g}" for entry in row[:4]) + (" …" if len(row) > 4 else "") for row in rows[:3]
    ]
    text = "; ".join(shown) + ("; …" if len(rows) > 3 else "")
    return text if len(rows) == 1 and len(rows[0]) == 1 else f"[{text}]"


__all__ = ["Verdict", "check", "default_float_judge"]
