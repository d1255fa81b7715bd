"""What both judges found of a claim, weighed and put into words (section 7 of the notation)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import is_zero
from tracetrick.algebra.exact_judge import is_sampled, may_not_honour
from tracetrick.algebra.judgement import LOEWNER_ORDERS, SCALAR_ORDERS
from tracetrick.claims.mentions import mentioned
from tracetrick.claims.verdict import DEFECT, Verdict
from tracetrick.latex.tree import Matrix, Sub

if TYPE_CHECKING:
    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.judgement import Judgement, JudgeVerdict, Problem
    from tracetrick.algebra.terms import Term
    from tracetrick.latex.tree import Node
    from tracetrick.page.statements import Statement

    Rows = tuple[tuple[float, ...], ...]

ORDERS = SCALAR_ORDERS | LOEWNER_ORDERS
# Which verdict of several is that of all: where each must be true, and where one is enough, as for sides that
# differ at some dimensions and may be equal at others.
_EVERYWHERE: tuple[JudgeVerdict, ...] = ("false", "outside", "true")
_SOMEWHERE: tuple[JudgeVerdict, ...] = ("true", "outside", "false")
_ROUNDING = 3e-14  # float64 sees a larger difference, even one that it takes for rounding
_LONG = 10**9
_OUTSIDE = "outside the exact judge: install torch for the judge in float64"
_DISAGREEMENT = f"the two judges disagree: {DEFECT}"
_NO_CASE = "at some draws no case holds: the last case needs no condition, or another one"
_DIFFER = "the two sides differ"
_AMBIGUOUS = "⊙ or ⊗ beside a product: both readings have shapes and differ in value: write brackets"
_BOTH_ZERO = "both sides are 0 in every draw: this says nothing"


@dataclass(frozen=True)
class Judged:
    """A claim at one assignment, and what the judges found; `floating` is None without a float judge."""

    dimensions: Dimensions
    problem: Problem
    exact: Judgement
    floating: Judgement | None

    @property
    def is_false(self) -> bool:
        """Whether a judge says so who may."""
        return "false" in (self.by_exact, self.floating and self.floating.verdict)

    @cached_property
    def by_exact(self) -> JudgeVerdict:
        """What the exact judge says; where it may be wrong and the other does not agree, nothing.

        It may be wrong where it sees a difference, which a claim of inequality is true by.
        """
        found = self.exact.verdict
        differs = found == ("true" if self.problem.relation == "\\ne" else "false")
        agreed = self.floating is not None and self.floating.verdict == found
        return "outside" if differs and not agreed and may_not_honour(self.problem) else found

    @property
    def has_no_draw(self) -> bool:
        """Whether the float judge found no point at which everything has a value."""
        return self.floating is not None and self.floating.verdict == "outside"

    @property
    def is_decided(self) -> bool:
        """Whether a judge says true or false."""
        return any(found.verdict != "outside" for found in self.judgements)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Of the judges that were asked."""
        return (self.exact,) if self.floating is None else (self.exact, self.floating)


def together(found: list[Judgement]) -> Judgement:
    """What one judge says of a claim in parts: false if one part is, else outside if one part is."""
    worst = min(found, key=lambda one: _EVERYWHERE.index(one.verdict))
    return replace(
        worst,
        draws=sum(one.draws for one in found),
        residual=max(one.residual for one in found),
        both_zero=all(one.both_zero for one in found),
    )


def weigh(statement: Statement, judged: list[Judged]) -> Verdict:
    """One verdict from all assignments."""
    asked = [one.floating for one in judged if one.floating is not None]
    order = _SOMEWHERE if statement.relation == "\\ne" else _EVERYWHERE
    exact = min((one.by_exact for one in judged), key=order.index)
    floating: JudgeVerdict = min((one.verdict for one in asked), key=order.index, default="outside")
    draws = sum(one.draws for one in asked) or sum(one.exact.draws for one in judged)
    residual = max((one.residual for one in asked), default=0.0)
    dimensions = tuple(dict(one.dimensions.letters) for one in judged)
    base = Verdict(
        statement, "true", at=statement.at, exact=exact, float=floating, draws=draws, residual=residual,
        dimensions=dimensions,
    )  # fmt: skip
    reason = _unreadable(statement, judged, exact, floating)
    if reason:
        return replace(base, verdict="unreadable", message=reason)
    if "false" in (exact, floating):
        return replace(base, verdict="false", kind="value", message=refutation(statement, _refuted(judged)))
    return base


def _refuted(judged: list[Judged]) -> Judged:
    """The assignment to tell of: the first at which a judge says that the claim is false."""
    return next(one for one in judged if one.is_false)


def _unreadable(
    statement: Statement, judged: list[Judged], exact: JudgeVerdict, floating: JudgeVerdict
) -> str:
    """Why a claim has no value, if that is so."""
    has_float = judged[-1].floating is not None
    if any(found.reason == "ambiguous" for one in judged for found in one.judgements):
        return "; ".join(sorted({_doubt(other) for _, other in judged[-1].problem.doubts}))
    if has_float and {exact, floating} == {"true", "false"} and not _is_explained(judged[-1], exact):
        return _DISAGREEMENT
    if exact == "outside" and not has_float:
        return _OUTSIDE
    if "false" not in (exact, floating) and _says_nothing(statement, judged):
        return _BOTH_ZERO
    return ""


def _is_explained(judged: Judged, exact: JudgeVerdict) -> bool:
    """Whether two judges may differ without one of them being broken.

    The exact one sees a difference that float64 takes for rounding; the other a case that is rare.
    """
    if exact == "false":
        return any(one.residual > _ROUNDING for one in judged.judgements) or _has_long_numerals(judged)
    return is_sampled(judged.problem)


def _has_long_numerals(judged: Judged) -> bool:
    """Whether a claim is written with numbers that float64 does not tell from others nearby."""
    numbers = [
        entry for term in judged.problem.terms if term.op == "const" for entry in term.data if entry != "π"
    ]
    return any(max(abs(one.numerator), one.denominator) >= _LONG for one in numbers)


def _doubt(other: Term) -> str:
    """What a doubt is about: that some case holds is compared with 1."""
    return _NO_CASE if other.op == "const" else _AMBIGUOUS


def _says_nothing(statement: Statement, judged: list[Judged]) -> bool:
    """Whether both sides of an equality are always 0 and neither is literally 0."""
    if statement.relation != "=" or statement.solving or statement.left is None or statement.right is None:
        return False
    if any(_all_zero(side) for side in (statement.left, statement.right)):
        return False
    return all(any(found.both_zero for found in one.judgements) for one in judged)


def _all_zero(node: Node) -> bool:
    """Whether a side is literally 0, of whatever size, or a matrix of zeros."""
    return is_zero(node.base if isinstance(node, Sub) else node) or (
        isinstance(node, Matrix) and all(is_zero(cell) for row in node.rows for cell in row)
    )


def refutation(statement: Statement, judged: Judged) -> str:
    """How a claim fails: the values of both sides and the dimensions."""
    message = _DIFFER
    if statement.relation == "\\ne":
        message = "the two sides are equal at every point"
    elif statement.relation in ORDERS:
        message = "refuted"
    witness = judged.floating and judged.floating.witness
    if witness and message == _DIFFER and witness.left == witness.right:
        message += ": by less than shows in their values"
    elif witness:
        left, right = _values(witness.left, witness.right)
        message += f": left {left}, right {right}"
    letters = judged.dimensions.letters
    used = mentioned(statement)
    shown = ", ".join(f"{key} = {number}" for key, number in letters.items() if key in used)
    return message + (f" (at {shown})" if shown else "")


def _values(left: Rows, right: Rows) -> tuple[str, str]:
    """Both sides as they are shown: cut to a few entries, the first that differ among them."""
    for digits in range(4, 18):
        sides = [[[f"{entry + 0.0:.{digits}g}" for entry in row] for row in rows] for rows in (left, right)]
        differing = [
            (row, column)
            for row, column in product(range(len(left)), range(len(left[0])))
            if sides[0][row][column] != sides[1][row][column]
        ]
        if differing:
            break
    row, column = differing[0] if differing else (0, 0)
    high, wide = (4, 1) if len(left[0]) == 1 else (1, 4) if len(left) == 1 else (2, 3)
    first, second = (
        _cut([_cut(cells, column, wide, " ") for cells in side], row, high, "; ") for side in sides
    )
    return (first, second) if len(left) == len(left[0]) == 1 else (f"[{first}]", f"[{second}]")


def _cut(parts: list[str], needed: int, number: int, separator: str) -> str:
    """Join `number` of the parts, the `needed` one among them, with dots for the others."""
    start = max(0, needed - number + 1)
    shown = ["…"] * (start > 0) + parts[start : start + number] + ["…"] * (start + number < len(parts))
    return separator.join(shown)
