"""What happens in a snippet's own process: the file runs as the main program, and says how it ended."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import ctypes
import io
import os
import signal
import sys
import threading
import traceback
import types
from dataclasses import replace
from importlib.util import source_from_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NoReturn

import matplotlib.pyplot as plt
import numpy as np
import torch

from tracetrick.orphans import die_with_parent
from tracetrick.snippets.figures import MissingGlyphError, svg
from tracetrick.snippets.report import MOST_ENTRIES, Ending, Value
from tracetrick.snippets.trace import ASSERTION, STATE, Slot, counting, traced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracetrick.snippets.source import Program

_STARTS_A_PROCESS = frozenset({"os.fork", "os.forkpty", "os.posix_spawn", "subprocess.Popen"})


def run(program: Program, state: memoryview[int], pipes: tuple[int, int], ending: int) -> NoReturn:
    """Run `program` in this process, which was forked for it, and end the process.

    Its output goes to the file descriptors `pipes` (standard output, standard error), how it ended to the
    file descriptor `ending`, its line and its assertions to `state`.
    """
    _start_session()
    ending = _redirect(*pipes, ending)
    elsewhere = [sys.prefix, *filter(None, sys.path), f"{program.root}/node_modules"]
    _look_like_python(program)
    unnamed: dict[str, None] = {}
    _watch(program, state, elsewhere, unnamed)
    pid = os.getpid()
    end = replace(_execute(program, state), unnamed=tuple(unnamed))
    ctypes.CDLL(None).fflush(None)  # what C code printed and C still holds
    if os.getpid() == pid:  # not in a child of the snippet that came here too
        os.write(ending, end.to_json().encode())
    os._exit(0)


def _start_session() -> None:
    die_with_parent(signal.SIGKILL)
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _redirect(out: int, err: int, ending: int) -> int:
    """Give the program its standard streams, close the worker's files but `ending`; return its new number."""
    null = os.open(os.devnull, os.O_RDONLY)
    for number, source in enumerate((null, out, err)):
        os.dup2(source, number)
    os.dup2(ending, 3, inheritable=False)
    os.closerange(4, 256)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  (open to the end)
    sys.stdout = _unbuffered(1, "strict")
    sys.stderr = _unbuffered(2, "backslashreplace")
    return 3


def _unbuffered(number: int, errors: str) -> io.TextIOWrapper:
    """Open a stream like `python -u`: what was printed before a crash is not lost."""
    raw = io.FileIO(number, "w", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, write_through=True)


def _look_like_python(program: Program) -> None:
    """Make the interpreter look as it does in `python FILE`."""
    sys.argv = [program.file]
    sys.path.insert(0, str(Path(program.file).parent))
    sys.dont_write_bytecode = True  # the folder of the snippets stays as it is
    # All processes forked from one would draw the same numbers, and nobody would miss a seed.
    np.random.seed()  # noqa: NPY002  (snippets may use it)
    torch.seed()
    atexit._clear()  # noqa: SLF001  (what the parent registered is the parent's)


def _watch(
    program: Program, state: memoryview[int], elsewhere: Sequence[str], unnamed: dict[str, None]
) -> None:
    """Note where the program starts a process or opens a file of its working folder for writing.

    In `unnamed` note which files of the project it reads without naming them; what is `elsewhere` is no part
    of the project, even below its folder.
    """
    folder = os.getcwd()  # noqa: PTH109  (compared with strings)
    setattr(builtins, STATE, state)
    setattr(builtins, ASSERTION, counting(state))

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STARTS_A_PROCESS:
            state[Slot.PROCESS_LINE] = state[Slot.LINE]
        elif event == "open" and _writes_below(folder, arguments):
            state[Slot.FILE_LINE] = state[Slot.LINE]
        elif event == "open" and (file := _read_unnamed(program, elsewhere, arguments)):
            state[Slot.READ_LINE] = state[Slot.LINE]
            unnamed[os.path.relpath(file, Path(program.file).parent)] = None

    sys.addaudithook(note)


def _writes_below(folder: str, arguments: tuple[object, ...]) -> bool:
    path, _, flags = arguments
    if not isinstance(path, str | os.PathLike) or not isinstance(flags, int) or not flags & os.O_CREAT:
        return False
    return os.path.abspath(path).startswith(folder)  # noqa: PTH100  (must not fail, whatever the path)


def _read_unnamed(program: Program, elsewhere: Sequence[str], arguments: tuple[object, ...]) -> str:
    """Return the file of the project that is opened, unless the program names it."""
    path, _, flags = arguments
    writes_only = isinstance(flags, int) and flags & os.O_ACCMODE == os.O_WRONLY
    if writes_only or not isinstance(path, str | os.PathLike):
        return ""
    file = os.path.realpath(path)
    if file.endswith(".pyc"):
        with contextlib.suppress(ValueError):
            file = source_from_cache(file)
    if not file.startswith(f"{program.root}/") or file in {program.file, *program.reads}:
        return ""
    return "" if any(file.startswith(f"{one}/") for one in elsewhere) or not Path(file).is_file() else file


def _execute(program: Program, state: memoryview[int]) -> Ending:
    failures: list[Ending] = []
    threading.excepthook = lambda failure: failures.append(_thread_failure(program, failure))
    module = _main_module(program)
    try:
        exec(traced(program.source, program.file, negated=program.negated), module.__dict__)  # noqa: S102  (the very purpose)
        _finish_like_python()
        if failures:
            return failures[0]
        values = values_of(vars(module)) if program.claim else {}
        return Ending(
            "end",
            figures=_figures(program),
            dtypes=_dtypes(module),
            values=values,
            functions=_functions(module),
        )
    except MissingGlyphError as error:
        return Ending("glyph", state[Slot.LINE], error.glyph)
    except BaseException as error:  # noqa: BLE001  (whatever a program raises)
        return _failure(program, state, error)


def _main_module(program: Program) -> types.ModuleType:
    module = types.ModuleType("__main__")
    vars(module).update(__file__=program.file, __builtins__=builtins)
    sys.modules["__main__"] = module
    return module


def _finish_like_python() -> None:
    # There are no public names for what Python's own end does first.
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  (waits for threads)
    atexit._run_exitfuncs()  # noqa: SLF001


def _failure(program: Program, state: memoryview[int], error: BaseException) -> Ending:
    line = _line(program, error.__traceback__) or state[Slot.LINE]
    if isinstance(error, SystemExit):
        return Ending("exit", line, repr(error.code))
    if isinstance(error, AssertionError):
        return Ending("assertion", line, str(error).strip())
    return Ending("exception", line, _text(error))


def _thread_failure(program: Program, failure: threading.ExceptHookArgs) -> Ending:
    text = _text(failure.exc_value) if failure.exc_value else failure.exc_type.__name__
    return Ending("thread", _line(program, failure.exc_traceback), text)


def _line(program: Program, trace: types.TracebackType | None) -> int:
    """Return the innermost line of the snippet in `trace`, 0 if there is none."""
    lines = [line for frame, line in traceback.walk_tb(trace) if frame.f_code.co_filename == program.file]
    return lines[-1] if lines else 0


def _text(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()


def _figures(program: Program) -> tuple[str, ...]:
    return tuple(svg(plt.figure(number), f"{program.path}-{number}") for number in plt.get_fignums())


def _dtypes(module: types.ModuleType) -> tuple[str, ...]:
    tensors = (value for value in vars(module).values() if isinstance(value, torch.Tensor))
    names = {str(tensor.dtype) for tensor in tensors if tensor.dtype.is_floating_point}
    return tuple(sorted(name.removeprefix("torch.") for name in names))


def _functions(module: types.ModuleType) -> tuple[str, ...]:
    return tuple(
        sorted(name for name, value in vars(module).items() if isinstance(value, types.FunctionType))
    )


def values_of(names: Mapping[str, object]) -> dict[str, Value]:
    """Return the numbers, vectors and matrices of at most MOST_ENTRIES entries among global variables.

    Members of a list, tuple or dictionary go by `W[1]`, with the index or key as Python has it.
    """
    found: dict[str, Value] = {}
    for name, value in names.items():
        if not isinstance(value, dict | list | tuple):
            members: Iterable[tuple[str, object]] = [(name, value)]
        elif isinstance(value, dict):
            members = [(f"{name}[{key}]", member) for key, member in value.items() if isinstance(key, int)]
        else:
            members = [(f"{name}[{index}]", member) for index, member in enumerate(value)]
        found.update((key, one) for key, member in members if (one := _value(member)) is not None)
    return found


def _value(value: object) -> Value | None:
    if isinstance(value, int | float):
        return Value((), (float(value),))
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            return None
        value = torch.tensor(value.astype(np.float64))
    if "sympy" in sys.modules and not isinstance(value, torch.Tensor):
        return _at_numbers(value)
    if not isinstance(value, torch.Tensor) or value.ndim > 2 or value.numel() > MOST_ENTRIES:
        return None
    if value.is_complex() or value.layout != torch.strided:
        return None
    entries = value.detach().to(torch.float64).flatten().tolist()
    return Value(tuple(value.shape), tuple(entries))


def _at_numbers(value: object) -> Value | None:
    """Of a SymPy expression or matrix, the value where each symbol is a number that its name decides."""
    import sympy  # noqa: PLC0415  (slow to import; a snippet that has such values has done it)

    if isinstance(value, sympy.MatrixBase):
        shape, entries = tuple(value.shape), list(value)
    elif isinstance(value, sympy.Expr):
        shape, entries = (), [value]
    else:
        return None
    found = [entry.subs({one: _number(one.name) for one in entry.free_symbols}) for entry in entries]
    if len(found) > MOST_ENTRIES or not all(entry.is_real and entry.is_number for entry in found):
        return None
    return Value(shape, tuple(float(entry) for entry in found))


def _number(name: str) -> float:
    return Random(name).uniform(0.5, 2)  # noqa: S311  (reproducible, not secret)
