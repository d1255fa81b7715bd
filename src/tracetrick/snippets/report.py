"""What the processes of the runner tell one another: a job, how the program ended, what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

MOST_CHARACTERS = 20_000  # that a snippet may print, standard output and standard error together
MOST_ENTRIES = 10_000  # of a global variable whose value is compared with the page's


@dataclass(frozen=True)
class Value:
    """A number, a vector or a matrix: its shape as Python has it, and its entries, row by row."""

    shape: tuple[int, ...]
    entries: tuple[float, ...]


def values_from_json(fields: dict[str, dict[str, list[Any]]]) -> dict[str, Value]:
    """Return values by name from their fields."""
    return {name: Value(tuple(one["shape"]), tuple(one["entries"])) for name, one in fields.items()}


@dataclass(frozen=True)
class Ending:
    """How the program ended, in its own process's words; there is none if the process died first."""

    kind: str  # "end", or "assertion", "exception", "exit", "thread", "glyph"
    line: int = 0  # where, if it did not reach its end
    message: str = ""
    figures: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    unnamed: tuple[
        str, ...
    ] = ()  # files of the project that it read and does not name, relative to its folder

    def to_json(self) -> str:
        """Return a text of one line from which `from_json` makes an equal object."""
        return json.dumps(vars(self), default=vars)

    @classmethod
    def from_json(cls, text: str) -> Ending:
        """Return what `to_json` was given."""
        fields = json.loads(text)
        tuples = {name: tuple(fields[name]) for name in ("figures", "dtypes", "functions", "unnamed")}
        return cls(**fields | tuples | {"values": values_from_json(fields["values"])})


@dataclass(frozen=True)
class Report:
    """What the worker saw of one run; lines count from 1, and are 0 where there is none."""

    status: int  # as of a process: negative for a signal
    killed: str  # "time" or "output" if the worker ended it, else ""
    line: int  # reached last
    assertions: int
    process_line: int
    file_line: int
    read_line: int
    stdout: str
    stderr: str
    processes: tuple[str, ...]  # left running: their command lines
    files: tuple[str, ...]  # left in the working folder
    seconds: float
    ending: str  # Ending.to_json(), "" if there is none
