"""What a judge is given and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from tracetrick.algebra.terms import Builder, Term, walk
from tracetrick.algebra.work import LIMIT, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_DRAW = "no draw is found at which every inverse, logarithm and root exists"
NO_DERIVATIVE = "no derivative: what is differentiated has a kink there"
_MOST_KEPT = LIMIT // 20  # work whose results are kept for other claims
_OF_TERMS = ("sides", "terms", "inputs", "below_derivatives", "with_derivatives")
Positive = Mapping[tuple[str, tuple[int, ...]], frozenset[int] | None]
"""Places of entries, row by row, by the name and the member of an input; None is all of them."""

SCALAR_ORDERS = frozenset(["\\le", "\\ge", "<", ">"])
LOEWNER_ORDERS = frozenset(["\\preceq", "\\succeq", "\\prec", "\\succ"])
JudgeVerdict = Literal["true", "false", "outside"]


@dataclass(frozen=True)
class Problem:
    """A claim at one assignment of dimensions: each of `pairs` must stand in `relation`.

    `doubts` are pairs that must be equal for the notation to be unambiguous; `conditions` restrict the draws;
    `positive` are the entries whose draws are positive; matrices with pseudo-inverses are of `any_rank` if
    none is inverted; `alone` is the float judge where the exact one has no say; `doubted` is a claim that the
    exact judge calls false and may be wrong in that; `again` is one that was judged with all care at other
    dimensions, and now at another number of a letter.
    """

    pairs: tuple[tuple[Term, Term], ...]
    relation: str
    builder: Builder
    seed: str
    doubts: tuple[tuple[Term, Term], ...] = ()
    conditions: tuple[tuple[Term, str, Term], ...] = ()
    positive: Positive = field(default_factory=dict)
    any_rank: bool = False
    alone: bool = False
    doubted: bool = False
    again: bool = False
    work: Work = field(default_factory=Work, compare=False)

    def under(self, **conditions: Any) -> Problem:  # noqa: ANN401  (those of the fields that say how to judge)
        """The same claim, to be judged in another way; what is known of its terms stays known."""
        other = replace(self, **conditions)
        vars(other).update((name, vars(self)[name]) for name in _OF_TERMS if name in vars(self))
        return other

    @contextmanager
    def kept(self) -> Iterator[dict[object, Any]]:
        """What was drawn and computed for claims with the same builder, to be used and added to."""
        work, builder = self.work, self.builder
        if not work.shares:
            yield {}
            return
        before = work.spent
        work.saved += builder.spent
        try:
            yield builder.draws
        finally:
            builder.spent += work.spent - before
            if builder.spent > _MOST_KEPT:
                builder.draws.clear()
                builder.spent = 0

    @cached_property
    def sides(self) -> tuple[Term, ...]:
        """Everything that is compared."""
        compared = (*self.pairs, *self.doubts, *((left, right) for left, _, right in self.conditions))
        return tuple(side for pair in compared for side in pair)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms of the claim, arguments first."""
        return tuple(walk(self.sides))

    @cached_property
    def inputs(self) -> tuple[Term, ...]:
        """What is drawn."""
        return tuple(term for term in self.terms if term.op == "input")

    @cached_property
    def below_derivatives(self) -> frozenset[Term]:
        """The terms that are differentiated."""
        derived = [term for term in self.terms if term.op in ("diff", "jacobian")]
        return frozenset(walk([arg for term in derived for arg in term.args]))

    @cached_property
    def with_derivatives(self) -> frozenset[Term]:
        """The terms that are derivatives or made of some."""
        found = set[Term]()
        for term in self.terms:
            if term.op in ("diff", "jacobian") or any(arg in found for arg in term.args):
                found.add(term)
        return frozenset(found)


NOTHING = Problem((), "=", Builder(), "")  # draws that are kept belong to no claim


@dataclass(frozen=True)
class Witness:
    """Both values of a pair where a claim fails."""

    left: tuple[tuple[float, ...], ...]
    right: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Judgement:
    """What one judge found."""

    verdict: JudgeVerdict
    reason: str = ""
    draws: int = 0
    residual: float = 0.0
    witness: Witness | None = None
    both_zero: bool = False
