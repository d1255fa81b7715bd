"""How long after saving the live preview shows the page, beside Material alone on the same finished pages.

    python benchmarks/serve.py

It edits one formula of one page, again and again, and asks for the page until it has changed; search is off.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

import synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "rules"
TOLD = re.compile(r"tracetrick: .* judged, .* known\)")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve a project; yield its address and the file of what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    environment = os.environ | {"SEARCH": "false", "NO_MKDOCS_2_WARNING": "1"}
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=file,
        )
        try:
            yield f"http://127.0.0.1:{port}/", log
        finally:
            server.terminate()
            server.wait()


def until(address: str, text: str) -> None:
    """Wait until the page at `address` holds `text`."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310  (our own server)
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit(f"{address} never showed {text}")


def edits(folder: Path, number: int, added: str, *, tells: bool) -> list[tuple[float, float]]:
    """Save a page so often, with `added`; return the seconds until it was told of, if it is, and shown."""
    page = folder / "docs" / "zh" / f"{PAGE}.md"
    original, found = page.read_text("utf-8"), []
    with served(folder) as (address, log):
        until(f"{address}{PAGE}/", "</html>")
        time.sleep(20)  # what is prepared for the first edit is ready
        for edit in range(2, number + 2):
            said = len(TOLD.findall(log.read_text("utf-8")))
            page.write_text(original.rstrip() + "\n\n" + added.format(edit) + "\n", encoding="utf-8")
            start = time.monotonic()
            while tells and len(TOLD.findall(log.read_text("utf-8"))) == said:
                time.sleep(0.01)
            told = time.monotonic() - start
            until(f"{address}{PAGE}/", added.format(edit).strip("$ "))
            found.append((told, time.monotonic() - start))
            time.sleep(1)
    page.write_text(original, encoding="utf-8")
    return found


@click.command()
@click.option("--edits", "number", default=5, show_default=True)
def main(number: int) -> None:
    """Measure both, and print medians."""
    with tempfile.TemporaryDirectory() as name:
        ours, floor = Path(name) / "ours", Path(name) / "floor"
        synthetic.copy(ours)
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=ours, check=True)
        synthetic.copy_finished(floor, ours)
        mine = edits(ours, number, "$$ {0} + {0} = 2\\cdot {0} $$", tells=True)
        alone = edits(floor, number, "<p>{0} + {0}</p>", tells=False)
    click.echo(f"verdict after {median(told for told, _ in mine):.2f} s")
    click.echo(f"page after {median(shown for _, shown in mine):.2f} s")
    click.echo(f"Material alone after {median(shown for _, shown in alone):.2f} s")


if __name__ == "__main__":
    main()
