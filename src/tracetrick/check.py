"""Pages to verdicts."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tracetrick.claims.page import FloatJudge, PageJudge
from tracetrick.claims.verdict import DEFECT, Verdict
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.judgement import Judgement, Problem
    from tracetrick.claims.known import Known
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement

_OBJECTS = 50_000  # that are made before garbage is looked for


def check(
    source: Source,
    *,
    first_use: bool = False,
    float_judge: FloatJudge | None = None,
    known: Known | None = None,
) -> list[Verdict]:
    """The verdicts of a page in reading order.

    `float_judge` is the second judge; without it claims rest on the exact judge alone. What is `known` to be
    true is not judged again.
    Raises SourceError if the page's Markdown cannot be read.
    """
    return judged(list(statements(source, first_use=first_use)), float_judge=float_judge, known=known)


def judged(
    said: list[Statement], *, float_judge: FloatJudge | None = None, known: Known | None = None
) -> list[Verdict]:
    """The verdicts of the statements `said` of a page; the rest is as for `check`."""
    with deep_recursion(), _rare_collections():
        return _run(PageJudge(said, float_judge), known)


def _run(page: PageJudge, known: Known | None) -> list[Verdict]:
    """The verdicts of a page, which is gone before garbage is looked for: all of it would be searched."""
    return known.run(page) if known else page.run()


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for garbage seldom: a claim has thousands of terms, all in use, and the search takes its time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def default_float_judge() -> FloatJudge:
    """The judge in float64, which imports torch when it is asked first. Raises ImportError without torch."""
    if find_spec("torch") is None:
        raise ImportError(name="torch")
    return _float_judge


def _float_judge(problem: Problem) -> Judgement:
    from tracetrick.algebra.float_judge import judge  # noqa: PLC0415  (torch takes two seconds to import)

    return judge(problem)


__all__ = ["DEFECT", "FloatJudge", "Verdict", "check", "default_float_judge", "judged"]
