"""Runs one program, in a process forked for it by a worker that computes nothing, and tells how it went."""

from __future__ import annotations

import codecs
import contextlib
import importlib
import mmap
import os
import select
import signal
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.orphans import kill_children, wait_for_children
from tracetrick.prepared import fork
from tracetrick.snippets.report import MOST_CHARACTERS, Report
from tracetrick.snippets.trace import Slot

if TYPE_CHECKING:
    from tracetrick.snippets.source import Program

GRACE = 0.2  # seconds that a snippet's own children have, after it, to end by themselves


def run(program: Program) -> Report:
    """Run `program` and return what became of it. It is a worker's, which starts programs."""
    return _starter().run(program)


@cache
def _starter() -> _Starter:
    return _Starter()


class _Starter:
    """Runs one program after the other."""

    def __init__(self) -> None:
        self._state = memoryview(mmap.mmap(-1, 8 * len(Slot))).cast("Q")
        self._wake, wakened = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wakened, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wakened, warn_on_full_buffer=False)

    def run(self, program: Program) -> Report:
        for slot in Slot:
            self._state[slot] = 0
        with (
            tempfile.TemporaryDirectory(prefix="snippet-", ignore_cleanup_errors=True) as folder,
            tempfile.TemporaryFile() as ending,
        ):
            start = time.monotonic()
            pid, output = self._fork_program(program, folder, ending.fileno())
            status, killed = self._watch(pid, output, start + program.seconds)
            seconds = time.monotonic() - start
            processes = _end_children(killed)
            output.read()
            output.close()
            return Report(
                status=status,
                killed=killed or ("output" if output.excess else ""),
                line=self._state[Slot.LINE],
                assertions=self._state[Slot.ASSERTIONS],
                process_line=self._state[Slot.PROCESS_LINE],
                file_line=self._state[Slot.FILE_LINE],
                read_line=self._state[Slot.READ_LINE],
                stdout=output.texts[0],
                stderr=output.texts[1],
                processes=processes,
                files=_files(Path(folder)),
                seconds=seconds,
                ending=_content(ending.fileno()),
            )

    def _fork_program(self, program: Program, folder: str, ending: int) -> tuple[int, _Output]:
        pipes = os.pipe(), os.pipe()
        pid = fork()
        if pid == 0:
            try:
                os.chdir(folder)
                run = importlib.import_module("tracetrick.snippets.program").run
                run(program, self._state, (pipes[0][1], pipes[1][1]), ending)
            finally:
                os._exit(1)  # whatever happens, this process must not go on as a second worker
        for _, end in pipes:
            os.close(end)
        return pid, _Output([end for end, _ in pipes])

    def _watch(self, pid: int, output: _Output, deadline: float) -> tuple[int, str]:
        """Read the output until the program ends or must be ended; return its status and why it was ended."""
        while True:
            over = "output" if output.excess else "time" if time.monotonic() > deadline else ""
            if over:
                os.kill(pid, signal.SIGKILL)
            done, status = os.waitpid(pid, 0 if over else os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status), over
            remaining = max(0.0, deadline - time.monotonic())
            select.select([*output.open, self._wake], [], [], remaining)
            self._sleep_again()
            output.read()

    def _sleep_again(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)


class _Output:
    """What a program prints: standard output, then standard error."""

    def __init__(self, ends: list[int]) -> None:
        self.texts = ["", ""]
        self.excess = False
        self.open = list(ends)
        self._ends = ends
        self._decoders = [codecs.getincrementaldecoder("utf-8")("replace") for _ in ends]
        for end in ends:
            os.set_blocking(end, False)

    def read(self) -> None:
        """Take what has been printed by now."""
        for index, end in enumerate(self._ends):
            while end in self.open and not self.excess:
                try:
                    self._take(index, os.read(end, 65536))
                except BlockingIOError:
                    break

    def _take(self, index: int, content: bytes) -> None:
        self.texts[index] += self._decoders[index].decode(content, final=not content)
        room = MOST_CHARACTERS - len(self.texts[1 - index])
        if len(self.texts[index]) > room:
            self.texts[index] = self.texts[index][:room]
            self.excess = True
        if not content:
            self.open.remove(self._ends[index])

    def close(self) -> None:
        for end in self._ends:
            os.close(end)


def _end_children(killed: str) -> tuple[str, ...]:
    """End what the program left running; name it, unless it had no chance to end it itself."""
    if not killed and wait_for_children(GRACE):
        return ()
    left = kill_children()
    return () if killed else tuple(left)


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")))


def _content(file: int) -> str:
    return os.pread(file, os.fstat(file).st_size, 0).decode()
