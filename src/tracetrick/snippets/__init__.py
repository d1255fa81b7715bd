"""Runs snippets, each in a fresh process of its own, and tells what they showed or what is wrong."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tracetrick.errors import RunnerError, SnippetError
from tracetrick.snippets.pool import Pool
from tracetrick.snippets.report import Value
from tracetrick.snippets.source import Program, read_program
from tracetrick.snippets.verdict import Result, verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from tracetrick.snippets.report import Report

__all__ = ["Result", "Runner", "Value", "environment_key", "font_of"]

FONT = Path("node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf")


class Runner:
    """Runs snippets on all cores; no process starts before the first snippet must run.

    `root` is the project's folder, to which the paths of snippets are relative; `folder` holds them.
    It can be used again and again, from one thread; `close` ends its processes.
    """

    def __init__(self, root: Path, folder: Path = Path("snippets")) -> None:
        self._root = root
        self._folder = folder
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, paths: Sequence[Path]) -> Generator[Result | SnippetError]:
        """Run the snippets `paths`; yield what became of each, in their order.

        Raises RunnerError if snippets cannot be run: torch or the font is missing, or a process was killed.
        """
        read = [self._read(path) for path in paths]
        good = [program for program in read if isinstance(program, Program)]
        programs = list(dict.fromkeys(variant for program in good for variant in _variants(program)))
        done: dict[Program, Report] = {}
        reports = self._started().run(programs) if programs else iter(())
        try:
            for program in read:
                if isinstance(program, SnippetError):
                    yield program
                    continue
                variants = _variants(program)
                while not all(variant in done for variant in variants):
                    finished, report = next(reports)
                    done[finished] = report
                yield verdict(program, *(done[variant] for variant in variants))
        finally:
            if len(done) < len(programs):  # the caller has left, workers are still busy
                self.close()

    def _read(self, path: Path) -> Program | SnippetError:
        try:
            return read_program(path, self._root, self._folder)
        except SnippetError as error:
            return error

    def _started(self) -> Pool:
        font = font_of(self._root)
        if self._pool is not None and not self._pool.is_well():
            self.close()
        if self._pool is None:
            self._pool = Pool(font, os.cpu_count() or 1)
        return self._pool

    def close(self) -> None:
        """End all processes; `run` may start them again."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def font_of(root: Path) -> Path:
    """Return the font of figures in the project's folder `root`.

    Raises RunnerError if it is missing.
    """
    font = (root / FONT).absolute()
    if not font.is_file():
        raise RunnerError(f"the font of figures is missing, {FONT.as_posix()}; run `make` to install it")
    return font


def _variants(program: Program) -> list[Program]:
    """The program as it is and, if it states a claim, with the sign of its hand formula reversed."""
    return [program, replace(program, negated=True)] if program.claim else [program]


def environment_key() -> str:
    """Return a text that changes when the same snippet could give another result."""
    packages = ("torch", "numpy", "sympy", "matplotlib")
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    return " ".join(
        [f"python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in packages), digest]
    )
