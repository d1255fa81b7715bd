"""Reads a snippet's file and refuses what cannot be run; nothing is executed."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracetrick.errors import Place, SnippetError
from tracetrick.snippets.dependencies import dependencies
from tracetrick.snippets.trace import is_hand_formula

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
    claim: str = ""  # LaTeX, from the line "Claim: ..." of the docstring; empty if there is none
    claim_line: int = 0
    hand_line: int = 0  # where the hand formula is assigned
    root: str = ""  # the project's folder, absolute, symbolic links resolved
    reads: tuple[str, ...] = ()  # absolute paths of the files in it that it may read
    negated: bool = False  # whether the hand formula is run with its sign reversed


def read_program(path: Path, root: Path, folder: Path) -> Program:
    """Read the snippet `path`, which is relative to `root` and must lie inside `folder`.

    Raises SnippetError if there is no such file, it lies elsewhere, is not UTF-8, is empty, is not Python,
    is Python that Python warns of, names a time limit that cannot be read, or states a claim without one hand
    formula.
    """
    file = _inside(path, root, folder)
    source = _decoded(path, file)
    tree = _parsed(path, source)
    program = Program(
        path.as_posix(),
        str(file),
        source,
        _time_limit(path, tree),
        root=str(root.resolve()),
        reads=tuple(map(str, dependencies(file))),
    )
    return _with_claim(program, path, tree)


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


def _with_claim(program: Program, path: Path, tree: ast.Module) -> Program:
    """Note the claim and the hand formula that it needs."""
    lines = (ast.get_docstring(tree) or "").splitlines()
    claims = [line.removeprefix("Claim:").strip() for line in lines if line.startswith("Claim:")]
    if not claims:
        return program
    numbered = enumerate(program.source.splitlines(), 1)
    line = next((number for number, text in numbered if text.strip().startswith("Claim:")), 1)
    if len(claims) > 1:
        raise SnippetError(Place(path, line), f"states {len(claims)} claims; a snippet verifies one")
    found = [statement.lineno for statement in ast.walk(tree) if is_hand_formula(statement)]
    if len(found) != 1:
        seen = "no line assigns by_hand" if not found else f"{len(found)} lines assign by_hand"
        raise SnippetError(
            Place(path, line), f"states a claim, but {seen}; the hand formula is the one 'by_hand = ...'"
        )
    return replace(program, claim=claims[0], claim_line=line, hand_line=found[0])


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
