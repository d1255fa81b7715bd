"""Runs notebooks, each in a Jupyter kernel of its own, and tells what their cells showed or what is wrong.

Jupyter's own libraries do it (nbclient, ipykernel). mkdocs-jupyter, which is made of them, is not used: it
renders a page past MkDocs, so that claims, formulas, links and anchors are neither checked nor finished, and
its template brings styles and scripts into the page, over 600 KB.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from tracetrick.errors import RunnerError
from tracetrick.processes import cores
from tracetrick.site.lab import Failure, Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

SECONDS = 60
"""That a cell may take."""
# One thread each, so that sums do not depend on the machine's cores; sets keep their order.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
_BEGIN = "from tracetrick.site.lab_kernel import begin; begin({font!r}); del begin"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ADDRESS = re.compile(r"<.* at 0x[0-9a-f]+>")
_WHERE = re.compile(r" \(\d+\.py, line \d+\)\Z")  # what a SyntaxError calls a cell


def run(notebooks: Sequence[Sequence[str]], font: Path) -> list[list[Shown] | Failure]:
    """Run notebooks, given as the programs of their cells, on all cores; return what became of each.

    Figures are written in `font`. Raises RunnerError if a kernel cannot begin.
    """
    return asyncio.run(_all(notebooks, font))


async def _all(notebooks: Sequence[Sequence[str]], font: Path) -> list[list[Shown] | Failure]:
    slots = asyncio.Semaphore(cores())

    async def in_its_turn(programs: Sequence[str]) -> list[Shown] | Failure:
        async with slots:
            return await _one(programs, font)

    return list(await asyncio.gather(*map(in_its_turn, notebooks)))


async def _one(programs: Sequence[str], font: Path) -> list[Shown] | Failure:
    begin, *cells = [new_code_cell(program) for program in (_BEGIN.format(font=str(font)), *programs)]
    with tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True) as folder:
        # Sockets are files in that folder: nothing listens on a port.
        manager = AsyncKernelManager(
            kernel_name="python3", transport="ipc", connection_file=str(Path(folder, "kernel.json"))
        )
        client = NotebookClient(
            new_notebook(cells=[begin, *cells]),
            km=manager,
            startup_timeout=300,
            timeout_func=lambda cell: None if cell is begin else SECONDS,
        )
        environment = os.environ | _ENVIRONMENT | {"IPYTHONDIR": folder}  # no profile, no history of a user
        async with client.async_setup_kernel(cleanup_kc=True, cwd=folder, env=environment):
            _end_by_signals_as_ever()
            try:
                await client.async_execute_cell(begin, 0, store_history=False)
            except CellExecutionError as error:
                raise RunnerError(f"a kernel cannot begin: {error.ename}: {error.evalue}") from None
            for number, cell in enumerate(cells, 1):
                failure = await _failure(client, cell, number)
                if failure:
                    return failure
    return [_shown(cell) for cell in cells]


def _end_by_signals_as_ever() -> None:
    """Undo what nbclient does with signals: one kernel would end and the build go on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)


async def _failure(client: NotebookClient, cell: NotebookNode, number: int) -> Failure | None:
    """Run a cell; return what is wrong with it."""
    try:
        await client.async_execute_cell(cell, number)
    except CellExecutionError as error:
        line = _guilty_line("\n".join(cell.outputs[-1].traceback), number)
        message = _WHERE.sub("", f"{error.ename}: {error.evalue}".removesuffix(": "))
        return Failure(number, line, message, _printed(cell))
    except CellTimeoutError:
        return Failure(number, 0, f"takes more than {SECONDS} s", _printed(cell))
    except DeadKernelError:
        return Failure(number, 0, "the kernel died", _printed(cell))
    complaint = _printed(cell, "stderr").strip()
    if complaint:
        return Failure(number, 0, "writes to standard error", complaint)
    address = _ADDRESS.search(_shown(cell).text)
    if address:
        return Failure(number, 0, f"shows an address, which differs each time: {address[0]}")
    return None


def _guilty_line(traceback: str, number: int) -> int:
    """Return the last line of the cell that a traceback names."""
    lines = re.findall(rf"Cell In\[{number}\], line (\d+)", _COLOURS.sub("", traceback))
    return int(lines[-1]) if lines else 0


def _printed(cell: NotebookNode, stream: str = "stdout") -> str:
    return "".join(one.text for one in cell.outputs if one.output_type == "stream" and one.name == stream)


def _shown(cell: NotebookNode) -> Shown:
    data: list[dict[str, Any]] = [one.data for one in cell.outputs if one.output_type != "stream"]
    figures = [one["image/svg+xml"] for one in data if "image/svg+xml" in one]
    values = [one["text/plain"] + "\n" for one in data if "image/svg+xml" not in one]
    return Shown(_printed(cell) + "".join(values), tuple(figures))
