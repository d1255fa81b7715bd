"""A claim at one assignment of dimensions, as a problem for the judges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tracetrick.algebra import exact_judge
from tracetrick.algebra.elaborate import Elaborator, Where, is_zero
from tracetrick.algebra.elaborate.integers import integer
from tracetrick.algebra.judgement import LOEWNER_ORDERS, SCALAR_ORDERS, Problem
from tracetrick.algebra.terms import Builder, Term, unify
from tracetrick.claims.indices import index_values
from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.tree import Name, Node
from tracetrick.page.scope import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.work import Work
    from tracetrick.page.statements import Statement

Pair = tuple[Term, Term]
Condition = tuple[Term, str, Term]


@dataclass(frozen=True)
class Solution:
    """An equation that was solved.

    The last equation as a difference, its Jacobian by the variable that is solved for, and that variable.
    """

    gap: Term
    slope: Term
    variable: Term
    at: int


@dataclass(frozen=True)
class Prepared:
    """A claim at one assignment: what to judge, and the letters that occur in it as numbers.

    `parts` is the problem for each set of conditions, which may depend on the values of the indices;
    `compared` are the constants that such letters are compared with.
    """

    problem: Problem
    parts: tuple[Problem, ...]
    numbers: frozenset[str] = frozenset()
    compared: frozenset[int] = frozenset()
    solution: Solution | None = None

    @cached_property
    def has_inverses(self) -> bool:
        """Whether there is a draw at which every inverse exists."""
        terms = self.problem.terms
        inverses = [term for term in terms if term.op == "inverse" and not exact_judge.is_regular(term)]
        return not inverses or exact_judge.has_values(self.problem, inverses)


def prepare(
    statement: Statement,
    dimensions: Dimensions,
    work: Work,
    *,
    sample: bool = False,
    builder: Builder | None = None,
) -> Prepared:
    """A claim at one assignment as a problem for the judges, at a `sample` of many values of its indices.

    `builder` is that of other claims at the assignment. Raises NotationError and ShapeError.
    """
    builder = builder or Builder()
    builder.sizings.clear()  # those of a claim that has no value
    pairs: list[Pair] = []
    doubts: list[Pair] = []
    numbers: frozenset[str] = frozenset()
    compared: frozenset[int] = frozenset()
    varies: dict[int, tuple[Node, str, bool]] = {}
    last: NoValueError | None = None
    parts: dict[tuple[Condition, ...], dict[Pair, None]] = {}
    solution: Solution | None = None
    refuser: Elaborator | None = None
    ranged = {item.index for item in statement.ranges}
    missing: dict[tuple[int, ...], NoValueError] = {}
    reached: set[tuple[int, ...]] = set()
    for labels, values in index_values(statement, dimensions, work, sample=sample):
        said = tuple(value for key, value in sorted(values.items()) if key in ranged)
        for sign in (1, -1):
            elaborator = elaborator_of(statement, dimensions, builder, sign, work)
            elaborator.labels, elaborator.free_values, elaborator.varies = labels, values, varies
            try:
                found, solution = _pairs(statement, elaborator, values)
                elaborator.close()
            except NoValueError as error:
                last = missing[said] = error
                break
            reached.add(said)
            pairs += found
            doubts += [(one, other) for one, other, _ in elaborator.doubts]
            conditions = tuple(_conditions(statement, elaborator, values))
            parts.setdefault(conditions, {}).update(dict.fromkeys(found))
            numbers |= elaborator.used
            compared |= elaborator.compared
            refuser = elaborator
            if not elaborator.has_sign:
                break
    if refuser is None:
        raise last or NoValueError(
            statement.at, statement.at + 1, "no value of the indices at which all entries exist"
        )
    _refuse_missing(missing, reached)
    refuser.refuse_constants()
    problem = Problem(
        tuple(dict.fromkeys(pairs)), statement.relation, builder, _seed(dimensions),
        doubts=tuple(dict.fromkeys(doubts)), work=work,
        conditions=tuple(dict.fromkeys(one for conditions in parts for one in conditions)),
    )  # fmt: skip
    if len(parts) == 1:
        return Prepared(problem, (problem,), numbers, compared, solution)
    split = [replace(problem, pairs=tuple(own), conditions=conditions) for conditions, own in parts.items()]
    return Prepared(problem, tuple(split), numbers, compared, solution)


def _refuse_missing(missing: Mapping[tuple[int, ...], NoValueError], reached: set[tuple[int, ...]]) -> None:
    """Raise ShapeError if a suffix gives indices values at which an entry or member is missing.

    `missing` says what is, by the values that suffixes give; other indices run as far as there are entries.
    """
    for values, error in missing.items():
        if values not in reached:
            raise ShapeError(error.start, error.end, error.message)


def elaborator_of(
    statement: Statement, dimensions: Dimensions, builder: Builder, sign: int, work: Work
) -> Elaborator:
    r"""An elaborator for a statement; `(t > 0)` behind it makes t positive."""
    kinds = {
        one.left.key: "positive"
        for one in statement.restrictions
        if one.of_draws and one.relation == ">" and is_zero(one.right) and isinstance(one.left, Name)
    }
    return Elaborator(
        statement.scope, dimensions, builder, sign, kinds=kinds, said=statement.ranges, work=work
    )


def _conditions(statement: Statement, elaborator: Elaborator, values: Mapping[str, int]) -> list[Condition]:
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


def _pairs(
    statement: Statement, elaborator: Elaborator, values: Mapping[str, int]
) -> tuple[list[Pair], Solution | None]:
    """The two sides, or those of each equation that a solution must satisfy."""
    left, right = statement.left, statement.right
    if left is None or right is None:
        raise NotationError(statement.at, statement.at + 1, "nothing to judge")
    if statement.solving is None:
        return [_pair(left, right, statement, elaborator, values)], None
    solving = statement.solving
    solution = elaborator.side(solving.solution, values)
    entry = statement.scope.names[solving.variable]
    if not isinstance(entry, Variable):
        raise NotationError(statement.at, statement.at + 1, f"{solving.variable} is not a declared variable")
    where = Where(statement.scope, values)
    member = tuple(integer(elaborator, index, where) for index in solving.indices)
    variable = elaborator.variable(entry, member, where, left)
    solution, _ = elaborator.compare(solution, variable, solving.solution, left)
    free = elaborator.builder.make("named", (variable,), variable.shape, ("free", solving.variable))
    put = elaborator.builder.make("named", (solution,), variable.shape, ("solution", solving.variable))
    elaborator.substituted[solving.variable, member] = put
    equations = ((left, right),) if statement.equation else solving.equations
    pairs = [_pair(one, other, statement, elaborator, values) for one, other in equations]
    if statement.equation or not solving.only:
        return pairs, None
    elaborator.substituted[solving.variable, member] = free
    elaborator.memo.clear()
    last = _pair(*solving.equations[-1], statement, elaborator, values)
    elaborator.close()
    return pairs, _solution(last, free, elaborator, statement)


def _solution(last: Pair, free: Term, elaborator: Elaborator, statement: Statement) -> Solution:
    """What must be affine in the variable, with a Jacobian of full column rank."""
    build = elaborator.builder
    gap = build.add((1, -1), last)
    if free not in build.support(gap):
        message = "the equation does not mention the variable that is solved for"
        raise NotationError(statement.at, statement.at + 1, message)
    return Solution(gap, elaborator.jacobian(gap, free), free.args[0], statement.at)


def _pair(
    left: Node, right: Node, statement: Statement, elaborator: Elaborator, values: Mapping[str, int]
) -> Pair:
    one, other = elaborator.sides(left, right, statement.chain, values)
    if statement.relation in SCALAR_ORDERS:
        if not (unify(one.shape[0], 1) and unify(one.shape[1], 1)):
            message = f"{statement.relation} compares scalars, found {elaborator.shown(one)}"
            raise NotationError(statement.at, statement.at + 1, message)
    elif statement.relation in LOEWNER_ORDERS:
        elaborator.square(one, left, f"{statement.relation}")
    return one, other


def _seed(dimensions: Dimensions) -> str:
    """The draws are those of the names in a claim: claims about the same ones share their values."""
    return f"{dimensions.turn} {sorted(dimensions.letters.items())}"
