"""When files were last changed, by git."""

from __future__ import annotations

import subprocess
from pathlib import Path


def last_changes(folder: Path) -> dict[Path, str]:
    """Return the day (ISO 8601) of the last commit that changed each file below `folder`, by its path there.

    Nothing is known without git, outside a repository, and in a shallow clone, whose first commit seems to
    have changed everything.
    """
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    listed = _git(
        folder, "-c", "core.quotePath=false", "log", "--format=/%cs", "--name-only", "--relative", "."
    )
    changes: dict[Path, str] = {}
    day = ""
    for line in filter(None, listed.splitlines()):
        if line.startswith("/"):  # no path does: they are relative
            day = line[1:]
        else:
            changes.setdefault(Path(line), day)  # the newest commit comes first
    return changes


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says in `folder`; nothing if there is none, or it fails."""
    try:
        done = subprocess.run(  # noqa: S603  (no word of it comes from a page)
            ["git", *arguments],  # noqa: S607  (the one on PATH)
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return ""
    return "" if done.returncode else done.stdout
