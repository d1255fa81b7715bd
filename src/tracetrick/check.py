"""Pages to verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.claims.page import FloatJudge, PageJudge
from tracetrick.claims.verdict import DEFECT, Verdict
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from tracetrick.page.source import Source


def check(source: Source, *, first_use: bool = False, float_judge: FloatJudge | None = None) -> list[Verdict]:
    """The verdicts of a page in reading order.

    `float_judge` is the second judge; without it claims rest on the exact judge alone.
    Raises SourceError if the page's Markdown cannot be read.
    """
    with deep_recursion():
        return PageJudge(list(statements(source, first_use=first_use)), float_judge).run()


def default_float_judge() -> FloatJudge:
    """The judge in float64. Raises ImportError without torch."""
    from tracetrick.algebra.float_judge import judge  # noqa: PLC0415  (torch is imported only where a claim is judged)

    return judge


__all__ = ["DEFECT", "FloatJudge", "Verdict", "check", "default_float_judge"]
