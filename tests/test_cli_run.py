"""`tracetrick run` on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from projects import CLAIMING
from tracetrick.cli import main

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "snippets" / "empty").mkdir(parents=True)
    (tmp_path / "snippets" / "a.py").write_text("assert True\nprint('a')\n")
    (tmp_path / "snippets" / "b.py").write_text("assert True\nassert 1 < 2\nprint('b')\n")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["run", *arguments])
    return done.exit_code, re.sub(r"\d+ ms", "N ms", done.output)


def test_folder_of_good_snippets(project: Path) -> None:
    assert (project / "snippets").is_dir()
    expected = "snippets/a.py  ok  N ms  1 assertion\nsnippets/b.py  ok  N ms  2 assertions\n"
    assert run("snippets") == (0, expected)


def test_bad_snippet_among_good_ones(project: Path) -> None:
    (project / "snippets" / "bad.py").write_text("print('before')\nassert 1 == 2\n")
    expected = (
        "snippets/bad.py:2: assertion fails: assert 1 == 2\n"
        "    assert 1 == 2\n"
        "Output:\n"
        "before\n"
        "snippets/a.py  ok  N ms  1 assertion\n"
    )
    assert run("snippets/bad.py", "snippets/a.py") == (1, expected)


def test_snippet_that_differs_from_its_page(project: Path) -> None:
    (project / "docs").mkdir()
    (project / "docs/a.md").write_text("设 $a \\in \\mathbb{R}$。\n\n/// snippet | c.py\n///\n", "utf-8")
    (project / "snippets" / "c.py").write_text(f"{CLAIMING}print('c')\n")
    expected = "docs/a.md:3:1: the claim of snippets/c.py:1 does not stand on this page: a + a = 2a\n"
    assert run("snippets/c.py") == (1, expected)


def test_runner_that_cannot_start(project: Path) -> None:
    (project / "node_modules").unlink()
    status, output = run("snippets/a.py")
    assert status == 1
    assert output.startswith("Error: the font of figures is missing, ")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["snippets/none.py"],
            "Error: Invalid value for 'PATHS...': Path 'snippets/none.py' does not exist.\n",
        ),
        (["snippets/empty"], "Error: no snippet in snippets/empty\n"),
        ([], "Error: Missing argument 'PATHS...'.\n"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    status, output = run(*arguments)
    assert status == 2
    assert output.endswith(message)
