"""Pages that are linked with one another are related; a page that is linked with all is related to none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.page.source import Source
from tracetrick.site.reading import page
from tracetrick.site.related import related

if TYPE_CHECKING:
    from tracetrick.site.pages import Page


def site(**texts: str) -> dict[Path, Page]:
    """Make pages of one language by their names; `_` stands for `/`."""
    paths = {name: Path("docs/zh", f"{name.replace('_', '/')}.md") for name in texts}
    return {path: page(Source(path, texts[name])) for name, path in paths.items()}


def names(found: dict[Path, list[Path]], page: str) -> list[str]:
    return [
        path.relative_to("docs/zh").with_suffix("").as_posix()
        for path in found[Path("docs/zh", f"{page}.md")]
    ]


def test_a_link_relates_both_pages() -> None:
    found = related(site(a="see [b](examples/b.md#part)", examples_b="no link", c="alone"))

    assert names(found, "a") == ["examples/b"]
    assert names(found, "examples/b") == ["a"]
    assert names(found, "c") == []


def test_links_that_lead_up_are_followed() -> None:
    found = related(site(a="", examples_b="see [a](../a.md)"))

    assert names(found, "a") == ["examples/b"]


def test_more_links_relate_more_and_hubs_less() -> None:
    found = related(
        site(
            hub="[a](a.md) [b](b.md) [c](c.md) [d](d.md)",
            a="[b](b.md) [b](b.md) and [c](c.md)",
            b="",
            c="",
            d="[hub](hub.md)",
        )
    )

    assert names(found, "a") == ["b", "c", "hub"]


def test_no_more_than_four_are_listed_always_in_one_order() -> None:
    pages = site(hub="".join(f"[x]({name}.md) " for name in "abcdef"), a="", b="", c="", d="", e="", f="")

    assert names(related(pages), "hub") == ["a", "b", "c", "d"]
    assert related(dict(reversed(pages.items()))) == related(pages)


def test_what_is_no_link_relates_nothing() -> None:
    found = related(
        site(
            a="`[b](b.md)` [b](https://example.org/b.md) [self](a.md) [missing](missing.md) [asset](b.txt)\n\n"
            "```\n[b](b.md)\n```\n\n<!-- [b](b.md) -->\n",
            b="",
        )
    )

    assert names(found, "a") == names(found, "b") == []
