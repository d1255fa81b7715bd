from pathlib import Path

from projects import REPOSITORY
from tracetrick.site.assets import assets, publish


def test_style_sheet_brings_the_fonts_it_names() -> None:
    rule = '@font-face { src: url("fonts/mjx-ncm-n.woff2") }'
    made = assets(REPOSITORY / "node_modules", [rule], {Path("snippets/a/b.py"): b"x"})

    assert sorted(made) == ["fonts/mjx-ncm-n.woff2", "snippets/a/b.py.txt", "tracetrick.css", "tracetrick.js"]
    assert made["tracetrick.css"].startswith(rule.encode())
    assert made["fonts/mjx-ncm-n.woff2"].startswith(b"wOF2")
    assert made["snippets/a/b.py.txt"] == b"x"


def test_folder_holds_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path / "assets", {"a/b.css": b"1", "a/c/d": b"2"})
    kept = (tmp_path / "assets/a/b.css").stat()
    publish(tmp_path / "assets", {"a/b.css": b"1", "e": b"3"})

    files = {path.relative_to(tmp_path / "assets").as_posix() for path in (tmp_path / "assets").rglob("*")}
    assert files == {"a", "a/b.css", "e"}
    assert (tmp_path / "assets/a/b.css").stat().st_mtime_ns == kept.st_mtime_ns, (
        "what is right is not touched"
    )
