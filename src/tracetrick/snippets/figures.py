"""Makes SVG of a snippet's figures for its page: small, the same in every build, in the page's colours."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

# Okabe and Ito's colours, which colour-blind readers can tell apart; the page may set others, by scheme.
CYCLE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_COLOURS = {"#000000": "currentColor"} | {
    colour: f"var(--figure-{number}, {colour})" for number, colour in enumerate(CYCLE, 1)
}
_NAMESPACE = re.compile(r"\{.*\}")
_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"(?<=#)[^)]+")
# What matplotlib says, as a warning, of a character in plain text; in the log, of one beside a formula.
_MISSING = re.compile(r"Glyph (\d+) .*missing from font")
_MISSING_BESIDE_FORMULA = re.compile(r".* does not have a glyph for .* \[U\+([0-9a-f]+)\]")


class MissingGlyphError(Exception):
    """No font has a character of the figure; `glyph` is that character."""

    def __init__(self, glyph: str) -> None:
        super().__init__(glyph)
        self.glyph = glyph


def prepare(font: Path) -> None:
    """Make matplotlib draw for the page: colours, no fonts but its own and `font`."""
    mpl.use("svg")
    mpl.rcdefaults()  # the machine's own matplotlibrc does not count
    manager = font_manager.fontManager
    own = str(mpl.get_data_path())
    manager.ttflist = [entry for entry in manager.ttflist if entry.fname.startswith(own)]
    manager.addfont(font)
    family = font_manager.FontProperties(fname=font).get_name()
    mpl.rcParams.update(_settings(family))
    # It is said once for each text, perhaps before the figure is saved: refused wherever it is said.
    logging.getLogger("matplotlib.mathtext").addFilter(_refuse_missing_glyph)


def _settings(family: str) -> dict[Any, object]:
    return {
        # In this order: beside a formula, matplotlib looks into the first only.
        "font.family": [family, "DejaVu Sans"],
        "svg.fonttype": "path",
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "axes.prop_cycle": cycler(color=CYCLE),
        "grid.color": "black",
        "grid.alpha": 0.2,
        "legend.frameon": False,  # its white would cover the page
    }


def _refuse_missing_glyph(record: logging.LogRecord) -> bool:
    match = _MISSING_BESIDE_FORMULA.match(record.getMessage())
    if match:
        raise MissingGlyphError(chr(int(match[1], 16)))
    return True


def svg(figure: Figure, name: str) -> str:
    """Return `figure` as an element `svg`, whose ids begin with a hash of `name`.

    Raises MissingGlyphError if no font has one of its characters.
    """
    root = ET.fromstring(_drawn(figure, name))  # noqa: S314  (matplotlib wrote it)
    _strip(root)
    _rename(root, "f" + hashlib.sha256(name.encode()).hexdigest()[:8])
    for element in root.iter():
        _restyle(element)
        _round(element)
    _frame(root)
    return ET.tostring(root, encoding="unicode")


def _drawn(figure: Figure, name: str) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": name}), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight")
    for warning in caught:
        match = _MISSING.match(str(warning.message))
        if match:
            raise MissingGlyphError(chr(int(match[1])))
    return buffer.getvalue()


def _strip(root: ET.Element) -> None:
    """Remove name spaces, metadata and the style that would hold for the whole page."""
    for element in root.iter():
        element.tag = _NAMESPACE.sub("", element.tag)
        for key in list(element.attrib):
            element.set(_NAMESPACE.sub("", key), element.attrib.pop(key))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"metadata", "style"}:
                parent.remove(child)
        if not (parent.text or "").strip():
            parent.text = None
        parent.tail = None


def _rename(root: ET.Element, prefix: str) -> None:
    """Keep the ids that are referred to, as numbers after `prefix`, and drop the others."""
    used = {
        match for element in root.iter() for value in element.attrib.values() for match in _references(value)
    }
    names = {old: f"{prefix}-{number}" for number, old in enumerate(sorted(used))}
    for element in root.iter():
        if element.get("id") not in names:
            element.attrib.pop("id", None)
        for key, value in element.attrib.items():
            element.set(key, names[value] if key == "id" else _renamed(value, names))


def _references(value: str) -> list[str]:
    return _REFERENCE.findall(value) if value.startswith(("#", "url(#")) else []


def _renamed(value: str, names: dict[str, str]) -> str:
    return _REFERENCE.sub(lambda match: names[match[0]], value) if _references(value) else value


def _restyle(element: ET.Element) -> None:
    style = element.get("style")
    if style:
        pairs = (pair.split(": ", 1) for pair in style.strip("; ").split("; "))
        element.set("style", ";".join(f"{key}:{_COLOURS.get(value, value)}" for key, value in pairs))


def _round(element: ET.Element) -> None:
    """Keep two decimals of lengths: a hundredth of a point cannot be seen."""
    for key in {"d", "x", "y"} & element.attrib.keys():
        lengths = _NUMBER.sub(
            lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), element.attrib[key]
        )
        element.set(key, " ".join(lengths.split()))


def _frame(root: ET.Element) -> None:
    for key in ("height", "version"):
        root.attrib.pop(key, None)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("width", "100%")
    root.set("role", "img")
    root.set("style", "fill:currentColor;stroke-linejoin:round;stroke-linecap:butt")
