"""The command line: `tracetrick run`."""

from __future__ import annotations

from pathlib import Path

import click

from tracetrick.errors import SnippetError, TracetrickError
from tracetrick.snippets import Result, Runner


@click.group()
def main() -> None:
    """Check what a page on matrix calculus says, and run what it shows."""


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def run(paths: tuple[Path, ...]) -> None:
    """Run the snippets PATHS: files, or folders of them, below the folder snippets.

    It is called in the project's folder. The exit status is 0 if all are good, 1 if one is not.
    """
    files = [file for path in paths for file in _files(path)]
    with Runner(Path()) as runner:
        try:
            bad = sum([_show(outcome) for outcome in runner.run(files)])
        except TracetrickError as error:
            raise click.ClickException(str(error)) from None
    if bad:
        raise SystemExit(1)


def _files(path: Path) -> list[Path]:
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    if not files:
        raise click.UsageError(f"no snippet in {path.as_posix()}")
    return files


def _show(outcome: Result | SnippetError) -> bool:
    """Print what became of one snippet; say whether it is bad."""
    if isinstance(outcome, SnippetError):
        click.echo(outcome.described())
        return True
    noun = "assertion" if outcome.assertions == 1 else "assertions"
    click.echo(f"{outcome.path}  ok  {outcome.seconds * 1000:.0f} ms  {outcome.assertions} {noun}")
    return False
