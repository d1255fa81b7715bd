import re
from pathlib import Path

from projects import REPOSITORY
from tracetrick.cache import Cache
from tracetrick.site.assets import assets, publish
from tracetrick.site.made import made


def face(name: str) -> str:
    file = f"mjx-{name.lower()}.woff2"
    return f'@font-face /* MJX-{name} */ {{\n  font-family: MJX-{name};\n  src: url("fonts/{file}") format("woff2");\n}}'


def test_style_sheet_brings_the_fonts_that_are_drawn_from(tmp_path: Path) -> None:
    rules = [
        face("NCM-N"), ".NCM-N {\n  font-family: MJX-NCM-N;\n}",
        face("NCM-DS"), ".NCM-DS {\n  font-family: MJX-NCM-DS;\n}",
    ]  # fmt: skip
    files = assets(
        REPOSITORY / "node_modules", Cache(tmp_path), rules, {"NCM-N": "ab"}, {Path("snippets/a/b.py"): b"x"}
    )

    assert sorted(files) == [
        "fonts/mjx-ncm-n.woff2",
        "snippets/a/b.py.txt",
        "tracetrick.css",
        "tracetrick.js",
    ]
    css = files["tracetrick.css"].decode()
    assert css.startswith("@font-face /* MJX-NCM-N */")
    assert ".NCM-N {" in css
    assert "MJX-NCM-DS" not in css
    assert files["fonts/mjx-ncm-n.woff2"].startswith(b"wOF2")
    assert files["snippets/a/b.py.txt"] == b"x"


def test_fonts_change_their_address_with_their_glyphs(tmp_path: Path) -> None:
    def address(characters: str) -> str:
        files = assets(
            REPOSITORY / "node_modules", Cache(tmp_path), [face("NCM-N")], {"NCM-N": characters}, {}
        )
        named = re.search(r'url\("(fonts/mjx-ncm-n\.woff2)\?(\w+)"\)', files["tracetrick.css"].decode())
        assert named
        assert f'"{named[1]}": "{named[2]}"' in made(files, {}), "which is what templates name"
        return named[0]

    assert address("ab") == address("ba")
    assert address("ab") != address("abc")


def test_folder_holds_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path / "assets", {"a/b.css": b"1", "a/c/d": b"2"})
    kept = (tmp_path / "assets/a/b.css").stat()
    publish(tmp_path / "assets", {"a/b.css": b"1", "e": b"3"})

    files = {path.relative_to(tmp_path / "assets").as_posix() for path in (tmp_path / "assets").rglob("*")}
    assert files == {"a", "a/b.css", "e"}
    assert (tmp_path / "assets/a/b.css").stat().st_mtime_ns == kept.st_mtime_ns, (
        "what is right is not touched"
    )
