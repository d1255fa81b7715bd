from pathlib import Path

import pytest

from tracetrick.errors import SourceError
from tracetrick.page.blocks import Block, blocks
from tracetrick.page.markdown import scan
from tracetrick.page.source import Source

KNOWN = frozenset({"snippet", "wrong"})


def found(text: str) -> list[Block]:
    source = Source(Path("page.md"), text)
    return list(blocks(source, scan(source), KNOWN))


def test_finds_name_argument_and_extent() -> None:
    text = "a\n\n/// snippet | x/y.py\n///\n\n/// wrong | $a$ 丢了\n$$ b $$\n///\n"

    assert found(text) == [
        Block("snippet", "x/y.py", 3, 27),
        Block("wrong", "$a$ 丢了", 29, text.rindex("///") + 3),
    ]


def test_blocks_nest_with_more_slashes_outside() -> None:
    assert [block.argument for block in found("//// wrong | out\n/// snippet | in\n///\n////\n")] == [
        "in",
        "out",
    ]


@pytest.mark.parametrize(
    "text", ["```\n/// nothing\n```", "`///`", "<!--\n/// nothing\n-->", "a /// b", "//"]
)
def test_passes_over(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a\n\n/// snipet | x.py\n///",
            "page.md:3:1: “/// snipet | x.py” opens no block; known are: snippet, wrong",
        ),
        (
            "/// snippet: x.py\n///",
            "page.md:1:1: “/// snippet: x.py” opens no block; known are: snippet, wrong",
        ),
        (
            "- item\n\n    /// wrong | a\n    text",
            "page.md:3:5: the block “/// wrong | a” is never closed: it ends with a line ///",
        ),
        ("text\n///", "page.md:2:1: /// closes no block"),
        ("/// wrong | a\n////", "page.md:2:1: //// closes no block"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(SourceError) as error:
        found(text)

    assert str(error.value) == message
