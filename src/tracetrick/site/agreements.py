"""Compares snippets with the pages that show them; what is known to agree comes from the cache."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import Cache, key
from tracetrick.judged import Judge, versions
from tracetrick.site.pages import Embed, Page, read

if TYPE_CHECKING:
    from tracetrick.errors import SourceError
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.snippets import Result


@dataclass
class Agreements:
    """The pages of a project beside its snippets.

    `docs` is the folder of the pages, relative to `root`.
    """

    root: Path
    cache: Cache
    docs: Path = Path("docs")

    def __post_init__(self) -> None:
        self._judge = Judge(self.cache)
        self._last: tuple[Source, list[tuple[Statement, bool]]] | None = None

    def wrong_with(self, result: Result) -> list[SourceError]:
        """Return what differs between a snippet and each page that shows it."""
        return [
            error
            for page in self._pages
            for embed in page.embeds
            if embed.snippet == Path(result.path)
            for error in self.compare(page, embed, result)
        ]

    def compare(self, page: Page, embed: Embed, result: Result) -> list[SourceError]:
        """Return what differs between a snippet and the page that shows it in the block `embed`."""
        program, source = self._program(result), page.source
        entry = self._entry(page, embed, result)
        if self.cache.get(entry) is not None:
            return []
        from tracetrick.agreement import disagreements  # noqa: PLC0415  (what is known is not compared)

        found = disagreements(source, embed.start, self._judged(source), result, program)
        if not found:
            self.cache.put(entry, [])
        return found

    def _judged(self, source: Source) -> list[tuple[Statement, bool]]:
        """Return the statements of a page, each with whether it is true: one page at a time is remembered."""
        from tracetrick.page.statements import statements  # noqa: PLC0415  (likewise)

        if self._last is None or self._last[0] is not source:
            verdicts = [one.verdict == "true" for one in self._judge.page(source)]
            self._last = source, list(zip(statements(source), verdicts, strict=True))
        return self._last[1]

    def is_known(self, page: Page, embed: Embed, result: Result) -> bool:
        """Say whether a snippet is known to agree with a page."""
        return self._entry(page, embed, result) in self.cache

    def _entry(self, page: Page, embed: Embed, result: Result) -> str:
        values = json.dumps(result.values, default=vars)
        said = page.source.path.as_posix(), page.source.text, str(embed.place)
        return key("agreement", versions(), *said, result.path, self._program(result), values)

    def _program(self, result: Result) -> str:
        return (self.root / result.path).read_text("utf-8")

    @cached_property
    def _pages(self) -> list[Page]:
        """The pages that show a snippet."""
        paths = sorted((self.root / self.docs).rglob("*.md"))
        pages = (read(self.root, path.relative_to(self.root)) for path in paths)
        return [page for page in pages if page.embeds]
