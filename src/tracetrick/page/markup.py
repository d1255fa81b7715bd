"""Refuses formulas of which it is not sure that a reader sees them.

As inside a tag, in the address or title of a link, in the words for a picture, in the definition of a link,
in elements that hide what they hold, and behind comments that browsers end elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.page.formula import Formula
    from tracetrick.page.source import Source

FORMULA = "\1"  # stands for each character of a formula where `hides` looks at what is around it
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+)"
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)"
    rf"(?P<attributes>(?:\s+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*{_VALUE})?)*)\s*/?>"
)
_ATTRIBUTE = re.compile(rf"(?P<name>[A-Za-z_:@][\w:.@-]*)(?:\s*=\s*(?P<value>{_VALUE}))?")
_HIDING = frozenset(
    ["applet", "audio", "canvas", "datalist", "dialog", "embed", "frameset", "head", "iframe", "listing",
     "map", "math", "noembed", "noframes", "noscript", "object", "optgroup", "option", "plaintext", "select",
     "svg", "template", "textarea", "title", "video", "xmp"]
)  # fmt: skip
_EMPTY = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_DARK = (
    r"#(?:[0-9a-b]..|.[0-9a-b].|..[0-9a-b]|[0-9a-b].{5}|..[0-9a-b]...|.{4}[0-9a-b].)"
    r"|red|blue|green|orange|purple|gr[ae]y|brown|black|magenta|teal|navy|maroon|crimson"
)
_LIGHT = r"#(?:[c-f].){3}|#[c-f]{3}|yellow|white|whitesmoke|aliceblue|light\w+"
_LENGTH = r"(?:auto|(?:\d+|\d*\.\d+)(?:px|em|rem|ex|pt|%)?)"
# One declaration of a style, or nothing.
_HARMLESS = re.compile(
    r"(?:(?:text-align|font-weight|font-style|line-height|float|clear|border[\w-]*|width|max-width"
    r"|page-break-\w+)\s*:[\w%.#\s-]*"
    rf"|(?:margin|padding)[\w-]*\s*:\s*{_LENGTH}(?:\s+{_LENGTH})*"
    r"|display\s*:\s*(?:block|inline|inline-block|flex|grid)"
    rf"|color\s*:\s*(?:{_DARK})|background(?:-color)?\s*:\s*(?:{_LIGHT}))?",
    re.IGNORECASE,
)
_MAYBE_TAG = re.compile(r"<[A-Za-z/][^<>]*>")
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\[\]]*)\](?:\((?P<target>[^()]*(?:\([^()]*\)[^()]*)*)\))?")
_DEFINITION = re.compile(
    r"^[ \t>]*\[(?!\^)[^\[\]\n]*\]:[ \t]*(?:\n[ \t]*)?\S+"
    r"(?:[ \t]*(?:\n[ \t]*)?(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_ATTRIBUTE_LIST = re.compile(r"\{:?(?P<attributes>[^{}\n]*)\}")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")


def refuse_unseen(source: Source, text: str, formulas: list[Formula]) -> None:
    """Raise SourceError at the first formula that a reader might not see.

    In `text`, the page, code and comments are blanked out and each formula is a row of `FORMULA`.
    """
    starts = sorted(formula.outer[0] for formula in formulas)
    found = []
    for start, end, reason in _unseen(text):
        place = bisect_left(starts, start)
        if place < len(starts) and starts[place] < end:
            found.append((starts[place], reason))
    if found:
        start, reason = min(found)
        raise SourceError(source.place(start), f"a reader might not see this formula: {reason}")


def _unseen(text: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a page that are not shown for sure, with the reason."""
    if "[" in text:
        yield from _links(text)
    for listed in _ATTRIBUTE_LIST.finditer(text):
        if _hides(listed["attributes"]):
            start = text.rfind("\n\n", 0, listed.start())
            yield max(start, 0), listed.end(), f"{listed[0]} may hide it"
    if "<" in text:
        for tag in _MAYBE_TAG.finditer(text):
            if FORMULA in tag[0] and not _BLANK_LINE.search(tag[0]):
                yield *tag.span(), "it stands between < and >, as in a tag"
        yield from _elements(text)


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    """The parts of links and pictures that are not shown."""
    for link in _LINK.finditer(text):
        if _BLANK_LINE.search(link[0]):
            continue
        if link["picture"]:
            yield *link.span("text"), "it stands in the words for a picture"
        if link["target"]:
            yield *link.span("target"), "it stands in the address or title of a link"
    for definition in _DEFINITION.finditer(text):
        yield *definition.span(), "it stands in the definition of a link"


def _elements(text: str) -> Iterator[tuple[int, int, str]]:
    """The elements that hide what they hold, or may."""
    tags = _TAG.finditer(text)
    for tag in tags:
        name = tag["name"].lower()
        if tag["end"] or name in _EMPTY or not (name in _HIDING or _hides(tag["attributes"])):
            continue
        yield tag.end(), _end_of(name, tags, len(text)), f"{' '.join(tag[0].split())} may hide it"


def _end_of(name: str, tags: Iterator[re.Match[str]], end: int) -> int:
    """Where an element of this name ends, the tags behind whose first are taken; `end` if it does not."""
    depth = 1
    for tag in tags:
        if tag["name"].lower() == name:
            depth += -1 if tag["end"] else 1
            if not depth:
                return tag.start()
    return end


def _hides(attributes: str) -> bool:
    """Whether attributes may make invisible what they are those of."""
    for attribute in _ATTRIBUTE.finditer(attributes):
        name, value = attribute["name"].lower(), (attribute["value"] or "").strip("\"'")
        style = {"style": value, "color": f"color:{value}"}.get(name, "")
        harmless = all(_HARMLESS.fullmatch(declared.strip()) for declared in style.split(";"))
        if name in ("hidden", "popover") or not harmless:
            return True
    return False
