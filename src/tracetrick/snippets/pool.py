"""The host's side of the prepared process: starts it, keeps all its workers busy, ends it."""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import asdict
from typing import TYPE_CHECKING

from tracetrick.errors import RunnerError
from tracetrick.snippets.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tracetrick.snippets.source import Program

# What would make a snippet behave otherwise than on the reader's machine.
_UNSET = ("PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONDEVMODE")
_SET = {
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",  # a set prints in the same order in every build
    "MPLBACKEND": "svg",
    # Threads in the prepared process could hang what is forked from it.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Pool:
    """The prepared process and `size` workers; it starts at once, and `close` ends it."""

    def __init__(self, font: Path, size: int) -> None:
        pairs = [socket.socketpair() for _ in range(size)]
        self._channels = [_Channel(ours) for ours, _ in pairs]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (`close` closes it)
        numbers = [theirs.fileno() for _, theirs in pairs]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            # -P: the folder in which the host was started is no place to import from.
            [sys.executable, "-P", "-m", "tracetrick.snippets.worker", str(font), *map(str, numbers)],
            stdin=subprocess.PIPE,  # closes when the host dies, however it dies
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env={name: value for name, value in os.environ.items() if name not in _UNSET} | _SET,
            pass_fds=numbers,
            start_new_session=True,  # Ctrl-C is for the host, which ends us
        )
        for _, theirs in pairs:
            theirs.close()

    def is_well(self) -> bool:
        """Say whether the prepared process and all workers live."""
        return self._process.poll() is None and not any(channel.is_closed() for channel in self._channels)

    def run(self, programs: Sequence[Program]) -> Iterator[tuple[Program, Report]]:
        """Run `programs` on all workers; yield each as it ends.

        Raises RunnerError if a process of the runner dies. Whoever does not take all reports must `close`.
        """
        waiting = deque(programs)
        busy: dict[_Channel, Program] = {}
        with selectors.DefaultSelector() as selector:
            for channel in self._channels:
                selector.register(channel, selectors.EVENT_READ, channel)
            while waiting or busy:
                self._hand_out(waiting, busy)
                for key, _ in selector.select():
                    yield from self._take_in(key.data, busy)

    def _hand_out(self, waiting: deque[Program], busy: dict[_Channel, Program]) -> None:
        for channel in self._channels:
            if waiting and channel not in busy:
                busy[channel] = waiting.popleft()
                channel.send(busy[channel])

    def _take_in(self, channel: _Channel, busy: dict[_Channel, Program]) -> Iterator[tuple[Program, Report]]:
        try:
            report = channel.receive()
        except EOFError:
            raise RunnerError(self._obituary(busy.values())) from None
        if report:
            yield busy.pop(channel), report

    def _obituary(self, programs: Iterable[Program]) -> str:
        self._end()
        self._errors.seek(0)
        errors = self._errors.read().decode(errors="replace").strip()
        paths = ", ".join(program.path for program in programs)
        cause = f":\n{errors}" if errors else "; perhaps memory ran out"
        return f"the snippet runner died while it ran {paths}{cause}"

    def close(self) -> None:
        """End all processes, and what snippets have started; return when they have ended."""
        self._end()
        self._errors.close()

    def _end(self) -> None:
        self._process.terminate()
        assert self._process.stdin is not None  # noqa: S101  (for the type checker)
        self._process.stdin.close()
        self._process.wait()
        for channel in self._channels:
            channel.close()


class _Channel:
    """The line to one worker: a program goes out, a report comes in."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._buffer = bytearray()

    def fileno(self) -> int:
        return self._line.fileno()

    def is_closed(self) -> bool:
        """Say whether an idle worker has ended: it has nothing to say."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._line, selectors.EVENT_READ)
            return bool(selector.select(0))

    def send(self, program: Program) -> None:
        """Send `program`; if the worker has ended, `receive` will say so."""
        try:
            self._line.sendall(json.dumps(asdict(program)).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            return

    def receive(self) -> Report | None:
        """Take what has come; return the report when it is whole. Raises EOFError if the worker has ended."""
        try:
            content = self._line.recv(1 << 16)
        except ConnectionResetError:
            content = b""
        if not content:
            raise EOFError
        self._buffer += content
        if not content.endswith(b"\n"):
            return None
        report = Report.from_json(self._buffer.decode())
        self._buffer.clear()
        return report

    def close(self) -> None:
        self._line.close()
