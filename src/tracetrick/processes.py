"""Work on all cores, in processes forked from one that has imported once what they need.

Workers are of two kinds. Some compute, judges above all; others only start programs, each in a process
forked for it: from a process that has computed with torch, whose threads a fork does not copy, that could
hang. Of both together, no more are at work than there are cores.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path
    from typing import Self

    from tracetrick.crew import Crew

Kind = Literal["compute", "fork"]


def cores() -> int:
    """How many processes are worth having; one below pytest-xdist, which keeps all cores busy itself."""
    return 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1


@dataclass(frozen=True)
class Job:
    """To call `work` on `thing`; `about` is what it is busy with, for whoever reads that it died.

    `modules` will be imported by what it runs, and are slow to import: workers that start for it have them.
    Function, argument and result go from one process to another, so that they must be able to be pickled.
    """

    work: Callable[[Any], object]
    thing: object
    about: str
    kind: Kind = "compute"
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a job: a result or an error."""

    result: Any = None
    error: Exception | None = None

    @classmethod
    def of(cls, work: Callable[[Any], object], thing: object) -> Outcome:
        """Return what comes of calling `work` on `thing`."""
        try:
            return cls(work(thing))
        except Exception as error:  # noqa: BLE001  (it is raised where the result would be)
            return cls(error=error)

    def value(self) -> Any:  # noqa: ANN401  (whatever the work returns)
        """Return the result or raise the error."""
        if self.error is not None:
            raise self.error
        return self.result


class Workers:
    """Processes that start when they are first needed, and stay until `close`.

    `font` is that of the figures of programs. It can be used again and again, from one thread.
    """

    def __init__(self, font: Path | None = None, size: int | None = None) -> None:
        self._font = font
        self._size = size or cores()
        self._crew: Crew | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Sequence[Job]) -> Generator[tuple[int, Any]]:
        """Yield the number of each of `jobs`, and what its work returns, as they end.

        It takes no other process where one computes alone. Whoever does not take all must close the
        iterator: that ends all processes at once, and so does an exception. Raises what the work raises, and
        WorkerError if a process dies.
        """
        with closing(self._outcomes(jobs)) as outcomes:
            for number, outcome in outcomes:
                yield number, outcome.value()

    def in_order(self, jobs: Sequence[Job]) -> Generator[Any]:
        """Yield what the work of each of `jobs` returns, in their order, as soon as those before are there.

        It is `run`, but for the order; an error is raised where its result would be.
        """
        done: dict[int, Outcome] = {}
        with closing(self._outcomes(jobs)) as outcomes:
            for number in range(len(jobs)):
                while number not in done:
                    done.update([next(outcomes)])
                yield done.pop(number).value()

    def _outcomes(self, jobs: Sequence[Job]) -> Generator[tuple[int, Outcome]]:
        if self._are_not_worth_starting(jobs):
            for number, job in enumerate(jobs):
                yield number, Outcome.of(job.work, job.thing)
            return
        left = len(jobs)
        try:
            for found in self._started(jobs).outcomes(jobs):
                left -= 1
                yield found
        except BaseException:
            if left:  # workers are still busy, or one has died
                self.close()
            raise

    def start(self, *kinds: Kind, modules: Iterable[str] = ()) -> None:
        """Start workers of these `kinds`, and do not wait until they are ready.

        Those that fork have `modules`.
        """
        if self._crew is not None and not self._crew.is_well():
            self.close()
        if self._crew is None:
            from tracetrick.crew import Crew  # noqa: PLC0415  (where nothing is to be done, nobody does it)

            self._crew = Crew(self._size)
        for kind in kinds:
            self._crew.prepare(kind, str(self._font or ""), modules)

    def close(self) -> None:
        """End all processes, and what programs have started; return when they have ended."""
        if self._crew is not None:
            self._crew.end()
            self._crew = None

    def _are_not_worth_starting(self, jobs: Sequence[Job]) -> bool:
        alone = min(self._size, len(jobs)) < 2 or not hasattr(os, "fork")
        return alone and self._crew is None and all(job.kind == "compute" for job in jobs)

    def _started(self, jobs: Sequence[Job]) -> Crew:
        kinds = dict.fromkeys(job.kind for job in jobs)
        self.start(*kinds, modules={name for job in jobs for name in job.modules})
        assert self._crew is not None  # noqa: S101  (for the type checker)
        return self._crew
