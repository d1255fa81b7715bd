"""Decides whether a run was good: a report becomes a result for the page or an error for its author."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SnippetError
from tracetrick.installed import version
from tracetrick.snippets.dependencies import DECLARATION
from tracetrick.snippets.report import MOST_CHARACTERS, Ending, Value, values_from_json

if TYPE_CHECKING:
    from tracetrick.snippets.report import Report
    from tracetrick.snippets.source import Program


@dataclass(frozen=True)
class Result:
    """What a snippet that ran well shows on its page."""

    path: str  # as the caller gave it, with forward slashes
    stdout: str
    stderr: str
    figures: tuple[str, ...]  # each an element `svg`, in the order of their numbers
    assertions: int  # that passed, at least one
    dtypes: tuple[str, ...]  # floating dtypes of its global tensors, sorted, as in ("float64",)
    torch: str  # version
    seconds: float  # from the fork to the end
    claim: str = ""  # LaTeX of what it verifies; the three below are empty without it
    claim_line: int = 0
    values: dict[str, Value] = field(default_factory=dict)  # of its global variables
    functions: tuple[str, ...] = ()  # global names of functions

    def to_json(self) -> str:
        """Return a text from which `from_json` makes an equal result."""
        return json.dumps(vars(self), default=vars, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Return the result of which `to_json` made `text`; raise ValueError or TypeError if none did."""
        fields = json.loads(text)
        tuples = {name: tuple(fields[name]) for name in ("figures", "dtypes", "functions")}
        return cls(**fields | tuples | {"values": values_from_json(fields["values"])})


@dataclass(frozen=True)
class _Fault:
    line: int  # 0 if it is the whole file
    message: str


def verdict(program: Program, report: Report, negated: Report | None = None) -> Result | SnippetError:
    """Return what the page shows, or the first thing that is wrong.

    `negated` is the run with the sign of the hand formula reversed, in which an assertion must fail.
    """
    if report.killed or not report.ending:
        return _error(program, report, _death(program, report))
    ending = Ending.from_json(report.ending)
    fault = _failure(program, ending) or _trace_left(report, ending) or _emptiness(report, ending)
    fault = fault or (_tolerance(program, negated) if negated else None)
    if fault:
        return _error(program, report, fault)
    return Result(
        path=program.path,
        stdout=report.stdout,
        stderr=report.stderr,
        figures=ending.figures,
        assertions=report.assertions,
        dtypes=ending.dtypes,
        torch=version("torch"),
        seconds=report.seconds,
        claim=program.claim,
        claim_line=program.claim_line,
        values=ending.values,
        functions=ending.functions if program.claim else (),
    )


def _error(program: Program, report: Report, fault: _Fault) -> SnippetError:
    place = Place(Path(program.path), max(fault.line, 1))
    return SnippetError(place, fault.message, _source(program, fault.line), report.stdout + report.stderr)


def _source(program: Program, line: int) -> str:
    return program.source.splitlines()[line - 1].strip() if line else ""


def _death(program: Program, report: Report) -> _Fault:
    if report.killed == "time":
        message = (
            f"does not end within {program.seconds} s; a line 'Time limit: 60 s' in its docstring allows more"
        )
    elif report.killed == "output":
        message = f"prints more than {MOST_CHARACTERS} characters"
    elif report.status < 0:
        message = f"is killed by {_signal_name(-report.status)}"
    else:
        message = f"ends here with exit status {report.status}, before its last line"
    return _Fault(report.line, message)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"signal {number}"


def _failure(program: Program, ending: Ending) -> _Fault | None:
    if ending.kind == "end":
        return None
    if ending.kind == "glyph":
        numbered = enumerate(program.source.splitlines(), 1)
        line = next((number for number, text in numbered if ending.message in text), ending.line)
        return _Fault(line, f"no font has the character {ending.message!r} (U+{ord(ending.message):04X})")
    phrases = {
        "assertion": f"assertion fails: {ending.message or _source(program, ending.line)}",
        "exception": ending.message,
        "thread": f"a thread raised {ending.message}",
        "exit": f"raises SystemExit({ending.message}); a snippet must run to its last line",
    }
    return _Fault(ending.line, phrases[ending.kind])


def _trace_left(report: Report, ending: Ending) -> _Fault | None:
    if ending.unnamed:
        names, first = ", ".join(ending.unnamed), ending.unnamed[0]
        message = f"reads {names} and does not say so; a line '{DECLARATION} {first}' in its docstring does"
        return _Fault(report.read_line, message)
    if report.processes:
        line = report.process_line or report.line
        return _Fault(line, f"leaves a process running: {', '.join(report.processes)}")
    if report.files:
        line = report.file_line or report.line
        return _Fault(line, f"leaves files in its working folder: {', '.join(report.files)}")
    return None


def _tolerance(program: Program, negated: Report) -> _Fault | None:
    """What is wrong if no assertion notices that the hand formula is wrong."""
    ending = Ending.from_json(negated.ending) if negated.ending and not negated.killed else None
    if ending and ending.kind == "assertion":
        return None
    if ending and ending.kind == "end":
        return _Fault(program.hand_line, "no assertion fails when the sign of by_hand is reversed")
    fault = _failure(program, ending) if ending else None
    fault = fault or _death(program, negated)
    return _Fault(
        program.hand_line,
        f"when the sign of by_hand is reversed, an assertion must fail, but here: {fault.message}",
    )


def _emptiness(report: Report, ending: Ending) -> _Fault | None:
    if not report.assertions:
        return _Fault(0, "no assertion ran; a snippet must check what it shows")
    if not report.stdout.strip() and not ending.figures:
        return _Fault(0, "prints nothing and draws nothing; its page would show no result")
    return None
