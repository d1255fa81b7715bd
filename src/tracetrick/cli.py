"""The command line: `tracetrick check` and `tracetrick run`."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracetrick.cache import Cache
from tracetrick.errors import SnippetError, SourceError, TracetrickError
from tracetrick.judged import Judge, Judged, has_float_judge, versions
from tracetrick.page.source import Source
from tracetrick.scores import Score, Scores
from tracetrick.site.agreements import Agreements
from tracetrick.site.project import Project
from tracetrick.snippets import Result, Runner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracetrick.check import FloatJudge

_WRONG_USE = 2
_MARKDOWN = frozenset([".md", ".markdown"])
_NO_TORCH = "torch is not installed: claims are judged exactly, or not at all"


@click.group()
def main() -> None:
    """Check what a page on matrix calculus says, and run what it shows."""


@main.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per statement, in reading order.")
@click.option(
    "--definitions",
    type=click.Choice(["explicit", "first-use"]),
    default="explicit",
    help="first-use: `f = ...` with a new name on the left is a definition too.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def check_command(paths: tuple[Path, ...], *, as_json: bool, definitions: str) -> None:
    """Check every formula of the pages PATHS (files, or folders of Markdown files)."""
    if not has_float_judge():
        click.echo(_NO_TORCH, err=True)
    judge = Judge(_user_cache(), has_float_judge(), first_use=definitions == "first-use")
    sources = []
    for path in pages(paths):
        with _reading(path):
            sources.append(Source.read(path))
    good = True
    with closing(judge.pages(sources)) as found:
        for source in sources:
            with _reading(source.path):
                judged = next(found)
            good = good and all(one.expected for one in judged)
            for line in _json_lines(source.path, judged) if as_json else _text_lines(source.path, judged):
                click.echo(line)
    sys.exit(0 if good else 1)


@main.command("mutate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def mutate_command(paths: tuple[Path, ...]) -> None:
    """Break each true claim of the pages PATHS in every known way and list the breaks that survive.

    Called in a project's folder it keeps the scores, which the trust report shows.
    """
    judge = _judge()
    scores = Scores(_project_cache(), versions())
    survivors = 0
    for path in pages(paths):
        with _reading(path):
            score = scores.counted(Source.read(path), judge)
        survivors += len(score.survivors)
        for survivor in score.survivors:
            click.echo(survivor)
        click.echo(_summary(path, score))
    sys.exit(1 if survivors else 0)


def _project_cache() -> Cache | None:
    """The cache of the project in whose folder the command was called; none elsewhere."""
    project = Project(Path())
    return Cache(project.cache) if project.configuration.is_file() else None


def _user_cache() -> Cache | None:
    """The project's cache, elsewhere that of the user; none if it cannot be written."""
    cache = _project_cache() or Cache(
        Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "tracetrick"
    )
    try:
        cache.folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return cache if os.access(cache.folder, os.W_OK) else None


def _summary(path: Path, score: Score) -> str:
    counts = score.counts
    left_out = f" ({score.others} more are not true, or not to be)" if score.others else ""
    return (
        f"{path.as_posix()}: {score.claims} claims{left_out}, {score.mutants} mutants: "
        f"{counts['shape']} killed by shape, {counts['value']} by value, {counts['unreadable']} unreadable, "
        f"{counts['equal']} equal, {counts['holds']} hold all the same, {counts['survivor']} survive"
    )


def _judge() -> FloatJudge | None:
    from tracetrick.check import default_float_judge  # noqa: PLC0415  (for pages that are known it is not needed)

    try:
        return default_float_judge()
    except ImportError:
        click.echo(_NO_TORCH, err=True)
        return None


def pages(paths: Iterable[Path]) -> Iterable[Path]:
    """Files as they are, and the Markdown files of folders in order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in _MARKDOWN)
        if not found:
            raise click.UsageError(f"no page in {path.as_posix()}")
        yield from found


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Leave with a line on standard error if a file cannot be read."""
    try:
        yield
    except OSError as error:
        click.echo(f"{path}: {error.strerror}", err=True)
        sys.exit(_WRONG_USE)
    except SourceError as error:
        click.echo(str(error), err=True)
        sys.exit(_WRONG_USE)


def _json_lines(path: Path, judged: Iterable[Judged]) -> Iterable[str]:
    return (json.dumps(as_json(path, one), ensure_ascii=False) for one in judged)


def as_json(path: Path, one: Judged) -> dict[str, object]:
    """A statement with the fields that the command line promises."""
    return {
        "path": path.as_posix(),
        "line": one.line,
        "column": one.column,
        "kind": one.kind,
        "latex": one.latex,
        "relation": one.number,
        "verdict": one.verdict,
        "expected": one.wanted,
        "exact": one.by_exact or "outside",
        "float": one.by_float or "outside",
        "message": one.message,
        "seconds": round(one.seconds, 4),
    }


def _text_lines(path: Path, judged: Sequence[Judged]) -> Iterable[str]:
    for one in judged:
        if not one.expected:
            yield one.text
        elif one.verdict == "true" and one.message:
            yield f"{path.as_posix()}:{one.line}:{one.column}: note: {one.message}"
    claims = [one for one in judged if one.kind == "claim"]
    true = sum(one.verdict == "true" for one in claims)
    skipped = sum(one.verdict == "skipped" for one in claims)
    outside = sum(one.by_exact == one.by_float == "outside" for one in claims)
    failed = sum(not one.expected for one in judged)
    text = f"{path.as_posix()}: {len(claims)} claims, {true} true"
    if skipped:
        text += f", {skipped} skipped"
    if outside:
        text += f", {outside} outside the exact judge"
    yield text + (f", {failed} not as expected" if failed else "")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def run(paths: tuple[Path, ...]) -> None:
    """Run the snippets PATHS: files, or folders of them, below the folder snippets.

    Each must also agree with the pages below the folder docs that show it.
    It is called in the project's folder. The exit status is 0 if all are good, 1 if one is not.
    """
    files = [file for path in paths for file in _files(path)]
    project = Project(Path())
    agreements = Agreements(project.root, Cache(project.cache))
    with Runner(project.root) as runner:
        try:
            bad = sum([_show(outcome, agreements) for outcome in runner.run(files)])
        except TracetrickError as error:
            raise click.ClickException(str(error)) from None
    if bad:
        raise SystemExit(1)


def _files(path: Path) -> list[Path]:
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    if not files:
        raise click.UsageError(f"no snippet in {path.as_posix()}")
    return files


def _show(outcome: Result | SnippetError, agreements: Agreements) -> bool:
    """Print what became of one snippet; say whether it is bad."""
    if isinstance(outcome, SnippetError):
        click.echo(outcome.described())
        return True
    differences = agreements.wrong_with(outcome)
    if differences:
        click.echo("\n".join(map(str, differences)))
        return True
    noun = "assertion" if outcome.assertions == 1 else "assertions"
    click.echo(f"{outcome.path}  ok  {outcome.seconds * 1000:.0f} ms  {outcome.assertions} {noun}")
    return False


@main.command("complete")
@click.argument("site", type=click.Path(file_okay=False, path_type=Path))
@click.option("--to", "place", type=click.Path(file_okay=False, path_type=Path), help="Put it there then.")
def complete_command(site: Path, place: Path | None) -> None:
    """Add to the built SITE what is no page: llms.txt, the pages' Markdown, social cards, the version.

    It is called in the project's folder, after both languages were built.
    """
    # It needs MkDocs, which the checker does not.
    from tracetrick.site.complete import complete, put_in_place  # noqa: PLC0415

    try:
        complete(Path(), site)
        if place:
            put_in_place(Path(), site, place)
    except TracetrickError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
