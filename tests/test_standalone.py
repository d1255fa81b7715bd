"""The checker alone: for other people's notes, with nothing installed but the command line's library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

# Starts the command line in a process that finds the standard library, click and this package, and nothing else.
ALONE = """
import sys

class Alone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "click", "tracetrick"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Alone())
from tracetrick.cli import main
main(prog_name="tracetrick")
"""


def alone(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit status, and what a terminal shows."""
    source = os.fspath(REPOSITORY / "src")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("name", "heading"),
    [("README.md", "## For your own notes"), ("README.zh.md", "## 检查你自己的笔记")],
)
def test_the_run_of_the_readme_is_what_a_user_sees(tmp_path: Path, name: str, heading: str) -> None:
    readme = (REPOSITORY / name).read_text("utf-8")
    notes, shown = re.findall(r"```(?:markdown|text)\n(.*?)```", readme.split(heading)[1], re.DOTALL)[:2]
    command, _, expected = shown.partition("\n")
    (tmp_path / "notes.md").write_text(notes, encoding="utf-8")
    assert command.startswith("$ tracetrick check ")
    code, found = alone(tmp_path, *command.split()[2:])
    drawn = re.compile(r"\d+×\d+")
    assert (code, drawn.sub("#×#", found)) == (1, drawn.sub("#×#", expected))


def test_a_true_page_needs_no_torch(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "$X \\in \\mathbb{R}^{n\\times n}$: $\\mathrm{d}X^{-1} = -X^{-1}\\,\\mathrm{d}X\\,X^{-1}$\n"
    )
    assert alone(tmp_path, "check", "a.md") == (
        0,
        "torch is not installed: claims are judged exactly, or not at all\na.md: 1 claims, 1 true\n",
    )


def test_the_hook_calls_a_command_that_exists(tmp_path: Path) -> None:
    manifest = (REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8")
    (entry,) = re.findall(r"(?m)^  entry: (.*)$", manifest)
    (tmp_path / "a.md").write_text("$1 + 1 = 3$\n")
    name, *arguments = entry.split()
    assert name == "tracetrick"
    code, shown = alone(tmp_path, *arguments, "a.md")
    assert code == 1
    assert "a.md:1:8: false: the two sides differ" in shown
