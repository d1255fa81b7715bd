"""Reads a snippet's file and refuses what cannot be run; nothing is executed."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SnippetError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_SECONDS = 30


@dataclass(frozen=True)
class Program:
    """A snippet that Python can compile."""

    path: str  # as the caller gave it, with forward slashes; errors name it
    file: str  # absolute, symbolic links resolved
    source: str
    seconds: int  # the longest that it may run


def read_program(path: Path, root: Path, folder: Path) -> Program:
    """Read the snippet `path`, which is relative to `root` and must lie inside `folder`.

    Raises SnippetError if there is no such file, it lies elsewhere, is not UTF-8, is empty, is not Python,
    is Python that Python warns of, or names a time limit that cannot be read.
    """
    file = _inside(path, root, folder)
    source = _decoded(path, file)
    seconds = _time_limit(path, _parsed(path, source))
    return Program(path.as_posix(), str(file), source, seconds)


def _inside(path: Path, root: Path, folder: Path) -> Path:
    file = (root / path).resolve()
    if not file.is_relative_to((root / folder).resolve()):
        raise SnippetError(Place(path, 1), f"is outside the folder {folder.as_posix()}")
    if not file.exists():
        raise SnippetError(Place(path, 1), "does not exist")
    if not file.is_file():
        raise SnippetError(Place(path, 1), "is not a file")
    return file


def _decoded(path: Path, file: Path) -> str:
    content = file.read_bytes()
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SnippetError(Place(path, line), f"is not UTF-8: byte 0x{content[error.start]:02x}") from None
    if not source.strip():
        raise SnippetError(Place(path, 1), "is empty")
    return source


def _parsed(path: Path, source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            # An assertion on a tuple is always true, `\m` in a string is a typing error: Python only warns of
            # both, of the latter by a DeprecationWarning before 3.12.
            warnings.simplefilter("error", SyntaxWarning)
            warnings.simplefilter("error", DeprecationWarning)
            tree = ast.parse(source, path.name)
            compile(tree, path.name, "exec", dont_inherit=True, optimize=0)
    except SyntaxError as error:
        place = Place(path, error.lineno or 1, error.offset or 0)
        raise SnippetError(place, f"is not Python: {error.msg}", (error.text or "").strip()) from None
    except ValueError as error:  # a null byte, before Python 3.12
        raise SnippetError(Place(path, 1), f"is not Python: {error}") from None
    return tree


def _time_limit(path: Path, tree: ast.Module) -> int:
    lines = (ast.get_docstring(tree) or "").splitlines()
    wishes = [line for line in lines if line.startswith("Time limit:")]
    if not wishes:
        return DEFAULT_SECONDS
    match = re.fullmatch(r"Time limit: ([1-9][0-9]*) s", wishes[0].rstrip())
    if match is None:
        raise SnippetError(
            Place(path, 1), f"cannot read {wishes[0]!r}; expected for example 'Time limit: 60 s'"
        )
    return int(match[1])
