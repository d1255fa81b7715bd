"""Markdown → the `/// name | argument` blocks of a page, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError
from tracetrick.page.markdown import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.formula import Scan
    from tracetrick.page.source import Source

_LINE = re.compile(
    r"(?m)^(?P<indent>[ \t]*)(?P<slashes>/{3,})[ \t]*(?P<rest>(?:[^ \t\n](?:.*[^ \t\n])?)?)[ \t]*$"
)
_OPENING = re.compile(r"(?P<name>[\w-]+)[ \t]*(?:\|[ \t]*(?P<argument>.*))?$")


@dataclass(frozen=True)
class Block:
    """One block: `start` is the offset of its first slash, `end` that behind its closing line."""

    name: str
    argument: str
    start: int
    end: int


def blocks(source: Source, scanned: Scan, known: frozenset[str]) -> Iterator[Block]:
    """Yield the blocks of a page in the order of their closing lines.

    Raises SourceError for a line of slashes that opens no block of a `known` name, that closes no block,
    and for a block that is not closed.
    """
    open_blocks: list[re.Match[str]] = []
    for line in _LINE.finditer(blanked(source.text, scanned.hidden)):
        start = line.start("slashes")
        if line["rest"]:
            _check_opening(source, line, known)
            open_blocks.append(line)
        elif open_blocks and open_blocks[-1]["slashes"] == line["slashes"]:
            opening = open_blocks.pop()
            header = _OPENING.match(source.text[opening.start("rest") : opening.end("rest")])
            assert header, "was checked when it opened"  # noqa: S101
            yield Block(header["name"], header["argument"] or "", opening.start("slashes"), line.end())
        else:
            raise SourceError(source.place(start), f"{line['slashes']} closes no block")
    if open_blocks:
        opening = open_blocks[-1]
        raise SourceError(
            source.place(opening.start("slashes")),
            f"the block “{opening['slashes']} {opening['rest']}” is never closed: "
            f"it ends with a line {opening['slashes']}",
        )


def _check_opening(source: Source, line: re.Match[str], known: frozenset[str]) -> None:
    header = _OPENING.match(line["rest"])
    if not header or header["name"] not in known:
        names = ", ".join(sorted(known))
        raise SourceError(
            source.place(line.start("slashes")),
            f"“{line['slashes']} {line['rest']}” opens no block; known are: {names}",
        )
