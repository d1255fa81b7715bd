"""The prepared process (`python -m tracetrick.snippets.worker`) and its workers: where snippets are forked.

The prepared process imports once what snippets import.
It has one thread and computes nothing: a fork after threaded work or after autograd can hang.
Each worker, forked from it, runs one snippet at a time in a process forked for it.
A process that a snippet leaves behind becomes the worker's child, so that it can be found and ended.
"""

from __future__ import annotations

import codecs
import contextlib
import gc
import importlib
import json
import mmap
import os
import select
import signal
import socket
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tracetrick.snippets.processes import adopt_orphans, die_with_parent, kill_children, wait_for_children
from tracetrick.snippets.report import MOST_CHARACTERS, Report
from tracetrick.snippets.source import Program
from tracetrick.snippets.trace import Slot

if TYPE_CHECKING:
    import types

GRACE = 0.2  # seconds that a snippet's own children have, after it, to end by themselves


def main(font: str, sockets: list[int]) -> None:
    """Prepare, fork a worker for each of `sockets`, and stay until standard input closes or SIGTERM comes."""
    signal.signal(signal.SIGTERM, _leave)
    adopt_orphans()
    try:
        _prepare(Path(font))
        for number in sockets:
            _fork_worker(number)
        sys.stdin.read()
    finally:
        kill_children()


def _leave(_number: int, _frame: types.FrameType | None) -> NoReturn:
    sys.exit()


def _prepare(font: Path) -> None:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    # What assert_close, torch.func.grad and torch.func.jvp import on first use takes 700, 700 and 150 ms.
    torch.testing.assert_close(torch.ones(1), torch.ones(1))
    for name in ("torch._functorch.apis", "torch._dynamo", "torch._decomp.decompositions_for_jvp"):
        importlib.import_module(name)
    importlib.import_module("tracetrick.snippets.program")
    importlib.import_module("tracetrick.snippets.figures").prepare(font)
    gc.collect()
    gc.freeze()  # the collector leaves these pages alone, so that they stay shared


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns of threads that libraries left; none of them does anything.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _fork_worker(number: int) -> None:
    channel = socket.socket(fileno=number)
    if _fork() == 0:
        try:
            _serve(channel)
        finally:
            os._exit(0)
    channel.close()


def _serve(channel: socket.socket) -> None:
    die_with_parent(signal.SIGTERM)
    adopt_orphans()
    worker = _Worker()
    try:
        with channel.makefile("rw", encoding="utf-8") as stream:
            for line in stream:
                report = worker.run(Program(**json.loads(line)))
                stream.write(report.to_json() + "\n")
                stream.flush()
    finally:
        kill_children()


class _Worker:
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
                stdout=output.texts[0],
                stderr=output.texts[1],
                processes=processes,
                files=_files(Path(folder)),
                seconds=seconds,
                ending=_content(ending.fileno()),
            )

    def _fork_program(self, program: Program, folder: str, ending: int) -> tuple[int, _Output]:
        pipes = os.pipe(), os.pipe()
        pid = _fork()
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


if __name__ == "__main__":
    main(sys.argv[1], [int(number) for number in sys.argv[2:]])
