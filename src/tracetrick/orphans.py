"""What the processes of the runner know of their own children: who they are, and how to end them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to send this process `number` when its parent ends, however it ends (Linux)."""
    _prctl(_PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose parent ends, even one with a session of its own (Linux)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def wait_for_children(seconds: float) -> bool:
    """Wait until this process has no children, at most `seconds`; say whether it has none."""
    end = time.monotonic() + seconds
    while _has_children():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def _has_children() -> bool:
    """Say whether a child is running, and bury those that are not."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return False
    return True


def kill_children() -> list[str]:
    """Kill the children of this process and those that it inherits from them; return their command lines."""
    killed: dict[int, str] = {}
    while _has_children():
        for pid in children():
            killed.setdefault(pid, _command_line(pid))
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    return list(killed.values())


def children() -> list[int]:
    """Return the process ids of this process's children; it must have one thread."""
    pid = os.getpid()
    try:
        text = Path(f"/proc/self/task/{pid}/children").read_text("ascii")
    except FileNotFoundError:
        return children_by_ps(pid)
    return [int(word) for word in text.split()]


def children_by_ps(parent: int) -> list[int]:
    """Return the process ids of the children of `parent`, `ps` itself among them, where there is no /proc."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True, text=True)  # noqa: S607
    rows = [row.split() for row in table.stdout.splitlines()]
    return [int(pid) for pid, of in rows if int(of) == parent]


def _command_line(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return f"process {pid}"
    return b" ".join(words).decode(errors="replace").strip()
