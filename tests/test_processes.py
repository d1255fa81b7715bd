"""Work on all cores: results in order, errors as they are, processes that end."""

from __future__ import annotations

import math
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from tracetrick.cache import Cache
from tracetrick.errors import SourceError, WorkerError
from tracetrick.judged import Judge
from tracetrick.page.source import Source
from tracetrick.processes import cores, on_all_cores

PAGE = "$A, B \\in \\mathbb{R}^{n\\times n}$\n\n$$(AB)^\\top = B^\\top A^\\top$$\n"
WRONG = "$A, B \\in \\mathbb{R}^{n\\times n}$\n\n$$(AB)^\\top = A^\\top B^\\top$$\n"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_results_are_in_order(size: int) -> None:
    assert list(on_all_cores(math.isqrt, [k * k for k in range(40)], size)) == list(range(40))


def test_nothing_is_asked_of_anyone() -> None:
    assert list(on_all_cores(math.isqrt, [], 2)) == []


@pytest.mark.parametrize("size", [1, 2])
def test_an_error_is_raised_where_its_result_would_be(size: int) -> None:
    results = on_all_cores(math.isqrt, [4, -1, 9], size)
    assert next(results) == 2
    with pytest.raises(ValueError, match="nonnegative"):
        next(results)


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(WorkerError) as raised:
        list(on_all_cores(signal.raise_signal, [signal.SIGKILL] * 2, 2))
    message = "a process that judges pages died (exit status -9); perhaps memory ran out"
    assert str(raised.value) == message


def test_closing_ends_what_is_still_at_work() -> None:
    start = time.monotonic()
    with closing(on_all_cores(time.sleep, [0, 600, 600], 2)) as results:
        next(results)
    assert time.monotonic() - start < 100


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
        assert judge.asked == 3
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
