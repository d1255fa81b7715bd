"""What the pages and snippets come to: found on all cores, and anew only where a file has changed."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracetrick.cache import key
from tracetrick.judged import Judge, Judged
from tracetrick.processes import Job, Workers, cores
from tracetrick.site import meanings, pages, twins
from tracetrick.site.agreements import Agreements
from tracetrick.site.memo import same_objects
from tracetrick.snippets import (
    Result,
    Run,
    check_font,
    contents,
    dependencies,
    environment_key,
    font,
    slow_imports,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from tracetrick.cache import Cache
    from tracetrick.errors import SnippetError, SourceError
    from tracetrick.site.meanings import Meanings
    from tracetrick.site.pages import Embed, Page
    from tracetrick.site.project import Project
    from tracetrick.snippets.report import Report

Stamp = tuple[int, int] | None


@dataclass(frozen=True)
class Read:
    """What was read on a page: its statements with their verdicts, and what they mean."""

    judged: tuple[Judged, ...]
    meanings: Meanings


@dataclass(frozen=True)
class _Reader:
    """Reads pages, in any process: whatever needs the statements of one is done at once."""

    cache: Cache

    def known(self, page: Page) -> Read | None:
        """Return what is in the cache, if that is all."""
        judged, meant = Judge(self.cache).known(page.source), meanings.known(page, self.cache)
        return None if judged is None or meant is None else Read(judged, meant)

    def read(self, page: Page) -> Read:
        """Read a page, and keep what was found."""
        from tracetrick.page.statements import statements  # noqa: PLC0415  (what is known is not read again)

        judge, said = Judge(self.cache), list(statements(page.source))
        judged, meant = judge.known(page.source), meanings.known(page, self.cache)
        return Read(
            judge.said(page.source, said) if judged is None else judged,
            meanings.read(page, said, self.cache) if meant is None else meant,
        )


@dataclass(frozen=True)
class _Comparison:
    """One page, and the results of the snippets that it shows."""

    page: Page
    shown: tuple[tuple[Embed, Result], ...]


@dataclass(frozen=True)
class _Comparer:
    """Compares pages with their snippets, in any process."""

    root: Path
    cache: Cache

    def compare(self, one: _Comparison) -> list[SourceError]:
        agreements = Agreements(self.root, self.cache)
        differing = (agreements.compare(one.page, embed, result) for embed, result in one.shown)
        return [error for errors in differing for error in errors]

    def knows(self, one: _Comparison) -> bool:
        """Say whether a page is known to agree with its snippets."""
        agreements = Agreements(self.root, self.cache)
        return all(agreements.is_known(one.page, embed, result) for embed, result in one.shown)


@dataclass(frozen=True)
class _Task:
    """A job, and who takes its result."""

    job: Job
    take: Callable[[Any], None]


@dataclass
class Findings:
    """What is known of the pages and snippets of `project`.

    `pages`, `read` and `disagreements` (with snippets) are by the page's path, `results` by the snippet's.
    `differences` are those of twins. `ran` and `asked` count, for the last time that something was found out,
    the snippets that ran and the claims of the pages that were judged.
    """

    project: Project
    cache: Cache
    pages: dict[Path, Page] = field(default_factory=dict)
    results: dict[Path, Result | SnippetError] = field(default_factory=dict)
    read: dict[Path, Read] = field(default_factory=dict)
    disagreements: dict[Path, list[SourceError]] = field(default_factory=dict)
    differences: list[SourceError] = field(default_factory=list)
    ran: int = 0
    asked: int = 0
    _stamps: dict[Path, Stamp] = field(default_factory=dict)
    _needed: dict[Path, list[Path]] = field(default_factory=dict)
    _made_of: dict[Path, Sequence[object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workers = Workers(font(self.project.root))
        self._reader = _Reader(self.cache)
        self._comparer = _Comparer(self.project.root, self.cache)

    def read_pages(self) -> bool:
        """Read the pages that have changed; return whether any file has."""
        if not self.pages and not self.cache.folder.exists():  # all will have to be done
            self.start()
        stamps = self._current()
        changed = {path for path in {*stamps, *self._stamps} if stamps.get(path) != self._stamps.get(path)}
        if not changed and stamps:
            return False
        known, self._stamps = self.pages, stamps
        self.pages = {
            path: known[path]
            if path in known and path not in changed
            else pages.read(self.project.root, path, self.cache)
            for path in self.project.pages()
        }
        self.read = {path: one for path, one in self.read.items() if self.pages.get(path) is known[path]}
        self.results = {
            path: one
            for path, one in self.results.items()
            if path in stamps and not changed & {path, *self._needed[path]}
        }
        return True

    def find_out(self) -> None:
        """Judge pages and run snippets that are not known.

        Raises RunnerError if the font of figures is missing, and WorkerError if a process dies.
        """
        with self._undone():
            programs, reading = self._run_tasks(), self._read_tasks()
            self._work("judging pages, running snippets", [*reading, *programs])
            self.results = {path: self.results[path] for path in self.project.programs()}
            self.read = {path: self.read[path] for path in self.pages}
            self.disagreements = {path: one for path, one in self.disagreements.items() if path in self.pages}

    def compare(self) -> None:
        """Compare what was found out and belongs together. Raises WorkerError if a process dies.

        What agrees with a page agrees with a twin that says the same; where it does not, each is compared.
        """
        with self._undone():
            differences = list(self._differences_of_twins())
            self.differences = [error for _, _, errors in differences for error in errors]
            same = {twin: original for twin, original, errors in differences if not errors}
            self._compare_with_snippets(path for path in self.pages if path not in same)
            doubtful = [twin for twin, original in same.items() if self.disagreements[original]]
            self._compare_with_snippets(doubtful)
            for twin in same.keys() - doubtful:
                self.disagreements[twin] = []
                self._made_of.pop(twin, None)  # it was not compared itself

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """What is not done to its end is not taken for done the next time."""
        try:
            yield
        except BaseException:
            self._stamps.clear()
            self._made_of.clear()
            self.close()  # workers may be on their way that nobody waits for
            raise

    def start(self) -> None:
        """Start the workers, for what will have to be judged and run soon."""
        self.workers.start("compute")
        programs = [
            (self.project.root / path).read_text("utf-8", "replace") for path in self.project.programs()
        ]
        if programs and font(self.project.root).is_file():
            self.workers.start("fork", modules=slow_imports("\n".join(programs)))

    def close(self) -> None:
        """End all processes."""
        self.workers.close()

    def _current(self) -> dict[Path, Stamp]:
        paths = [*self.project.pages(), *self.project.programs()]
        needed = [file for files in self._needed.values() for file in files]
        return {path: _stamp(self.project.root / path) for path in [*paths, *needed]}

    def _work(self, doing: str, tasks: Sequence[_Task]) -> None:
        """Do all tasks, and tell how far it is: a bar on a terminal, a line elsewhere."""
        if not tasks:
            return
        label = f"tracetrick: {doing} on {cores()} cores"
        with (
            click.progressbar(length=len(tasks), label=label, file=sys.stderr) as bar,
            closing(self.workers.run([task.job for task in tasks])) as outcomes,
        ):
            for number, result in outcomes:
                tasks[number].take(result)
                bar.update(1)

    def _run_tasks(self) -> list[_Task]:
        """Return the tasks that run the snippets which are not in the cache."""
        environment, tasks, self.ran = environment_key(), [], 0
        for path in self.project.programs():
            if path in self.results:
                continue
            file = self.project.root / path
            self._needed[path] = dependencies(file.resolve(), self.cache)
            self._stamps.update((one, _stamp(one)) for one in self._needed[path] if one not in self._stamps)
            entry = key("snippet", environment, path.as_posix(), *contents(file, self._needed[path]))
            cached = self.cache.get(entry)
            if cached is not None:
                self.results[path] = Result.from_json(cached)
            else:
                self.ran += 1
                tasks += self._run(path, entry)
        return tasks

    def _run(self, path: Path, entry: str) -> list[_Task]:
        run = Run(path, self.project.root)
        reports: dict[int, Report] = {}
        if run.jobs:
            check_font(self.project.root)
        else:
            self.results[path] = run.outcome([])

        def take(number: int, report: Report) -> None:
            reports[number] = report
            if len(reports) == len(run.jobs):
                outcome = self.results[path] = run.outcome([reports[one] for one in sorted(reports)])
                if isinstance(outcome, Result):
                    self.cache.put(entry, outcome.to_json())

        return [_Task(job, partial(take, number)) for number, job in enumerate(run.jobs)]

    def _read_tasks(self) -> list[_Task]:
        """Return the tasks that read and judge the pages which are not in the cache.

        The longest come first, so that the cores end at about the same time; and one language after the
        other, as what a page has in common with its twin is then known.
        """
        self.asked = 0
        missing = []
        for path, page in self.pages.items():
            if path not in self.read:
                known = self._reader.known(page)
                if known is None:
                    missing.append(page)
                else:
                    self.read[path] = known
        missing.sort(key=lambda page: (page.source.path.parts[:2], -len(page.source.text)))
        return [
            _Task(
                Job(self._reader.read, page, page.source.path.as_posix()),
                partial(self._take_read, page.source.path),
            )
            for page in missing
        ]

    def _take_read(self, path: Path, read: Read) -> None:
        self.read[path] = read
        self.asked += sum(one.kind == "claim" for one in read.judged)

    def _compare_with_snippets(self, paths: Iterable[Path]) -> None:
        self._work("comparing pages with snippets", list(self._comparing(paths)))

    def _comparing(self, paths: Iterable[Path]) -> Iterator[_Task]:
        """Yield the tasks that compare pages with their snippets; do what is known at once."""
        for path in paths:
            page = self.pages[path]
            outcomes = [(embed, self.results.get(embed.snippet)) for embed in page.embeds]
            shown = tuple((embed, result) for embed, result in outcomes if isinstance(result, Result))
            one = _Comparison(page, shown)
            if self._has_changed(path, [page, self.read[path], *(part for pair in shown for part in pair)]):
                if self._comparer.knows(one):
                    self.disagreements[path] = []
                else:
                    job = Job(self._comparer.compare, one, path.as_posix())
                    yield _Task(job, partial(self.disagreements.__setitem__, path))

    def _differences_of_twins(self) -> Iterator[tuple[Path, Path, list[SourceError]]]:
        """Yield each twin, its original, and where they differ."""
        for pair in twins.pairs(self.pages):
            here, there = (one.source.path for one in pair)
            parts = self.read[here].meanings.parts, self.read[there].meanings.parts
            yield here, there, twins.difference(pair, parts)

    def _has_changed(self, path: Path, parts: Sequence[object]) -> bool:
        """Say whether the objects are others than the last time."""
        before = self._made_of.get(path, [])
        self._made_of[path] = parts
        return not same_objects(before, parts)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
