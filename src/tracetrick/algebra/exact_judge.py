"""Exact judge: claims modulo a prime, derivatives out of arithmetic on (nested) dual numbers.

A value along k seeds is an element of F_p[e_1, ..., e_k] with e_i² = 0 (Griewank and Walther, Evaluating
Derivatives, 2008, chapter 13), kept as nested pairs. A false polynomial identity of degree D passes one draw
with probability at most D/p (Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any, cast

from tracetrick.algebra.judgement import NO_DRAW, Judgement, JudgeVerdict, Problem, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction

    from tracetrick.algebra.terms import Term

# Prime, 7 modulo 8, with quadratic residues 2, 3, ..., 47: the Legendre symbol of small positive numbers
# is +1.
PRIME = 2295337683007902959
DRAWS = 1
_MOST_DRAWS = 128
SIGN_DRAWS = 40  # a wrong sign pattern passes with probability 2^-40
_ATTEMPTS = 400
_TRIES = 12
_ALWAYS_ZERO = 12  # draws after which an argument of sign counts as zero by its making
_KINKS = frozenset(["sign", "abs", "relu"])
_SIGNED = frozenset(["sign", "abs", "relu", "sqrt"])
_TRANSCENDENTAL = frozenset(
    ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "sigmoid", "softplus"]
)
_MAX_ELIMINATION = 64
_MAX_SIGNS = 8  # of which all choices are tried
_OVERHEAD = 5  # of evaluating a term, beside that of its entries
_PRODUCTS = 8  # that take as long as one operation
_POWER = 5  # operations of a power modulo p


class OutsideError(Exception):
    """The claim uses what arithmetic modulo p does not have."""


class RedrawError(Exception):
    """No inverse or root at this draw."""


@dataclass(frozen=True, slots=True)
class Dual:
    """`primal + tangent e` with e² = 0; a tangent of None is 0."""

    primal: Value
    tangent: Value | None


Plain = list[int]
Value = Plain | Dual
Seed = tuple[Any, ...]
Pair = tuple[Any, Any]
Scalar = int | Pair


def draws_for(problem: Problem, assignments: int, judged: int) -> int:
    """How many draws a claim takes at each of several assignments of dimensions, after so many judged.

    Where a sign decides, it is SIGN_DRAWS in all. One-hot vectors take all their values together, if they are
    few; an orthogonal matrix is a rotation and a reflection.
    """
    if judged >= assignments:
        return DRAWS
    choices = [
        _CHOICES[t.data[1]](t.size[0]) for t in problem.terms if t.op == "input" and t.data[1] in _CHOICES
    ]
    together = prod(choices)
    discrete = together if together <= _MOST_DRAWS else 2 * max(choices)
    signs = -(-SIGN_DRAWS // assignments) if has_signs(problem) else 0
    return max(discrete, signs, DRAWS)


def is_sampled(problem: Problem) -> bool:
    """Whether the judge sees only some of the cases that signs or one-hot vectors make."""
    return has_signs(problem) or any(t.op == "input" and t.data[1] in _CHOICES for t in problem.terms)


def has_signs(problem: Problem) -> bool:
    """Whether a sign decides something in the claim."""
    return any(
        term.op == "pointwise" and term.data in _SIGNED and problem.builder.support(term)
        for term in problem.terms
    )


def judge(problem: Problem, draws: int = DRAWS) -> Judgement:
    """Judge the pairs of a problem at `draws` random points.

    Returns `outside` if the claim is outside the fragment.
    """
    if problem.relation not in ("=", "\\ne") or problem.conditions:
        return Judgement("outside", "not an identity")
    try:
        return _judge(problem, draws)
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
    for attempt in range(_TRIES):
        seed = f"{problem.seed}:signs:{attempt}"
        try:
            chosen = _Signs(0)
            if _holds(problem, _Point(problem, Random(seed), signs=chosen)):
                return False
            count = len(chosen.known)
            for pattern in range(1, 2**count if count <= _MAX_SIGNS else 0):
                chosen = _Signs(pattern)
                if _holds(problem, _Point(problem, Random(seed), signs=chosen)) or len(chosen.known) > count:
                    return False
        except RedrawError:
            continue
        except OutsideError:
            return False
        return count <= _MAX_SIGNS
    return False


def _holds(problem: Problem, point: _Point) -> bool:
    return all(point.plain(left) == point.plain(right) for left, right in problem.pairs)


def has_values(problem: Problem, terms: list[Term]) -> bool:
    """Whether these inverses exist at some draw. What lies outside the fragment counts as existing."""
    for attempt in range(_TRIES):
        point = _Point(problem, Random(f"{problem.seed}:exists:{attempt}"))
        try:
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
        point = _Point(whole, Random(f"{whole.seed}:solving:{attempt}"))
        try:
            rows, columns = slope.size
            full = _rank(point.plain(slope), rows, columns) == columns
            return full and point.is_straight(gap, variable)
        except RedrawError:
            continue
        except OutsideError:
            return None
    return None


def _rank(entries: Plain, height: int, width: int) -> int:
    rows = [entries[i * width : (i + 1) * width] for i in range(height)]
    rank = 0
    for column in range(width):
        pivot = next((i for i in range(rank, height) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        scale = _reciprocal(rows[rank][column])
        for i in range(rank + 1, height):
            factor = rows[i][column] * scale % PRIME
            if factor:
                rows[i] = [(x - factor * y) % PRIME for x, y in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


def _judge(problem: Problem, draws: int) -> Judgement:
    zero = True
    zeros: dict[tuple[int, int], int] = {}
    done = attempts = 0
    differs = False
    while done < draws:
        point = _Point(problem, Random(f"{problem.seed}:{attempts}"), number=done, zeros=zeros)
        attempts += 1
        if attempts > draws + _ATTEMPTS:
            return Judgement("outside", NO_DRAW)
        try:
            values = [(point.plain(left), point.plain(right)) for left, right in problem.pairs]
            doubts = [(point.plain(one), point.plain(other)) for one, other in problem.doubts]
        except RedrawError:
            continue
        done += 1
        for k, (left, right) in enumerate(values):
            zero = zero and not any(left) and not any(right)
            if left != right:
                differs = True
                if problem.relation == "=":
                    return Judgement("false", draws=done, witness=Witness(k), both_zero=False)
        if any(one != other for one, other in doubts):
            return Judgement("false", "ambiguous", draws=done)
    verdict: JudgeVerdict = "true" if problem.relation == "=" or differs else "false"
    return Judgement(verdict, draws=done, both_zero=zero)


class _Signs:
    """The sign of each number, and the branch of its root.

    Without a `pattern` that is Legendre's symbol; otherwise bit k of it tells the sign of the number that is
    met as number k.
    """

    def __init__(self, pattern: int | None = None) -> None:
        self.pattern = pattern
        self.known: dict[int, int] = {}

    def of(self, x: int) -> int:
        """The sign of a number modulo p."""
        if self.pattern is None or x == 0:
            return _sign(x)
        if x not in self.known:
            self.known[x] = -1 if self.pattern >> len(self.known) & 1 else 1
        return self.known[x]


@dataclass
class _Point:
    """One draw, and the values of terms at it."""

    problem: Problem
    random: Random
    number: int = 0
    turn: int = 1
    inputs: dict[int, Plain] = field(default_factory=dict)
    tangents: dict[int, Plain] = field(default_factory=dict)
    memo: dict[tuple[int, tuple[Seed, ...]], Value] = field(default_factory=dict)
    logarithms: dict[int, int] = field(default_factory=dict)
    exponentials: dict[int, int] = field(default_factory=dict)
    functions: dict[tuple[str, int, int], _Unknown] = field(default_factory=dict)
    zeros: dict[tuple[int, int], int] = field(default_factory=dict)
    signs: _Signs = field(default_factory=_Signs)

    def plain(self, term: Term) -> Plain:
        """The value of a term, row by row."""
        value = self.value(term, ())
        assert isinstance(value, list)  # noqa: S101  (for the type checker)
        return value

    def value(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        """The value along these seeds."""
        key = (id(term), seeds)
        found = self.memo.get(key)
        if found is None:
            self.problem.work.spend(1)
            found = self.memo[key] = self.evaluate(term, seeds)
        return found

    def evaluate(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        if seeds:
            seed = seeds[-1]
            if seed[0] == "entry" and seed[1] is term:
                rows, columns = term.size
                unit = [0] * (rows * columns)
                unit[seed[2]] = 1
                return Dual(self.value(term, seeds[:-1]), _lift(unit, len(seeds) - 1))
            if not self.depends(term, seed):
                return Dual(self.value(term, seeds[:-1]), None)
        method: Callable[[_Point, Term, tuple[Seed, ...]], Value] | None = getattr(
            _Point, f"do_{term.op}", None
        )
        if method is None:
            raise OutsideError(f"{term.data or term.op} is judged by float64 alone")
        self.problem.work.spend(_cost(term) * 2 ** len(seeds))
        return method(self, term, seeds)

    def depends(self, term: Term, seed: Seed) -> bool:
        support = self.problem.builder.support(term)
        if seed[0] == "entry":
            return seed[1] in support
        return any(one.op == "input" and (one.data[0], one.data[2]) not in seed[1] for one in support)

    def is_straight(self, term: Term, variable: Term) -> bool:
        """Whether the values at w, w + v and w - v are in line."""
        middle, start = self.plain(term), self.plain(variable)
        ends = []
        for sign in (1, -1):
            moved = [(w + sign * v) % PRIME for w, v in zip(start, self.tangents[id(variable)], strict=True)]
            self.inputs[id(variable)] = moved
            self.memo.clear()
            ends.append(self.plain(term))
        return all((a + b - 2 * c) % PRIME == 0 for a, b, c in zip(*ends, middle, strict=True))

    # Leaves

    def do_input(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        if id(term) not in self.inputs:
            self.inputs[id(term)], self.tangents[id(term)] = self.draw(term)
        if not seeds:
            return self.inputs[id(term)]
        self.value(term, ())
        return Dual(self.value(term, seeds[:-1]), _lift(self.tangents[id(term)], len(seeds) - 1))

    def draw(self, term: Term) -> tuple[Plain, Plain]:
        """A random value that obeys the declaration, and a random tangent that keeps to it."""
        key, kind, member = term.data
        rows, columns = term.size
        random = Random(f"{self.random.random()}:{key}:{member}")
        choice = self.choice(random, _CHOICES[kind](rows)) if kind in _CHOICES else 0
        return _DRAWS[kind](random, rows, columns, choice)

    def choice(self, random: Random, count: int) -> int:
        """One of a few values: the next one every `turn` draws, so that several take all values together.

        At random if there are too many for that.
        """
        if self.turn * count > _MOST_DRAWS:
            return random.randrange(count)
        chosen = self.number // self.turn % count
        self.turn *= count
        return chosen

    def do_const(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        plain = [_hash("π", 0) if entry == "π" else _modular(entry) for entry in term.data]
        return _lift(plain, len(seeds))

    def do_zero(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        rows, columns = term.size
        return _lift([0] * (rows * columns), len(seeds))

    def do_ones(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        rows, columns = term.size
        return _lift([1] * (rows * columns), len(seeds))

    def do_eye(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return _lift(_eye(term.size[0]), len(seeds))

    def do_unit(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return _lift([int(k == term.data) for k in range(term.size[0])], len(seeds))

    def do_single(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        rows, columns = term.size
        place = term.data[0] * columns + term.data[1]
        return _lift([int(k == place) for k in range(rows * columns)], len(seeds))

    # Linear and bilinear operations

    def do_named(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return self.value(term.args[0], seeds)

    def do_add(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return _sum(term.data, [self.value(arg, seeds) for arg in term.args])

    def do_transpose(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        rows, columns = term.size
        return _linear(
            lambda a: [a[j * rows + i] for i in range(rows) for j in range(columns)],
            self.value(term.args[0], seeds),
        )

    def do_gather(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        sizes = [arg.size[0] * arg.size[1] for arg in term.args]
        return _gather(term.data, [self.value(arg, seeds) for arg in term.args], sizes)

    def do_total(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return _linear(lambda a: [sum(a) % PRIME], self.value(term.args[0], seeds))

    def do_trace(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        step = term.args[0].size[1] + 1
        return _linear(lambda a: [sum(a[::step]) % PRIME], self.value(term.args[0], seeds))

    def do_matmul(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return self.bilinear(term, seeds, _matmul(term.args[0].size[1]))

    def do_scale(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return self.bilinear(term, seeds, lambda a, b: [a[0] * entry % PRIME for entry in b])

    def do_odot(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        return self.bilinear(term, seeds, _odot)

    def do_kron(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        (rows, columns), (height, width) = term.args[0].size, term.args[1].size

        def kron(a: Plain, b: Plain) -> Plain:
            return [
                a[i * columns + j] * b[k * width + m] % PRIME
                for i in range(rows) for k in range(height) for j in range(columns) for m in range(width)
            ]  # fmt: skip

        return self.bilinear(term, seeds, kron)

    def bilinear(self, term: Term, seeds: tuple[Seed, ...], op: Callable[[Plain, Plain], Plain]) -> Value:
        return _bilinear(op, self.value(term.args[0], seeds), self.value(term.args[1], seeds))

    # Elimination

    def do_inverse(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        n = term.size[0]
        if n > _MAX_ELIMINATION:
            raise OutsideError("an inverse of more than 64 rows")
        return _packed(_inverse(_unpacked(self.value(term.args[0], seeds), n * n), n), len(seeds))

    def do_det(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        n = term.args[0].size[0]
        return _packed([_det(_unpacked(self.value(term.args[0], seeds), n * n), n)], len(seeds))

    def do_adj(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        n = term.size[0]
        entries = _unpacked(self.value(term.args[0], seeds), n * n)
        return _packed([_cofactor(entries, n, j, i) for i in range(n) for j in range(n)], len(seeds))

    def do_pinv(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        """Of full rank: (AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹."""
        columns, rows = term.size
        a = self.value(term.args[0], seeds)
        t = _linear(lambda x: [x[i * columns + j] for j in range(columns) for i in range(rows)], a)
        if rows >= columns:
            gram = _unpacked(_bilinear(_matmul(rows), t, a), columns * columns)
            return _bilinear(_matmul(columns), _packed(_inverse(gram, columns), len(seeds)), t)
        gram = _unpacked(_bilinear(_matmul(columns), a, t), rows * rows)
        return _bilinear(_matmul(rows), t, _packed(_inverse(gram, rows), len(seeds)))

    # Functions

    def do_pointwise(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        if term.data in _KINKS and not seeds:
            self.keep_away(term)
        return self.pointwise(term.data, self.value(term.args[0], seeds))

    def keep_away(self, term: Term) -> None:
        """Raise RedrawError at a kink, unless an argument is 0 at every draw."""
        for place, entry in enumerate(self.plain(term.args[0])):
            if entry == 0:
                key = (id(term), place)
                self.zeros[key] = self.zeros.get(key, 0) + 1
                if self.zeros[key] <= _ALWAYS_ZERO:
                    raise RedrawError

    def pointwise(self, name: str, value: Value) -> Value:
        """A function of each entry; along a tangent it moves as its differential equation says."""
        if isinstance(value, list):
            return [self.scalar(name, entry) for entry in value]
        primal = self.pointwise(name, value.primal)
        if value.tangent is None:
            return Dual(primal, None)
        slope = self.slope(name, value.primal, primal)
        return Dual(primal, None if slope is None else _bilinear(_odot, slope, value.tangent))

    def slope(self, name: str, x: Value, y: Value) -> Value | None:  # noqa: C901, PLR0912  (a table of cases)
        """Y' where y = name(x), from x and y."""
        if name == "exp":
            return y
        if name == "log":
            return self.pointwise("reciprocal", x)
        if name == "reciprocal":
            return _sum((-1,), [_bilinear(_odot, y, y)])
        if name == "sqrt":
            return self.pointwise("reciprocal", _sum((1, 1), [y, y]))
        if name == "sign":
            return None
        if name == "abs":
            return self.pointwise("sign", x)
        if name == "relu":
            return _linear(_halve, _affine(self.pointwise("sign", x), 1))
        if name == "sin":
            return self.pointwise("cos", x)
        if name == "cos":
            return _sum((-1,), [self.pointwise("sin", x)])
        if name == "tan":
            return _affine(_bilinear(_odot, y, y), 1)
        if name == "sinh":
            return self.pointwise("cosh", x)
        if name == "cosh":
            return self.pointwise("sinh", x)
        if name == "tanh":
            return _affine(_sum((-1,), [_bilinear(_odot, y, y)]), 1)
        if name == "arctan":
            return self.pointwise("reciprocal", _affine(_bilinear(_odot, x, x), 1))
        if name == "sigmoid":
            return _sum((1, -1), [y, _bilinear(_odot, y, y)])
        if name == "softplus":
            return self.pointwise("sigmoid", x)
        raise OutsideError(f"{name} is judged by float64 alone")

    def scalar(self, name: str, x: int) -> int:  # noqa: C901  (a table of cases)
        """The value of a function at a number modulo p."""
        if name == "reciprocal":
            return _reciprocal(x)
        if name == "exp":
            return self.exp(x)
        if name == "log":
            return self.log(x)
        if name == "sqrt":
            return _root(x) if self.signs.pattern is None else _root(x) * self.signs.of(x) % PRIME
        if name == "sign":
            return self.signs.of(x)
        if name == "abs":
            return x * self.signs.of(x) % PRIME
        if name == "relu":
            return x if self.signs.of(x) == 1 else 0
        if name in ("sin", "cos", "tan"):
            return _circle(name, x)
        if name in ("sinh", "cosh", "tanh", "sigmoid"):
            return self.hyperbolic(name, x)
        if name == "softplus":
            return self.log((1 + self.exp(x)) % PRIME)
        if name == "arctan":
            return _hash("arctan", x) if x <= PRIME // 2 else -_hash("arctan", PRIME - x) % PRIME
        raise OutsideError(f"{name} is judged by float64 alone")

    def exp(self, x: int) -> int:
        """A hash h with h(-x) = 1/h(x) that inverts `log`."""
        if x in self.exponentials:
            return self.exponentials[x]
        y = 1 if x == 0 else _hash("exp", x) if x <= PRIME // 2 else _reciprocal(_hash("exp", PRIME - x))
        y = y if x == 0 or x > PRIME // 2 else y or 1
        self.logarithms.setdefault(y, x)
        return y

    def log(self, x: int) -> int:
        """A hash h with h(1/x) = -h(x) that inverts `exp`."""
        if x == 0:
            raise RedrawError
        if x in self.logarithms:
            return self.logarithms[x]
        inverse = _reciprocal(x)
        y = 0 if x == 1 else _hash("log", x) if x <= inverse else -_hash("log", inverse) % PRIME
        self.exponentials.setdefault(y, x)
        return y

    def hyperbolic(self, name: str, x: int) -> int:
        e = self.exp(x)
        if name == "sigmoid":
            return e * _reciprocal(1 + e) % PRIME
        inverse = _reciprocal(e)
        if name == "tanh":
            return (e - inverse) * _reciprocal(e + inverse) % PRIME
        sign = 1 if name == "cosh" else -1
        return (e + sign * inverse) * _reciprocal(2) % PRIME

    def do_unknown(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        """A declared function: its value and each derivative are a hash of where they are taken."""
        key, order, entrywise = term.data
        if entrywise:
            return _entrywise_unknown(key, order, self.value(term.args[0], seeds))
        sizes = [arg.size[0] * arg.size[1] for arg in term.args]
        table = [(a, k) for a, size in enumerate(sizes) for k in range(size)]
        argument = _gather(table, [self.value(arg, seeds) for arg in term.args], sizes)
        rows, columns = term.size
        function = self.functions.setdefault((key, rows, columns), _Unknown(key, len(table), rows * columns))
        return function.value((0,) * order, argument)

    # Derivatives

    def do_diff(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        """The tangent along the direction in which all that varies moves."""
        value = self.value(term.args[0], (*seeds, ("direction", term.data)))
        assert isinstance(value, Dual)  # noqa: S101  (for the type checker)
        rows, columns = term.size
        return _lift([0] * (rows * columns), len(seeds)) if value.tangent is None else value.tangent

    def do_jacobian(self, term: Term, seeds: tuple[Seed, ...]) -> Value:
        """One tangent for each entry of the variable."""
        body, variable = term.args
        rows, columns = body.size
        height, width = variable.size
        found: list[Value] = []
        for place in range(height * width):  # in the order of vec(variable)
            seed = ("entry", variable, (place % height) * width + place // height)
            value = self.value(body, (*seeds, seed))
            assert isinstance(value, Dual)  # noqa: S101  (for the type checker)
            zero = _lift([0] * (rows * columns), len(seeds))
            found.append(zero if value.tangent is None else value.tangent)
        table = [
            (k, i * columns + j) for j in range(columns) for i in range(rows) for k in range(height * width)
        ]
        return _gather(table, found, [rows * columns] * len(found))


def _cost(term: Term) -> int:
    """About how many operations it takes to evaluate a term from its arguments, without tangents."""
    rows, columns = term.size
    if term.op == "matmul":
        return _OVERHEAD + rows * columns * term.args[0].size[1] // _PRODUCTS
    if term.op == "pointwise":
        return _OVERHEAD + rows * columns * _POWER
    if term.op in ("inverse", "pinv"):
        return _OVERHEAD + rows * columns * max(rows, columns)
    if term.op in ("det", "adj"):
        side = term.args[0].size[0]
        return _OVERHEAD + side**3 // 3 * (side * side if term.op == "adj" else 1)
    return _OVERHEAD + rows * columns // _PRODUCTS


# Arithmetic on values


def _lift(plain: Plain, depth: int) -> Value:
    value: Value = plain
    for _ in range(depth):
        value = Dual(value, None)
    return value


def _linear(op: Callable[[Plain], Plain], value: Value) -> Value:
    if isinstance(value, list):
        return op(value)
    tangent = None if value.tangent is None else _linear(op, value.tangent)
    return Dual(_linear(op, value.primal), tangent)


def _bilinear(op: Callable[[Plain, Plain], Plain], a: Value, b: Value) -> Value:
    if isinstance(a, list):
        assert isinstance(b, list)  # noqa: S101  (for the type checker)
        return op(a, b)
    assert isinstance(b, Dual)  # noqa: S101  (for the type checker)
    parts = [_bilinear(op, a.primal, b.tangent)] if b.tangent is not None else []
    if a.tangent is not None:
        parts.append(_bilinear(op, a.tangent, b.primal))
    tangent = None if not parts else parts[0] if len(parts) == 1 else _sum((1, 1), parts)
    return Dual(_bilinear(op, a.primal, b.primal), tangent)


def _sum(signs: Sequence[int], values: Sequence[Value]) -> Value:
    first = values[0]
    if isinstance(first, list):
        total = first if signs[0] == 1 else [-entry for entry in first]
        for sign, value in zip(signs[1:], values[1:], strict=True):
            pairs = zip(total, cast("Plain", value), strict=True)
            total = [a + b for a, b in pairs] if sign == 1 else [a - b for a, b in pairs]
        return [entry % PRIME for entry in total]
    duals = [value for value in values if isinstance(value, Dual)]
    moving = [
        (sign, dual.tangent) for sign, dual in zip(signs, duals, strict=True) if dual.tangent is not None
    ]
    tangent = _sum([sign for sign, _ in moving], [one for _, one in moving]) if moving else None
    return Dual(_sum(signs, [dual.primal for dual in duals]), tangent)


def _affine(value: Value, constant: int) -> Value:
    """`constant + value`, entry by entry."""
    if isinstance(value, list):
        return [(constant + entry) % PRIME for entry in value]
    return Dual(_affine(value.primal, constant), value.tangent)


def _gather(table: Iterable[tuple[int, int] | None], values: Sequence[Value], sizes: Sequence[int]) -> Value:
    if isinstance(values[0], list):
        plain = cast("Sequence[Plain]", values)
        return [0 if at is None else plain[at[0]][at[1]] for at in table]
    duals = [value for value in values if isinstance(value, Dual)]
    tangent: Value | None = None
    if any(dual.tangent is not None for dual in duals):
        depth = _depth(duals[0].primal)
        parts = [
            _lift([0] * n, depth) if d.tangent is None else d.tangent
            for d, n in zip(duals, sizes, strict=True)
        ]
        tangent = _gather(table, parts, sizes)
    return Dual(_gather(table, [dual.primal for dual in duals], sizes), tangent)


def _depth(value: Value) -> int:
    depth = 0
    while isinstance(value, Dual):
        value, depth = value.primal, depth + 1
    return depth


def _odot(a: Plain, b: Plain) -> Plain:
    return [x * y % PRIME for x, y in zip(a, b, strict=True)]


def _halve(a: Plain) -> Plain:
    half = (PRIME + 1) // 2
    return [entry * half % PRIME for entry in a]


def _matmul(inner: int) -> Callable[[Plain, Plain], Plain]:
    def matmul(a: Plain, b: Plain) -> Plain:
        width = len(b) // inner
        columns = [b[j::width] for j in range(width)]
        rows = [a[i : i + inner] for i in range(0, len(a), inner)]
        return [
            sum(x * y for x, y in zip(row, column, strict=True)) % PRIME for row in rows for column in columns
        ]

    return matmul


# Arithmetic on scalars: a number, or a pair of scalars (primal, tangent)


def _unpacked(value: Value, size: int) -> list[Scalar]:
    """The entries of a matrix as scalars."""
    if isinstance(value, list):
        return list(value)
    primal = _unpacked(value.primal, size)
    if value.tangent is None:
        return [(x, None) for x in primal]
    return list(zip(primal, _unpacked(value.tangent, size), strict=True))


def _packed(entries: list[Scalar], depth: int) -> Value:
    """Scalars as the entries of a matrix."""
    if depth == 0:
        return [entry for entry in entries if isinstance(entry, int)]
    pairs = [entry for entry in entries if isinstance(entry, tuple)]
    primal = _packed([pair[0] for pair in pairs], depth - 1)
    if all(pair[1] is None for pair in pairs):
        return Dual(primal, None)
    tangents = [_null(pair[0]) if pair[1] is None else pair[1] for pair in pairs]
    return Dual(primal, _packed(tangents, depth - 1))


def _null(x: Scalar) -> Scalar:
    return 0 if isinstance(x, int) else (_null(x[0]), None)


def _times(x: Scalar, y: Scalar) -> Scalar:
    if isinstance(x, int) and isinstance(y, int):
        return x * y % PRIME
    x, y = cast("Pair", x), cast("Pair", y)
    parts = []
    if y[1] is not None:
        parts.append(_times(x[0], y[1]))
    if x[1] is not None:
        parts.append(_times(x[1], y[0]))
    tangent = None if not parts else parts[0] if len(parts) == 1 else _plus(parts[0], parts[1])
    return _times(x[0], y[0]), tangent


def _plus(x: Scalar, y: Scalar, sign: int = 1) -> Scalar:
    if isinstance(x, int) and isinstance(y, int):
        return (x + sign * y) % PRIME
    x, y = cast("Pair", x), cast("Pair", y)
    tangent = x[1] if y[1] is None else _plus(_null(x[0]) if x[1] is None else x[1], y[1], sign)
    return _plus(x[0], y[0], sign), tangent


def _primal(x: Scalar) -> int:
    while isinstance(x, tuple):
        x = x[0]
    return x


def _invert(x: Scalar) -> Scalar:
    """1/(a + b e) = c - c b c e with c = 1/a."""
    if isinstance(x, int):
        return _reciprocal(x)
    c = _invert(x[0])
    if x[1] is None:
        return c, None
    return c, _plus(_null(c), _times(_times(c, x[1]), c), -1)


def _unit(like: Scalar, number: int) -> Scalar:
    return number if isinstance(like, int) else (_unit(like[0], number), None)


def _inverse(entries: list[Scalar], n: int) -> list[Scalar]:
    """Gauss and Jordan's elimination. Raises RedrawError if the matrix has no inverse."""
    if all(isinstance(entry, int) for entry in entries):
        return list(_plain_inverse(cast("Plain", entries), n))
    rows = [entries[i * n : i * n + n] + [_unit(entries[0], int(i == j)) for j in range(n)] for i in range(n)]
    for column in range(n):
        pivot = next((i for i in range(column, n) if _primal(rows[i][column])), None)
        if pivot is None:
            raise RedrawError
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = _invert(rows[column][column])
        rows[column] = [_times(scale, entry) for entry in rows[column]]
        for i in range(n):
            if i != column:
                factor = rows[i][column]
                rows[i] = [
                    _plus(x, _times(factor, y), -1) for x, y in zip(rows[i], rows[column], strict=True)
                ]
    return [entry for row in rows for entry in row[n:]]


def _plain_inverse(entries: Plain, n: int) -> Plain:
    """Likewise, of numbers: whole rows at once."""
    rows = [entries[i * n : i * n + n] + [int(i == j) for j in range(n)] for i in range(n)]
    for column in range(n):
        pivot = next((i for i in range(column, n) if rows[i][column]), None)
        if pivot is None:
            raise RedrawError
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = _reciprocal(rows[column][column])
        own = rows[column] = [scale * entry % PRIME for entry in rows[column]]
        for i in range(n):
            factor = rows[i][column]
            if factor and i != column:
                rows[i] = [(x - factor * y) % PRIME for x, y in zip(rows[i], own, strict=True)]
    return [entry for row in rows for entry in row[n:]]


def _det(entries: list[Scalar], n: int) -> Scalar:
    """By elimination; by expansion where no pivot has an inverse."""
    rows = [entries[i * n : i * n + n] for i in range(n)]
    if n == 0:
        return 1
    result = _unit(entries[0], 1)
    for column in range(n):
        pivot = next((i for i in range(column, n) if _primal(rows[i][column])), None)
        if pivot is None:
            rest = [entry for row in rows[column:] for entry in row[column:]]
            return _times(result, _expanded(rest, n - column))
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            result = _times(result, _unit(result, PRIME - 1))
        result = _times(result, rows[column][column])
        scale = _invert(rows[column][column])
        for i in range(column + 1, n):
            factor = _times(rows[i][column], scale)
            rows[i] = [_plus(x, _times(factor, y), -1) for x, y in zip(rows[i], rows[column], strict=True)]
    return result


def _expanded(entries: list[Scalar], n: int) -> Scalar:
    """Laplace's expansion along the first row."""
    if n > 8:
        raise OutsideError("the determinant of a singular matrix of more than 8 rows")
    if n == 1:
        return entries[0]
    total = _unit(entries[0], 0)
    for j in range(n):
        minor = [entries[i * n + k] for i in range(1, n) for k in range(n) if k != j]
        total = _plus(total, _times(entries[j], _expanded(minor, n - 1)), -1 if j % 2 else 1)
    return total


def _cofactor(entries: list[Scalar], n: int, i: int, j: int) -> Scalar:
    if n == 1:
        return _unit(entries[0], 1)
    minor = [entries[r * n + c] for r in range(n) for c in range(n) if r != i and c != j]
    value = _det(minor, n - 1)
    return value if (i + j) % 2 == 0 else _times(value, _unit(value, PRIME - 1))


# Numbers modulo p


def _modular(number: Fraction) -> int:
    return number.numerator * pow(number.denominator, -1, PRIME) % PRIME


def _reciprocal(x: int) -> int:
    if x % PRIME == 0:
        raise RedrawError
    return pow(x, -1, PRIME)


@lru_cache(maxsize=1 << 14)
def _sign(x: int) -> int:
    """Legendre's symbol. Kept, for a function and its derivative ask for the same ones."""
    power = pow(x, (PRIME - 1) // 2, PRIME)
    return -1 if power == PRIME - 1 else power


def _root(x: int) -> int:
    """The root that is itself a square. Raises RedrawError if there is none."""
    root = pow(x, (PRIME + 1) // 4, PRIME)
    if root * root % PRIME != x:
        raise RedrawError
    return root if _sign(root) >= 0 else PRIME - root


def _hash(name: str, *numbers: int) -> int:
    text = f"{name}:{numbers}".encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big") % PRIME


def _circle(name: str, x: int) -> int:
    """A rational point of the circle, odd in x for the sine."""
    if x == 0:
        return int(name == "cos")
    t = _hash("circle", x) if x <= PRIME // 2 else -_hash("circle", PRIME - x) % PRIME
    scale = _reciprocal(1 + t * t)
    sine, cosine = 2 * t * scale % PRIME, (1 - t * t) * scale % PRIME
    return {"sin": sine, "cos": cosine, "tan": sine * _reciprocal(cosine) % PRIME}[name]


def _eye(n: int) -> Plain:
    return [int(i == j) for i in range(n) for j in range(n)]


# Declared functions


def _entrywise_unknown(key: str, order: int, value: Value) -> Value:
    if isinstance(value, list):
        return [_hash(f"{key}({order})", entry) for entry in value]
    primal = _entrywise_unknown(key, order, value.primal)
    if value.tangent is None:
        return Dual(primal, None)
    slope = _entrywise_unknown(key, order + 1, value.primal)
    return Dual(primal, _bilinear(_odot, slope, value.tangent))


@dataclass
class _Unknown:
    """A declared function of `inputs` numbers to `outputs`, with the hashes that were needed so far."""

    key: str
    inputs: int
    outputs: int
    known: dict[tuple[object, ...], Plain] = field(default_factory=dict)

    def value(self, places: tuple[int, ...], argument: Value) -> Value:
        """The derivative at `places`, a multiset: derivatives are symmetric."""
        if isinstance(argument, list):
            return self.hashed(tuple(sorted(places)), argument)
        primal = self.value(places, argument.primal)
        if argument.tangent is None:
            return Dual(primal, None)
        parts: list[Value] = []
        for place in range(self.inputs):
            moved = _linear(_entry(place), argument.tangent)
            if not _is_null(moved):
                slope = self.value((*places, place), argument.primal)
                parts.append(_bilinear(lambda a, b: [x * b[0] % PRIME for x in a], slope, moved))
        return Dual(primal, _sum([1] * len(parts), parts) if parts else None)

    def hashed(self, places: tuple[int, ...], argument: Plain) -> Plain:
        key = (places, tuple(argument))
        found = self.known.get(key)
        if found is None:
            found = [_hash(f"{self.key}[{k}]{places}", *argument) for k in range(self.outputs)]
            self.known[key] = found
        return found


def _entry(place: int) -> Callable[[Plain], Plain]:
    return lambda plain: [plain[place]]


def _is_null(value: Value) -> bool:
    if isinstance(value, list):
        return not any(value)
    return _is_null(value.primal) and (value.tangent is None or _is_null(value.tangent))


# Draws


def _numbers(random: Random, count: int) -> Plain:
    return [random.randrange(1, PRIME) for _ in range(count)]


def _draw_real(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    return _numbers(random, rows * columns), _numbers(random, rows * columns)


def _symmetric(random: Random, n: int) -> Plain:
    a = _numbers(random, n * n)
    return [(a[i * n + j] + a[j * n + i]) % PRIME for i in range(n) for j in range(n)]


def _draw_symmetric(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    return _symmetric(random, rows), _symmetric(random, rows)


def _draw_definite(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    b = _numbers(random, rows * rows)
    t = [b[j * rows + i] for i in range(rows) for j in range(rows)]
    return _matmul(rows)(b, t), _symmetric(random, rows)


def _skew(random: Random, n: int) -> Plain:
    a = _numbers(random, n * n)
    return [(a[i * n + j] - a[j * n + i]) % PRIME for i in range(n) for j in range(n)]


def _draw_orthogonal(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    """Cayley's transform of a skew matrix, reflected in the second choice.

    The tangent is Q times a skew matrix.
    """
    eye, skew = _eye(rows), _skew(random, rows)
    below = [(a + b) % PRIME for a, b in zip(eye, skew, strict=True)]
    above = [(a - b) % PRIME for a, b in zip(eye, skew, strict=True)]
    q = _matmul(rows)(above, _plain_inverse(below, rows))
    if choice:
        q = [(-entry) % PRIME if k < rows else entry for k, entry in enumerate(q)]
    return q, _matmul(rows)(q, _skew(random, rows))


def _draw_positive(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    squares = [pow(entry, 2, PRIME) for entry in _numbers(random, rows * columns)]
    return squares, _numbers(random, rows * columns)


def _draw_simplex(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    value, tangent = _numbers(random, rows - 1), _numbers(random, rows - 1)
    return [*value, (1 - sum(value)) % PRIME], [*tangent, -sum(tangent) % PRIME]


def _draw_onehot(random: Random, rows: int, columns: int, choice: int) -> tuple[Plain, Plain]:
    return [int(k == choice) for k in range(rows)], [0] * rows


_DRAWS: dict[str, Callable[[Random, int, int, int], tuple[Plain, Plain]]] = {
    "real": _draw_real,
    "symmetric": _draw_symmetric,
    "definite": _draw_definite,
    "orthogonal": _draw_orthogonal,
    "positive": _draw_positive,
    "simplex": _draw_simplex,
    "onehot": _draw_onehot,
}
# How many sorts of value of a kind there are, for so many rows.
_CHOICES: dict[str, Callable[[int], int]] = {"onehot": lambda rows: rows, "orthogonal": lambda _: 2}
