"""Cuts the fonts of the mathematics down to the characters that the site shows."""

from __future__ import annotations

from base64 import b64decode, b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from tracetrick.cache import key
from tracetrick.installed import version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fontTools.ttLib import TTFont

    from tracetrick.cache import Cache

# Of a line's height, on either side of the baseline, in thousandths of an em.
_HALF = 750


def subset(font: Path, characters: Iterable[str], cache: Cache) -> bytes:
    """Return the WOFF2 file `font` with the glyphs of `characters` only, as high above the line as below it.

    So a line without height lies on the baseline, which MathJax counts on.
    Raises OSError if there is no such font.
    """
    data, wanted = font.read_bytes(), "".join(sorted(set(characters)))
    entry = key("even font", version("fonttools"), version("brotli"), data, wanted)
    known: str | None = cache.get(entry)
    if known is None:
        known = b64encode(_subset(data, wanted)).decode()
        cache.put(entry, known)
    return b64decode(known)


def _subset(data: bytes, characters: str) -> bytes:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415  (slow, and known but for new characters)
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    # The time of the cut would make each build another.
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    options = Options(
        drop_tables=["ltag"], name_IDs=[0, 1, 2]
    )  # of all names, whose it is and what it is called
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    _even(font)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _even(font: TTFont) -> None:
    """Make the baseline the middle of a line; each system reads other ones of these numbers."""
    above, below = font["hhea"], font["OS/2"]
    above.ascent, above.descent, above.lineGap = _HALF, -_HALF, 0
    below.sTypoAscender, below.sTypoDescender, below.sTypoLineGap = _HALF, -_HALF, 0
    below.usWinAscent = below.usWinDescent = _HALF
