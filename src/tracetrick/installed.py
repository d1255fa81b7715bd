"""The versions of installed packages, and of our own code."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from tracetrick.cache import key

if TYPE_CHECKING:
    from pathlib import Path


@cache
def version(package: str) -> str:
    """Return the version of `package`, which is looked up once: that reads a file.

    Raises PackageNotFoundError if it is not installed.
    """
    return metadata.version(package)


@cache
def digest(code: Path) -> str:
    """Return a text that changes with a file of code, as it was when this was asked first."""
    return key(code.read_bytes())
