from pathlib import Path

import pytest

from tracetrick.errors import Place, SourceError
from tracetrick.page.source import Source


def test_place_counts_lines_and_columns_from_one() -> None:
    source = Source(Path("page.md"), "ab\n\n中文 $x$")

    assert str(source.place(0)) == "page.md:1:1"
    assert source.place(source.text.index("x")) == Place(Path("page.md"), 3, 5)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: x\n---\ntext", 3),
        ("---\ntitle: x\n...\n", 3),
        ("text\n---\n", 0),
        ("---\nnever closed", 0),
    ],
)
def test_front_matter_is_counted(text: str, lines: int) -> None:
    assert Source(Path("page.md"), text).front_matter == lines


def test_reads_any_line_end_and_drops_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")

    assert Source.read(path).text == "a\nb\nc\n"


def test_refuses_what_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes("matrix\n求导".encode("gb18030"))

    with pytest.raises(SourceError) as error:
        Source.read(path)

    assert str(error.value) == f"{path}:2: not UTF-8: byte 7 cannot be decoded"
