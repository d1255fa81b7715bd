"""What the pages and snippets come to: found on all cores, and anew only where a file has changed."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracetrick.cache import Cache, key
from tracetrick.judged import Judge, Judged
from tracetrick.processes import Job, Workers, cores
from tracetrick.site import symbols, theorems, twins
from tracetrick.site.agreements import Agreements
from tracetrick.site.memo import same_objects
from tracetrick.site.pages import Embed, Page, read
from tracetrick.snippets import Result, Run, check_font, contents, dependencies, environment_key, font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tracetrick.errors import SnippetError, SourceError
    from tracetrick.site.project import Project
    from tracetrick.site.symbols import Symbol
    from tracetrick.site.theorems import Theorem
    from tracetrick.snippets.report import Report

Stamp = tuple[int, int] | None
_Names = tuple["Path", ...]


@dataclass(frozen=True)
class Compared:
    """The theorems and symbols of a page, what is wrong with marks, and what differs from the snippets."""

    theorems: list[Theorem]
    symbols: dict[int, list[Symbol]]
    wrong_marks: list[SourceError]
    disagreements: list[SourceError]


@dataclass(frozen=True)
class _Comparison:
    """One page, what was judged of it, and the results of the snippets that it shows."""

    page: Page
    judged: tuple[Judged, ...]
    shown: tuple[tuple[Embed, Result], ...]


@dataclass(frozen=True)
class _Comparer:
    """Compares, in any process, what belongs together."""

    root: Path
    cache: Cache

    def page(self, one: _Comparison) -> Compared:
        found, wrong = theorems.theorems(one.page.source, one.judged, self.cache)
        agreements = Agreements(self.root, self.cache)
        differing = (agreements.compare(one.page, embed, result) for embed, result in one.shown)
        return Compared(
            found,
            symbols.symbols(one.page.source, self.cache),
            wrong,
            [error for errors in differing for error in errors],
        )

    def twins(self, pair: tuple[Page, Page]) -> list[SourceError]:
        return twins.difference(pair, self.cache)

    def knows(self, one: _Comparison) -> bool:
        """Say whether all that a page is compared with is in the cache."""
        agreements = Agreements(self.root, self.cache)
        agree = (agreements.is_known(one.page, embed, result) for embed, result in one.shown)
        source = one.page.source
        known = theorems.is_known(source, self.cache) and symbols.is_known(source, self.cache)
        return known and all(agree)


@dataclass(frozen=True)
class _Task:
    """A job, and who takes its result."""

    job: Job
    take: Callable[[Any], None]


@dataclass
class Findings:
    """What is known of the pages and snippets of `project`.

    `pages`, `judged` and `compared` are by the page's path, `results` by the snippet's, `differences` of
    twins by the paths of both. `ran` and `asked` count, for the last time that something was found out, the
    snippets that ran and the claims of the pages that were judged.
    """

    project: Project
    cache: Cache
    pages: dict[Path, Page] = field(default_factory=dict)
    results: dict[Path, Result | SnippetError] = field(default_factory=dict)
    judged: dict[Path, tuple[Judged, ...]] = field(default_factory=dict)
    compared: dict[Path, Compared] = field(default_factory=dict)
    differences: dict[_Names, list[SourceError]] = field(default_factory=dict)
    ran: int = 0
    asked: int = 0
    _stamps: dict[Path, Stamp] = field(default_factory=dict)
    _needed: dict[Path, list[Path]] = field(default_factory=dict)
    _made_of: dict[_Names, Sequence[object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workers = Workers(font(self.project.root))
        self._judge = Judge(self.cache)
        self._comparer = _Comparer(self.project.root, self.cache)

    def read_pages(self) -> bool:

        stamps = self._current()
        changed = {path for path in {*stamps, *self._stamps} if stamps.get(path) != self._stamps.get(path)}
        if not changed and stamps:
            return False
        known, self._stamps = self.pages, stamps
        self.pages = {
            path: known[path] if path in known and path not in changed else read(self.project.root, path)
            for path in self.project.pages()
        }
        self.judged = {path: one for path, one in self.judged.items() if self.pages.get(path) is known[path]}
        self.results = {
            path: one
            for path, one in self.results.items()
            if path in stamps and not changed & {path, *self._needed[path]}
        }
        return True

    def find_out(self) -> None:
        """Judge pages and run snippets that are not known, then compare what belongs together.

        Raises RunnerError if the font of figures is missing, and WorkerError if a process dies.
        """
        try:
            programs, pages = self._run_tasks(), self._judge_tasks()
            self._work("judging pages, running snippets", [*pages, *programs])
            self.results = {path: self.results[path] for path in self.project.programs()}
            self.judged = {path: self.judged[path] for path in self.pages}
            self._work("comparing pages", [*self._comparing_pages(), *self._comparing_twins()])
        except BaseException:
            self._stamps.clear()  # the next time it is not taken for done
            self._made_of.clear()
            raise

    def start(self) -> None:
        """Start the workers, for what will have to be judged and run soon."""
        self.workers.start("compute")
        if font(self.project.root).is_file():
            self.workers.start("fork")

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
            self._needed[path] = dependencies(file.resolve())
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

    def _judge_tasks(self) -> list[_Task]:
        """Return the tasks that judge the pages which are not in the cache.

        The longest come first, so that the cores end at about the same time; and one language after the
        other, as what a page has in common with its twin is then known.
        """
        self.asked = 0
        missing = []
        for path, page in self.pages.items():
            if path not in self.judged:
                known = self._judge.known(page.source)
                if known is None:
                    missing.append(page)
                else:
                    self.judged[path] = known
        missing.sort(key=lambda page: (page.source.path.parts[:2], -len(page.source.text)))
        return [
            _Task(self._judge.job(page.source), partial(self._take_judged, page.source.path))
            for page in missing
        ]

    def _take_judged(self, path: Path, judged: tuple[Judged, ...]) -> None:
        self.judged[path] = judged
        self.asked += sum(one.kind == "claim" for one in judged)

    def _comparing_pages(self) -> Iterator[_Task]:
        """Yield the tasks that compare pages with their marks and snippets; do what is known at once."""
        _keep(self.compared, self.pages)
        for path, page in self.pages.items():
            outcomes = [(embed, self.results.get(embed.snippet)) for embed in page.embeds]
            shown = tuple((embed, result) for embed, result in outcomes if isinstance(result, Result))
            one = _Comparison(page, self.judged[path], shown)
            parts = [page, one.judged, *(part for pair in shown for part in pair)]
            if self._has_changed((path,), parts):
                if self._comparer.knows(one):
                    self.compared[path] = self._comparer.page(one)
                else:
                    job = Job(self._comparer.page, one, path.as_posix())
                    yield _Task(job, partial(self.compared.__setitem__, path))

    def _comparing_twins(self) -> Iterator[_Task]:
        """Yield the tasks that compare twins; do at once what is in the cache."""
        pairs = {tuple(page.source.path for page in pair): pair for pair in twins.pairs(self.pages)}
        _keep(self.differences, pairs)
        for paths, pair in pairs.items():
            if self._has_changed(paths, list(pair)):
                if twins.is_known(pair, self.cache):
                    self.differences[paths] = []
                else:
                    job = Job(self._comparer.twins, pair, paths[0].as_posix())
                    yield _Task(job, partial(self.differences.__setitem__, paths))

    def _has_changed(self, names: _Names, parts: Sequence[object]) -> bool:
        """Say whether the objects are others than the last time."""
        before = self._made_of.get(names, [])
        self._made_of[names] = parts
        return not same_objects(before, parts)


def _keep(found: dict[Any, Any], names: Mapping[Any, object]) -> None:
    for name in found.keys() - names.keys():
        del found[name]


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
