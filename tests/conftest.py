"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projects import REPOSITORY, SmallProject, small_project

pytest_plugins = ["pytester"]


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
    """Build the site of this repository in both languages, once for the session."""
    folder = tmp_path_factory.mktemp("site")
    project = SmallProject(REPOSITORY)
    for options in (
        ["--site-dir", str(folder)],
        ["--site-dir", str(folder / "en"), "--config-file", "mkdocs.en.yml"],
    ):
        built = project.build(*options)
        assert built.returncode == 0, built.stderr
    return folder
