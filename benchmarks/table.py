"""How fast the checker is: one table, made in one run, as ratios to the goals.

    make bench

Processor time, of all processes together, stands beside wall time. Pages are judged in as many processes as
there are cores, each with both judges: where the processor time is less than the wall time times the cores,
the machine was busy with something else.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from os import times
from pathlib import Path
from time import perf_counter, process_time

from tracetrick.algebra.work import LIMIT, Work
from tracetrick.claims.assignments import Assignments
from tracetrick.claims.problems import prepare
from tracetrick.errors import SpanError
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.recursion import deep_recursion

REPOSITORY = Path(__file__).parent.parent
CORPUS = REPOSITORY / "tests" / "corpus"
PAGES = [path for path in sorted(CORPUS.glob("*.md")) if path.stem != "z_false"]  # all true: nothing fails
CLAIMS = 1_000
RUNS = 3
# Runs the command line and says on standard error whether torch was imported.
CHECK = """
import sys
from tracetrick.cli import main
try:
    main(["check", sys.argv[1]])
finally:
    print("torch" in sys.modules, file=sys.stderr)
"""


@dataclass(frozen=True)
class Row:
    """One line of the table: seconds and the goal for them."""

    what: str
    wall: float
    processor: float
    goal: float | None = None

    def __str__(self) -> str:
        goal, ratio = (shown(self.goal), f"{self.wall / self.goal:.2f}") if self.goal else ("", "")
        return f"| {self.what} | {shown(self.wall)} | {shown(self.processor)} | {goal} | {ratio} |"


def shown(seconds: float) -> str:
    """Seconds, or milliseconds where they are few."""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1000:.3f} ms"


def read_and_type() -> tuple[Row, int]:
    """Read the corpus and elaborate each claim once; the best of some runs, for one claim."""
    best = (float("inf"), float("inf"))
    for _ in range(RUNS):
        wall, processor, claims = perf_counter(), process_time(), 0
        with deep_recursion():
            for path in PAGES:
                found = list(statements(Source.read(path)))
                assignments = Assignments(found)
                for one in found:
                    if one.kind == "claim" and one.error is None:
                        claims += 1
                        try:
                            prepare(one, next(iter(assignments.at(one.scope))), Work(LIMIT))
                        except SpanError:  # it has a value at other dimensions
                            continue
        best = min(best, ((perf_counter() - wall) / claims, (process_time() - processor) / claims))
    return Row("read and type one `=`", *best, goal=0.0002), claims


def copies(folder: Path, claims: int) -> int:
    """Copies of the corpus, no claim like that of another copy, until there are enough; how many claims.

    Each copy declares a scalar of its own, which is in force at all its claims.
    """
    number = -(-CLAIMS // claims)
    for copy in range(number):
        for path in PAGES:
            text = path.read_text("utf-8")
            head, rule, rest = text.partition("---\n")[2].partition("---\n")
            own = f"$\\hat\\omega_{{{copy}}} \\in \\mathbb{{R}}$\n"
            (folder / f"{copy}-{path.name}").write_text(f"---\n{head}{rule}\n{own}\n{rest}", encoding="utf-8")
    return number * claims


def check(folder: Path, cache: Path) -> tuple[float, float, bool]:
    """Wall and processor time of `tracetrick check` in a process of its own, and whether it took torch."""
    before, start = times(), perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(folder)], env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wall, after = perf_counter() - start, times()
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, processor, done.stderr.split()[-1] == "True"


def main() -> None:
    """Print the table."""
    compileall.compile_dir(REPOSITORY / "src", quiet=2)  # as for whoever does not run it for the first time
    reading, claims = read_and_type()
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "pages", Path(name) / "cache"
        folder.mkdir()
        number = copies(folder, claims)
        cold = check(folder, cache)
        known = check(folder, cache)
    rows = [
        reading,
        Row(f"{number} claims, both judges, cold, on all cores", *cold[:2], goal=8.0 * number / CLAIMS),
        Row(f"the same {number} claims from the cache", *known[:2], goal=0.3 * number / CLAIMS),
    ]
    print(f"{os.cpu_count()} cores, {Path(sys.executable).name} {sys.version.split()[0]}\n")
    print("| what | wall | processor | goal | wall / goal |\n|---|---|---|---|---|")
    print("\n".join(map(str, rows)))
    print(f"\nWith the cache, torch is {'imported' if known[2] else 'not imported'}.")


if __name__ == "__main__":
    main()
