"""Page → what its claims came out as; from the cache unless the page or the checker has changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracetrick.cache import Cache, key
from tracetrick.check import Verdict, check, default_float_judge
from tracetrick.report import failure

if TYPE_CHECKING:
    import builtins

    from tracetrick.page.source import Source

FAILED = frozenset(["false", "unreadable"])
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Judged:
    """One statement and its verdict.

    `formula` is the offset at which its formula starts in the page, `sign` that of its relation.
    `latex` holds both sides. `message` is why it fails, or the author's reason to leave it unchecked; `text`
    tells a failure with its place.
    `by_exact` and `by_float` are what the judges said, `dimensions` those of the draws, `residual` the worst
    relative difference in float64.
    """

    formula: int
    kind: str
    relation: str
    latex: str
    sign: int
    line: int
    column: int
    verdict: str
    expected: bool
    message: str
    text: str
    by_exact: str
    by_float: str
    draws: int
    residual: builtins.float
    dimensions: tuple[dict[str, int], ...]


@dataclass
class Judge:
    """Judges pages; `asked` counts the claims that were not in the cache."""

    cache: Cache
    asked: int = 0

    def page(self, source: Source) -> tuple[Judged, ...]:
        """Return the statements of a page with their verdicts, in reading order.

        Raises SourceError if the page's Markdown cannot be read.
        """
        entry = key("judged", versions(), source.path.as_posix(), source.text)
        known = self.cache.get(entry)
        if known is not None:
            return tuple(_from_json(fields) for fields in known)
        verdicts = check(source, float_judge=default_float_judge())
        judged = tuple(_judged(source, verdict) for verdict in verdicts)
        self.asked += sum(one.kind == "claim" for one in judged)
        if all(one.expected for one in judged):
            self.cache.put(entry, [asdict(one) for one in judged])
        return judged


@cache
def versions() -> str:
    """Return a text that changes with everything but the page that a verdict, as kept here, depends on."""
    others = _PACKAGE / "site", _PACKAGE / "snippets"
    sources = [path for path in sorted(_PACKAGE.rglob("*.py")) if not any(map(path.is_relative_to, others))]
    sources.append(Path(__file__))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    try:
        return f"torch {version('torch')} {digest}"
    except PackageNotFoundError:
        return digest


def _judged(source: Source, verdict: Verdict) -> Judged:
    statement = verdict.statement
    place = source.place(verdict.at)
    return Judged(
        formula=statement.formula.start if statement.formula else -1,
        kind=statement.kind,
        relation=statement.relation,
        latex=" ".join(statement.latex.split()),
        sign=statement.at,
        line=place.line,
        column=place.column,
        verdict=verdict.verdict,
        expected=verdict.as_expected,
        message=verdict.message,
        text="" if verdict.as_expected else "\n".join(failure(source, verdict)),
        by_exact=verdict.exact,
        by_float=verdict.float,
        draws=verdict.draws,
        residual=verdict.residual,
        dimensions=tuple(dict(one) for one in verdict.dimensions),
    )


def _from_json(fields: dict[str, Any]) -> Judged:
    return Judged(**fields | {"dimensions": tuple(fields["dimensions"])})
