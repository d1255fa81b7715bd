from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from projects import REPOSITORY
from tracetrick.cache import Cache
from tracetrick.site.fonts import subset

WHOLE = REPOSITORY / "node_modules/@mathjax/mathjax-newcm-font/chtml/woff2/mjx-ncm-n.woff2"


def test_keeps_the_glyphs_asked_for_as_they_are(tmp_path: Path) -> None:
    data = subset(WHOLE, "∂x𝑋x\N{FUNCTION APPLICATION}", Cache(tmp_path))
    font, whole = TTFont(BytesIO(data)), TTFont(WHOLE)

    assert len(data) < 2_000 < WHOLE.stat().st_size / 40
    cmap, all_of_it = font.getBestCmap(), whole.getBestCmap()
    assert "".join(map(chr, sorted(cmap))) == "x∂𝑋", "what the font never had is not asked for"
    for code in cmap:
        outlines = []
        for one, names in ((font, cmap), (whole, all_of_it)):
            pen = RecordingPen()
            one.getGlyphSet()[names[code]].draw(pen)
            outlines.append((pen.value, one["hmtx"][names[code]]))
        assert outlines[0] == outlines[1]
    assert font["head"].unitsPerEm == whole["head"].unitsPerEm


def test_baseline_is_the_middle_of_a_line(tmp_path: Path) -> None:
    """Each system takes other ones of these numbers for the height of a line."""
    font = TTFont(BytesIO(subset(WHOLE, "x", Cache(tmp_path))))

    assert font["hhea"].ascent == -font["hhea"].descent > 0
    assert font["OS/2"].sTypoAscender == -font["OS/2"].sTypoDescender > 0
    assert font["OS/2"].usWinAscent == font["OS/2"].usWinDescent > 0
    assert font["hhea"].lineGap == font["OS/2"].sTypoLineGap == 0


def test_is_known_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = subset(WHOLE, "xy", Cache(tmp_path))
    monkeypatch.setattr("fontTools.subset.Subsetter.subset", lambda *_: pytest.fail("cut again"))

    assert subset(WHOLE, "yxx", Cache(tmp_path)) == first


def test_is_the_same_every_time(tmp_path: Path) -> None:
    assert subset(WHOLE, "xy", Cache(tmp_path / "a")) == subset(WHOLE, "xy", Cache(tmp_path / "b"))
