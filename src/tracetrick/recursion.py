"""Room on the stack for formulas that are nested as deep as they may be."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAMES = 20_000  # a formula may be nested 200 deep


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Raise the interpreter's limit while a formula is read or judged."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
