"""Marks words of the other language: screen readers pronounce them, browsers choose their glyphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
_LATIN_WORD = r"[A-Za-z][A-Za-z’'-]*"
_ENGLISH = rf"(?<![\w\\]){_LATIN_WORD}(?:,? {_LATIN_WORD})*(?!\w)"
_STASHED = "\x02amp\x03\\w+;|\x02[^\x03]*\x03"  # the first is an entity, as that of the links of headings
_OTHER = {"zh": ("en", _ENGLISH), "en": ("zh", _CHINESE)}
_NO_WORDS = frozenset(["code", "pre", "script", "style"])


class OtherLanguage(Treeprocessor):
    """Puts `lang` on what a page in `language` says in the other one."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self._other, words = _OTHER[language]
        self._words = re.compile(f"{_STASHED}|({words})")

    def run(self, root: Element) -> None:
        """Mark the words in the text of `root` and below, but not in programs."""
        for child in list(root):
            if child.tag not in _NO_WORDS and child.get("lang") is None:
                self.run(child)
        for place, child in reversed(list(enumerate(root))):
            child.tail, marked = self._marked(child.tail)
            root[place + 1 : place + 1] = marked
        root.text, marked = self._marked(root.text)
        root[:0] = marked

    def _marked(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Return what stands before the first marked words, and those words, each with what follows them."""
        elements: list[Element] = []
        start, before = 0, text
        for found in self._words.finditer(text or ""):
            if found[1] is None or not _is_word(found[1]):
                continue
            said = (text or "")[start : found.start()]
            if elements:
                elements[-1].tail = said
            else:
                before = said
            element = Element("span", {"lang": self._other})
            element.text = found[1]
            elements.append(element)
            start = found.end()
        if elements:
            elements[-1].tail = (text or "")[start:]
        return before, elements


def _is_word(text: str) -> bool:
    """Whether Latin letters are a word: names of functions and symbols are shorter, or capitals."""
    return not text.isascii() or any(len(word) > 3 and word[1:] != word[1:].upper() for word in text.split())


def with_chinese_marked(markup: str) -> str:
    """Return the HTML of a program or its output, for an English page."""
    return re.sub(_CHINESE, r'<span lang="zh">\g<0></span>', markup)
