"""Work on all cores: results in order, errors as they are, processes that end."""

from __future__ import annotations

import math
import operator
import os
import signal
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from projects import REPOSITORY
from tracetrick.cache import Cache
from tracetrick.errors import SourceError, WorkerError
from tracetrick.judged import Judge
from tracetrick.page.source import Source
from tracetrick.processes import Job, Kind, Workers, cores
from tracetrick.snippets import font

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PAGE = "$A, B \\in \\mathbb{R}^{n\\times n}$\n\n$$(AB)^\\top = B^\\top A^\\top$$\n"
WRONG = "$A, B \\in \\mathbb{R}^{n\\times n}$\n\n$$(AB)^\\top = A^\\top B^\\top$$\n"


def in_order(work: Callable[[Any], object], things: list[Any], size: int) -> Generator[Any]:
    with Workers(size=size) as workers:
        yield from workers.in_order([Job(work, thing, str(thing)) for thing in things])


@pytest.mark.parametrize("size", [1, 2, 3])
def test_results_are_in_order(size: int) -> None:
    assert list(in_order(math.isqrt, [k * k for k in range(40)], size)) == list(range(40))


def test_nothing_is_asked_of_anyone() -> None:
    assert list(in_order(math.isqrt, [], 2)) == []


@pytest.mark.parametrize("size", [1, 2])
def test_an_error_is_raised_where_its_result_would_be(size: int) -> None:
    results = in_order(math.isqrt, [4, -1, 9], size)
    assert next(results) == 2
    with pytest.raises(ValueError, match="nonnegative"):
        next(results)


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(WorkerError, match=r"^a process died, busy with 9(, 9)?; perhaps memory ran out$"):
        list(in_order(signal.raise_signal, [signal.SIGKILL] * 2, 2))


def test_one_process_that_dies_is_enough() -> None:
    """Its line must not be held open by a worker that was forked after it."""
    jobs = [
        Job(time.sleep, 600, "a"),
        Job(signal.raise_signal, signal.SIGKILL, "b"),
        Job(time.sleep, 600, "c"),
    ]
    for order in (jobs, jobs[::-1]):
        with Workers(size=3) as workers, pytest.raises(WorkerError):
            list(workers.run(order))


def test_closing_ends_what_is_still_at_work() -> None:
    start = time.monotonic()
    with closing(in_order(time.sleep, [0, 600, 600], 2)) as results:
        next(results)
    assert time.monotonic() - start < 100


def test_processes_are_used_again() -> None:
    with Workers(size=2) as workers:
        jobs = [Job(operator.methodcaller("__call__"), os.getppid, "its parent")] * 2
        (first, second), (third, fourth) = (dict(workers.run(jobs)).values() for _ in range(2))
    assert first == second == third == fourth != os.getpid()


def test_kinds_share_the_cores() -> None:
    """A worker that starts programs has computed nothing, and no more than `size` are at work."""
    kinds: list[Kind] = ["compute", "fork"]
    with Workers(font(REPOSITORY), size=2) as workers:
        ids = {kind: set(dict(workers.run([pid_of(kind)] * 6)).values()) for kind in kinds}
        assert ids["compute"].isdisjoint(ids["fork"])
        before = time.monotonic()
        list(workers.run([Job(time.sleep, 0.2, "", kind) for kind in kinds * 4]))
        assert time.monotonic() - before >= 0.8


def pid_of(kind: Kind) -> Job:
    return Job(operator.methodcaller("__call__"), os.getpid, "its own number", kind)


def test_tests_that_run_on_all_cores_take_one_process_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert cores() == 1
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    assert cores() == (os.cpu_count() or 1)


def test_the_number_of_processes_changes_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [Source(Path(f"{k}.md"), text) for k, text in enumerate([PAGE, WRONG, PAGE])]
    found = []
    for size in (1, 2):
        monkeypatch.setattr("tracetrick.processes.cores", lambda size=size: size)
        judge = Judge(Cache(tmp_path / str(size)), has_float=False)
        found.append([[(one.verdict, one.text, one.draws) for one in page] for page in judge.pages(sources)])
    assert found[0] == found[1]
    assert [page[-1][0] for page in found[0]] == ["true", "false", "true"]


def test_a_page_that_cannot_be_read_is_told_from_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracetrick.processes.cores", lambda: 2)
    broken = Source(Path("broken.md"), "---\nlayout: sideways\n---\n")
    judge = Judge(Cache(tmp_path), has_float=False)
    pages = judge.pages([Source(Path("page.md"), PAGE), broken])
    assert next(pages)[-1].verdict == "true"
    with pytest.raises(SourceError, match=r"^broken.md:2:1: the layout “sideways” is neither"):
        next(pages)
