"""Lets pytest collect snippets and claims.

Each file below the folder `snippets` is one test, whose id is its path.
Each claim of a page below the folder `docs` is one test, whose id is the page's path and the claim's line.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tracetrick.cache import Cache
from tracetrick.errors import RunnerError, SnippetError, TracetrickError, WorkerError
from tracetrick.judged import Judge, Judged, has_float_judge
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site.agreements import Agreements
from tracetrick.site.project import Project
from tracetrick.snippets import Runner

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

_RUNNER = pytest.StashKey[Runner]()
_AGREEMENTS = pytest.StashKey[Agreements]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings that name the folders."""
    parser.addini("snippets", "folder of the snippets, relative to rootdir", default="snippets")
    parser.addini("docs", "folder of the pages, relative to rootdir", default="docs")


def pytest_configure(config: pytest.Config) -> None:
    """Make the session's runner; it starts nothing before the first snippet runs."""
    root = config.rootpath
    config.stash[_RUNNER] = Runner(root, Path(config.getini("snippets")))
    config.stash[_AGREEMENTS] = Agreements(root, Cache(Project(root).cache), Path(config.getini("docs")))


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
    if file_path.suffix == ".md" and file_path.is_relative_to(root / parent.config.getini("docs")):
        return [PageFile.from_parent(parent, path=file_path)]
    if file_path.suffix != ".py" or not file_path.is_relative_to(root / parent.config.getini("snippets")):
        return collectors
    path = file_path.relative_to(root)
    return [SnippetItem.from_parent(parent, name=path.name, nodeid=path.as_posix(), path=file_path)]


class PageFile(pytest.File):
    """One page; its statements are read when it is collected, and judged when the first of them runs."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each claim, and for each other statement that cannot be read."""
        source = Source(self.path.relative_to(self.config.rootpath), Source.read(self.path).text)
        names: Counter[str] = Counter()
        for number, statement in enumerate(statements(source)):
            if statement.kind == "claim" or statement.error:
                place = source.place(statement.at)
                name = f"{place.path.as_posix()}:{place.line}"
                names[name] += 1
                name += f" ({names[name]})" if names[name] > 1 else ""
                yield ClaimItem.from_parent(self, name=name, nodeid=name, page=self, number=number)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """What the statements of the page came out as, in reading order."""
        source = Source(self.path.relative_to(self.config.rootpath), Source.read(self.path).text)
        return Judge(Cache(Project(self.config.rootpath).cache), has_float_judge()).page(source)


class ClaimItem(pytest.Item):
    """One claim; it passes if its verdict is the one that its author expects."""

    def __init__(self, *, page: PageFile, number: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._page = page
        self._number = number

    def runtest(self) -> None:
        """Judge the claim. Raises what is wrong with it."""
        judged = self._page.judged[self._number]
        if not judged.expected:
            raise ClaimError(judged.text)

    def repr_failure(  # type: ignore[override]  # likewise
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """Show what the author of the page needs, no traceback through this package."""
        return str(excinfo.value) if isinstance(excinfo.value, ClaimError) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the test in the headline of a failure."""
        return self.path, None, f"claim {self.nodeid}"


class ClaimError(TracetrickError):
    """A claim does not come out as its author expects."""


class AgreementError(TracetrickError):
    """A snippet does not say what a page says that shows it."""


class SnippetItem(pytest.Item):
    """One snippet; it passes if it runs well and agrees with the pages that show it."""

    def runtest(self) -> None:
        """Run the snippet. Raises what is wrong with it."""
        for outcome in self.config.stash[_RUNNER].run([Path(self.nodeid)]):
            if isinstance(outcome, SnippetError):
                raise outcome
            differences = self.config.stash[_AGREEMENTS].wrong_with(outcome)
            if differences:
                raise AgreementError("\n".join(map(str, differences)))

    def repr_failure(  # type: ignore[override]  # the base class names no plain text, pytest shows it
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """Show what the author of the snippet needs, no traceback through this package."""
        if isinstance(excinfo.value, SnippetError):
            return excinfo.value.described()
        told = isinstance(excinfo.value, RunnerError | WorkerError | AgreementError)
        return str(excinfo.value) if told else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the test in the headline of a failure."""
        return self.path, None, f"snippet {self.nodeid}"
