"""Draws of the exact judge, and the values of terms at them, along any directions."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, cast

from tracetrick.algebra.duals import (
    Dual,
    Plain,
    Value,
    bilinear,
    each,
    eye,
    gather,
    is_still,
    join,
    kron,
    lift,
    linear,
    matmul,
    moving,
    odot,
    plain_of,
    scale,
    split,
    tangent_of,
    total,
    transpose,
)
from tracetrick.algebra.elimination import adjugate, determinant, inverse
from tracetrick.algebra.exact_draws import choices, draw
from tracetrick.algebra.exact_functions import Elementary, Unknown, entrywise_unknown
from tracetrick.algebra.judgement import NO_DERIVATIVE
from tracetrick.algebra.modular import PRIME, OutsideError, RedrawError, hashed, modular
from tracetrick.algebra.rationals import rational_entries
from tracetrick.algebra.terms import KINKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term

_ALWAYS_ZERO = 12  # draws at a kink after which a derivative counts as one there by its making
_MAX_ELIMINATION = 128
_OVERHEAD = 5  # of evaluating a term, beside that of its entries
_PRODUCTS = 8  # that take as long as one operation
_POWER = 5  # operations of a power modulo p


@dataclass(eq=False, slots=True)
class Level:
    """The values of terms along some directions, one after the other: those of `below`, and one more.

    `moving` are the inputs and named terms that move along it, with their tangents; the latter are values
    along the directions of `below`. An input without one here moves along its own tangent.
    """

    below: Level | None = None
    moving: set[Term] = field(default_factory=set)
    tangents: Mapping[Term, Value] = field(default_factory=dict)
    depth: int = 0
    values: dict[Term, Value] = field(default_factory=dict)

    def along(self, moving: set[Term], tangents: Mapping[Term, Value]) -> Level:
        """One more direction."""
        return Level(self, moving, tangents, self.depth + 1)

    def moves(self, term: Term) -> bool:
        """Whether a term itself moves along one of the directions, whatever its arguments do."""
        level: Level | None = self
        while level is not None:
            if term in level.moving:
                return True
            level = level.below
        return False


@dataclass
class Point:
    """Draws made from `seeds`, the first of them of this `number`: usually one, or several at once.

    `zeros` counts at how many draws an argument moved through a kink; `costs` are those of the terms;
    `turns` says after how many draws an input takes its next sort of value. `above` are the levels with one
    more direction than others, by what moves there.
    """

    problem: Problem
    seeds: tuple[str, ...]
    number: int = 0
    zeros: dict[tuple[Term, int], int] = field(default_factory=dict)
    costs: dict[Term, int] = field(default_factory=dict)
    turns: dict[Term, int] = field(default_factory=dict)
    inputs: dict[Term, tuple[Plain, Plain]] = field(default_factory=dict)
    still: Level = field(default_factory=Level)
    above: dict[tuple[Level, object], Level] = field(default_factory=dict)
    elementary: Elementary = field(default_factory=Elementary)
    functions: dict[tuple[str, tuple[int, int, int]], Unknown] = field(default_factory=dict)
    draws: int = field(init=False)

    def __post_init__(self) -> None:
        self.draws = len(self.seeds)

    def plain(self, term: Term) -> Plain:
        """The value of a term, row by row."""
        return cast("Plain", self.value(term, self.still))

    def value(self, term: Term, level: Level) -> Value:
        """The value along the directions of a level."""
        found = level.values.get(term)
        if found is None:
            found = level.values[term] = self.evaluate(term, level)
        return found

    def evaluate(self, term: Term, level: Level) -> Value:
        work = self.problem.work
        if level.below is not None:
            if term in level.moving:
                work.spend(1)
                return Dual(self.value(term, level.below), self.tangent(term, level))
            if level.moving.isdisjoint(self.problem.builder.support(term)):
                work.spend(1)
                return Dual(self.value(term, level.below), None)
        method = _METHODS.get(term.op)
        if method is None:
            raise OutsideError(f"{term.data or term.op} is judged by float64 alone")
        cost = self.costs.get(term)
        if cost is None:
            cost = self.costs[term] = _cost(term)
        work.spend(cost * self.draws << level.depth)
        return method(self, term, level)

    def tangent(self, term: Term, level: Level) -> Value:
        """The tangent of what moves along a level."""
        tangent = level.tangents.get(term)
        return lift(self.drawn(term)[1], level.depth - 1) if tangent is None else tangent

    def move(self, term: Term) -> None:
        """Move an input along its tangent."""
        value, tangent = self.drawn(term)
        self.inputs[term] = [(x + t) % PRIME for x, t in zip(value, tangent, strict=True)], tangent
        self.still = Level()

    # Leaves

    def drawn(self, term: Term) -> tuple[Plain, Plain]:
        """A random value of an input that obeys the declaration, and a random tangent that keeps to it."""
        found = self.inputs.get(term)
        if found is None:
            drawn = [self.draw(term, seed, self.number + k) for k, seed in enumerate(self.seeds)]
            found = self.inputs[term] = drawn[0] if self.draws == 1 else _joined(drawn)
        return found

    def draw(self, term: Term, seed: str, number: int) -> tuple[Plain, Plain]:
        """Those of one draw; of a few sorts of value one in turn, at random if that would take too many."""
        key, _, member = term.data
        random = Random(f"{seed}:{key}:{member}")
        count = choices(term)
        if count is None:
            return draw(term, random, 0)
        turn = self.turns.get(term)
        return draw(term, random, random.randrange(count) if turn is None else number // turn % count)

    def do_input(self, term: Term, level: Level) -> Value:
        return lift(self.drawn(term)[0], level.depth)

    def constant(self, entries: Plain, level: Level) -> Value:
        """The same at each draw."""
        return lift(entries * self.draws, level.depth)

    def do_const(self, term: Term, level: Level) -> Value:
        return self.constant([hashed("π", 0) if one == "π" else modular(one) for one in term.data], level)

    def do_zero(self, term: Term, level: Level) -> Value:
        return self.constant([0] * term.count, level)

    def do_ones(self, term: Term, level: Level) -> Value:
        return self.constant([1] * term.count, level)

    def do_eye(self, term: Term, level: Level) -> Value:
        return self.constant(eye(term.size[0]), level)

    def do_unit(self, term: Term, level: Level) -> Value:
        return self.constant(_unit(term.size[0], term.data), level)

    def do_single(self, term: Term, level: Level) -> Value:
        return self.constant(_unit(term.count, term.data[0] * term.size[1] + term.data[1]), level)

    # Linear and bilinear operations

    def do_named(self, term: Term, level: Level) -> Value:
        return self.value(term.args[0], level)

    def do_add(self, term: Term, level: Level) -> Value:
        return total(term.data, [self.value(arg, level) for arg in term.args])

    def do_transpose(self, term: Term, level: Level) -> Value:
        return self.linear(transpose(*term.args[0].size), self.value(term.args[0], level))

    def do_gather(self, term: Term, level: Level) -> Value:
        return gather(term.data, [self.value(arg, level) for arg in term.args], self.draws)

    def do_total(self, term: Term, level: Level) -> Value:
        return self.linear(lambda a: [sum(a) % PRIME], self.value(term.args[0], level))

    def do_trace(self, term: Term, level: Level) -> Value:
        step = term.args[0].size[1] + 1
        return self.linear(lambda a: [sum(a[::step]) % PRIME], self.value(term.args[0], level))

    def do_matmul(self, term: Term, level: Level) -> Value:
        return self.product(matmul(term.args[0].size[1]), term, level)

    def do_scale(self, term: Term, level: Level) -> Value:
        return self.product(scale, term, level)

    def do_odot(self, term: Term, level: Level) -> Value:
        return bilinear(odot, self.value(term.args[0], level), self.value(term.args[1], level))

    def do_kron(self, term: Term, level: Level) -> Value:
        return self.product(kron(term.args[0].size, term.args[1].size), term, level)

    def product(self, op: Callable[[Plain, Plain], Plain], term: Term, level: Level) -> Value:
        return self.bilinear(op, self.value(term.args[0], level), self.value(term.args[1], level))

    def linear(self, op: Callable[[Plain], Plain], value: Value) -> Value:
        """A linear operation on the matrix of each draw."""
        return linear(each(self.draws, op), value)

    def bilinear(self, op: Callable[[Plain, Plain], Plain], a: Value, b: Value) -> Value:
        """A product of the matrices of each draw."""
        return bilinear(each(self.draws, op), a, b)

    def by_draw(self, op: Callable[[Value], Value], value: Value) -> Value:
        """What depends on the draw in the way that it is computed."""
        return op(value) if self.draws == 1 else join([op(one) for one in split(value, self.draws)])

    # Elimination

    def do_inverse(self, term: Term, level: Level) -> Value:
        n = term.size[0]
        if n > _MAX_ELIMINATION:
            raise OutsideError(f"an inverse of more than {_MAX_ELIMINATION} rows")
        return self.inverse(self.value(term.args[0], level), n, level)

    def inverse(self, value: Value, n: int, level: Level) -> Value:
        return self.by_draw(lambda one: inverse(one, n, level.depth), value)

    def do_det(self, term: Term, level: Level) -> Value:
        n, work = term.args[0].size[0], self.problem.work
        value = self.value(term.args[0], level)
        return self.by_draw(lambda one: determinant(one, n, level.depth, work), value)

    def do_adj(self, term: Term, level: Level) -> Value:
        n, work = term.size[0], self.problem.work
        value = self.value(term.args[0], level)
        return self.by_draw(lambda one: adjugate(one, n, level.depth, work), value)

    def do_pinv(self, term: Term, level: Level) -> Value:
        """Of full rank: (AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹."""
        columns, rows = term.size
        a = self.value(term.args[0], level)
        t = self.linear(transpose(rows, columns), a)
        if rows >= columns:
            gram = self.bilinear(matmul(rows), t, a)
            return self.bilinear(matmul(columns), self.inverse(gram, columns, level), t)
        gram = self.bilinear(matmul(columns), a, t)
        return self.bilinear(matmul(rows), t, self.inverse(gram, rows, level))

    # Functions

    def do_pointwise(self, term: Term, level: Level) -> Value:
        value = self.value(term.args[0], level)
        if term.data in KINKS:
            if self.problem.builder.is_constant(term):
                self.note_signs(term.args[0])
            if level.below is not None:
                self.keep_away(term, value)
        return self.elementary.pointwise(term.data, value)

    def note_signs(self, argument: Term) -> None:
        """The sign of what nothing drawn is in is that of a rational number, not one modulo p."""
        entries = rational_entries(argument)
        if entries is None:
            raise OutsideError("the sign of a number that is not rational")
        for entry in entries:
            self.elementary.signs.certain[modular(entry)] = (entry > 0) - (entry < 0)

    def keep_away(self, term: Term, value: Value) -> None:
        """Raise RedrawError where an argument moves through a kink, OutsideError if it does at every draw."""
        argument = plain_of(value)
        if all(argument) or is_still(value):
            return
        kinks = [int(entry == 0 and moves) for entry, moves in zip(argument, moving(value), strict=True)]
        if not any(kinks):
            return
        count = len(kinks) // self.draws
        for place in range(count):
            if all(kinks[place::count]):
                self.zeros[term, place] = self.zeros.get((term, place), 0) + self.draws
                if self.zeros[term, place] > _ALWAYS_ZERO:
                    raise OutsideError(NO_DERIVATIVE)
        raise RedrawError(kinks)

    def do_unknown(self, term: Term, level: Level) -> Value:
        """A declared function: its value and each derivative are a hash of where they are taken."""
        key, order, entrywise = term.data
        if entrywise:
            return entrywise_unknown(key, order, self.value(term.args[0], level))
        places = [(a, k) for a, arg in enumerate(term.args) for k in range(arg.count)]
        argument = gather(places, [self.value(arg, level) for arg in term.args], self.draws)
        rows, columns = term.size
        size = len(places), rows, columns
        function = self.functions.setdefault((key, size), Unknown(key, len(places), rows * columns))
        return self.by_draw(lambda one: function.value((0,) * order, one), argument)

    # Derivatives

    def do_diff(self, term: Term, level: Level) -> Value:
        """The tangent along the direction in which all that varies moves."""
        return tangent_of(self.value(term.args[0], self.drifting(term, level)))

    def drifting(self, term: Term, level: Level) -> Level:
        """The level at which all moves but the inputs that this differential holds constant."""
        above = self.above.get((level, term.data))
        if above is None:
            above = self.above[level, term.data] = level.along(set(), {})
        support = self.problem.builder.support(term.args[0])
        above.moving.update(
            one for one in support if one.op == "input" and (one.data[0], one.data[2]) not in term.data
        )
        return above

    def do_jacobian(self, term: Term, level: Level) -> Value:
        """One tangent for each entry of the variable."""
        body, variable = term.args
        rows, columns = body.size
        found = [
            tangent_of(self.value(body, self.towards(variable, place, level)))
            for place in range(variable.count)
        ]
        width = range(len(found))
        return gather(
            [(k, i * columns + j) for j in range(columns) for i in range(rows) for k in width],
            found,
            self.draws,
        )

    def towards(self, variable: Term, place: int, level: Level) -> Level:
        """The level at which one entry of a variable moves, of this place in vec(variable)."""
        height, width = variable.size
        unit = _unit(height * width, place % height * width + place // height)
        return self.along(variable, self.constant(unit, level), level)

    def along(self, variable: Term, tangent: Value, level: Level) -> Level:
        """The level at which a variable moves along a tangent."""
        key = (level, (variable, *plain_of(tangent))) if is_still(tangent) else None
        above = self.above.get(key) if key else None
        if above is None:
            above = level.along({variable}, {variable: tangent})
            if key:
                self.above[key] = above
        return above


_METHODS: dict[str, Callable[[Point, Term, Level], Value]] = {
    name.removeprefix("do_"): method for name, method in vars(Point).items() if name.startswith("do_")
}


def _joined(drawn: Sequence[tuple[Plain, Plain]]) -> tuple[Plain, Plain]:
    """Values and tangents of several draws."""
    values, tangents = (list(chain.from_iterable(part)) for part in zip(*drawn, strict=True))
    return values, tangents


def _unit(count: int, place: int) -> Plain:
    unit = [0] * count
    unit[place] = 1
    return unit


def _cost(term: Term) -> int:
    """About how many operations it takes to evaluate a term from its arguments, without tangents."""
    rows, columns = term.size
    if term.op == "matmul":
        return _OVERHEAD + rows * columns * term.args[0].size[1] // _PRODUCTS
    if term.op == "pointwise":
        return _OVERHEAD + rows * columns * _POWER
    if term.op in ("inverse", "pinv", "det", "adj"):
        side = max(term.args[0].size)
        eliminations = side * side if term.op == "adj" else 1
        return _OVERHEAD + (side * side + 2 * side**3 // _PRODUCTS) * eliminations
    return _OVERHEAD + rows * columns // _PRODUCTS
