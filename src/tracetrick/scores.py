"""Mutation scores: how many broken variants of a page's claims the checker refuses; kept by content."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tracetrick.cache import Cache, key

if TYPE_CHECKING:
    from tracetrick.check import FloatJudge
    from tracetrick.mutate import Outcome
    from tracetrick.page.source import Source


@dataclass(frozen=True)
class Score:
    """What became of the mutants of one page.

    `claims` counts its true claims, `others` those that are left out, `counts` the mutants by their fate;
    `survivors` are told with their places.
    """

    claims: int
    others: int
    counts: dict[str, int]
    survivors: tuple[str, ...]

    @property
    def mutants(self) -> int:
        """How many variants there were."""
        return sum(self.counts.values())

    @property
    def refused(self) -> int:
        """How many were refused: by shape, by value or as unreadable."""
        return sum(self.counts[fate] for fate in ("shape", "value", "unreadable"))

    @property
    def as_true(self) -> int:
        """How many say what is true as well: the changed side equals the side as written, or it holds."""
        return self.counts["equal"] + self.counts["holds"]


@dataclass(frozen=True)
class Scores:
    """Scores of pages as they stand: one of another text, or by another checker, is not known here."""

    cache: Cache | None
    versions: str

    def known(self, source: Source) -> Score | None:
        """Return the score of a page, if it has been counted."""
        fields = self.cache.get(self._key(source)) if self.cache else None
        return Score(**fields | {"survivors": tuple(fields["survivors"])}) if fields else None

    def counted(self, source: Source, float_judge: FloatJudge | None) -> Score:
        """Return the score of a page, counted now if it is not known.

        Raises SourceError if the page's Markdown cannot be read.
        """
        score = self.known(source)
        if score is None:
            from tracetrick.mutate import mutate  # noqa: PLC0415  (a build, which only asks, needs no judge)

            report = mutate(source, float_judge=float_judge)
            survivors = tuple(_survivor(source, one) for one in report.survivors)
            score = Score(
                report.claims,
                report.others,
                {str(fate): number for fate, number in report.counts.items()},
                survivors,
            )
            if self.cache and float_judge is not None:
                self.cache.put(self._key(source), asdict(score))
        return score

    def _key(self, source: Source) -> str:
        return key("mutation", self.versions, source.path.as_posix(), source.text)


def _survivor(source: Source, one: Outcome) -> str:
    written = " ".join(one.statement.latex.split())
    return f"{source.place(one.at)}: survives: {one.operator}: {written} became {one.latex}"
