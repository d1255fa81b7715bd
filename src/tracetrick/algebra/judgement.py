"""What a judge is given and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra.clock import Clock
from tracetrick.algebra.terms import Builder, Term, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

JudgeVerdict = Literal["true", "false", "outside"]


@dataclass(frozen=True)
class Problem:
    """A claim at one assignment of dimensions: each of `pairs` must stand in `relation`.

    `doubts` are pairs that must be equal for the notation to be unambiguous; `conditions` restrict the draws;
    `domain` are further terms that must have values (those of the other statements about the same names);
    `positive` are the inputs whose draws are positive.
    """

    pairs: tuple[tuple[Term, Term], ...]
    relation: str
    builder: Builder
    seed: str
    doubts: tuple[tuple[Term, Term], ...] = ()
    conditions: tuple[tuple[Term, str, Term], ...] = ()
    domain: tuple[Term, ...] = ()
    positive: frozenset[tuple[str, tuple[int, ...]]] = frozenset()
    clock: Clock = field(default_factory=lambda: Clock(math.inf), compare=False)
    _terms: list[Term] = field(default_factory=list, compare=False, repr=False)
    _domain_terms: list[Term] = field(default_factory=list, compare=False, repr=False)

    def terms(self) -> Iterable[Term]:
        """All terms of the claim, arguments first."""
        if not self._terms:
            sides = [side for pair in (*self.pairs, *self.doubts) for side in pair]
            sides += [side for one in self.conditions for side in (one[0], one[2])]
            self._terms.extend(walk(sides))
        return self._terms

    def domain_terms(self) -> Iterable[Term]:
        """All terms of `domain`, arguments first."""
        if not self._domain_terms and self.domain:
            self._domain_terms.extend(walk(self.domain))
        return self._domain_terms


@dataclass(frozen=True)
class Witness:
    """Where a claim fails: number of the pair, and both values there as far as they are known."""

    pair: int
    left: tuple[tuple[float, ...], ...] = ()
    right: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What one judge found."""

    verdict: JudgeVerdict
    reason: str = ""
    draws: int = 0
    residual: float = 0.0
    witness: Witness | None = None
    both_zero: bool = False
