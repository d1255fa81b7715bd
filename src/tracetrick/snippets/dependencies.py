"""Finds the files beside a snippet on which its result depends: the modules that it imports, what it reads.

Imports are read from the program's text, those of the modules found likewise.
What else a snippet reads of the project it declares by lines `Reads: FILE` in its docstring, relative to its
folder; the runner refuses a snippet that reads what it has not declared.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from tracetrick.cache import key
from tracetrick.installed import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.cache import Cache

DECLARATION = "Reads:"


def dependencies(program: Path, cache: Cache | None = None) -> list[Path]:
    """Return the files that the file `program` depends on besides itself, sorted, whether they exist or not.

    A module that is not there is one as well: with it the snippet might do something else. What cannot be
    read as Python depends on nothing. What a file names is kept in `cache`.
    """
    found: set[Path] = set()
    waiting = [program]
    while waiting:
        file = waiting.pop()
        for one in _files(file, program.parent, cache):
            if one not in found and one != program:
                found.add(one)
                if one.suffix == ".py" and one.is_file():
                    waiting.append(one)
    return sorted(found)


def _files(file: Path, folder: Path, cache: Cache | None) -> Iterator[Path]:
    """Yield what one file names; `folder` is where Python looks for modules first."""
    try:
        code = file.read_bytes()
    except OSError:
        return
    entry = key("named", sys.version, digest(Path(__file__)), code)
    named: Named | None = cache.get(entry) if cache else None
    if named is None:
        named = _named(code)
        if cache:
            cache.put(entry, named)
    for one in named["reads"]:
        yield (file.parent / one).resolve()
    for level, parts in named["imports"]:
        yield from _modules(file.parents[level - 1] if level else folder, parts)


class Named(TypedDict):
    """What a file names: the files that it `reads`, and the `imports`, each with how many folders up."""

    reads: list[str]
    imports: list[tuple[int, list[str]]]


def _named(code: bytes) -> Named:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return {"reads": [], "imports": []}
    lines = (ast.get_docstring(tree) or "").splitlines()
    reads = [line.removeprefix(DECLARATION).strip() for line in lines if line.startswith(DECLARATION)]
    imports: list[tuple[int, list[str]]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [(0, alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = node.module.split(".") if node.module else []
            imports += [(node.level, parts), *((node.level, [*parts, alias.name]) for alias in node.names)]
    return {"reads": reads, "imports": imports}


def _modules(folder: Path, parts: list[str]) -> Iterator[Path]:
    """Yield the files that a dotted name may mean in a folder, its packages among them."""
    for number in range(1, len(parts) + 1):
        stem = folder.joinpath(*parts[:number])
        yield stem.with_name(f"{stem.name}.py")
        if stem.is_dir():
            yield stem / "__init__.py"
        elif number < len(parts):
            return  # no package, so nothing in it
