"""Results kept by content: the same key always means the same value, so nothing in here is ever stale."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 1 << 28  # that the entries of a cache take; this site has 30 MB of them
_DAY = 86_400  # seconds; an entry used more often is not marked as used each time
_CHECK = hashlib.sha256().digest_size


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

    Entries are written atomically; a damaged one, whose digest is not that of its content, counts as missing.
    """

    folder: Path

    def __contains__(self, key: str) -> bool:
        """Say whether there is an entry, be it damaged."""
        return self._path(key).is_file()

    def get(self, key: str) -> Any | None:  # noqa: ANN401  (any JSON value)
        """Return the value of `key`, or None."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = file.read()
                used = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        check, value = data[:_CHECK], data[_CHECK:]
        if check != _digest(key, value):
            return None
        if time.time() - used > _DAY:
            with suppress(OSError):
                os.utime(path)
        return json.loads(value)

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401  (any JSON value)
        """Keep `value` under `key`.

        Raises OSError if the disk refuses it; no half-written entry is left behind.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps(value, ensure_ascii=False).encode()
        write(path, _digest(key, data) + data)

    def trim(self, most: int = MOST_BYTES) -> None:
        """Remove what was not used for longest, until the entries take at most `most` bytes."""
        found = [(status.st_mtime, status.st_size, path) for path, status in self._files()]
        excess = sum(size for _, size, _ in found) - most
        for _, size, path in sorted(found) if excess > 0 else ():
            if excess <= 0:
                return
            with suppress(OSError):  # another build may have removed it
                os.unlink(path)  # noqa: PTH108  (a path as the folder names it)
                excess -= size

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield all entries, and what a killed build left of one."""
        for folder in [one.path for one in _listed(self.folder) if one.is_dir()]:
            for entry in _listed(folder):
                with suppress(OSError):
                    yield entry.path, entry.stat()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.entry"


def _digest(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block with the same file `path`.

    The lock ends with the process that holds it, however it ends. Where there are none, as on Windows,
    nothing is waited for.
    """
    try:
        import fcntl  # noqa: PLC0415  (not everywhere)
    except ImportError:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write(path: Path, data: bytes) -> None:
    """Write a file atomically: a reader sees the old content or the new one, never a part.

    Raises OSError if the disk refuses it.
    """
    # Not by `tempfile`, whose files only their owner may read: others could not read the published site.
    new = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        with new.open("xb") as file:
            file.write(data)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
