"""The prepared process (`python -m tracetrick.prepared`) and its workers: what they import, it has once.

It has one thread and computes nothing: a fork after threaded work or after autograd can hang. Each line of
its standard input is a wish for workers of one kind; it ends when that closes, or SIGTERM comes.
A process that a worker leaves behind becomes its child, so that it can be found and ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import warnings
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tracetrick.orphans import adopt_orphans, die_with_parent, kill_children
from tracetrick.processes import Outcome

if TYPE_CHECKING:
    import types


def main(numbers: list[int]) -> None:
    """Fork workers as they are asked for; `numbers` are of files, the lines of those that compute first."""
    signal.signal(signal.SIGTERM, _leave)
    adopt_orphans()
    gc.disable()  # what is imported stays: to look for garbage on the way takes an eighth of the time
    half = len(numbers) // 2
    lines = {"compute": numbers[:half], "fork": numbers[half:]}
    try:
        for wish in map(json.loads, sys.stdin):
            kind = wish["kind"]
            if kind == "compute":
                _import_judges()
            else:
                _import_for_programs(Path(wish["font"]), wish["modules"])
            gc.freeze()  # the collector leaves these pages alone, so that they stay shared
            while lines[kind]:
                if fork() == 0:
                    _become_worker(lines[kind].pop(), [one for rest in lines.values() for one in rest])
                os.close(lines[kind].pop())
    finally:
        kill_children()


def _leave(_number: int, _frame: types.FrameType | None) -> NoReturn:
    """End at once: an exception would be lost in what runs around a fork."""
    kill_children()
    os._exit(0)


def _import_judges() -> None:
    if find_spec("torch") is not None:
        importlib.import_module("torch").set_num_threads(1)
        importlib.import_module("tracetrick.algebra.float_judge")
    importlib.import_module("tracetrick.check")
    importlib.import_module("tracetrick.judged").versions()  # of the code as it has just been imported


def _import_for_programs(font: Path, modules: list[str]) -> None:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.testing.assert_close(torch.ones(1), torch.ones(1))  # what it imports on first use takes 700 ms
    for name in ["numpy.random", *modules]:  # it is seeded for each program
        importlib.import_module(name)
    importlib.import_module("tracetrick.snippets.program")
    importlib.import_module("tracetrick.snippets.figures").prepare(font)


def fork() -> int:
    """Fork this process; return 0 in the child."""
    with warnings.catch_warnings():
        # Python 3.12 warns of threads that libraries left; none of them does anything.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _become_worker(line: int, others: list[int]) -> NoReturn:
    """Work on what comes, until the other side ends."""
    gc.enable()
    try:
        for other in others:  # so that the other side sees when the worker at the end of one has ended
            os.close(other)
        die_with_parent(signal.SIGTERM)
        adopt_orphans()
        _serve(Connection(line))
    finally:
        kill_children()
        os._exit(0)


def _serve(line: Connection[Any, Any]) -> None:
    line.send("ready")
    while True:
        try:
            work, thing = line.recv()
        except (EOFError, OSError):
            return
        line.send(Outcome.of(work, thing))


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
    os._exit(0)  # the interpreter would tidy up what torch holds, and someone waits
