"""What the theme's templates must know of the build: `made.html`, which they import."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SHORT = 10


def made(files: Mapping[str, bytes], changes: Mapping[Path, str]) -> str:
    """Return a template that sets `versions`, by an asset's name, and `changed`, by a page's address.

    `files` are the published assets; `changes` the days of the last change of pages, relative to the folder
    of all pages.
    """
    named = {name for name in files if "/" not in name or name.startswith("fonts/")}
    versions = {name: version(files[name]) for name in named}
    changed = {address(page): day for page, day in changes.items()}
    return "\n".join(
        f"{{% set {name} = {json.dumps(value, ensure_ascii=False, sort_keys=True)} %}}"
        for name, value in (("versions", versions), ("changed", changed))
    )


def version(data: bytes) -> str:
    """Return what stands behind the name of a file with this content: nobody gets an old copy of it."""
    return sha256(data).hexdigest()[:_SHORT]


def address(page: Path) -> str:
    """Return where a page is published, relative to where all languages are: `zh/rules/` for zh/rules.md."""
    folder = page.parent if page.stem == "index" else page.with_suffix("")
    return f"{folder.as_posix()}/"
