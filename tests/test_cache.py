import os
import threading
from pathlib import Path

import pytest

from tracetrick.cache import Cache, key, write


def test_gives_back_what_was_put(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    store.put(key("a"), {"数": [1, "二", None]})

    assert store.get(key("a")) == {"数": [1, "二", None]}
    assert store.get(key("b")) is None


def test_borders_of_parts_count() -> None:
    assert key("ab", "c") != key("a", "bc")
    assert key("a") == key(b"a")


def test_a_damaged_entry_is_missing(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    store.put(key("a"), [1, 2])
    (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damage in (b"", b"[1,", b"\xff\xfe"):
        entry.write_bytes(damage)
        assert store.get(key("a")) is None


def test_write_leaves_no_part_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_file_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    write(tmp_path / "file", b"")

    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_writers_do_not_hurt_each_other(tmp_path: Path) -> None:
    store, values = Cache(tmp_path), ["x" * 100_000, "y" * 100_000]

    def put(value: str) -> None:
        for _ in range(50):
            store.put(key("a"), value)

    writers = [threading.Thread(target=put, args=[value]) for value in values]
    for writer in writers:
        writer.start()
    seen = {store.get(key("a")) for _ in range(200)}
    for writer in writers:
        writer.join()

    assert seen <= {None, *values}
    assert store.get(key("a")) in values
