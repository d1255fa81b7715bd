"""What of the published site is no page, and what pages say of themselves when they know where they lie."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from projects import REPOSITORY
from tracetrick.errors import TracetrickError
from tracetrick.site.cards import HEIGHT, WIDTH, Cards
from tracetrick.site.complete import complete, put_in_place
from tracetrick.site.history import last_changes

if TYPE_CHECKING:
    from projects import SmallProject

PAGES = sorted(path.relative_to(REPOSITORY / "docs") for path in (REPOSITORY / "docs").rglob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def folder(site: Path, page: Path) -> Path:
    """Return where a page is published, by its path below docs."""
    edition = site / "en" if page.parts[0] == "en" else site
    inner = Path(*page.parts[1:]).with_suffix("")
    return edition / (inner.parent if inner.name == "index" else inner)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_its_title_its_description_and_its_markdown(site: Path, page: Path) -> None:
    built = BeautifulSoup((folder(site, page) / "index.html").read_text("utf-8"), "html.parser")
    source = (REPOSITORY / "docs" / page).read_text("utf-8")
    front = dict(re.findall(r"(?m)^(title|description): (.*)$", source.split("---")[1]))

    assert built.title is not None
    assert built.title.get_text().startswith(front["title"])
    (described,) = built.select("meta[name=description]")
    assert described["content"] == front["description"]
    assert len(front["description"]) >= (20 if page.parts[0] == "zh" else 60)
    (markdown,) = built.select('link[type="text/markdown"]')
    text = (folder(site, page) / str(markdown["href"])).read_text("utf-8")
    assert text.startswith("# ")
    linked = [urldefrag(link).url for link in LINK.findall(text) if ".md" in link]
    for link in linked:
        assert (folder(site, page) / link).is_file(), link
    assert LINK.sub("", text) == LINK.sub("", source.split("---\n", 2)[2].lstrip("\n"))


def test_titles_and_descriptions_are_all_different(site: Path) -> None:
    heads = [
        BeautifulSoup((folder(site, page) / "index.html").read_text("utf-8"), "html.parser") for page in PAGES
    ]
    titles = [head.title.get_text() for head in heads if head.title]
    descriptions = [str(head.select("meta[name=description]")[0]["content"]) for head in heads]
    assert len(set(titles)) == len(set(descriptions)) == len(PAGES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_llms_txt_lists_every_page_once(site: Path, language: str) -> None:
    edition = site / "en" if language == "en" else site
    lines = (edition / "llms.txt").read_text("utf-8").splitlines()

    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    entries = [re.fullmatch(r"- \[([^]]+)\]\(([^)]+)\): (.+)", line) for line in lines if line[:2] == "- "]
    assert all(entries)
    found = [(edition / entry[2]).parent for entry in entries if entry]
    assert sorted(found) == sorted(folder(site, page) for page in PAGES if page.parts[0] == language)
    assert all((edition / entry[2]).is_file() for entry in entries if entry)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_a_card(site: Path, page: Path) -> None:
    with Image.open(folder(site, page) / "card.png") as card:
        assert card.size == (WIDTH, HEIGHT)
        assert len(card.getcolors(256) or []) > 10
    assert (folder(site, page) / "card.png").stat().st_size < 40_000


def test_a_long_text_ends_on_the_card() -> None:
    cards = Cards(REPOSITORY)
    drawn = [cards.draw("长的标题，" * 12, "word " * number, "site") for number in (300, 400)]
    assert drawn[0] == drawn[1]
    with Image.open(io.BytesIO(drawn[0])) as card:
        below = card.convert("RGB").crop((0, HEIGHT - 40, WIDTH, HEIGHT))
    assert below.getcolors() == [(WIDTH * 40, (0x40, 0x51, 0xB5))]


def test_the_service_worker_knows_the_build(site: Path) -> None:
    script = (site / "sw.js").read_text("utf-8")
    assert re.match(r'const BUILD = "[0-9a-f]{16}";\n', script)
    assert not (site / "en/sw.js").exists()
    assert len(script) + len((site / "assets/tracetrick/tracetrick.js").read_bytes()) < 15_000


def head(project: SmallProject) -> BeautifulSoup:
    built = project.build()
    assert built.returncode == 0, built.stderr
    return BeautifulSoup(project.read("site/index.html"), "html.parser")


def test_a_page_that_knows_its_address_names_itself(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://site.test/a/")
    monkeypatch.setenv("REPO_URL", "https://code.test/b/c")
    monkeypatch.setenv("EDIT_URI", "edit/main/docs/zh/")

    built = head(project)

    def named(selector: str, attribute: str) -> list[str]:
        return [str(one[attribute]) for one in built.select(selector)]

    assert named("link[rel=canonical]", "href") == ["https://site.test/a/"]
    assert named("link[hreflang]", "href") == [
        "https://site.test/a/",
        "https://site.test/a/en/",
        "https://site.test/a/",
    ]
    assert named("link[hreflang]", "hreflang") == ["zh", "en", "x-default"]
    assert named("meta[property='og:url']", "content") == ["https://site.test/a/"]
    assert named("meta[property='og:image']", "content") == ["https://site.test/a/card.png"]
    assert named("meta[property='og:title']", "content") == ["首页"]
    assert named("meta[name='twitter:card']", "content") == ["summary_large_image"]
    assert named("a[rel=edit]", "href") == ["https://code.test/b/c/edit/main/docs/zh/index.md"]
    assert set(named("a.md-source", "href")) == {"https://code.test/b/c"}
    assert built.select("[data-md-component=source]") == [], "Material asks the host of it"
    assert "url = {https://site.test/a/}" in built.select(".citation code")[0].get_text()
    assert "<loc>https://site.test/a/</loc>" in project.read("site/sitemap.xml")
    missing = project.read("site/404.html")
    assert 'href="/a/assets/tracetrick/tracetrick.css?' in missing
    assert '<form action="/a/en/">' in missing
    project.run("tracetrick", "complete", "site")
    assert "](https://site.test/a/index.html.md)" in project.read("site/llms.txt")


def test_a_page_that_does_not_know_its_address_names_no_other(project: SmallProject) -> None:
    built = head(project)

    assert built.select("link[rel=canonical], meta[property], meta[name^=twitter], a[rel=edit]") == []
    assert "url" not in built.select(".citation code")[0].get_text()
    for link in built.select("link[href], script[src], a[href]"):
        address = urljoin("https://site.test/", str(link.get("href") or link.get("src")))
        assert (
            address.startswith("https://site.test/")
            or "github.com/squidfunk" in address
            or "zensical" in address
        )


def test_what_is_complete_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "site"
    for number in (1, 2, 3):
        built = tmp_path / "build" / f"site.{number}"
        built.mkdir(parents=True)
        (built / "index.html").write_text(str(number))
        put_in_place(tmp_path, built, place)

    assert (place / "index.html").read_text() == "3"
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["last"]
    assert (tmp_path / "build" / "last" / "index.html").read_text() == "2"


def test_what_is_not_built_is_not_completed(tmp_path: Path) -> None:
    with pytest.raises(TracetrickError, match="there is no built site in "):
        complete(REPOSITORY, tmp_path)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@site.test"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "--all")
    git(folder, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "a", "--date", day)


def test_the_last_change_of_a_page_is_the_day_of_its_last_commit(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(project.root, "init", "--quiet")
    for day, path in (("2026-01-02", "docs/zh/index.md"), ("2026-03-04", "docs/zh/第二页.md")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00")
        project.write(path, project.read("docs/zh/index.md") if "index" in path else "# b {#b}\n")
        if "index" in path:
            git(project.root, "add", path)
            git(project.root, "commit", "--quiet", "--message", "a")
        else:
            commit(project.root, day)

    assert last_changes(project.root / "docs") == {
        Path("zh/index.md"): "2026-01-02",
        Path("zh/第二页.md"): "2026-03-04",
    }
    shown = head(project).select(".md-source-file time")
    assert [one["datetime"] for one in shown] == ["2026-01-02"]


def test_a_shallow_clone_and_a_machine_without_git_know_no_changes(
    project: SmallProject, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(project.root, "init", "--quiet")
    for _ in range(2):
        project.write("docs/zh/index.md", project.read("docs/zh/index.md") + "\n")
        commit(project.root, "2026-01-02")
    shallow = tmp_path_factory.mktemp("shallow")
    git(shallow, "clone", "--quiet", "--depth=1", f"file://{project.root}", ".")

    assert last_changes(project.root / "docs") != {}
    assert last_changes(shallow / "docs") == {}
    monkeypatch.setenv("PATH", "/nowhere")
    assert last_changes(project.root / "docs") == {}
    assert head(project).select(".md-source-file") == []
