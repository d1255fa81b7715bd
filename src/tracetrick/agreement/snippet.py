"""A snippet as it is compared with a page: its claim, the values of its globals, where they were set."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.agreement.names import python_name
from tracetrick.errors import Place
from tracetrick.page.scope import family_letter
from tracetrick.snippets.report import MOST_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracetrick.snippets import Result, Value

LIMIT = f"a number, a vector or a matrix of at most {MOST_ENTRIES:,} entries"


class DisagreementError(Exception):
    """Snippet and page cannot be compared, or differ in what all else rests on; the text says why."""


@dataclass(frozen=True)
class Snippet:
    """The `result` of a snippet and the text of its `program`."""

    result: Result
    program: str

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.result.path)

    @property
    def claim(self) -> Place:
        """Where it states its claim."""
        return Place(self.path, self.result.claim_line)

    @property
    def values(self) -> Mapping[str, Value]:
        """The values of its global variables and of their members."""
        return self.result.values

    def line_of(self, name: str) -> Place:
        """Where a global variable, or the one that has this member, got its value last."""
        return Place(self.path, self.lines.get(name.partition("[")[0], 1))

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of the last statement that sets a variable, by its name."""
        return {
            node.id: statement.lineno
            for statement in ast.parse(self.program).body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }

    def missing(self, key: str) -> DisagreementError:
        """That the snippet has nothing for a name of the page."""
        letter, name = family_letter(key), python_name(key)
        return DisagreementError(
            f"{letter} stands in the claim of {self.claim}, which has no global {name} that is {LIMIT}"
        )

    def variable(self, key: str) -> Value:
        """The value of a name of the page. Raises DisagreementError if there is none."""
        value = self.values.get(python_name(key))
        if value is None:
            raise self.missing(key)
        return value

    def integer(self, key: str) -> int:
        """The value of a name of the page that is an integer. Raises DisagreementError if it is none."""
        entries = self.variable(key).entries
        if len(entries) != 1 or not entries[0].is_integer():
            raise DisagreementError(
                f"{key} is an integer on this page, but not in {self.line_of(python_name(key))}"
            )
        return int(entries[0])

    def members(self, key: str) -> list[tuple[str, tuple[int, ...]]]:
        """The members of a family, each with its index. Raises DisagreementError if there is none."""
        name = python_name(key)
        found = [one for one in self.values if re.fullmatch(rf"{re.escape(name)}\[-?\d+\]", one)]
        if not found:
            raise self.missing(key)
        return [(one, (int(one[len(name) + 1 : -1]),)) for one in found]
