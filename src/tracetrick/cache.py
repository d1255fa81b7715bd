"""Results kept by content: the same key always means the same value, so nothing in here is ever stale."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def key(*parts: str | bytes) -> str:
    """Return a key for the given parts: a SHA-256 digest, in which the borders of the parts count."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8))
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True)
class Cache:
    """JSON values by key, one file each below `folder`.

    Entries are written atomically; a damaged one counts as missing.
    """

    folder: Path

    def get(self, key: str) -> Any | None:  # noqa: ANN401  (any JSON value)
        """Return the value of `key`, or None."""
        try:
            return json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401  (any JSON value)
        """Keep `value` under `key`.

        Raises OSError if the disk refuses it; no half-written entry is left behind.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, json.dumps(value, ensure_ascii=False).encode())

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json"


def write(path: Path, data: bytes) -> None:
    """Write a file atomically: a reader sees the old content or the new one, never a part.

    Raises OSError if the disk refuses it.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)  # noqa: PTH101  (mkstemp's 0600 would follow the file into the published site)
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise
