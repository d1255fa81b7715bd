"""Nothing is stale and nothing is done twice: told by what judges, snippets and torch do, not by what is said."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from projects import CLAIMING, REPOSITORY, SAID, SmallProject

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each process notes that it runs torch's own code; a judge notes each statement that it judges.
SITECUSTOMIZE = """
import os, sys
from importlib.machinery import PathFinder

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = PathFinder.find_spec(name, path) if name == "torch" else None
        if spec is not None:
            run = spec.loader.exec_module
            def exec_module(module):
                with open(os.environ["LOGS"] + "/torch", "a") as log:
                    log.write("import\\n")
                run(module)
            spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder)
"""
TELLING = """

_verdict = PageJudge.verdict

def _telling(self, statement):
    import os
    if statement.kind == "claim":
        with open(os.environ["LOGS"] + "/claims", "a") as log:
            log.write(statement.latex + "\\n")
    return _verdict(self, statement)

PageJudge.verdict = _telling
"""
REFRESH = """
from pathlib import Path
from tracetrick.site.project import Project
from tracetrick.site.site import Site

if __name__ == "__main__":
    site = Site(Project(Path.cwd()))
    try:
        site.refresh()
        print("\\n\\n".join(problem.text for problem in site.problems))
        print(*(getattr(result, "stdout", "") for result in site.results.values()))
    finally:
        site.close()
"""


@dataclass(frozen=True)
class Watched:
    """A project, and a copy of this package that tells what it does."""

    project: SmallProject
    code: Path
    logs: Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self.code), "LOGS": str(self.logs)}

    def start(self) -> subprocess.Popen[str]:
        """Start to find out all about the site, as a build does first."""
        return subprocess.Popen(
            [sys.executable, "-c", REFRESH],
            cwd=self.project.root, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def refresh(self) -> str:
        """Find out all about the site; return what is said."""
        with self.start() as process:
            said, _ = process.communicate(timeout=300)
        return said

    def done(self) -> tuple[str, set[str], set[str]]:
        """Find out all about the site; return what is said, what was judged, which snippets were run."""
        for log in self.logs.iterdir():
            log.unlink()
        said = self.refresh()
        return said, self.log("claims"), self.log("snippets")

    def log(self, name: str) -> set[str]:
        file = self.logs / name
        return set(file.read_text("utf-8").splitlines()) if file.exists() else set()


@pytest.fixture
def watched(project: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """Make a project of two pages and two snippets, one of which imports a file beside it."""
    code, logs = tmp_path_factory.mktemp("code"), tmp_path_factory.mktemp("logs")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "src" / "tracetrick", code / "tracetrick", ignore=ignored)
    (code / "sitecustomize.py").write_text(SITECUSTOMIZE)
    with (code / "tracetrick" / "claims" / "page.py").open("a") as file:
        file.write(TELLING)
    note = f"with open({str(logs / 'snippets')!r}, 'a') as log:\n    log.write('{{}}\\n')\nprint('{{}}')\n"
    project.write("snippets/good.py", f"{CLAIMING}{note.format('good', 'good')}")
    project.write(
        "snippets/importing.py", f"{CLAIMING}import factor\n{note.format('importing', 'importing')}"
    )
    project.write("snippets/factor.py", f"{CLAIMING}{note.format('factor', 'factor')}")
    project.write(
        "docs/zh/index.md",
        f"# 首页 {{#home}}\n\n设 $B \\in \\mathbb{{R}}^{{m\\times n}}$。\n\n{SAID}\n\n设 $A \\in \\mathbb{{R}}^{{m\\times n}}$。\n\n## 一 {{#one}}\n\n## 二 {{#two}}\n\n"
        "## 三 {#three}\n\n$$ (A^\\top)^\\top = A $$\n\n/// snippet | good.py\n///\n",
    )
    shown = "".join(f"\n/// snippet | {name}.py\n///\n" for name in ("importing", "factor"))
    project.write("docs/zh/other.md", f"# 另一页 {{#other}}\n\n{SAID}\n\n$$ 3a = a + 2a $$\n{shown}")
    return Watched(project, code, logs)


ALL_CLAIMS = {"a + a = 2a", "(A^\\top)^\\top = A", "3a = a + 2a"}
ALL_SNIPPETS = {"good", "importing", "factor"}


def test_each_change_does_again_what_depends_on_it_and_nothing_else(watched: Watched) -> None:
    project = watched.project
    said, judged, ran = watched.done()
    assert (judged, ran) == (ALL_CLAIMS, ALL_SNIPPETS), said
    assert (watched.logs / "torch").read_text() == "import\n", "once for all workers"

    said, judged, ran = watched.done()
    assert (judged, ran) == (set(), set())
    assert not (watched.logs / "torch").exists(), "nothing runs, so nothing is prepared"
    assert "good\n" in said

    # A module that a snippet imports, which here is a snippet itself.
    project.write("snippets/factor.py", project.read("snippets/factor.py") + "# changed\n")
    assert watched.done()[1:] == (set(), {"importing", "factor"})

    # A declaration three headings above the claim that depends on it; what stands above it does not.
    page = project.read("docs/zh/index.md")
    project.write(
        "docs/zh/index.md", page.replace("A \\in \\mathbb{R}^{m\\times n}", "A \\in \\mathbb{R}^{n\\times m}")
    )
    assert watched.done()[1:] == ({"(A^\\top)^\\top = A"}, set())

    # Prose, in which nothing is claimed.
    project.write("docs/zh/other.md", project.read("docs/zh/other.md") + "\n完。\n")
    assert watched.done()[1:] == (set(), set())

    # The version of the judge.
    with (watched.code / "tracetrick" / "algebra" / "exact_judge.py").open("a") as file:
        file.write("# another judge\n")
    assert watched.done()[1:] == (ALL_CLAIMS, set())

    # The version of torch.
    metadata = watched.code / "torch-99.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 99.0\n")
    assert watched.done()[1:] == (ALL_CLAIMS, ALL_SNIPPETS)


def test_what_failed_is_done_again(watched: Watched) -> None:
    project = watched.project
    bad = project.read("snippets/good.py").replace("== a + a", "== a")
    project.write("snippets/good.py", bad)
    page = project.read("docs/zh/index.md")
    project.write("docs/zh/index.md", page.replace("A^\\top)^\\top = A", "A^\\top)^\\top = 2A"))

    for _ in range(2):
        said, judged, _ = watched.done()
        assert "snippets/good.py:4: assertion fails" in said
        assert "docs/zh/index.md:15:18: false: the two sides differ" in said
        assert "(A^\\top)^\\top = 2A" in judged


def test_an_entry_that_was_damaged_is_found_out_again(watched: Watched) -> None:
    """Even where what is left of it could be read."""
    watched.refresh()
    entries = [path for path in (watched.project.root / ".cache").rglob("*") if path.is_file()]
    damaged = [path for path in entries if b"good\\\\n" in path.read_bytes()]
    assert damaged
    for path in damaged:
        path.write_bytes(path.read_bytes().replace(b"good\\\\n", b"evil\\\\n"))
    for path in set(entries) - set(damaged):
        path.write_bytes(path.read_bytes()[:-3])

    said, judged, ran = watched.done()

    assert (judged, ran) == (ALL_CLAIMS, ALL_SNIPPETS)
    assert "good\n" in said
    assert "evil" not in said
    assert watched.done()[1:] == (set(), set()), "and kept again"


def test_a_cache_over_its_bound_loses_what_was_not_used_for_longest(watched: Watched) -> None:
    watched.refresh()
    unused = watched.project.root / ".cache" / "tracetrick" / "00" / "unused"
    unused.parent.mkdir(exist_ok=True)
    with unused.open("wb") as file:
        file.truncate(1 << 30)
    os.utime(unused, (0, 0))

    project = watched.project
    project.write("docs/zh/other.md", project.read("docs/zh/other.md") + "\n完。\n")
    assert watched.done()[1:] == (set(), set())
    assert not unused.exists()


def test_a_build_that_was_killed_is_taken_up(watched: Watched) -> None:
    """Nothing runs on, and what had been found out by then is kept."""
    for number in range(8):
        waiting = f"import time\ntime.sleep(1)\nprint({number})\n"
        watched.project.write(f"snippets/slow{number}.py", f"{CLAIMING}{waiting}")
    shown = "".join(f"\n/// snippet | slow{number}.py\n///\n" for number in range(8))
    watched.project.write("docs/zh/slow.md", f"# 慢 {{#slow}}\n\n{SAID}\n{shown}")

    process = watched.start()
    deadline = time.monotonic() + 120
    while "good" not in watched.log("snippets") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.2)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    soon_without(str(watched.logs))

    said, judged, ran = watched.done()

    assert judged == set(), "they were judged before the first snippet ran"
    assert "good" not in ran
    assert [line.strip() for line in said.splitlines()[-9:]] == [*"01234567", ""]
    assert not re.search("problem|Error", said)


def soon_without(logs: str) -> None:
    """Wait until no process has the environment of a watched project."""
    deadline = time.monotonic() + 20
    while left := [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if has(path, logs)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def has(path: Path, text: str) -> bool:
    try:
        return text.encode() in path.read_bytes()
    except OSError:
        return False


def test_two_builds_at_once_do_not_hurt_each_other(watched: Watched) -> None:
    first, second = watched.start(), watched.start()
    for process in (first, second):
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        assert "good\n" in said
    assert watched.done()[1:] == (set(), set())


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Put a file system of 64 KB in place of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_build_and_harms_no_later_one(watched: Watched) -> None:
    cache = watched.project.root / ".cache"
    with small_disk(cache):
        said = watched.refresh()
        assert "No space left on device" in said
        subprocess.run(["mount", "-o", "remount,size=64m", str(cache)], check=True)

        said, _, _ = watched.done()

        assert "No space" not in said
        assert "good\n" in said
        assert watched.done()[1:] == (set(), set())
