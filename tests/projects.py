"""Small projects for tests of whole builds."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parent.parent
CLAIMING = '''r"""Claim: a + a = 2a"""
a = 1.5
by_hand = 2 * a
assert by_hand == a + a
'''
"""The beginning of a snippet that verifies what the page of a small project says."""
SAID = r"设 $a \in \mathbb{R}$，那么 $a + a = 2a$。"
"""What the snippets of a small project claim."""
GOOD_SNIPPET = '''r"""Claim: a + a = 2a"""
import torch

a = torch.tensor(1.5, dtype=torch.float64)
by_hand = 2 * a
torch.testing.assert_close(a + a, by_hand)
print("good")
'''


@dataclass(frozen=True)
class SmallProject:
    """A project in a folder of its own, with this repository's configuration."""

    root: Path

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file, making the folders it needs."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python module in the project's folder."""
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Build with MkDocs, strictly."""
        return self.run("mkdocs", "build", "--strict", *options)

    @contextmanager
    def served(self, config: str = "mkdocs.yml") -> Iterator[str]:
        """Serve the live preview; return its address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (self.root / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "mkdocs", "serve"),
                    *("--config-file", config, "--dev-addr", f"127.0.0.1:{port}"),
                ],
                cwd=self.root,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SEARCH": "false"},
                stdout=log,
                stderr=log,
            )
            try:
                yield f"http://127.0.0.1:{port}/"
            finally:
                server.terminate()
                server.wait(30)


def page_with(address: str, pattern: str, *, without: str = "\0") -> str:
    """Return the page at `address` as soon as it matches."""
    page, deadline = "", time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  (our own server)
                page = unescape(answer.read().decode())
        except OSError:
            page = ""
        if re.search(pattern, page) and not re.search(without, page):
            return page
        time.sleep(0.1)
    pytest.fail(f"no {pattern} in:\n{page}")


def small_project(root: Path) -> SmallProject:
    """Make a project with one page that embeds one good snippet, in the empty folder `root`."""
    made = SmallProject(root)
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        settings = (REPOSITORY / name).read_text("utf-8")
        made.write(name, re.sub(r"nav:\n(?: .*\n)+", "", settings))  # whatever pages there are
    # One page is all there is.
    made.write(
        "mkdocs.yml",
        made.read("mkdocs.yml").split("nav:")[0] + "plugins:" + made.read("mkdocs.yml").split("plugins:")[1],
    )
    shutil.copytree(REPOSITORY / "theme", root / "theme", ignore=shutil.ignore_patterns("assets"))
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
    made.write("snippets/good.py", GOOD_SNIPPET)
    made.write("docs/zh/index.md", f"# 首页 {{#home}}\n\n设 $x$。\n\n/// snippet | good.py\n///\n\n{SAID}\n")
    return made
