"""Social cards: what a link to a page looks like where people share it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 1200, 630
_MARGIN, _BELOW = 90, 50
_GROUND, _TITLE, _REST = "#4051b5", "#ffffff", "#dde1f7"
_FONTS = "node_modules/@expo-google-fonts/noto-sans-sc"
# Where a line may end: after a space, and between any two characters that are not of the Latin script.
_PIECE = re.compile(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+")
_NOT_AT_THE_START = frozenset("，。；：、）》”！？")


class Cards:
    """Draws cards with the fonts that npm installed in the project's folder `root`."""

    def __init__(self, root: Path) -> None:
        folder = root / _FONTS
        self._title = ImageFont.truetype(folder / "700Bold/NotoSansSC_700Bold.ttf", 66)
        self._text = ImageFont.truetype(folder / "400Regular/NotoSansSC_400Regular.ttf", 31)

    def draw(self, title: str, description: str, site: str) -> bytes:
        """Return a PNG with the title of a page, what it is about, and the name of the site."""
        image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
        draw = ImageDraw.Draw(image)
        _sign(draw, _MARGIN, 72, 72)
        draw.text((_MARGIN + 100, 80), site, _REST, self._text)
        top = 190
        for line in _lines(title, self._title, 2):
            draw.text((_MARGIN, top), line, _TITLE, self._title)
            top += 90
        top += 26
        for line in _lines(description, self._text, (HEIGHT - _BELOW - top) // 48):
            draw.text((_MARGIN, top), line, _REST, self._text)
            top += 48
        data = io.BytesIO()
        image.quantize(32).save(data, "PNG", optimize=True)
        return data.getvalue()


def _sign(draw: ImageDraw.ImageDraw, left: int, top: int, size: int) -> None:
    """Draw the site's sign, a tick in brackets, as favicon.svg does."""
    unit = size / 18

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(left + (x - 6) * unit, top + (y - 7) * unit) for x, y in points]

    for bracket in ([(9, 7), (6, 7), (6, 25), (9, 25)], [(23, 7), (26, 7), (26, 25), (23, 25)]):
        draw.line(at(*bracket), _TITLE, 8, "curve")
    draw.line(at((10.5, 16.5), (14.5, 20.5), (21.5, 10.5)), _TITLE, 11, "curve")


def _lines(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """Break `text` into at most so many lines that fit the card; what is left out is told by an ellipsis."""
    lines = [""]
    for piece in _PIECE.findall(text):
        fits = font.getlength(lines[-1] + piece.rstrip()) <= WIDTH - 2 * _MARGIN
        if fits or piece in _NOT_AT_THE_START:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip() + "…"]
