"""The successor of MkDocs builds the same tree."""

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from projects import REPOSITORY, SmallProject

# What Zensical does otherwise, with the reason. Everything else in an article is equal.
ADDED = {"a#__skip": "Zensical puts the target of the skip link into the article, Material into its template"}
REMOVED = {
    "data-search-exclude": "Zensical makes its search index from the article and removes what told it how"
}


def editions(page: Path) -> list[str]:
    """Return where the links to the other language lead."""
    links = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("head link[hreflang], a.edition")
    return [str(link["href"]) for link in links]


def article(page: Path) -> str:
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    found = soup.select_one("article")
    assert found is not None, page
    for selector in ADDED:
        for element in found.select(selector):
            element.decompose()
    for attribute in REMOVED:
        for element in found.select(f"[{attribute}]"):
            del element[attribute]
    return "\n".join(line for line in found.prettify().splitlines() if line.strip())


def as_sent(page: Path) -> str:
    """Return an article without what Zensical does otherwise: quickly, and alike only if `article` is."""
    text = page.read_text("utf-8")
    text = text[text.index("<article") : text.index("</article>")]
    text = re.sub(rf' (?:{"|".join(REMOVED)})="[^"]*"', "", text)
    return re.sub(r"\s+", " ", re.sub(r'<a id="__skip"[^>]*></a>\s*', "", text))


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallProject:
    # The copy has the history of the repository, so that its pages tell the same last changes.
    monkeypatch.setenv("LAB", "true")  # notebooks as on the site, from the cache
    monkeypatch.setenv("GIT_DIR", str(REPOSITORY / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    for name in ("docs", "snippets", "theme", ".cache"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(REPOSITORY / "node_modules")
    return SmallProject(tmp_path)


def test_articles_are_equal(site: Path, copy: SmallProject) -> None:
    # `site` was built before `copy` took the cache, so both show the same run of each snippet.
    for config, folder in (("mkdocs.yml", site), ("mkdocs.en.yml", site / "en")):
        built = copy.run("zensical", "build", "--strict", "--config-file", config)
        assert built.returncode == 0, built.stdout + built.stderr
        pages = [page.relative_to(folder) for page in folder.rglob("index.html")]
        pages = [page for page in pages if page.parts[0] != "en"]
        assert len(pages) >= 2
        for page in pages:
            published = copy.root / "site" / ("en" if config == "mkdocs.en.yml" else "") / page
            assert as_sent(published) == as_sent(folder / page) or article(published) == article(
                folder / page
            )
            assert editions(published) == editions(folder / page)
    assert (copy.root / "site/assets/tracetrick/tracetrick.css").read_bytes() == (
        site / "assets/tracetrick/tracetrick.css"
    ).read_bytes()


def test_what_is_made_for_the_first_time_is_published(project: SmallProject) -> None:
    assert not (project.root / "theme" / "assets").exists()

    built = project.run("zensical", "build", "--strict")

    assert built.returncode == 0, built.stdout + built.stderr
    for name in ("tracetrick.css", "tracetrick.js", "snippets/good.py.txt"):
        assert project.read(f"site/assets/tracetrick/{name}") == project.read(
            f"theme/assets/tracetrick/{name}"
        )


def test_refuses_the_same(project: SmallProject) -> None:
    project.write("docs/zh/index.md", "# a {#a}\n\n$\\foo$\n")

    built = project.run("zensical", "build", "--strict")

    assert built.returncode != 0
    said = built.stdout + built.stderr
    assert r"docs/zh/index.md:3:2: MathJax refuses this formula: Undefined control sequence \foo" in said
    assert "snippets/good.py:1: no page embeds this snippet" in said
