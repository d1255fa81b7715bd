"""Values that are made of other objects, kept until one of these is another object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Value = TypeVar("Value")


def same_objects(before: Sequence[object], now: Sequence[object]) -> bool:
    """Whether both hold the same objects: what has changed was read anew."""
    return list(map(id, before)) == list(map(id, now))


class Memo(Generic[Value]):
    """Values by path; for a live preview, in which most pages stay as they are."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[Sequence[object], Value]] = {}

    def get(self, path: Path, parts: Sequence[object], make: Callable[[], Value]) -> Value:
        """Return the value of `path`, made anew unless the `parts` are the same objects as the last time."""
        known = self._kept.get(path)
        if known and same_objects(known[0], parts):
            return known[1]
        value = make()
        self._kept[path] = parts, value
        return value
