"""The assignments of dimensions at which one claim is judged."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Literal

from tracetrick.algebra.judgement import SCALAR_ORDERS
from tracetrick.algebra.sampling import ASSIGNMENTS, COUNTS, HUGE, LARGE, LONE, VALUES_OF_NUMBERS
from tracetrick.claims.mentions import mentioned
from tracetrick.claims.numbers import (
    compared_by_sign,
    hides_numbers,
    limits_of_indices,
    may_count,
    numbers_written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.sampling import Letters
    from tracetrick.claims.assignments import Candidates
    from tracetrick.claims.problems import Prepared
    from tracetrick.claims.weighing import Judged
    from tracetrick.page.statements import Statement

Group = Literal["usual", "numbers", "large", "extreme"]
_MOST_DRAWN = 200  # entries of a vector: of a matrix they are forty thousand
_PAIR = 2  # minors that vanish in more dimensions need not do so in two


class Series:
    """Which of the candidates a claim is judged at, and what was found at them (section 7 of the notation).

    `wanted` are the first ones, different in the claim's own letters. `values` are those that each letter
    has had which occurs in the claim as a number, `compared` the constants that such are compared with. Where
    there are numbers, and for an inequality, large dimensions and 1 are tried too, and where there are
    determinants, those of 2×2.
    """

    def __init__(self, statement: Statement, letters: Letters, candidates: Candidates) -> None:
        own = set(letters.all) & mentioned(statement)
        self.candidates = candidates
        self.own = sorted(own)
        self.judged: list[Judged] = []
        self.wanted = len(COUNTS) if own & {*letters.counts, *letters.naturals} else ASSIGNMENTS
        self.limits = limits_of_indices(statement)
        counted = own.difference(letters.counts, letters.naturals) if may_count(statement) else ()
        self.values: dict[str, set[int]] = {key: set() for key in sorted(counted)}
        self.compared: set[int] = set()
        self.seen: set[tuple[int, ...]] = set()
        self.has_minors = False
        self.is_order = statement.relation in SCALAR_ORDERS
        self.written = sorted(numbers_written(statement)) if self.is_order else []
        self.is_identity = statement.relation != "\\ne"

    def expect(self, prepared: Prepared) -> None:
        """Learn from the claim at one assignment which letters occur in it as numbers."""
        if not self.has_usual:
            self.compared |= prepared.compared
            self.compared.update(compared_by_sign(prepared.problem))
        self.has_minors = any(term.op in ("det", "adj") for term in prepared.problem.terms)
        found = prepared.numbers.union(*(self.limits.get(key, ()) for key in prepared.numbers))
        numbers = found & set(self.own)
        # An index that occurs as a number is one of every letter that says how far indices run.
        if not found <= numbers | self.limits.keys() or hides_numbers(prepared.problem):
            numbers = frozenset(self.own)
        for key in numbers:
            self.values.setdefault(key, set())

    def wanted_candidates(self) -> Iterator[tuple[Group, Dimensions]]:
        """The candidates at which to judge the claim, which depends on what was found at those before."""
        for dimensions in self.candidates.usual:
            if self.is_new(dimensions):
                yield "usual", dimensions
            if self.has_usual:
                break
        if not self.has_usual or self.is_special:
            yield from self._special_candidates()

    def _special_candidates(self) -> Iterator[tuple[Group, Dimensions]]:
        for dimensions in self.candidates.of_numbers:
            if self.is_new(dimensions) and (not self.has_usual or self.wants_number(dimensions)):
                yield "numbers", dimensions
        for place, dimensions in enumerate(self.candidates.large):
            wants_large = place == 0 and (self.is_order or bool(self.values))
            if self.is_new(dimensions) and (not self.has_usual or wants_large):
                yield "large", dimensions
        for dimensions in self.candidates.extreme:
            is_extreme = any(dimensions.letters[key] in (LONE, HUGE) for key in self.values)
            if self.judged and self.is_new(dimensions) and is_extreme:
                yield "extreme", dimensions

    @property
    def has_usual(self) -> bool:
        """Whether the claim was judged at as many assignments as every claim is."""
        return len(self.judged) >= self.wanted

    @property
    def is_special(self) -> bool:
        """Whether the claim is to be judged at more assignments than others."""
        return bool(self.values) or self.has_minors or self.is_order

    def is_new(self, dimensions: Dimensions) -> bool:
        """Whether the claim was not judged at the same numbers of its own letters."""
        return not (self.own and self.key(dimensions) in self.seen)

    def wants_number(self, dimensions: Dimensions) -> bool:
        """Whether a letter that is a number has a new value here, or determinants are those of 2×2."""
        return (self.has_minors and _PAIR in self.key(dimensions)) or any(
            len(seen) < VALUES_OF_NUMBERS and dimensions.letters[key] not in seen
            for key, seen in self.values.items()
        )

    def beside_constants(self) -> Iterator[tuple[str, int]]:
        """Values of letters below, at, above and far above the constants that they are compared with."""
        far = sorted(one for one in self.compared if one >= VALUES_OF_NUMBERS)
        values = dict.fromkeys(value for one in far for value in (one - 1, one, one + 1, 2 * one + 1))
        yield from product(self.values, values)

    def beyond_bounds(self) -> Iterator[tuple[str, int]]:
        """Values of letters at which an inequality may fail first, by the numbers it is written with.

        A norm of n entries is at most n, or the root of n, times another one, and a power of n is soon large.
        Where nothing is drawn numbers may be as large as they are written.
        """
        bounds = (value for one in self.written for value in (one.bit_length() + 1, one + 1, one**2 + 1))
        draws = any(term.op == "input" for term in self.judged[0].problem.terms)
        far = (one for one in dict.fromkeys(bounds) if one > LARGE and not (draws and one > _MOST_DRAWN))
        yield from product(self.own, far)

    def key(self, dimensions: Dimensions) -> tuple[int, ...]:
        """The numbers of the claim's own letters."""
        return tuple(dimensions.letters[key] for key in self.own)

    def add(self, one: Judged) -> None:
        """Note what the judges found at one assignment."""
        self.judged.append(one)
        self.seen.add(self.key(one.dimensions))
        for key, seen in self.values.items():
            seen.add(one.dimensions.letters[key])

    @property
    def is_refuted(self) -> bool:
        """Whether a judge has said that the claim is false; where sides shall differ, they may elsewhere."""
        return self.is_identity and bool(self.judged) and self.judged[-1].is_false

    @property
    def is_too_short(self) -> bool:
        """Whether a claim that is true was judged at one assignment only, although there are others."""
        if len(self.seen) != 1 or self.is_refuted:
            return False
        return any(self.key(one) not in self.seen for one in self.candidates)
