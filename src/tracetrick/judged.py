"""Page → what its statements came out as; from the cache unless the page or the checker has changed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracetrick.cache import Cache, key
from tracetrick.installed import digest, version
from tracetrick.processes import Job, Workers

if TYPE_CHECKING:
    import builtins
    from collections.abc import Generator, Sequence

    from tracetrick.check import Verdict
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement

FAILED = frozenset(["false", "unreadable"])
_PACKAGE = Path(__file__).parent
_OTHERS = frozenset(["site", "snippets"])  # the folders of code that judges nothing


@dataclass(frozen=True)
class Judged:
    """One statement and its verdict.

    `formula` is the offset at which its formula starts in the page, `sign` that of its relation, `number` the
    relation's in the display. `latex` holds both sides as written. `wanted` is the verdict that the author
    expects, `expected` whether this is it. `message` is why it fails, or the author's reason to leave it
    unchecked; `text` tells a failure with its place.
    `by_exact` and `by_float` are what the judges said, `dimensions` those of the draws that its names have,
    `residual` the worst relative difference in float64, `seconds` the time that it took to judge.
    """

    formula: int
    kind: str
    relation: str
    number: int
    latex: str
    sign: int
    line: int
    column: int
    verdict: str
    wanted: str
    expected: bool
    message: str
    text: str
    by_exact: str
    by_float: str
    draws: int
    residual: builtins.float
    dimensions: tuple[dict[str, int], ...]
    seconds: builtins.float


@dataclass
class Judge:
    """Judges pages.

    `has_float` says whether the second judge is there, and with `first_use` `=` of a new name defines it.
    A page whose statements are all as expected is kept whole; of any other its true claims are. What fails is
    never kept.
    """

    cache: Cache | None
    has_float: bool = True
    first_use: bool = False

    def page(self, source: Source) -> tuple[Judged, ...]:
        """Return the statements of a page with their verdicts, in reading order.

        Raises SourceError if the page's Markdown cannot be read.
        """
        (judged,) = self.pages([source])
        return judged

    def pages(self, sources: Sequence[Source]) -> Generator[tuple[Judged, ...]]:
        """Yield that of several pages, in order; those that are not in the cache are judged on all cores.

        Raises SourceError at a page whose Markdown cannot be read, and WorkerError if a process dies.
        """
        known = [self.known(source) for source in sources]
        jobs = [
            Job(self.fresh, source, source.path.as_posix())
            for source, judged in zip(sources, known, strict=True)
            if judged is None
        ]
        with Workers() as workers, closing(workers.in_order(jobs)) as fresh:
            for judged in known:
                yield next(fresh) if judged is None else judged

    def known(self, source: Source) -> tuple[Judged, ...] | None:
        """Return the statements of a page as they are in the cache."""
        known = self.cache.get(self._entry(source)) if self.cache else None
        return None if known is None else tuple(_from_json(fields) for fields in known)

    def _entry(self, source: Source) -> str:
        return key("judged", versions(), str(self.has_float), str(self.first_use), source.text)

    def fresh(self, source: Source) -> tuple[Judged, ...]:
        """Judge a page, and keep it."""
        from tracetrick.page.statements import statements  # noqa: PLC0415  (a known page is not read)

        return self.said(source, list(statements(source, first_use=self.first_use)))

    def said(self, source: Source, statements: list[Statement]) -> tuple[Judged, ...]:
        """Judge a page by its `statements`, and keep it."""
        judged = tuple(_judged(source, verdict) for verdict in self._verdicts(statements))
        if self.cache and all(one.expected for one in judged):
            self.cache.put(self._entry(source), [vars(one) for one in judged])
        return judged

    def _verdicts(self, statements: list[Statement]) -> list[Verdict]:
        from tracetrick.check import default_float_judge, judged  # noqa: PLC0415  (a known page needs no judge)
        from tracetrick.claims.known import Known  # noqa: PLC0415  (likewise)

        return judged(
            statements,
            float_judge=default_float_judge() if self.has_float else None,
            known=Known(self.cache, f"{versions()} {self.has_float}") if self.cache else None,
        )


def has_float_judge() -> bool:
    """Whether torch is installed, without importing it."""
    try:
        return find_spec("torch") is not None
    except ImportError:  # from a finder that refuses
        return False


def versions(*besides: Path) -> str:
    """Return a text that changes with everything but the page that a verdict, as kept here, depends on.

    `besides` are files of code on which more than a verdict depends.
    """
    return " ".join([_versions(), *map(digest, besides)])


@cache
def _versions() -> str:
    folders = [one for one in _PACKAGE.iterdir() if one.is_dir() and one.name not in _OTHERS]
    sources = [*_PACKAGE.glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))]
    checker = key(*map(digest, sorted(sources)))
    try:
        return f"torch {version('torch')} {checker}"
    except PackageNotFoundError:
        return checker


def _judged(source: Source, verdict: Verdict) -> Judged:
    from tracetrick.claims.mentions import mentioned  # noqa: PLC0415  (what is known needs no checker)
    from tracetrick.report import failure  # noqa: PLC0415

    statement = verdict.statement
    place = source.place(verdict.at)
    named = mentioned(statement)
    return Judged(
        formula=statement.formula.start if statement.formula else -1,
        kind=statement.kind,
        relation=statement.relation,
        number=statement.number,
        latex=statement.latex,
        sign=statement.at,
        line=place.line,
        column=place.column,
        verdict=verdict.verdict,
        wanted={"true": "true", "unreadable": "unreadable"}.get(statement.expected, "false"),
        expected=verdict.as_expected,
        message=verdict.message,
        text="" if verdict.as_expected else "\n".join(failure(source, verdict)),
        by_exact=verdict.exact,
        by_float=verdict.float,
        draws=verdict.draws,
        residual=verdict.residual,
        dimensions=tuple({name: one[name] for name in one if name in named} for one in verdict.dimensions),
        seconds=verdict.seconds,
    )


def _from_json(fields: dict[str, Any]) -> Judged:
    return Judged(**fields | {"dimensions": tuple(fields["dimensions"])})
