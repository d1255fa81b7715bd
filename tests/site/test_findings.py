"""What is found out, and by whom: workers start as soon as they are needed, twins are compared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import Cache
from tracetrick.processes import Workers
from tracetrick.site.findings import Findings
from tracetrick.site.project import Project

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    import pytest

    from projects import SmallProject
    from tracetrick.processes import Job

ZH, EN = Path("docs/zh/index.md"), Path("docs/en/index.md")


def test_workers_start_at_once_where_nothing_is_known(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[tuple[str, ...], list[str]]] = []

    def start(_: Workers, *kinds: str, modules: Iterable[str] = ()) -> None:
        started.append((kinds, list(modules)))

    monkeypatch.setattr(Workers, "start", start)
    project.write("snippets/other.py", "torch.func.grad")
    paths = Project(project.root)

    Findings(paths, Cache(paths.cache)).read_pages()

    (compute, nothing), (fork, modules) = started
    assert (compute, nothing, fork) == (("compute",), [], ("fork",))
    assert "torch._dynamo" in modules

    Findings(paths, Cache(paths.cache)).read_pages()
    assert len(started) == 2, "something is known"


def compared(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Find out and compare; return which pages were compared with their snippets."""
    asked: list[str] = []
    run = Workers.run

    def noted(workers: Workers, jobs: Sequence[Job]) -> Generator[tuple[int, object]]:
        asked.extend(job.about for job in jobs)
        return run(workers, jobs)

    findings.read_pages()
    findings.find_out()
    with monkeypatch.context() as patch:
        patch.setattr(Workers, "run", noted)
        findings.compare()
    findings.close()
    return sorted(asked)


def places(findings: Findings) -> list[str]:
    """Return where pages disagree with their snippets."""
    return [str(error.place) for path in (ZH, EN) for error in findings.disagreements[path]]


def test_what_agrees_with_a_page_agrees_with_its_twin(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = project.read(ZH.as_posix())
    project.write(EN.as_posix(), right)
    paths = Project(project.root)
    findings = Findings(paths, Cache(paths.cache))

    assert compared(findings, monkeypatch) == [ZH.as_posix()]
    assert (findings.disagreements, findings.differences) == ({ZH: [], EN: []}, [])

    # Twins that disagree with the snippet are both told of.
    wrong = right.replace("a + a = 2a", "a + a = 3a - a")
    project.write(ZH.as_posix(), wrong)
    project.write(EN.as_posix(), wrong)
    assert compared(findings, monkeypatch) == [EN.as_posix(), ZH.as_posix()]
    assert places(findings) == [f"{ZH}:5:1", f"{EN}:5:1"]

    # One mended, they are no twins: each is taken for itself.
    project.write(ZH.as_posix(), right)
    assert compared(findings, monkeypatch) == []
    assert places(findings) == [f"{EN}:5:1"]
    assert [str(error.place) for error in findings.differences] == [f"{EN}:8:26"]

    # A page that was taken for its twin, and is one no longer, is compared though it has not changed.
    project.write(EN.as_posix(), right.replace("a = 2a", "a = 2 a"))
    assert compared(findings, monkeypatch) == []
    assert places(findings) == []
    project.write(ZH.as_posix(), wrong)
    assert compared(findings, monkeypatch) == [EN.as_posix(), ZH.as_posix()]
    assert places(findings) == [f"{ZH}:5:1"]
