"""Values of terms at a batch of draws, in float64; derivatives by torch autograd.

A differential is taken in forward mode, a derivative in reverse mode. A differential below another
differential or a derivative is the product of a Jacobian with a tangent by two reverse passes: the first is
linear in a dummy cotangent, the second differentiates by it. For forward over forward and reverse over
forward are silently wrong in torch 2.13.0, while forward over reverse and reverse over reverse are right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import pi
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.autograd import forward_ad

from tracetrick.algebra.float_draws import Draws, realised, seed_of, tangent_of
from tracetrick.algebra.terms import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term

_CONDITION = 1e8
_LEAST = 1e-6  # a denominator below this part of the terms that it is summed from is 0
_SKEW = 1e-12  # below this part of its entries a matrix counts as symmetric
_RANK = 1e-10  # singular values below this part of the largest are 0
_FREQUENCIES = 6
OPERATION = 20  # the work of one operation of torch; of one pass backward through it, about as much
_ENTRIES = 500  # entries of a batch whose computation is as much work as one operation
_EXPONENTIALS = frozenset(["exp", "sinh", "cosh"])
_VANISHED, _OVERGROWN = 1e-150, 1e150  # products of two of them are still within reach
_PARTIAL = frozenset(["sqrt", "log", "reciprocal"])
# Operations whose entries are numbers, or those of their arguments: they are finite where these are.
_REARRANGED = frozenset(["const", "zero", "ones", "eye", "unit", "single", "transpose", "gather", "named"])


@dataclass
class Point:
    """Values of terms at a batch of draws: tensors of shape (draws, rows, columns).

    `duals` are those values along the tangents of all inputs but the ones held constant. They belong to the
    dual level of torch that is open while a problem is judged. `faults` says at which draws a term is not
    finite, does not exist or is out of reach; nothing is at none.
    """

    problem: Problem
    draws: Draws
    values: dict[Term, Tensor] = field(default_factory=dict)
    duals: dict[frozenset[object], dict[Term, Tensor]] = field(default_factory=dict)
    sizes: dict[Term, Tensor] = field(default_factory=dict)
    magnitudes: dict[Term, Tensor] = field(default_factory=dict)
    entries: dict[Term, Tensor] = field(default_factory=dict)
    faults: dict[tuple[str, Term], Tensor | None] = field(default_factory=dict)
    counts: dict[Term, int] = field(default_factory=dict)
    moving: bool = False

    def value(self, term: Term) -> Tensor:
        """The value of a term."""
        return self.evaluated(term, self.values)

    def evaluated(self, term: Term, known: dict[Term, Tensor]) -> Tensor:
        """The value of a term from those known, to which those on the way are added."""
        stack = [term]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            missing = [arg for arg in top.args if arg not in known]
            if missing:
                stack += missing
            else:
                known[top] = self.evaluate(top, known)
                stack.pop()
        return known[term]

    def evaluate(self, term: Term, known: dict[Term, Tensor]) -> Tensor:
        rows, columns = term.size
        self.problem.work.spend(OPERATION + OPERATION * len(self.draws) * rows * columns // _ENTRIES)
        if term.op == "diff":
            return self.differential(term, known)
        return _METHODS[term.op](self, term, [known[arg] for arg in term.args])

    # Where everything has a value

    def valid(self) -> Tensor:
        """Which draws have a value everywhere and keep to the conditions."""
        plain = [term for term in self.problem.terms if term not in self.problem.with_derivatives]
        good = self.finite([term for term in plain if term.op not in _REARRANGED])
        good &= self.without_fault("exists", filter(may_fail, plain), self.exists)
        for left, relation, right in self.problem.conditions:
            gap = (self.value(left) - self.value(right)).detach()[:, 0, 0]
            good &= {"<": gap < 0, ">": gap > 0, "\\le": gap <= 0, "\\ge": gap >= 0, "\\ne": gap != 0}.get(
                relation, gap == 0
            )
        return good

    def finite(self, terms: Iterable[Term]) -> Tensor:
        """At which draws all entries of these terms are finite: so is their sum, far from overflowing."""
        terms = list(terms)
        new = [term for term in terms if ("finite", term) not in self.faults]
        if new:
            sums = torch.stack([self.value(term).detach().sum(dim=(1, 2)) for term in new])
            finite = torch.isfinite(sums)
            rows = [None] * len(new) if bool(finite.all()) else finite
            self.faults.update((("finite", term), row) for term, row in zip(new, rows, strict=True))
        return self.without_fault("finite", terms)

    def without_fault(
        self, kind: str, terms: Iterable[Term], good_at: Callable[[Term], Tensor | None] = lambda _: None
    ) -> Tensor:
        """At which draws none of these terms has a fault of this kind."""
        good = self.all_draws()
        for term in terms:
            if (kind, term) not in self.faults:
                found = good_at(term)
                self.faults[kind, term] = None if found is None or bool(found.all()) else found
            if (found := self.faults[kind, term]) is not None:
                good &= found
        return good

    def in_reach(self, term: Term) -> Tensor | None:
        """Where an exponential has neither overflown nor vanished; None if the term is no exponential."""
        if term.op != "pointwise" or term.data not in _EXPONENTIALS:
            return None
        size = self.value(term).detach().abs()
        usable = (size < _OVERGROWN) & ((size > _VANISHED) | (size == 0) & (term.data == "sinh"))
        return _everywhere(usable)

    def exists(self, term: Term) -> Tensor | None:
        """Where an inverse, logarithm or root exists; None if the term is neither.

        An inverse that is ill-conditioned does not, nor an exponential that is: its determinant would be
        rounding alone.
        """
        name = term.data if term.op in ("pointwise", "matrix") else term.op
        if name in ("inverse", "expm"):
            value = self.argument(term) if name == "inverse" else self.value(term).detach()
            return _tensor(torch.linalg.cond(_without_overflow(value)) < _CONDITION)
        if name == "pinv":
            return _has_rank(_without_overflow(self.argument(term)))
        if name == "sqrtm":
            return _is_definite(_without_overflow(self.argument(term)))
        if name in ("power", "log"):
            return _everywhere(self.argument(term) > 0)
        if name == "reciprocal":
            least = _LEAST * self.magnitude(term.args[0])
            return _everywhere(self.argument(term).abs() > least[:, None, None])
        if name == "sqrt":
            argument = self.argument(term)
            good = _everywhere(argument >= 0)
            return good if self.is_order else good & ~_sometimes_zero(argument)
        return None

    def all_draws(self) -> Tensor:
        return torch.ones(len(self.draws), dtype=torch.bool)

    @property
    def is_order(self) -> bool:
        """Whether the claim is an inequality: then the kink of a root is a place like any other."""
        return self.problem.relation not in ("=", "\\ne")

    @property
    def amplitude(self) -> Tensor:
        """Of declared functions: in an inequality they are as large and as negative as they may be."""
        sizes = (
            [1.0] * len(self.draws)
            if not self.is_order
            else [style.scale * style.sign for style in self.draws.styles]
        )
        return self.constant(torch.tensor(sizes)[:, None, None] ** 3)

    def argument(self, term: Term) -> Tensor:
        return self.value(term.args[0]).detach()

    def size(self, term: Term) -> Tensor:
        """The largest entry of the value at each draw."""
        found = self.sizes.get(term)
        if found is None:
            found = self.sizes[term] = largest(self.value(term))
        return found

    # How large the terms are that a value is summed from: its rounding error is a small part of this

    def magnitude(self, term: Term) -> Tensor:
        """One number for each draw, at least as large as the value's largest entry."""
        found = self.magnitudes.get(term)
        if found is None:
            found = self.magnitudes[term] = self.measured(term)
        return found

    def measured(self, term: Term) -> Tensor:
        parts = [self.magnitude(arg) for arg in term.args]
        if term.op == "add":
            return sum(parts[1:], start=parts[0])
        if term.op in ("scale", "odot", "kron", "matmul"):  # what is lost in one factor is lost once
            left, right = (self.size(arg) for arg in term.args)
            added = term.args[0].size[1] if term.op == "matmul" else 1
            return added * torch.maximum(parts[0] * right, left * parts[1])
        if term.op in ("transpose", "named"):
            return parts[0]
        own = self.size(term)
        if term.op in ("det", "adj"):
            return torch.maximum(own, self.hadamard(term, parts[0]))
        if term.op == "pointwise" and term.data in ("reciprocal", "sqrt", "log"):
            lost = parts[0] / self.size(term.args[0]).clamp(min=1e-300)
            return own * lost if term.data != "log" else self.of_logarithm(term, lost)
        if term.op == "pointwise" and term.data in ("exp", "sinh", "cosh"):
            return own * parts[0].clamp(min=1.0)
        if term.op == "jacobian":
            parts = parts[:1]
        if term.op in ("inverse", "pinv", "input") or not parts or term.data == "sign":
            return own
        return torch.stack([own, *parts]).amax(dim=0)

    def of_logarithm(self, term: Term, lost: Tensor) -> Tensor:
        """A logarithm makes an absolute error of how much its argument has `lost`, at the worst entry."""
        argument = self.argument(term).abs().clamp(min=1e-300)
        lost = torch.maximum(lost, largest(self.magnitude_of_entries(term.args[0]) / argument))
        return torch.maximum(self.size(term) * lost, lost)

    def magnitude_of_entries(self, term: Term) -> Tensor:
        """How large the terms are that each entry is summed from.

        Beside a large entry a small one may have lost all its digits, as in 1 - p where p is almost 1.
        """
        found = self.entries.get(term)
        if found is None:
            parts = (self.magnitude_of_entries(arg) for arg in term.args)
            if term.op == "add":
                found = torch.stack(tuple(parts)).sum(dim=0)
            elif term.op in ("scale", "odot"):
                found = next(parts) * next(parts)
            else:
                size = self.size(term)[:, None, None]
                part = torch.where(size > 0, self.value(term).detach().abs() / size, 1.0)
                found = self.magnitude(term)[:, None, None] * part
            self.entries[term] = found
        return found

    def hadamard(self, term: Term, magnitude: Tensor) -> Tensor:
        """The bound of Hadamard on determinants: the product of the lengths of the rows."""
        argument = self.argument(term)
        lost = magnitude / largest(argument).clamp(min=1e-300)
        lengths = argument.norm(dim=2).sort(dim=1, descending=True).values
        count = lengths.shape[1] if term.op == "det" else lengths.shape[1] - 1
        return _tensor(lengths[:, :count].prod(dim=1) * lost)

    # Leaves

    def do_input(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        key, _, member = term.data
        places = self.problem.positive.get((key, member), ())
        value = realised(term, self.draws, range(term.size[0] * term.size[1]) if places is None else places)
        if not value.requires_grad and torch.is_grad_enabled():
            value = value.requires_grad_()
        return value

    def spread(self, value: Tensor) -> Tensor:
        return value.expand(len(self.draws), *value.shape)

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
        return product.reshape(len(self.draws), *term.size)

    def vec(self, value: Tensor) -> Tensor:
        """The columns of each matrix behind one another."""
        return value.mT.reshape(len(self.draws), -1)

    def do_transpose(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].mT

    def do_gather(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        flat = [arg.reshape(len(self.draws), -1) for arg in args]
        starts = [0]
        for one in flat:
            starts.append(starts[-1] + one.shape[1])
        if None in term.data:
            flat.append(torch.zeros(len(self.draws), 1))
        joined = torch.cat(flat, dim=1) if len(flat) > 1 else flat[0]
        places = [starts[-1] if at is None else starts[at[0]] + at[1] for at in term.data]
        if len(places) == 1:
            return joined[:, places[0], None, None]
        return joined.index_select(1, torch.tensor(places)).reshape(len(self.draws), *term.size)

    def do_total(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].sum(dim=(1, 2), keepdim=True)

    def do_trace(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return args[0].diagonal(dim1=1, dim2=2).sum(dim=1)[:, None, None]

    def do_inverse(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        inverse, _ = torch.linalg.inv_ex(args[0])
        return _tensor(inverse)

    def do_pinv(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _overflowing(lambda x: _tensor(torch.linalg.pinv(x, rtol=_RANK)), args[0])

    def do_det(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _tensor(torch.linalg.det(args[0])[:, None, None])

    def do_adj(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        n = term.size[0]
        if n == 1:
            return torch.ones_like(args[0])
        others = [[k for k in range(n) if k != skipped] for skipped in range(n)]
        places = [(i, j) for i in range(n) for j in range(n)]
        minors = torch.stack([args[0][:, others[j]][:, :, others[i]] for i, j in places], dim=1)
        signs = torch.tensor([(-1.0) ** (i + j) for i, j in places])
        return _tensor((torch.linalg.det(minors) * signs).reshape(args[0].shape))

    def do_pointwise(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _FUNCTIONS[term.data](args[0])

    def do_power(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _tensor(args[0] ** args[1])

    def do_matrix(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        return _overflowing(_MATRIX_FUNCTIONS[term.data], args[0])

    def do_unknown(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        """A fixed combination of waves: smooth, with no derivative that vanishes."""
        key, order, entrywise = term.data
        generator = torch.Generator().manual_seed(seed_of(f"function:{key}"))
        rows, columns = term.size
        if entrywise:
            weight, frequency, phase = torch.randn((3, _FREQUENCIES), generator=generator)
            angle = args[0][:, :, :, None] * self.constant(frequency)
            return self.waves(angle, phase, weight * frequency**order, order) * self.amplitude
        flat = torch.cat([self.vec(arg) for arg in args], dim=1)
        shape = (rows * columns, _FREQUENCIES, flat.shape[1])
        frequency = 0.6 * torch.randn(shape, generator=generator)
        phase, weight = torch.randn((2, rows * columns, _FREQUENCIES), generator=generator)
        slopes = frequency[:, :, 0] ** order if order else torch.ones(shape[:2])
        angle = flat @ self.constant(frequency.reshape(-1, flat.shape[1]).mT)
        value = self.waves(angle.reshape(-1, *shape[:2]), phase, weight * slopes, order)
        return _tensor(value.reshape(len(self.draws), columns, rows).mT) * self.amplitude

    def waves(self, angle: Tensor, phase: Tensor, weight: Tensor, order: int) -> Tensor:
        """The sum of waves along the last dimension, or its derivative of this order."""
        sines = torch.sin(angle + self.constant(phase + order * pi / 2))
        return (sines * self.constant(weight)).sum(dim=-1)

    def constant(self, value: Tensor) -> Tensor:
        """A tensor that may not move; beside dual numbers it has a tangent of 0.

        Without one torch takes a way that is fifty times as slow, and takes a second to load at first.
        """
        if not self.moving or forward_ad.unpack_dual(value).tangent is not None:  # type: ignore[no-untyped-call]
            return value
        value = value.expand(value.shape).contiguous()
        return _tensor(forward_ad.make_dual(value, torch.zeros_like(value)))  # type: ignore[no-untyped-call]

    # Derivatives

    def differential(self, term: Term, known: dict[Term, Tensor]) -> Tensor:
        """Along the tangents of all that varies."""
        support = self.problem.builder.support(term.args[0])
        moving = [one for one in support if one.op == "input" and (one.data[0], one.data[2]) not in term.data]
        if not moving:
            return torch.zeros_like(known[term.args[0]])
        if known is self.values and term not in self.problem.below_derivatives:
            return self.forward(term.args[0], term.data)
        return self.reverse(term.args[0], moving, known)

    def forward(self, body: Term, held: frozenset[object]) -> Tensor:
        """The tangent of dual numbers."""
        known = self.duals.setdefault(held, {})
        support = self.problem.builder.support
        inputs = (one for one in support(body) if one.op == "input")
        moving = {one for one in inputs if (one.data[0], one.data[2]) not in held}
        for term in walk([body], known):
            if term in moving:
                moved = self.value(term)
                known[term] = forward_ad.make_dual(moved, tangent_of(term, moved, self.draws))  # type: ignore[no-untyped-call]
                continue
            value = self.value(term) if moving.isdisjoint(support(term)) else None
            self.moving = True
            known[term] = self.constant(self.evaluate(term, known) if value is None else value)
            self.moving = False
        tangent = forward_ad.unpack_dual(known[body]).tangent  # type: ignore[no-untyped-call]
        return torch.zeros_like(known[body]) if tangent is None else _tensor(tangent)

    def reverse(self, body: Term, moving: list[Term], known: dict[Term, Tensor]) -> Tensor:
        """The Jacobian times the tangents, by two reverse passes."""
        self.problem.work.spend(2 * OPERATION * self.count(body))
        cotangent = torch.zeros_like(known[body]).requires_grad_()
        weighted = (known[body] * self.constant(cotangent)).sum()
        slopes = self.slopes(weighted, [known[one] for one in moving])
        parts = [
            (self.constant(slope) * self.constant(tangent_of(one, self.value(one), self.draws))).sum()
            for one, slope in zip(moving, slopes, strict=True)
            if slope is not None
        ]
        if not parts:
            return torch.zeros_like(known[body])
        (tangent,) = self.slopes(torch.stack(parts).sum(), [cotangent])
        return torch.zeros_like(known[body]) if tangent is None else tangent

    def count(self, term: Term) -> int:
        """Of how many operations a term is made."""
        if term not in self.counts:
            self.counts[term] = sum(1 for _ in walk([term]))
        return self.counts[term]

    def do_jacobian(self, term: Term, args: Sequence[Tensor]) -> Tensor:
        """One reverse pass for each entry."""
        body, variable = args
        entries = self.vec(body)
        count = term.size[1]
        self.problem.work.spend(OPERATION * self.count(term.args[0]) * entries.shape[1])
        again = self.is_order or term in self.problem.below_derivatives  # an order relation climbs it
        rows = []
        for k in range(entries.shape[1]):
            (slope,) = self.slopes(entries[:, k].sum(), [variable], again=again)
            flat = (
                torch.zeros(len(self.draws), count)
                if slope is None
                else slope.mT.reshape(len(self.draws), -1)
            )
            rows.append(flat)
        return torch.stack(rows, dim=1)

    def slopes(self, scalar: Tensor, points: list[Tensor], *, again: bool = True) -> Sequence[Tensor | None]:
        """One reverse pass, to be differentiated `again` or not; None where nothing depends on a point.

        It starts from no tensor of ours: to compare shapes, torch would load SymPy.
        """
        if not scalar.requires_grad:
            return [None] * len(points)
        if self.moving:
            # Of its own slope, 1, with which the pass starts.
            scalar.register_hook(self.constant)  # type: ignore[no-untyped-call]
        return torch.autograd.grad(scalar, points, retain_graph=True, create_graph=again, allow_unused=True)


_METHODS: dict[str, Callable[[Point, Term, Sequence[Tensor]], Tensor]] = {
    name.removeprefix("do_"): method for name, method in vars(Point).items() if name.startswith("do_")
}


def _tensor(value: Tensor) -> Tensor:
    """Say what torch's own types leave open."""
    return value


def may_fail(term: Term) -> bool:
    """Whether a term has no value, or no derivative, at some points."""
    if term.op == "pointwise":
        return term.data in _PARTIAL
    return term.op in ("inverse", "pinv", "power") or (term.op == "matrix" and term.data in ("sqrtm", "expm"))


def largest(value: Tensor) -> Tensor:
    """The largest entry at each draw."""
    return value.detach().abs().amax(dim=(1, 2))


def _everywhere(holds: Tensor) -> Tensor:
    """Whether something holds of every entry, for each draw."""
    return holds.all(dim=2).all(dim=1)


def _sometimes_zero(argument: Tensor) -> Tensor:
    """Where an entry is 0, unless it is 0 by its making, at every draw."""
    zero = argument == 0
    return ~_everywhere(~zero | zero.all(dim=0))


def _is_definite(argument: Tensor) -> Tensor:
    """Whether a matrix is symmetric and positive definite."""
    skew = (argument - argument.mT).abs().amax(dim=(1, 2))
    least = torch.linalg.eigvalsh((argument + argument.mT) / 2)[:, 0]
    return _tensor((skew <= _SKEW * largest(argument)) & (least > 0))


def _has_rank(argument: Tensor) -> Tensor:
    """Whether a matrix has a rank: no singular value is small and not 0."""
    values = torch.linalg.svdvals(argument)
    parts = values / values[:, :1].clamp(min=1e-300)
    return _tensor(((parts < _RANK) | (parts > 1 / _CONDITION)).all(dim=1))


def _without_overflow(value: Tensor) -> Tensor:
    """Zero instead of each matrix that has overflowed: of such a matrix torch finds no singular values."""
    usable = torch.isfinite(value).all(dim=2).all(dim=1)[:, None, None]
    return value if bool(usable.all()) else torch.where(usable, value, torch.zeros_like(value))


def _overflowing(function: Callable[[Tensor], Tensor], value: Tensor) -> Tensor:
    """A function of matrices, which is no number where the matrix has overflowed."""
    safe = _without_overflow(value)
    found = function(safe)
    if safe is value:
        return found
    return found + (value - value).sum(dim=(1, 2), keepdim=True).detach()


def _square_root(value: Tensor) -> Tensor:
    """Of a symmetric positive definite matrix."""
    values, vectors = torch.linalg.eigh(value)
    return _tensor(vectors @ torch.diag_embed(values.sqrt()) @ vectors.mT)


_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "reciprocal": torch.reciprocal,
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
