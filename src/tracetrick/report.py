"""A verdict that was not expected, in words for its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.check import Verdict
    from tracetrick.page.source import Source


def failure(source: Source, verdict: Verdict) -> Iterable[str]:
    """A failure in lines: where and what, the formula, a caret under the guilty place."""
    place = source.place(verdict.at)
    message = verdict.message or f"this is {verdict.verdict}, expected {verdict.statement.expected}"
    yield f"{place}: {verdict.verdict}: {message}"
    line = source.lines[place.line - 1].text
    yield f"    {line}"
    yield "    " + "".join("　" if _is_wide(mark) else " " for mark in line[: place.column - 1]) + "^"


def _is_wide(mark: str) -> bool:
    """Whether a character takes two columns."""
    return "⺀" <= mark <= "鿿" or "＀" <= mark <= "｠"
