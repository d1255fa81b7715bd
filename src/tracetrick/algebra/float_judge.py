"""Float judge: claims in float64, derivatives by torch autograd in reverse mode.

A differential is the product of a Jacobian with a tangent, by two reverse passes: the first is linear in a
dummy cotangent, the second differentiates by it. Forward over forward is silently wrong in torch 2.13.0.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from math import pi
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from tracetrick.algebra.judgement import Judgement, JudgeVerdict, Problem, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tracetrick.algebra.terms import Builder, Term

DRAWS = 4
KINKED_DRAWS = 24  # where a sign decides
TOLERANCE = 1e-9
_SCALES = (1e-3, 1.0, 1e3)
_STEPS = 100
_POOL = 64
_ROUNDS = 12
_CONDITION = 1e8
_FREQUENCIES = 6
_KINKS = frozenset(["sign", "abs", "relu"])
_PARTIAL = frozenset(["log", "sqrt", "reciprocal"])
_DOMAIN_OPS = frozenset(["inverse", "pinv", "power"])
_MAX_NUMBERS = 10**7  # in one tensor of a pool of draws


@contextmanager
def _double() -> Iterator[None]:
    """New tensors are of float64."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def judge(problem: Problem) -> Judgement:
    """Judge the pairs of a problem at random points. Returns `outside` if no draw has a value."""
    with _double():
        if problem.relation in ("=", "\\ne"):
            return _judge_identity(problem)
        return _judge_order(problem)


def _judge_identity(problem: Problem) -> Judgement:
    kinked = any(term.op == "pointwise" and term.data in _KINKS for term in problem.terms())
    point = _drawn(problem, KINKED_DRAWS if kinked else DRAWS, 1.0)
    if point is None:
        return Judgement("outside", "no draw at which every inverse, logarithm and root exists")
    worst, zero, differs = 0.0, True, False
    for first, second in problem.doubts:
        if bool(
            (_gap(point.value(first), point.value(second), _size(point, first, second)) > TOLERANCE).any()
        ):
            return Judgement("false", "ambiguous", draws=point.draws)
    for k, (left, right) in enumerate(problem.pairs):
        one, other = point.value(left), point.value(right)
        zero = zero and not bool(one.abs().max() > 1e-12) and not bool(other.abs().max() > 1e-12)
        gap = _gap(one.detach(), other.detach(), _size(point, left, right))
        worst = max(worst, float(gap.max()))
        if not bool(gap.max() <= TOLERANCE):
            differs = True
            if problem.relation == "=":
                return Judgement(
                    "false", draws=point.draws, residual=worst, witness=_witness(k, one, other, gap)
                )
    verdict: JudgeVerdict = "true" if problem.relation == "=" or differs else "false"
    return Judgement(verdict, draws=point.draws, residual=worst, both_zero=zero)


def _gap(one: Tensor, other: Tensor, size: Tensor) -> Tensor:
    """The difference of each draw, relative to the size of the terms."""
    gap = (one - other).abs().amax(dim=(1, 2))
    return torch.where(gap == 0, gap, gap / size)


def _witness(pair: int, one: Tensor, other: Tensor, gap: Tensor) -> Witness:
    worst = int(gap.nan_to_num(torch.inf).argmax())
    return Witness(pair, _shown(one[worst]), _shown(other[worst]))


def _shown(value: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(entry) for entry in row) for row in value.detach())


def _size(point: _Point, left: Term, right: Term) -> Tensor:
    """How large the terms are whose difference decides, for each draw."""
    return torch.maximum(point.magnitude(left), point.magnitude(right)).clamp(min=1e-300)


def is_affine_and_injective(terms: tuple[Term, Term, Term], problem: Problem) -> bool:
    """Whether a term is affine in an input and its Jacobian has full column rank.

    `terms` are the term, its Jacobian and the input. Affine: at three points of a line the values are in
    line.
    """
    gap, slope, variable = terms
    whole = Problem(((gap, gap), (slope, slope)), "=", problem.builder, problem.seed, clock=problem.clock)
    with _double():
        point = _drawn(whole, DRAWS, 1.0)
        if point is None:
            return False
        full = bool((torch.linalg.matrix_rank(point.value(slope)) == slope.size[1]).all())
        step = _tangent(variable, point.value(variable))
        ends = [
            _Point(whole, {**point.raw, variable: point.raw[variable] + sign * step}, DRAWS)
            for sign in (1, -1)
        ]
        bend = ends[0].value(gap) + ends[1].value(gap) - 2 * point.value(gap)
        return full and bool((bend.abs().amax(dim=(1, 2)) <= TOLERANCE * point.magnitude(gap)).all())


def evaluate(term: Term, inputs: Mapping[Term, Sequence[float]], builder: Builder) -> list[float]:
    """The entries of a term, row by row, where the entries of its inputs are given."""
    with _double():
        point = _Point(Problem(((term, term),), "=", builder, ""), {}, 1)
        for one, entries in inputs.items():
            value = torch.tensor(entries).reshape(1, *one.size).requires_grad_()
            point.inputs[one] = point.values[id(one)] = value
        found: list[float] = point.value(term).flatten().tolist()
        return found


# Order relations: not refuted, never proved


def _judge_order(problem: Problem) -> Judgement:
    draws = 0
    for scale in _SCALES:
        for shape in ("generic", "zero", "low rank"):
            point = _drawn(problem, DRAWS, scale, shape)
            if point is None:
                continue
            draws += point.draws
            point.strict = scale <= 1
            for k, (left, right) in enumerate(problem.pairs):
                violation = point.violation(problem.relation, left, right)
                size = _size(point, left, right)
                if bool((violation > TOLERANCE * size).any()):
                    return _refuted(k, point, left, right, violation, draws)
    climbed = _climb(problem)
    if climbed is not None:
        return climbed
    if not draws:
        return Judgement("outside", "no draw at which every inverse, logarithm and root exists")
    return Judgement("true", "not refuted", draws=draws)


def _refuted(  # noqa: PLR0913, PLR0917  (what a witness shows)
    k: int, point: _Point, left: Term, right: Term, violation: Tensor, draws: int
) -> Judgement:
    worst = int(violation.argmax())
    one, other = point.value(left)[worst], point.value(right)[worst]
    return Judgement("false", draws=draws, witness=Witness(k, _shown(one), _shown(other)))


def _climb(problem: Problem) -> Judgement | None:
    """Follow the gradient of the violation uphill."""
    for k, (left, right) in enumerate(problem.pairs):
        for scale in (1.0, 10.0):
            raw = _drawn_raw(problem, DRAWS, scale)
            for step in range(_STEPS):
                point = _Point(problem, raw, DRAWS)
                violation = point.violation(problem.relation, left, right)
                if not bool(torch.isfinite(violation).all()) or not bool(point.valid().all()):
                    break
                if bool((violation > TOLERANCE * _size(point, left, right)).any()):
                    return _refuted(k, point, left, right, violation, step)
                moved = _moved(raw, violation)
                if moved is None:
                    break
                raw = moved
    return None


def _moved(raw: dict[Term, Tensor], violation: Tensor) -> dict[Term, Tensor] | None:
    """One step of normalised length."""
    if not violation.requires_grad:
        return None
    slopes = torch.autograd.grad(violation.sum(), list(raw.values()), allow_unused=True)
    moved = {}
    for (term, value), slope in zip(raw.items(), slopes, strict=True):
        step = torch.zeros_like(value) if slope is None else slope.nan_to_num()
        length = step.norm(dim=(1, 2), keepdim=True).clamp(min=1e-12)
        moved[term] = (value.detach() + 0.1 * step / length).requires_grad_()
    return moved


# Draws


def _drawn(problem: Problem, draws: int, scale: float, shape: str = "generic") -> _Point | None:
    """`draws` points at which everything has a value; None if they are not found."""
    kept: list[dict[Term, Tensor]] = []
    found = 0
    partial = problem.conditions or any(_is_partial(term) for term in (*problem.terms(), *problem.domain))
    largest = max((term.size[0] * term.size[1] for term in problem.terms()), default=1)
    pool = max(draws, min(_POOL, _MAX_NUMBERS // largest))
    for attempt in range(_ROUNDS):
        count = draws if not partial else pool
        raw = _drawn_raw(problem, count, scale, attempt, shape)
        if not partial:
            return _Point(problem, raw, draws)
        with torch.no_grad():
            valid = _Point(problem, raw, count).valid()
        kept.append({term: value.detach()[valid] for term, value in raw.items()})
        found += int(valid.sum())
        if found >= draws:
            break
    if found < draws:
        return None
    joined = {
        term: torch.cat([one[term] for one in kept])[:draws].clone().requires_grad_() for term in kept[0]
    }
    return _Point(problem, joined, draws)


def _is_partial(term: Term) -> bool:
    return term.op in _DOMAIN_OPS or (term.op == "pointwise" and term.data in _PARTIAL | _KINKS)


def _drawn_raw(
    problem: Problem, draws: int, scale: float, attempt: int = 0, shape: str = "generic"
) -> dict[Term, Tensor]:
    """Unconstrained numbers from which each input is made."""
    generator = torch.Generator().manual_seed(_seed(f"{problem.seed}:{attempt}:{scale}:{shape}"))
    raw: dict[Term, Tensor] = {}
    inputs = sorted(
        {t for t in (*problem.terms(), *problem.domain_terms()) if t.op == "input"}, key=lambda t: str(t.data)
    )
    for term in inputs:
        value = torch.randn((draws, *term.size), generator=generator)
        if term.data[1] in ("real", "symmetric"):
            value = value * scale
        if shape == "zero":
            value = value * (torch.rand((draws, 1, 1), generator=generator) < 0.5)
        elif shape == "low rank":
            value = value[:, :, :1] @ value[:, :1, :]
        if attempt >= _ROUNDS // 2:
            value = value.abs() if attempt % 2 else 0.3 * value
        raw[term] = value.requires_grad_()
    return raw


def _seed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big")


def _realised(term: Term, raw: Tensor, *, positive: bool) -> Tensor:
    """A value that obeys the declaration, from unconstrained numbers."""
    kind = term.data[1]
    rows = term.size[0]
    if positive and kind == "real":
        return 0.1 + raw.abs()
    if kind == "symmetric":
        return raw + raw.mT
    if kind == "definite":
        return raw @ raw.mT + 0.1 * torch.eye(rows)
    if kind == "positive":
        return torch.exp(0.7 * raw)
    if kind == "simplex":
        return torch.softmax(raw, dim=1)
    if kind == "onehot":
        return torch.nn.functional.one_hot(raw[:, :, 0].argmax(dim=1), rows)[:, :, None].to(raw.dtype)
    if kind == "orthogonal":
        skew = raw - raw.mT
        eye = torch.eye(rows)
        q = torch.linalg.solve(eye + skew, eye - skew)
        sign = torch.where(raw[:, :1, :1] > 0, 1.0, -1.0)
        return torch.cat([q[:, :1] * sign, q[:, 1:]], dim=1)
    return raw * 1.0


def _tangent(term: Term, value: Tensor) -> Tensor:
    """A direction that keeps to the declaration."""
    generator = torch.Generator().manual_seed(_seed(f"tangent:{term.data}"))
    free = torch.randn(value.shape, generator=generator)
    kind = term.data[1]
    if kind in ("symmetric", "definite"):
        return free + free.mT
    if kind == "orthogonal":
        return value.detach() @ (free - free.mT)
    if kind == "simplex":
        return free - free.mean(dim=1, keepdim=True)
    return free


# Values


@dataclass
class _Point:
    """Values of terms at a batch of draws: tensors of shape (draws, rows, columns)."""

    problem: Problem
    raw: dict[Term, Tensor]
    draws: int
    values: dict[int, Tensor] = field(default_factory=dict)
    magnitudes: dict[int, Tensor] = field(default_factory=dict)
    inputs: dict[Term, Tensor] = field(default_factory=dict)
    strict: bool = (
        True  # equality refutes < and >; not at a scale where a value may have vanished by underflow
    )

    def value(self, term: Term) -> Tensor:
        """The value of a term."""
        stack = [term]
        while stack:
            top = stack[-1]
            if id(top) in self.values:
                stack.pop()
                continue
            missing = [arg for arg in top.args if id(arg) not in self.values]
            if missing:
                stack += missing
            else:
                self.values[id(top)] = self.evaluate(top)
                stack.pop()
        return self.values[id(term)]

    def evaluate(self, term: Term) -> Tensor:
        self.problem.clock.check()
        method: Callable[[_Point, Term, list[Tensor]], Tensor] = getattr(_Point, f"do_{term.op}")
        return method(self, term, [self.values[id(arg)] for arg in term.args])

    def valid(self) -> Tensor:
        """Which draws have a value everywhere and keep to the conditions."""
        good = torch.ones(self.draws, dtype=torch.bool)
        for term in (*self.problem.terms(), *self.problem.domain_terms()):
            if _mentions_derivative(term):
                continue
            good &= torch.isfinite(self.value(term)).all(dim=2).all(dim=1)
            if _is_partial(term):
                good &= self.exists(term)
        for left, relation, right in self.problem.conditions:
            gap = (self.value(left) - self.value(right))[:, 0, 0]
            good &= {"<": gap < 0, ">": gap > 0, "\\le": gap <= 0, "\\ge": gap >= 0, "\\ne": gap != 0}.get(
                relation, gap == 0
            )
        return good

    def exists(self, term: Term) -> Tensor:
        """Where an inverse, logarithm or root exists."""
        argument = self.value(term.args[0])
        if term.op in ("inverse", "pinv"):
            return _tensor(torch.linalg.cond(argument.nan_to_num(0.0)) < _CONDITION)
        if term.op == "pointwise" and term.data == "reciprocal":
            return (argument.abs() > 1e-6).all(dim=2).all(dim=1)
        if term.op == "pointwise" and term.data in _KINKS:
            zero = argument == 0  # a kink, unless it is zero by its making, at every draw
            return ~(zero & ~zero.all(dim=0)).any(dim=2).any(dim=1)
        smallest = 0.0 if term.op == "pointwise" and term.data == "sqrt" else 1e-9
        return (argument > smallest).all(dim=2).all(dim=1)

    def violation(self, relation: str, left: Term, right: Term) -> Tensor:
        """How much an order relation is violated; not positive where it holds."""
        gap = self.value(left) - self.value(right)
        if relation in ("\\ge", ">", "\\succeq", "\\succ"):
            gap = -gap
        if relation in ("\\preceq", "\\succeq", "\\prec", "\\succ"):
            skew = (gap - gap.mT).abs().amax(dim=(1, 2))
            values = torch.linalg.eigvalsh((gap + gap.mT) / 2)
            top = values[:, -1]
            if relation in ("\\prec", "\\succ"):  # nearly singular is singular
                top = torch.where(top > -TOLERANCE * values.abs().amax(dim=1), torch.ones_like(top), top)
            return torch.where(skew > TOLERANCE * gap.abs().amax(dim=(1, 2)).clamp(min=1e-300), skew, top)
        if relation in ("<", ">") and self.strict:
            return torch.where(gap[:, 0, 0] == 0, torch.ones(self.draws), gap[:, 0, 0])
        return gap[:, 0, 0]

    def magnitude(self, term: Term) -> Tensor:
        """How large the terms are that a value is summed from."""
        found = self.magnitudes.get(id(term))
        if found is None:
            found = self.magnitudes[id(term)] = self.measured(term)
        return found

    def measured(self, term: Term) -> Tensor:
        own = self.value(term).detach().abs().amax(dim=(1, 2))
        if term.op == "add":
            return torch.stack([self.magnitude(arg) for arg in term.args]).sum(dim=0)
        if term.op in ("scale", "odot", "kron"):
            return self.magnitude(term.args[0]) * self.magnitude(term.args[1])
        if term.op == "matmul":
            return self.magnitude(term.args[0]) * self.magnitude(term.args[1]) * term.args[0].size[1]
        if term.op in ("total", "trace", "transpose", "gather", "named", "diff", "jacobian") and term.args:
            parts = [self.magnitude(arg) for arg in (term.args[:1] if term.op == "jacobian" else term.args)]
            return torch.stack([own, *parts]).amax(dim=0)
        return own

    # Leaves

    def do_input(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        positive = (term.data[0], term.data[2]) in self.problem.positive
        value = _realised(term, self.raw[term], positive=positive)
        if not value.requires_grad and torch.is_grad_enabled():
            value = value.requires_grad_()
        self.inputs[term] = value
        return value

    def spread(self, value: Tensor) -> Tensor:
        return value.expand(self.draws, *value.shape)

    def do_const(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        entries = [pi if entry == "π" else entry.numerator / entry.denominator for entry in term.data]
        return self.spread(torch.tensor(entries).reshape(term.size))

    def do_zero(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return self.spread(torch.zeros(term.size))

    def do_ones(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return self.spread(torch.ones(term.size))

    def do_eye(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return self.spread(torch.eye(term.size[0]))

    def do_unit(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return self.spread(torch.eye(term.size[0])[:, term.data : term.data + 1])

    def do_single(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        value = torch.zeros(term.size)
        value[term.data] = 1.0
        return self.spread(value)

    # Operations

    def do_named(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        value = args[0].clone()
        if not value.requires_grad and torch.is_grad_enabled():
            value.requires_grad_()
        return value

    def do_add(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        total = args[0] if term.data[0] == 1 else -args[0]
        for sign, arg in zip(term.data[1:], args[1:], strict=True):
            total = total + arg if sign == 1 else total - arg
        return total

    def do_matmul(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0] @ args[1]

    def do_scale(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0] * args[1]

    def do_odot(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0] * args[1]

    def do_kron(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        product = args[0][:, :, None, :, None] * args[1][:, None, :, None, :]
        return product.reshape(self.draws, *term.size)

    def do_transpose(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].mT

    def do_gather(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        flat = [arg.reshape(self.draws, -1) for arg in args]
        starts = [0]
        for one in flat:
            starts.append(starts[-1] + one.shape[1])
        joined = torch.cat([*flat, torch.zeros(self.draws, 1)], dim=1)
        places = [starts[-1] if at is None else starts[at[0]] + at[1] for at in term.data]
        return joined[:, places].reshape(self.draws, *term.size)

    def do_total(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].sum(dim=(1, 2), keepdim=True)

    def do_trace(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].diagonal(dim1=1, dim2=2).sum(dim=1)[:, None, None]

    def do_inverse(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        inverse, _ = torch.linalg.inv_ex(args[0])
        return _tensor(inverse)

    def do_pinv(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _tensor(torch.linalg.pinv(args[0]))

    def do_det(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _tensor(torch.linalg.det(args[0])[:, None, None])

    def do_adj(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        n = term.size[0]
        if n == 1:
            return torch.ones_like(args[0])
        rows = [[self.cofactor(args[0], n, j, i) for j in range(n)] for i in range(n)]
        return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)

    def cofactor(self, value: Tensor, n: int, i: int, j: int) -> Tensor:
        rows, columns = [r for r in range(n) if r != i], [c for c in range(n) if c != j]
        return _tensor((-1) ** (i + j) * torch.linalg.det(value[:, rows][:, :, columns]))

    def do_pointwise(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _FUNCTIONS[term.data](args[0])

    def do_power(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0] ** args[1]

    def do_matrix(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _MATRIX_FUNCTIONS[term.data](args[0])

    def do_unknown(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        """A fixed combination of waves: smooth, with no derivative that vanishes."""
        key, order, entrywise = term.data
        generator = torch.Generator().manual_seed(_seed(f"function:{key}"))
        if entrywise:
            waves = torch.randn((_FREQUENCIES, 3), generator=generator)
            return sum(
                (c * _wave(w, b, args[0], order) for c, w, b in waves.tolist()), torch.zeros_like(args[0])
            )
        flat = torch.cat([arg.mT.reshape(self.draws, -1) for arg in args], dim=1)
        rows, columns = term.size
        shape = (_FREQUENCIES, rows * columns, flat.shape[1])
        frequency = 0.6 * torch.randn(shape, generator=generator)
        phase, weight = torch.randn((2, _FREQUENCIES, rows * columns), generator=generator)
        angle = torch.einsum("koi,bi->bko", frequency, flat) + phase
        slopes = frequency[:, :, 0] ** order if order else torch.ones(shape[:2])
        value = (weight * slopes * torch.sin(angle + order * pi / 2)).sum(dim=1)
        return _tensor(value.reshape(self.draws, columns, rows).mT)

    # Derivatives

    def do_diff(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        """The Jacobian times the tangents of all that varies."""
        support = self.problem.builder.support(term.args[0])
        moving = [one for one in support if one.op == "input" and (one.data[0], one.data[2]) not in term.data]
        body = args[0]
        if not moving or not body.requires_grad:
            return torch.zeros_like(body)
        points = [self.inputs[one] for one in moving]
        cotangent = torch.zeros_like(body).requires_grad_()
        slopes = torch.autograd.grad(body, points, cotangent, create_graph=True, allow_unused=True)
        parts = [
            (slope * _tangent(one, point)).sum()
            for one, point, slope in zip(moving, points, slopes, strict=True)
            if slope is not None
        ]
        if not parts:
            return torch.zeros_like(body)
        (tangent,) = torch.autograd.grad(
            sum(parts[1:], parts[0]), cotangent, create_graph=True, allow_unused=True
        )
        return torch.zeros_like(body) if tangent is None else tangent

    def do_jacobian(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        """One reverse pass for each entry."""
        body, variable = args
        entries = body.mT.reshape(self.draws, -1)
        count = term.size[1]
        rows = []
        for k in range(entries.shape[1]):
            slope = None
            if entries.requires_grad:
                (slope,) = torch.autograd.grad(
                    entries[:, k].sum(), variable, create_graph=True, allow_unused=True
                )
            flat = torch.zeros(self.draws, count) if slope is None else slope.mT.reshape(self.draws, -1)
            rows.append(flat)
        return torch.stack(rows, dim=1)


def _tensor(value: Tensor) -> Tensor:
    """Say what torch's own types leave open."""
    return value


def _mentions_derivative(term: Term) -> bool:
    stack, seen = [term], set[int]()
    while stack:
        top = stack.pop()
        if top.op in ("diff", "jacobian"):
            return True
        if id(top) not in seen:
            seen.add(id(top))
            stack += top.args
    return False


def _wave(frequency: float, phase: float, x: Tensor, order: int) -> Tensor:
    return frequency**order * torch.sin(frequency * x + phase + order * pi / 2)


def _square_root(value: Tensor) -> Tensor:
    """Of a symmetric positive definite matrix."""
    values, vectors = torch.linalg.eigh(value)
    return _tensor(vectors @ torch.diag_embed(values.sqrt()) @ vectors.mT)


_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "reciprocal": lambda x: 1 / x,
    "exp": torch.exp,
    "log": torch.log,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "arctan": torch.arctan,
    "relu": torch.relu,
    "sign": torch.sign,
    "abs": torch.abs,
    "sqrt": torch.sqrt,
    "sigmoid": torch.sigmoid,
    "softplus": lambda x: torch.nn.functional.softplus(x, threshold=1e9),
}
_MATRIX_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "expm": torch.linalg.matrix_exp,
    "sqrtm": _square_root,
    "nuclear": lambda x: torch.linalg.svdvals(x).sum(dim=1)[:, None, None],
    "spectral": lambda x: torch.linalg.svdvals(x)[:, :1, None],
    "maximum": lambda x: x.amax(dim=(1, 2), keepdim=True),
}
