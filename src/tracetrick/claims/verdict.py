"""What was found of one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping

    from tracetrick.page.statements import Statement

VerdictName = Literal["true", "false", "unreadable", "skipped"]
JudgeName = Literal["true", "false", "outside", ""]
DEFECT = "this is a defect of the checker, please report it"


@dataclass(frozen=True)
class Verdict:
    """What was found of one statement.

    `kind` of a failure is `value` or `shape`; `at` is the offset of the guilty place; `exact` and `float` are
    what the judges said; `draws` counts points, `residual` is the worst relative difference in float64.
    """

    statement: Statement
    verdict: VerdictName
    message: str = ""
    at: int = 0
    kind: str = ""
    exact: JudgeName = ""
    float: JudgeName = ""
    draws: int = 0
    residual: builtins.float = 0.0
    dimensions: tuple[Mapping[str, int], ...] = ()
    seconds: builtins.float = 0.0

    @property
    def as_expected(self) -> bool:
        """Whether the author expects this verdict."""
        expected = self.statement.expected
        if self.verdict == "skipped":
            return True
        if expected == "true":
            return self.verdict == "true"
        if expected == "unreadable":
            return self.verdict == "unreadable"
        return self.verdict == "false" and expected in ("false", self.kind)
