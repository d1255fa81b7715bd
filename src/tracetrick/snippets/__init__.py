"""Runs snippets, each in a fresh process of its own, and tells what they showed or what is wrong."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tracetrick.cache import key
from tracetrick.errors import RunnerError, SnippetError
from tracetrick.installed import digest, version
from tracetrick.processes import Job, Workers
from tracetrick.snippets.dependencies import dependencies
from tracetrick.snippets.report import Value
from tracetrick.snippets.verdict import Result, verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from tracetrick.snippets.report import Report
    from tracetrick.snippets.source import Program

__all__ = [
    "Result",
    "Run",
    "Runner",
    "Value",
    "check_font",
    "contents",
    "dependencies",
    "environment_key",
    "font",
    "slow_imports",
]

# What torch.func.grad and torch.func.jvp import on first use takes 700 and 150 ms.
_BEHIND_FUNC = ("torch._functorch.apis", "torch._dynamo", "torch._decomp.decompositions_for_jvp")
_FUNC = re.compile(r"\bfunc(?:tional)?\b")
FONT = Path("node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf")


class Runner:
    """Runs snippets on all cores; no process starts before the first snippet must run.

    `root` is the project's folder, to which the paths of snippets are relative; `folder` holds them.
    It can be used again and again, from one thread; `close` ends its processes.
    """

    def __init__(self, root: Path, folder: Path = Path("snippets")) -> None:
        self._root = root
        self._folder = folder
        self._workers = Workers(font(root))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, paths: Sequence[Path]) -> Generator[Result | SnippetError]:
        """Run the snippets `paths`; yield what became of each, in their order.

        Raises RunnerError if the font is missing, WorkerError if a process dies or finds no torch.
        """
        runs = [Run(path, self._root, self._folder) for path in paths]
        jobs = [job for run in runs for job in run.jobs]
        if jobs:
            check_font(self._root)
        reports = self._workers.in_order(jobs)
        try:
            for run in runs:
                yield run.outcome([next(reports) for _ in run.jobs])
        finally:
            reports.close()

    def close(self) -> None:
        """End all processes; `run` may start them again."""
        self._workers.close()


class Run:
    """One snippet: the `jobs` for a worker, and what comes of their reports."""

    def __init__(self, path: Path, root: Path, folder: Path = Path("snippets")) -> None:
        from tracetrick.snippets import running  # noqa: PLC0415  (what is known does not run)
        from tracetrick.snippets.source import read_program  # noqa: PLC0415

        self._program: Program | SnippetError
        try:
            self._program = read_program(path, root, folder)
        except SnippetError as error:
            self._program = error
            self.jobs: list[Job] = []
        else:
            variants = _variants(self._program)
            modules = slow_imports(self._program.source)
            self.jobs = [Job(running.run, variant, path.as_posix(), "fork", modules) for variant in variants]

    def outcome(self, reports: Sequence[Report]) -> Result | SnippetError:
        """Return what became of it; `reports` are those of its jobs."""
        return self._program if isinstance(self._program, SnippetError) else verdict(self._program, *reports)


def slow_imports(source: str) -> tuple[str, ...]:
    """Return what a program may import late, and slowly: `torch.func` on its first use."""
    return _BEHIND_FUNC if _FUNC.search(source) else ()


def font(root: Path) -> Path:
    """Return the font of figures."""
    return (root / FONT).absolute()


def check_font(root: Path) -> None:
    """Raise RunnerError if the font of figures is not installed."""
    if not font(root).is_file():
        raise RunnerError(f"the font of figures is missing, {FONT.as_posix()}; run `make` to install it")


def _variants(program: Program) -> list[Program]:
    """The program as it is and, if it states a claim, with the sign of its hand formula reversed."""
    return [program, replace(program, negated=True)] if program.claim else [program]


def contents(program: Path, needed: Iterable[Path]) -> Iterator[bytes]:
    """Yield the content of the file `program`, and name and content of each file `needed` that is there."""
    yield program.read_bytes()
    for file in needed:
        if file.is_file():
            yield os.fsencode(os.path.relpath(file, program.parent.resolve()))
            yield file.read_bytes()


def environment_key() -> str:
    """Return a text that changes when the same snippet could give another result."""
    packages = ("torch", "numpy", "sympy", "matplotlib")
    package = Path(__file__).parent
    sources = [
        *sorted(package.glob("*.py")),
        package.with_name("prepared.py"),
        package.with_name("orphans.py"),
    ]
    code = key(*map(digest, sources))
    return " ".join(
        [f"python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in packages), code]
    )
