"""Writes what pages need besides their HTML: style sheet, script, fonts, and the snippets to download."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import key, write
from tracetrick.site.fonts import subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracetrick.cache import Cache

_FOLDER = Path(__file__).parent
_FONTS = "@mathjax/mathjax-newcm-font/chtml/woff2"
_FAMILY = re.compile(r"font-family: (?:MJX-NCM-ZERO, )?MJX-([\w-]+);")
_FILE = re.compile(r'url\("fonts/([\w-]+\.woff2)"\)')
# They have no glyph but the space: one keeps lines from growing, the other lets them end.
_INVISIBLE = {"NCM-ZERO": " ", "BRK": " "}
# What nearly every page with formulas draws, and a mark of it in the page; the style sheet brings the others.
_PRELOADED = {"NCM-ZERO": "<mjx-math", "BRK": "<mjx-break", "NCM-N": "<mjx-math", "NCM-DS": "NCM-DS"}


def assets(
    modules: Path,
    cache: Cache,
    rules: Iterable[str],
    glyphs: Mapping[str, Iterable[str]],
    programs: Mapping[Path, bytes],
) -> dict[str, bytes]:
    """Return the files to publish, by their path: `rules` and our own, fonts with `glyphs`, `programs`.

    `head.html` is no file for readers but a part of the template: it has browsers load the main fonts at
    once, not when they have read the style sheet and laid out the page.
    """
    used = {**glyphs, **_INVISIBLE}
    css, files = [], {}
    addresses: dict[str, str] = {}
    for rule in rules:
        family, file = _FAMILY.search(rule), _FILE.search(rule)
        if family and family[1] not in used:
            continue
        if family and file:
            name = f"fonts/{file[1]}"
            files[name] = subset(modules / _FONTS / file[1], used[family[1]], cache)
            addresses[family[1]] = f"{name}?v={key(files[name])[:8]}"  # so that no copy is out of date
            css.append(rule.replace(name, addresses[family[1]]))
        else:
            css.append(rule)
    return {
        "tracetrick.css": "\n".join([*css, (_FOLDER / "tracetrick.css").read_text("utf-8")]).encode(),
        "tracetrick.js": (_FOLDER / "tracetrick.js").read_bytes(),
        "head.html": _preloads(addresses).encode(),
        **files,
        **{download_name(path): data for path, data in programs.items()},
    }


def _preloads(addresses: Mapping[str, str]) -> str:
    return "".join(
        f"{{% if page and '{mark}' in page.content %}}"
        f'<link rel="preload" href="{{{{ \'assets/tracetrick/{addresses[name]}\' | url }}}}"'
        ' as="font" type="font/woff2" crossorigin>{% endif %}\n'
        for name, mark in _PRELOADED.items()
        if name in addresses
    )


def download_name(program: Path) -> str:
    """Return under which path a program is published: MkDocs takes `.py` in a theme for its code."""
    return f"{program.as_posix()}.txt"


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
