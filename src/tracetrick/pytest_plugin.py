"""Lets pytest collect snippets: each file below the folder `snippets` is one test, whose id is its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracetrick.errors import RunnerError, SnippetError
from tracetrick.snippets import Runner

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

_RUNNER = pytest.StashKey[Runner]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that names the folder."""
    parser.addini("snippets", "folder of the snippets, relative to rootdir", default="snippets")


def pytest_configure(config: pytest.Config) -> None:
    """Make the session's runner; it starts nothing before the first snippet runs."""
    config.stash[_RUNNER] = Runner(config.rootpath, Path(config.getini("snippets")))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the runner's processes."""
    config.stash[_RUNNER].close()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, Sequence[pytest.Collector], Sequence[pytest.Collector | pytest.Item]]:
    """Collect a snippet as one item, and keep pytest from importing it as a module of tests besides."""
    collectors = yield
    root = parent.config.rootpath
    if file_path.suffix != ".py" or not file_path.is_relative_to(root / parent.config.getini("snippets")):
        return collectors
    path = file_path.relative_to(root)
    return [SnippetItem.from_parent(parent, name=path.name, nodeid=path.as_posix(), path=file_path)]


class SnippetItem(pytest.Item):
    """One snippet; it passes if it runs well."""

    def runtest(self) -> None:
        """Run the snippet. Raises what is wrong with it."""
        for outcome in self.config.stash[_RUNNER].run([Path(self.nodeid)]):
            if isinstance(outcome, SnippetError):
                raise outcome

    def repr_failure(  # type: ignore[override]  # the base class names no plain text, pytest shows it
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """Show what the author of the snippet needs, no traceback through this package."""
        if isinstance(excinfo.value, SnippetError):
            return excinfo.value.described()
        return str(excinfo.value) if isinstance(excinfo.value, RunnerError) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the test in the headline of a failure."""
        return self.path, None, f"snippet {self.nodeid}"
