"""A plugin of MkDocs that keeps tags from the search of Material, which is none the wiser.

It would parse the hundreds of tags of each finished formula and take nothing of them: what is found is the
LaTeX beside them. Nor would it take anything of the tags that colour a program, whose text is found.
Kept from it, they let a build of this site without a change take 2.5 s instead of 3.7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs.config.base import LegacyConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_FORMULA_OR_PROGRAM = re.compile(
    r"(?s)(?<=<mjx-container)[^>]*>.*?(?=</mjx-container>)"
    r"|(?<=<code>)(?P<program>[^<]*(?:</?span\b[^<]*)*)(?=</code></pre>)"
)
_NO_FORMULA = " data-search-exclude>"
_TAG = re.compile(r"<[^>]*>")


class TagsUnsearched(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Takes the tags of formulas and programs out of a page before it is searched, and puts them back."""

    def __init__(self) -> None:
        self._taken: list[str] = []

    @event_priority(100)
    def _take_out(self, _context: object, /, *, page: Page, **_others: object) -> None:
        self._taken = []
        page.content = _FORMULA_OR_PROGRAM.sub(self._searched, page.content or "")

    def _searched(self, found: re.Match[str]) -> str:
        """Take the inside of a formula or program, and return what is searched of it."""
        self._taken.append(found[0])
        return _NO_FORMULA if found["program"] is None else _TAG.sub("", found["program"])

    @event_priority(-100)
    def _put_back(self, _context: object, /, *, page: Page, **_others: object) -> None:
        taken = iter(self._taken)
        page.content = _FORMULA_OR_PROGRAM.sub(lambda _: next(taken), page.content or "")

    on_page_context = CombinedEvent(_take_out, _put_back)
