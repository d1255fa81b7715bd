import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tracetrick.cache import Cache, key, locked, write


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
    whole = entry.read_bytes()
    for damage in (b"", whole[:-1], whole.replace(b"2", b"3"), b"\xff\xfe"):
        entry.write_bytes(damage)
        assert store.get(key("a")) is None


def test_an_entry_under_the_name_of_another_is_missing(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    store.put(key("a"), [1, 2])
    (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    other = tmp_path / key("b")[:2] / f"{key('b')[2:]}.entry"
    other.parent.mkdir(exist_ok=True)
    entry.rename(other)

    assert store.get(key("b")) is None


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    store, names = Cache(tmp_path), [key(name) for name in "abc"]
    for age, name in enumerate(names):
        store.put(name, "x" * 1000)
        os.utime(tmp_path / name[:2] / f"{name[2:]}.entry", (age, age))
    store.get(names[0])

    store.trim(2500)

    assert [name in store for name in names] == [True, False, True]
    store.trim(2500)
    assert store.get(names[2]) == "x" * 1000


def test_a_cache_that_is_not_there_needs_no_room(tmp_path: Path) -> None:
    Cache(tmp_path / "none").trim()

    assert not (tmp_path / "none").exists()


def test_a_lock_is_held_by_one_process_and_ends_with_it(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from tracetrick.cache import locked\n"
    program += "with locked(Path(sys.argv[1])):\n    print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"1\n"
        with (tmp_path / "lock").open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        holder.kill()
    with locked(tmp_path / "lock"):
        pass


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
