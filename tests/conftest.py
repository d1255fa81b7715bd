"""What all tests share."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from projects import REPOSITORY, SmallProject, small_project

pytest_plugins = ["pytester"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that need the built site behind the others: one process builds it, the others need not wait.

    Only the first of them stays where it is, for that process.
    """
    needing = {item.path for item in items if "site" in getattr(item, "fixturenames", ())}
    first = next((item.path for item in items if item.path in needing), None)
    items.sort(key=lambda item: item.path in needing and item.path != first)


@pytest.fixture(autouse=True, scope="session")
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests find out of the user's cache, and the user's cache out of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    """Make a project with one page that embeds one good snippet."""
    return small_project(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of this repository in both languages, once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _build(folder.with_name("site-in-progress"))
            folder.with_name("site-in-progress").rename(folder)
    return folder


def _build(folder: Path) -> None:
    project = SmallProject(REPOSITORY)
    for options in (
        ["--site-dir", str(folder)],
        ["--site-dir", str(folder / "en"), "--config-file", "mkdocs.en.yml"],
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LAB", "true")
            built = project.build(*options)
        assert built.returncode == 0, built.stderr
    completed = project.run("tracetrick", "complete", str(folder))
    assert completed.returncode == 0, completed.stderr
