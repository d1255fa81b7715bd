"""Workers start where there is something to do, and as soon as that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.cache import Cache
from tracetrick.processes import Workers
from tracetrick.site.findings import Findings
from tracetrick.site.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from projects import SmallProject


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
