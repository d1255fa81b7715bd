"""What is read on a page is kept, and read again when something of it has changed; what is wrong is not kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracetrick.cache import Cache
from tracetrick.page.statements import statements
from tracetrick.site import meanings, pages
from tracetrick.site.twins import Part

PAGE = """---
title: 页
---

# 页 {#page}

设 $W, X \\in \\mathbb{R}^{n\\times n}$，见[另一页](other.md#there)。

/// evidence

<!-- result: 和 -->

$$ X + X = 2X. $$

///

$$ R := XW $$

/// snippet | sum.py
图注
///
"""


def read(root: Path, text: str, cache: Cache) -> pages.Page:
    (root / "page.md").write_text(text, "utf-8")
    return pages.read(root, Path("page.md"), cache)


def test_what_a_page_holds_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    first = read(tmp_path, PAGE, cache)
    assert (first.links, first.title, first.is_notebook) == (("other.md",), "页", False)
    assert [len(one) for one in (first.formulas, first.embeds, first.evidence, first.marks)] == [3, 1, 1, 1]

    monkeypatch.setattr("tracetrick.site.reading.page", lambda _: pytest.fail("read again"))

    assert read(tmp_path, PAGE, cache) == first
    with pytest.raises(pytest.fail.Exception, match="read again"):
        read(tmp_path, f"{PAGE}\n", cache)


def test_a_page_with_something_wrong_is_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        problems = read(tmp_path, f"{PAGE}\na = b\n", cache).problems
        assert [str(one) for one in problems] == [
            "page.md:23:3: = in prose: mathematics stands in a formula, where it is checked"
        ]
    assert not cache.folder.exists()


def test_what_a_page_means_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    page = read(tmp_path, PAGE, cache)
    said = list(statements(page.source))
    assert meanings.known(page, cache) is None

    first = meanings.read(page, said, cache)

    (result,) = first.results
    assert vars(result)["anchor"] == "page"
    assert [[one.name for one in of_display] for of_display in first.symbols.values()] == [
        ["X"],
        ["R", "X", "W"],
    ]
    assert all(isinstance(one, Part) for one in first.parts)
    assert meanings.known(page, cache) == first
    monkeypatch.setattr("tracetrick.site.meanings.versions", lambda *_: "other code")
    assert meanings.known(page, cache) is None


def test_what_is_wrong_with_a_mark_is_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    page = read(tmp_path, PAGE.replace("# 页 {#page}", "# 页"), cache)

    found = meanings.read(page, list(statements(page.source)), cache)

    assert [str(one) for one in found.results] == [
        "page.md:11:1: the result “和” needs a heading above it with an anchor {#…}"
    ]
    assert meanings.known(page, cache) is None
