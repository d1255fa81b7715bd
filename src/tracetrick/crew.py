"""The processes behind `tracetrick.processes`: the prepared one, and the workers forked from it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from tracetrick.errors import WorkerError
from tracetrick.processes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracetrick.processes import Job, Kind

# What would make a program behave otherwise than on the reader's machine.
_UNSET = ("PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONDEVMODE")
_SET = {
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",  # a set prints in the same order in every build
    "MPLBACKEND": "svg",
    # Threads in the prepared process could hang what is forked from it; the cores are shared out already.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Crew:
    """The prepared process and the workers forked from it."""

    def __init__(self, size: int) -> None:
        kinds: list[Kind] = ["compute", "fork"]
        pairs = [(kind, *socket.socketpair()) for kind in kinds for _ in range(size)]
        self._size = size
        self._workers = [_Worker(kind, Connection(ours.detach())) for kind, ours, _ in pairs]
        self._prepared: set[Kind] = set()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (`end` closes it)
        numbers = [theirs.fileno() for _, _, theirs in pairs]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            # -P: the folder in which the host was started is no place to import from.
            [sys.executable, "-P", "-m", "tracetrick.prepared", *map(str, numbers)],
            stdin=subprocess.PIPE,  # closes when the host dies, however it dies
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env={name: value for name, value in os.environ.items() if name not in _UNSET} | _SET,
            pass_fds=numbers,
            start_new_session=True,  # Ctrl-C is for the host, which ends us
            text=True,
        )
        for _, _, theirs in pairs:
            theirs.close()

    def prepare(self, kind: Kind, font: str, modules: Iterable[str]) -> None:
        """Have the workers of one kind forked, unless they are there."""
        if kind not in self._prepared:
            self._prepared.add(kind)
            assert self._process.stdin is not None  # noqa: S101  (for the type checker)
            with suppress(OSError):  # if it has ended, the workers' lines will say so
                wish = {"kind": kind, "font": font, "modules": sorted(modules)}
                self._process.stdin.write(f"{json.dumps(wish)}\n")
                self._process.stdin.flush()

    def is_well(self) -> bool:
        """Say whether the prepared process and all workers live."""
        try:
            for worker in self._listening(0):
                worker.greet()
        except (EOFError, OSError):
            return False
        return self._process.poll() is None

    def outcomes(self, jobs: Sequence[Job]) -> Iterator[tuple[int, Outcome]]:
        """Yield the outcomes of `jobs` as they come. Raises WorkerError if a process dies."""
        # Programs wait until nothing is left to compute: they are short, and fill the cores to the end.
        waiting = {
            kind: deque(number for number, job in enumerate(jobs) if job.kind == kind)
            for kind in ("compute", "fork")
        }
        busy: dict[int, int] = {}  # the number of the job by that of the worker
        while busy or any(waiting.values()):
            for number, worker in enumerate(self._workers):
                queue = waiting[worker.kind]
                if queue and worker.is_ready and number not in busy and len(busy) < self._size:
                    busy[number] = queue.popleft()
                    worker.send(jobs[busy[number]])
            try:
                for worker in self._listening(None):
                    if not worker.is_ready:
                        worker.greet()
                        continue
                    outcome = worker.receive()
                    yield busy.pop(self._workers.index(worker)), outcome
            except (EOFError, OSError):
                raise WorkerError([jobs[one].about for one in busy.values()], self._last_words()) from None

    def _listening(self, timeout: float | None) -> list[_Worker]:
        """Return the workers that have something to say, or have ended; wait for one if `timeout` is None."""
        by_line = {worker.line: worker for worker in self._workers}
        return [by_line[line] for line in wait(list(by_line), timeout)]  # type: ignore[index]  # what it was given

    def _last_words(self) -> str:
        self._end_processes()
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip()

    def end(self) -> None:
        """End all processes; return when they have ended."""
        self._end_processes()
        self._errors.close()

    def _end_processes(self) -> None:
        self._process.terminate()
        assert self._process.stdin is not None  # noqa: S101  (for the type checker)
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
        for worker in self._workers:
            worker.line.close()


@dataclass(eq=False)
class _Worker:
    """The line to a worker, and whether it has said that it is ready."""

    kind: Kind
    line: Connection[Any, Any]
    is_ready: bool = False

    def greet(self) -> None:
        """Take its first word. Raises EOFError or OSError if it has ended."""
        self.line.recv()
        self.is_ready = True

    def send(self, job: Job) -> None:
        """Send a job; if the worker has ended, `receive` will say so."""
        with suppress(OSError):
            self.line.send((job.work, job.thing))

    def receive(self) -> Outcome:
        """Take what came of its job. Raises EOFError or OSError if it has ended."""
        outcome = self.line.recv()
        assert isinstance(outcome, Outcome)  # noqa: S101  (for the type checker)
        return outcome
