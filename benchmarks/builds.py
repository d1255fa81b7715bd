"""How fast sites are built, beside what one would use instead: one run, one table and one plot on the site.

    make bench                                        # everything; about an hour
    python benchmarks/builds.py --runs 1 --pages 10   # a quick look

The same programs are built by each contender, in turns, each time from nothing; what is warm is built again
without a change. The floor is Material alone, with the same theme, on pages that hold the finished HTML
already, likewise built again. Results go to `benchmarks/builds.json`, and from there to the pages
`performance.md` (`--show` does only that).
"""

from __future__ import annotations

import compileall
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

import synthetic
from performance import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

REPOSITORY = Path(__file__).parent.parent
DATA = Path(__file__).with_name("builds.json")
PEERS = REPOSITORY / ".venv-bench" / "bin"
MKDOCS = ("-m", "mkdocs", "build", "--quiet", "--strict")
PACKAGES = ("mkdocs-jupyter", "markdown-exec", "mystmd", "mkdocs-material", "torch")


@dataclass(frozen=True)
class Contender:
    """A way to build a site: `write` makes its sources, `command` builds them.

    A warm one is not written anew: it builds again what `after`, the contender before it, has built.
    """

    name: str
    write: Callable[[Path, int], None] | None
    command: Sequence[str]
    after: str = ""
    each: bool = False  # whether the command is to be called with each Python file in turn


def contenders() -> Iterator[Contender]:
    """Yield all of them, each behind those that it builds on."""
    own, peer = sys.executable, str(PEERS / "python")
    yield Contender("ours, cold", lambda root, pages: synthetic.ours(root, pages, 1), (own, *MKDOCS))
    yield Contender("ours, warm", None, (own, *MKDOCS), after="ours, cold")
    yield Contender("floor", None, (own, *MKDOCS), after="ours, warm")
    yield Contender("python FILE, in a loop", synthetic.loop, (peer,), each=True)
    yield Contender("mkdocs-jupyter", synthetic.mkdocs_jupyter, (peer, *MKDOCS))
    yield Contender("markdown-exec", synthetic.markdown_exec, (peer, *MKDOCS))
    yield Contender("mystmd", synthetic.mystmd, (str(PEERS / "myst"), "build", "--execute", "--site"))


def build(folder: Path, contender: Contender) -> float:
    """Build once; return the seconds. Raises CalledProcessError, with what was said, if it fails."""
    path = os.pathsep.join([str(PEERS), os.environ["PATH"]])  # where Jupyter looks for its kernel
    environment = os.environ | {
        "PATH": path,
        "NO_MKDOCS_2_WARNING": "1",
        "JUPYTER_CONFIG_DIR": str(folder / "settings"),
    }
    calls = (
        [[*contender.command, file.name] for file in sorted(folder.glob("*.py"))] if contender.each else []
    )
    start = perf_counter()
    for call in calls or [[*contender.command]]:
        done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{contender.name}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return perf_counter() - start


def one_run(pages: int, chosen: Sequence[Contender]) -> dict[str, float]:
    """Build with each contender, one after the other; return the seconds of each."""
    seconds = {}
    with tempfile.TemporaryDirectory() as name:
        for number, contender in enumerate(chosen):
            folder = Path(name) / str(number)
            if contender.write:
                folder.mkdir()
                contender.write(folder, pages)
            before = Path(name) / "0"
            if contender.name == "floor":
                synthetic.floor(folder, before)
                build(folder, contender)  # what is warm is built over what is there, too
            elif contender.after:
                folder = before
            seconds[contender.name] = build(folder, contender)
            click.echo(f"{contender.name}: {seconds[contender.name]:.2f} s", err=True)
    return seconds


def scale(pages: int) -> list[dict[str, Any]]:
    """Build a synthetic site of 10 claims and a snippet on each page: cold, warm, and as the floor has it."""
    own = (sys.executable, *MKDOCS)
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder, floor = Path(name) / "ours", Path(name) / "floor"
        folder.mkdir()
        synthetic.ours(folder, pages, len(synthetic.CLAIMS))
        for case in ("cold", "warm", "floor"):
            where = floor if case == "floor" else folder
            if case == "floor":
                synthetic.floor(floor, folder)
                build(floor, Contender(case, None, own))
            found.append({"pages": pages, "case": case, **measured(where, Contender(case, None, own))})
            click.echo(found[-1], err=True)
    return found


def whole_site() -> dict[str, float]:
    """Build the Chinese site of this repository: cold, which judges both languages, warm, and the floor."""
    own = (sys.executable, *MKDOCS)
    seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder, floor = Path(name) / "ours", Path(name) / "floor"
        synthetic.copy(folder)
        for case in ("cold", "warm", "floor"):
            where = floor if case == "floor" else folder
            if case == "floor":
                synthetic.copy_finished(floor, folder)
                build(floor, Contender(case, None, own))
            seconds[case] = build(where, Contender(case, None, own))
            click.echo(f"the whole site, {case}: {seconds[case]:.2f} s", err=True)
    return seconds


def measured(folder: Path, contender: Contender) -> dict[str, float]:
    """Return seconds and the most memory that any of the processes took, in megabytes.

    It builds in a process of its own, whose descendants the kernel knows.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            seconds = build(folder, contender)
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # of the largest descendant
            figures = {"seconds": round(seconds, 2), "megabytes": round(most)}
            os.write(writing, json.dumps(figures).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as file:
        found: dict[str, float] = json.loads(file.read())
    return found


def machine() -> dict[str, str]:
    """Return what the figures depend on besides the code."""
    listed = subprocess.run(
        [PEERS / "python", "-m", "pip", "list", "--format", "json"], capture_output=True, check=True
    )
    versions = {one["name"]: one["version"] for one in json.loads(listed.stdout)}
    return {
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: versions[name] for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


@click.command()
@click.option(
    "--runs", default=5, show_default=True, help="How often everything is built; medians are shown."
)
@click.option("--pages", default=40, show_default=True, help="Pages of the comparison, one snippet each.")
@click.option("--sizes", default="10,100,1000", show_default=True, help="Pages of the synthetic sites.")
@click.option("--show", "only_show", is_flag=True, help="Write the pages from the data as they are.")
def main(runs: int, pages: int, sizes: str, *, only_show: bool) -> None:
    """Measure, keep the figures, and write them into the pages."""
    if not only_show:
        if not PEERS.is_dir():
            sys.exit("the peers are not installed: make bench installs them into .venv-bench")
        compileall.compile_dir(REPOSITORY / "src", quiet=2)  # as installers do for the others
        chosen = list(contenders())
        all_runs = [one_run(pages, chosen) for _ in range(runs)]
        seconds = {one.name: median(run[one.name] for run in all_runs) for one in chosen}
        sites = [whole_site() for _ in range(runs)]
        curve = [row for size in sizes.split(",") if size for row in scale(int(size))]
        load = os.getloadavg()[0]
        data = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "load": round(load, 1),
            "runs": runs,
            "pages": pages,
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
            "site": {case: round(median(run[case] for run in sites), 3) for case in sites[0]},
            "scale": curve,
        }
        DATA.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    show(json.loads(DATA.read_text("utf-8")), REPOSITORY / "docs")


if __name__ == "__main__":
    main()
