"""Exact judge: claims modulo a prime, derivatives out of arithmetic on (nested) dual numbers.

A false polynomial identity of degree D passes one draw with probability at most D/p (Schwartz 1980, Zippel
1979).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any

from tracetrick.algebra.duals import Plain, chunks, matmul, plain_of
from tracetrick.algebra.elimination import rank
from tracetrick.algebra.exact_draws import MOST_DRAWS, choices, numbers, turns_of
from tracetrick.algebra.exact_functions import Elementary, Signs
from tracetrick.algebra.exact_point import Point
from tracetrick.algebra.exact_weights import Weighing, over_jacobians
from tracetrick.algebra.judgement import NO_DRAW, NOTHING, Judgement, JudgeVerdict, Problem
from tracetrick.algebra.modular import PRIME, OutsideError, RedrawError
from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.algebra.terms import Term

DRAWS = 1
SIGN_DRAWS = 40  # a wrong sign pattern passes with probability 2^-40
_ATTEMPTS = 400
_MAX_SIGNS = 8  # of which all choices are tried
_TRIES = 12
_REGULAR = frozenset(["real", "symmetric", "definite", "orthogonal"])
_KEEP_REGULAR = frozenset(["transpose", "inverse", "matmul", "kron", "named"])
_SIGNED = frozenset(["sign", "abs", "relu", "sqrt"])
_TRANSCENDENTAL = frozenset(
    ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "sigmoid", "softplus"]
)


def draws_for(problem: Problem, assignments: int, judged: int) -> int:
    """How many draws a claim takes at each of several assignments of dimensions, after so many judged.

    Where a sign decides, it is SIGN_DRAWS in all. One-hot vectors take all their values together, if they are
    few; an orthogonal matrix is a rotation and a reflection.
    """
    if judged >= assignments:
        return DRAWS
    sorts = [count for term in problem.inputs if (count := choices(term))]
    together = prod(sorts)
    discrete = together if together <= MOST_DRAWS else 2 * max(sorts)
    signs = -(-SIGN_DRAWS // assignments) if has_signs(problem) else 0
    return max(discrete, signs, DRAWS)


def is_sampled(problem: Problem) -> bool:
    """Whether the judge sees only some of the cases that signs, one-hot vectors or ranks make."""
    has_ranks = any(term.op == "pinv" for term in problem.terms)
    return has_ranks or has_signs(problem) or any(choices(term) for term in problem.inputs)


def has_signs(problem: Problem) -> bool:
    """Whether a sign decides something in the claim."""
    return any(
        term.op == "pointwise" and term.data in _SIGNED and not problem.builder.is_constant(term)
        for term in problem.terms
    )


def judge(problem: Problem, draws: int = DRAWS) -> Judgement:
    """Judge the pairs of a problem at `draws` random points.

    Returns `outside` if the claim is outside the fragment.
    """
    if problem.relation not in ("=", "\\ne") or problem.conditions:
        return Judgement("outside", "not an identity")
    try:
        with problem.kept() as kept:
            return _judge(problem, draws, kept)
    except OutsideError as error:
        return Judgement("outside", str(error))


def may_not_honour(problem: Problem) -> bool:
    """Whether a claim applies functions whose laws arithmetic modulo p does not honour.

    They are listed in section 7 of the notation. A claim that is false whatever the signs in it are needs
    none of the laws of signs to be refuted.
    """
    arguments = {
        id(term.args[0]) for term in problem.terms if term.op == "pointwise" and term.data in _TRANSCENDENTAL
    }
    has_pi = any(term.op == "const" and "π" in term.data for term in problem.terms)
    if len(arguments) > 1 or (arguments and has_pi):
        return True
    return has_signs(problem) and not (problem.relation == "=" and _is_false_for_all_signs(problem))


def _is_false_for_all_signs(problem: Problem) -> bool:
    """Whether at some point no choice of the signs and roots makes the claim true.

    On the reals each sign is constant around a point where it is not 0, and so is the branch of each root: a
    true claim is an identity of algebraic functions there, and holds modulo p for one choice of them.
    """
    heavy = over_jacobians(problem.terms)
    for attempt in range(_TRIES):
        seed = f"{problem.seed}:signs:{attempt}"
        try:
            chosen = Signs(0)
            if _holds(problem, seed, chosen, heavy):
                return False
            count = len(chosen.known)
            for pattern in range(1, 2**count if count <= _MAX_SIGNS else 0):
                chosen = Signs(pattern)
                if _holds(problem, seed, chosen, heavy) or len(chosen.known) > count:
                    return False
        except RedrawError:
            continue
        except OutsideError:
            return False
        return count <= _MAX_SIGNS
    return False


def _holds(problem: Problem, seed: str, signs: Signs, heavy: frozenset[Term]) -> bool:
    left, right = _sides(Point(problem, (seed,), elementary=Elementary(signs)), problem, heavy)
    return left == right


def is_regular(term: Term) -> bool:
    """Whether a matrix is seen to be invertible at almost all draws, whatever its dimensions are.

    As A, and products of such matrices: no determinant of them is zero everywhere.
    """
    return all(
        one.rows == one.columns and one.data[1] in _REGULAR if one.op == "input" else one.op in _KEEP_REGULAR
        for one in walk((term,))
    )


def has_values(problem: Problem, terms: list[Term]) -> bool:
    """Whether these inverses exist at some draw. What lies outside the fragment counts as existing."""
    with problem.kept() as kept:
        shared = Draws(problem, kept)
        for _ in range(_TRIES):
            try:
                point = shared.next(0)
                for term in terms:
                    point.plain(term)
            except RedrawError:
                continue
            except OutsideError:
                return True
            return True
    return False


def is_affine_and_injective(terms: tuple[Term, Term, Term], problem: Problem) -> bool | None:
    """Whether a term is affine in an input and its Jacobian has full column rank; None outside the fragment.

    `terms` are the term, its Jacobian and the input. Affine: at three points of a line the values are in
    line.
    """
    gap, slope, variable = terms
    whole = Problem(((gap, gap), (slope, slope)), "=", problem.builder, problem.seed, work=problem.work)
    for attempt in range(_ATTEMPTS):
        point = Point(whole, (f"{whole.seed}:solving:{attempt}",))
        try:
            rows, columns = slope.size
            full = rank(point.plain(slope), rows, columns) == columns
            return full and _is_straight(point, gap, variable)
        except RedrawError:
            continue
        except OutsideError:
            return None
    return None


def _is_straight(point: Point, term: Term, variable: Term) -> bool:
    """Whether the values at w, w + v and w + 2v are in line."""
    values = [point.plain(term)]
    for _ in range(2):
        point.move(variable)
        values.append(point.plain(term))
    return all((a + c - 2 * b) % PRIME == 0 for a, b, c in zip(*values, strict=True))


class Draws:
    """The draws of one problem: the first alone, for it refutes most false claims; then the others together.

    As long as each has served, they are those of other claims too, for which they may be `kept`. Of several
    that were tried together, those of which it is known that they may serve are tried again.
    """

    def __init__(self, problem: Problem, kept: dict[object, Any]) -> None:
        self.problem = problem
        self.kept = kept
        self.turns = turns_of(problem.inputs)
        self.zeros: dict[tuple[Term, int], int] = {}
        self.costs: dict[Term, int] = {}
        self.attempts = 0
        self.again: tuple[str, ...] = ()
        self.is_choosy = False
        self.one_by_one = False

    def next(self, number: int, wanted: int = 1) -> Point:
        """Draws for that of this number and those after it; as many as are `wanted`, or fewer."""
        if self.again:
            point = Point(NOTHING, self.again[:wanted], number, turns=self.turns)
            self.again = ()
        else:
            count = 1 if number == 0 or self.one_by_one else wanted + wanted * self.is_choosy
            seeds = tuple(f"{self.problem.seed}:{self.attempts + k}" for k in range(count))
            point = Point(NOTHING, seeds, number, turns=self.turns)
            if self.attempts == number and count <= wanted:
                point = self.kept.setdefault(("exact", number, count, *self.turns), point)
            self.attempts += count
        return replace(point, problem=self.problem, zeros=self.zeros, costs=self.costs)

    def refuse(self, point: Point, faults: list[int]) -> None:
        """Take note that some of these draws do not serve."""
        if faults:
            bad = map(any, chunks(faults, point.draws))
            self.again = tuple(seed for seed, is_bad in zip(point.seeds, bad, strict=True) if not is_bad)
            self.is_choosy = True
        elif point.draws > 1:
            self.one_by_one = True


def _judge(problem: Problem, draws: int, kept: dict[object, Any]) -> Judgement:
    heavy = over_jacobians(problem.terms)
    zero = True
    drawn = Draws(problem, kept)
    done = 0
    differs = False
    while done < draws:
        if drawn.attempts >= draws + _ATTEMPTS:
            return Judgement("outside", NO_DRAW)
        point = drawn.next(done, draws - done)
        try:
            left, right = _sides(point, problem, heavy)
            doubts = [(point.plain(one), point.plain(other)) for one, other in problem.doubts]
        except RedrawError as error:
            drawn.refuse(point, error.faults)
            continue
        zero = zero and not any(map(any, left)) and not any(map(any, right))
        wrong = _first_difference(zip(left, right, strict=True), point.draws)
        ambiguous = _first_difference(doubts, point.draws)
        differs = differs or wrong < point.draws
        if problem.relation == "=" and wrong < point.draws and wrong <= ambiguous:
            return Judgement("false", draws=done + wrong + 1, both_zero=False)
        if ambiguous < point.draws:
            return Judgement("false", "ambiguous", draws=done + ambiguous + 1)
        done += point.draws
    verdict: JudgeVerdict = "true" if problem.relation == "=" or differs else "false"
    return Judgement(verdict, draws=done, both_zero=zero)


def _first_difference(pairs: Iterable[tuple[Plain, Plain]], draws: int) -> int:
    """At which of several draws two values differ first; their number if at none."""
    first = draws
    for one, other in pairs:
        if one != other:
            parts = zip(chunks(one, draws), chunks(other, draws), strict=True)
            first = min(first, next(k for k, (a, b) in enumerate(parts) if a != b))
    return first


def _sides(point: Point, problem: Problem, heavy: frozenset[Term]) -> tuple[list[Plain], list[Plain]]:
    """The values of the left sides and of the right ones; of those over Jacobians one weighted sum.

    Each holds those of all draws, one behind the other.
    """
    light = [pair for pair in problem.pairs if heavy.isdisjoint(pair)]
    summed = [pair for pair in problem.pairs if not heavy.isdisjoint(pair)]
    left = [point.plain(one) for one, _ in light]
    right = [point.plain(other) for _, other in light]
    if summed:
        generators = [Random(f"{seed}:weights") for seed in point.seeds]
        weights = [
            list(chain.from_iterable(_random_weights(random, *one.size) for random in generators))
            for one, _ in summed
        ]
        weighing = Weighing(point, heavy)
        for values, side in ((left, 0), (right, 1)):
            terms = [(pair[side], weight) for pair, weight in zip(summed, weights, strict=True)]
            values.append(plain_of(weighing.weighted(terms, point.still)))
    return left, right


def _random_weights(random: Random, rows: int, columns: int) -> Plain:
    """Of rank 1: the sum is a product with a row and a column."""
    return matmul(1)(numbers(random, rows), numbers(random, columns))
