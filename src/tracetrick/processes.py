"""The same work on many things, on all cores: results in order, whatever the number of processes."""

from __future__ import annotations

import os
import signal
from collections import deque
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tracetrick.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from multiprocessing.connection import Connection

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def cores() -> int:
    """How many processes are worth having; one below pytest-xdist, which keeps all cores busy itself."""
    return 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1


def on_all_cores(
    work: Callable[[Thing], Result], things: Sequence[Thing], size: int | None = None
) -> Generator[Result]:
    """Yield what `work` returns for each of `things`, in order; `size` is the number of processes.

    It takes no second process for a single thing. Whoever does not take all results must close the iterator:
    that ends all processes at once, and so does an exception. Raises what `work` raises, and WorkerError if
    a process dies.
    """
    size = min(size or cores(), len(things))
    if size < 2:
        yield from map(work, things)
        return
    pool = _Pool(work, things, size)
    try:
        yield from pool.results()
    finally:
        pool.end()


class _Pool(Generic[Thing, Result]):
    """Processes that start afresh: one forked from a process with threads, as torch has them, may hang."""

    def __init__(self, work: Callable[[Thing], Result], things: Sequence[Thing], size: int) -> None:
        self.things = things
        self.waiting = deque(range(len(things)))
        self.done: dict[int, _Outcome] = {}
        self.workers = [_Worker.started(work) for _ in range(size)]

    def results(self) -> Iterator[Result]:
        """Yield the results in order, as soon as those before are there."""
        for worker in self.workers:
            self.hand_out(worker)
        for number in range(len(self.things)):
            while number not in self.done:
                self.take_in()
            outcome = self.done.pop(number)
            if outcome.error is not None:
                raise outcome.error
            yield outcome.result

    def hand_out(self, worker: _Worker) -> None:
        """Give a worker the next thing; without one it ends."""
        worker.number = self.waiting.popleft() if self.waiting else None
        worker.send(None if worker.number is None else (self.things[worker.number],))

    def take_in(self) -> None:
        """Wait for outcomes."""
        busy = {worker.line: worker for worker in self.workers if worker.number is not None}
        for line in wait(list(busy)):
            worker = busy[line]  # type: ignore[index]  # of what `wait` was given
            assert worker.number is not None  # noqa: S101  (for the type checker)
            self.done[worker.number] = worker.receive()
            self.hand_out(worker)

    def end(self) -> None:
        """End all processes; return when they have ended."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.line.close()


@dataclass(frozen=True)
class _Outcome:
    """What came of one thing: a result or an error."""

    result: Any = None
    error: Exception | None = None


@dataclass
class _Worker:
    """A process, the line to it, and the number of the thing that it works on."""

    process: Any
    line: Connection
    number: int | None = None

    @classmethod
    def started(cls, work: Callable[[Any], object]) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def send(self, message: tuple[object] | None) -> None:
        """Send something; if the process has died, `receive` will say so."""
        try:
            self.line.send(message)
        except OSError:
            return

    def receive(self) -> _Outcome:
        try:
            outcome = self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            raise WorkerError(self.process.exitcode) from None
        assert isinstance(outcome, _Outcome)  # noqa: S101  (for the type checker)
        return outcome


def _serve(line: Connection, work: Callable[[Any], object]) -> None:
    """Work on what comes, until the other side says that it is all, or has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other side, which ends us
    while True:
        try:
            message = line.recv()
        except (EOFError, OSError):
            return
        if message is None:
            return
        try:
            outcome = _Outcome(work(*message))
        except Exception as error:  # noqa: BLE001  (it is raised on the other side)
            outcome = _Outcome(error=error)
        line.send(outcome)
