"""`tracetrick check`: text, JSON and exit codes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracetrick.cli import main

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [
    "path",
    "line",
    "column",
    "kind",
    "latex",
    "relation",
    "verdict",
    "expected",
    "exact",
    "float",
    "message",
    "seconds",
]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["check", *arguments])
    return result.exit_code, result.stdout, result.stderr


def page(folder: Path, text: str) -> str:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path.as_posix()


def test_a_true_page_exits_with_0(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$: $a + a = 2a$\n")
    assert run(path) == (0, f"{path}: 1 claims, 1 true\n", "")


def test_a_name_that_is_never_used_is_noted_and_no_failure(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$: $b := 2a$, $a + a = 2a$\n")
    assert run(path) == (
        0,
        f"{path}:1:24: note: b is defined and never used\n{path}: 1 claims, 1 true\n",
        "",
    )


def test_a_false_claim_exits_with_1_and_is_shown(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$: $a + a = 3a$\n")
    code, out, _ = run(path)
    assert code == 1
    assert out.startswith(f"{path}:1:28: false: the two sides differ: left ")
    assert out.endswith(f"{path}: 1 claims, 0 true, 1 not as expected\n")


def test_json_has_the_fields_of_the_contract_in_reading_order(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$: $b := 2a$, $a + a = b = 2a$\n")
    code, out, _ = run("--json", path)
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [list(one) for one in found] == [FIELDS] * 4
    assert [(one["kind"], one["relation"], one["verdict"]) for one in found] == [
        ("declaration", 1, "true"), ("definition", 1, "true"), ("claim", 1, "true"), ("claim", 2, "true"),
    ]  # fmt: skip
    assert [(one["exact"], one["float"]) for one in found[2:]] == [("true", "true")] * 2


def test_first_use_defines(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$: $f = a^2$, $\\mathrm{d}f = 2a\\,\\mathrm{d}a$\n")
    assert run(path)[0] == 1
    assert run("--definitions", "first-use", path)[0] == 0


def test_what_cannot_be_read_exits_with_2(tmp_path: Path) -> None:
    missing = (tmp_path / "missing.md").as_posix()
    assert run(missing) == (2, "", f"{missing}: No such file or directory\n")
    open_fence = page(tmp_path, "```python\n")
    code, out, err = run(open_fence)
    assert (code, out) == (2, "")
    assert err == f"{open_fence}:1:1: the code block opened by ``` is never closed\n"
    assert run()[0] == 2


def test_a_folder_without_pages_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("$a = 2a$", encoding="utf-8")
    code, out, error = run(tmp_path.as_posix())
    assert (code, out) == (2, "")
    assert error.endswith(f"Error: no page in {tmp_path.as_posix()}\n")


def test_pages_end_in_md_or_markdown(tmp_path: Path) -> None:
    for name in ("x.markdown", "y.MD"):
        (tmp_path / name).write_text("$a \\in \\mathbb{R}$: $a + a = 2a$\n", encoding="utf-8")
    code, out, _ = run(tmp_path.as_posix())
    assert (code, [line.partition(":")[0].rpartition("/")[2] for line in out.splitlines()]) == (
        0,
        ["x.markdown", "y.MD"],
    )


BYTES = [
    (b"$a \\in \\mathbb{R}$\r\n\r\n$$\r\na + a = 3a\r\n$$\r\n", "4:7", "a + a = 3a", 7),
    (b"\xef\xbb\xbf$a \\in \\mathbb{R}$: $a = 2a$\n", "1:24", r"$a \in \mathbb{R}$: $a = 2a$", 24),
    (b"Let\t$a \\in \\mathbb{R}$\n\n$$\n\ta\t+ a\t= 3a\n$$\n", "4:8", "\ta\t+ a\t= 3a", 8),
    (b"$a \\in \\mathbb{R}$\r\r$a = 2a$", "3:4", "$a = 2a$", 4),
    (b"$a \\in \\mathbb{R}$\n\n\\begin{align}\na + a &= 2a \\\\\n&= 3a\n\\end{align}\n", "5:2", "&= 3a", 2),
    (b"$a \\in \\mathbb{R}$\n- so \\begin{align*} a &= 2a \\end{align*}", "2:24", r"- so \begin{align*} a &= 2a \end{align*}", 24),
    (b"$a \\in \\mathbb{R}$\n" + b"A line of text with $a$ in it.\n" * 36_000 + b"$a = 2a$", "36002:4", "$a = 2a$", 4),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "place", "line", "column"),
    BYTES,
    ids=["CRLF", "BOM", "tabs", "CR", "align", "item", "a megabyte"],
)
def test_places_are_those_of_the_file(
    tmp_path: Path, page: bytes, place: str, line: str, column: int
) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(page)
    code, out, _ = run(path.as_posix())
    head, shown, caret, _ = out.splitlines()
    assert code == 1
    assert re.fullmatch(
        re.escape(f"{path.as_posix()}:{place}: ") + r"false: the two sides differ: left \S+, right \S+", head
    )
    assert (shown, caret) == ("    " + line, " " * (3 + column) + "^")


def test_a_formula_of_a_megabyte_is_refused_where_it_begins(tmp_path: Path) -> None:
    path = page(tmp_path, "$a \\in \\mathbb{R}$\n\n$$\na = " + "a + " * 250_000 + "a\n$$\n")
    code, out, _ = run(path)
    assert code == 1
    assert out.splitlines()[0] == f"{path}:3:3: unreadable: a formula of more than 64 KB"


def test_a_folder_means_its_pages(tmp_path: Path) -> None:
    page(tmp_path, "$1 + 1 = 2$\n")
    assert run(tmp_path.as_posix())[1].endswith("page.md: 1 claims, 1 true\n")
