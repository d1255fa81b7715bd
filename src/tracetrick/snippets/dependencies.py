"""Finds the files beside a snippet on which its result depends: the modules that it imports, what it reads.

Imports are read from the program's text, those of the modules found likewise.
What else a snippet reads of the project it declares by lines `Reads: FILE` in its docstring, relative to its
folder; the runner refuses a snippet that reads what it has not declared.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DECLARATION = "Reads:"


def dependencies(program: Path) -> list[Path]:
    """Return the files that the file `program` depends on besides itself, sorted, whether they exist or not.

    A module that is not there is one as well: with it the snippet might do something else. What cannot be
    read as Python depends on nothing.
    """
    found: set[Path] = set()
    waiting = [program]
    while waiting:
        file = waiting.pop()
        for one in _named(file, program.parent):
            if one not in found and one != program:
                found.add(one)
                if one.suffix == ".py" and one.is_file():
                    waiting.append(one)
    return sorted(found)


def _named(file: Path, folder: Path) -> Iterator[Path]:
    """Yield what one file names; `folder` is where Python looks for modules first."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for line in (ast.get_docstring(tree) or "").splitlines():
        if line.startswith(DECLARATION):
            yield (file.parent / line.removeprefix(DECLARATION).strip()).resolve()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _modules(folder, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            home = file.parents[node.level - 1] if node.level else folder
            parts = node.module.split(".") if node.module else []
            yield from _modules(home, parts)
            for alias in node.names:
                yield from _modules(home, [*parts, alias.name])


def _modules(folder: Path, parts: list[str]) -> Iterator[Path]:
    """Yield the files that a dotted name may mean in a folder, its packages among them."""
    for number in range(1, len(parts) + 1):
        stem = folder.joinpath(*parts[:number])
        yield stem.with_name(f"{stem.name}.py")
        if stem.is_dir():
            yield stem / "__init__.py"
        elif number < len(parts):
            return  # no package, so nothing in it
