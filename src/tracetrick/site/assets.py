"""Writes what pages need besides their HTML: style sheet, script, fonts, and the snippets to download."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import write
from tracetrick.site.fonts import subset
from tracetrick.site.labels import SCRIPT_LABELS
from tracetrick.site.made import version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracetrick.cache import Cache

_FOLDER = Path(__file__).parent
_FONTS = "@mathjax/mathjax-newcm-font/chtml/woff2"
# Each part of the pages has a style sheet and a script of its own; a page loads one of either.
_PARTS = ("tracetrick", "shell")
_REMARK = re.compile(rb"(?m)^ *//.*\n")
_FAMILY = re.compile(r"font-family: MJX-([\w-]+);")
_FILE = re.compile(r'url\("fonts/([\w-]+\.woff2)"\)')


def assets(
    modules: Path,
    cache: Cache,
    rules: Iterable[str],
    glyphs: Mapping[str, Iterable[str]],
    programs: Mapping[Path, bytes],
) -> dict[str, bytes]:
    """Return the files to publish, by their path: `rules` and our own, fonts with `glyphs`, `programs`."""
    sheet, fonts = [], {}
    for rule in rules:
        family, file = _FAMILY.search(rule), _FILE.search(rule)
        if family and family[1] not in glyphs:
            continue
        if family and file:
            name = f"fonts/{file[1]}"
            fonts[name] = subset(modules / _FONTS / file[1], glyphs[family[1]], cache)
            sheet.append(rule.replace(name, f"{name}?{version(fonts[name])}"))
        else:
            sheet.append(rule)
    css = "\n".join([*sheet, *((_FOLDER / f"{part}.css").read_text("utf-8") for part in _PARTS)])
    words = json.dumps(SCRIPT_LABELS, ensure_ascii=False, separators=(",", ":"))
    parts = [without_remarks((_FOLDER / f"{part}.js").read_bytes()) for part in _PARTS]
    script = f"const LABELS = {words};\n".encode() + b"".join(parts)
    downloads = {download_name(path): data for path, data in programs.items()}
    return {"tracetrick.css": css.encode(), "tracetrick.js": script, **fonts, **downloads}


def without_remarks(script: bytes) -> bytes:
    """Return a script as it is published: remarks on lines of their own are for those who change it."""
    return _REMARK.sub(b"", script)


def download_name(program: Path) -> str:
    """Return under which path a program is published: MkDocs takes `.py` in a theme for its code."""
    return f"{program.as_posix()}.txt"


def published(folder: Path) -> dict[str, bytes]:
    """Return the files that `folder` holds, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold `files` and nothing else; what is right already is not touched.

    Raises OSError if the disk refuses it.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, data)
