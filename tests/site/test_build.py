"""Whole builds: what is published, and that nothing is when something is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from projects import CLAIMING, REPOSITORY, SAID, SmallProject, small_project

SAMPLES = REPOSITORY / "tests/samples/snippets"


def test_publishes_source_output_and_facts(project: SmallProject) -> None:
    built = project.build()

    assert built.returncode == 0, built.stderr
    assert "1 snippet (1 executed, 0 from the cache), 3 formulas (3 set, 0 known)" in built.stderr
    page = project.read("site/index.html")
    assert '<span class="filename">snippets/good.py</span>' in page
    assert "<pre><code>good\n</code></pre>" in page
    assert re.search(r"torch 2\.13\.0 · float64 · 用时 \d+ ms", re.sub("<[^>]*>", "", page))
    assert '<a download="good.py" href="assets/tracetrick/snippets/good.py.txt">下载 ' in page
    assert project.read("site/assets/tracetrick/snippets/good.py.txt") == project.read("snippets/good.py")


def test_a_second_build_executes_nothing(project: SmallProject) -> None:
    """The snippet counts its own runs in a file outside its folder."""
    counter = project.root / "runs"
    project.write(
        "snippets/good.py",
        f"{CLAIMING}with open({str(counter)!r}, 'a') as runs:\n    runs.write('x')\nprint('counted')\n",
    )

    first, second = project.build(), project.build()

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert counter.read_text("utf-8") == "x"
    assert "1 snippet (0 executed, 1 from the cache), 3 formulas (0 set, 3 known)" in second.stderr

    project.write("snippets/good.py", project.read("snippets/good.py") + "# changed\n")
    assert "1 snippet (1 executed, 0 from the cache)" in project.build().stderr
    assert counter.read_text("utf-8") == "xx"


def test_output_is_escaped(project: SmallProject) -> None:
    project.write("snippets/good.py", f"{CLAIMING}print('<script>alert(1)</script> & $x$ *y*')\n")

    assert project.build().returncode == 0
    page = project.read("site/index.html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; $x$ *y*\n" in page
    assert "<script>alert(1)" not in page


def test_the_table_of_contents_shows_formulas_as_characters(project: SmallProject) -> None:
    page = project.read("docs/zh/index.md")
    project.write("docs/zh/index.md", page + "\n## 对 $W^\\top$ 求导，$\\langle$ {#w}\n")

    assert project.build().returncode == 0
    contents = project.read("site/index.html").split('<a href="#w"')[1].split("</a>")[0]
    assert re.sub(r"^[^>]*>|<[^>]*>|\s+", "", contents) == "对W⊤求导，⟨"


def test_a_block_that_is_not_understood_is_not_published_as_text(project: SmallProject) -> None:
    """The title makes pymdownx leave the block's lines standing in the page."""
    page = project.read("docs/zh/index.md")
    project.write("docs/zh/index.md", page + "\n/// trust-report | red\n///\n")

    built = project.build()

    assert built.returncode != 0
    assert "docs/zh/index.md: the line “/// trust-report | red” was not understood as a block" in built.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ```\n\n$1 = 2$\n\n  ```", "“$1 = 2$” is shown, but not read as a formula"),
        ("1) item\n\n    $2 = 1 + 1$\n", "a formula is read, but not shown: 2 = 1 + 1"),
        ("[^1]: $2 = 1 + 1$\n", "a formula is read, but not shown: 2 = 1 + 1"),
    ],
)
def test_what_is_seen_is_what_was_judged(project: SmallProject, text: str, message: str) -> None:
    """Where the generator reads the Markdown otherwise than the checker."""
    project.write("docs/zh/index.md", f"{project.read('docs/zh/index.md')}\n{text}\n")

    built = project.build()

    assert built.returncode != 0
    assert f"docs/zh/index.md: {message}" in built.stderr


def test_lines_of_chinese_are_joined(project: SmallProject) -> None:
    page = project.read("docs/zh/index.md")
    project.write(
        "docs/zh/index.md", page + "\n第一句。\n*第二*句\n接着，\nABC\ndef $y$\n`a\nb`\n\n- 一。\n  二\n"
    )

    assert project.build().returncode == 0
    page = project.read("site/index.html")
    assert "第一句。<em>第二</em>句接着，ABC\ndef <span" in page
    assert "<li>一。二</li>" in page


BAD = {  # sample: what the build says of it
    "assertion_fails": r"bad/assertion_fails\.py:\d+: assertion fails",
    "raises": r"bad/raises\.py:\d+: ",
    "prints_nothing": r"bad/prints_nothing\.py:\d+: ",
    "never_ends": r"bad/never_ends\.py:\d+: ",
    "exits_at_once": r"bad/exits_at_once\.py:\d+: ",
    "kills_itself": r"bad/kills_itself\.py:\d+: ",
    "prints_a_megabyte": r"bad/prints_a_megabyte\.py:\d+: ",
    "writes_files": r"bad/writes_files\.py:\d+: ",
    "asserts_nothing": r"bad/asserts_nothing\.py:\d+: ",
    "leaves_a_process": r"bad/leaves_a_process\.py:\d+: ",
    "syntax_error": r"bad/syntax_error\.py:2:5: ",
    "not_utf8": r"bad/not_utf8\.py:\d+: ",
}


@pytest.fixture(scope="module")
def refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[SmallProject, subprocess.CompletedProcess[str]]:
    """Make a project that was good once, and then got every fault at the same time."""
    project = small_project(tmp_path_factory.mktemp("refused"))
    good = project.build()
    assert good.returncode == 0, good.stderr
    for name in BAD:
        project.write(f"snippets/bad/{name}.py", (SAMPLES / f"{name}.py").read_bytes())
    lines = ["# 坏的 {#bad}", ""]
    for name in BAD:
        lines += [f"/// snippet | bad/{name}.py", "///", ""]
    project.write("docs/zh/bad.md", "\n".join(lines))
    project.write("docs/zh/latex.md", "---\ntitle: x\n---\n# 公式 {#latex}\n\n好的 $x$，坏的 $\\foo{x}$。\n")
    project.write("docs/zh/misspelt.md", "# a {#a}\n\n/// snipet | good.py\n///\n")
    project.write("docs/zh/open.md", "# a {#a}\n\n/// wrong | b\n\n$$ x $$\n")
    project.write(
        "docs/zh/missing.md", "# a {#a}\n\n/// snippet | nowhere.py\n///\n\n/// snippet | ../secret.py\n///\n"
    )
    project.write("docs/zh/crowded.md", "# a {#a}\n\n文字\n$$ x $$\n")
    for name in ("figure", "none"):
        project.write(f"snippets/{name}.py", project.read("snippets/good.py"))
    drawing = f"{CLAIMING}import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    project.write("snippets/figure.py", drawing)
    project.write(
        "docs/zh/caption.md",
        f"# a {{#a}}\n\n/// snippet | figure.py\n///\n\n/// snippet | none.py\n说明\n///\n\n{SAID}\n",
    )
    project.write("snippets/orphan.py", project.read("snippets/good.py"))
    return project, project.build()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_snippet_stops_publication(
    refused: tuple[SmallProject, subprocess.CompletedProcess[str]], name: str
) -> None:
    _, built = refused

    assert built.returncode != 0
    assert re.search(f"snippets/{BAD[name]}", built.stderr)
    line = 3 + 3 * list(BAD).index(name)
    section = built.stderr.split(f"snippets/bad/{name}.py:")[1]
    assert f"shown on docs/zh/bad.md:{line}:1" in section


@pytest.mark.parametrize(
    "message",
    [
        "docs/zh/latex.md:6:12: MathJax refuses this formula: Undefined control sequence \\foo\n",
        "docs/zh/misspelt.md:3:1: “/// snipet | good.py” opens no block; known are: evidence, figure, formula-table, notebook, snippet, trust-report, wrong",
        "docs/zh/open.md:3:1: the block “/// wrong | b” is never closed: it ends with a line ///",
        "docs/zh/missing.md:3:1: there is no snippet snippets/nowhere.py",
        "docs/zh/missing.md:6:1: “snippets/../secret.py” is not a path below snippets",
        "docs/zh/crowded.md:4:1: a display needs a paragraph of its own: blank lines around it",
        "snippets/orphan.py:1: no page embeds this snippet",
        "docs/zh/caption.md:3:1: snippets/figure.py draws a figure: the block needs a caption that says what",
        "docs/zh/caption.md:6:1: snippets/none.py draws no figure: the block must be empty",
        "21 problems, nothing is published:",
    ],
)
def test_a_bad_page_stops_publication(
    refused: tuple[SmallProject, subprocess.CompletedProcess[str]], message: str
) -> None:
    _, built = refused

    unindented = re.sub(r"(?m)^ +", "", built.stderr)
    assert message in unindented


def test_a_snippet_that_differs_from_its_page_stops_publication(project: SmallProject) -> None:
    other = project.read("snippets/good.py").replace("by_hand)", "by_hand)\na = a + 1")
    project.write("snippets/good.py", other)
    project.write("snippets/other.py", other.replace("a + a = 2a", "a + a = 3a"))
    page = project.read("docs/zh/index.md")
    project.write("docs/zh/index.md", page + "\n/// snippet | other.py\n///\n")

    built = project.build()

    assert built.returncode != 0
    for message in (
        "docs/zh/index.md:5:1: the right side of the claim is 5 by this page, but 3 in snippets/good.py:5\n",
        "docs/zh/index.md:10:1: the claim of snippets/other.py:1 does not stand on this page: a + a = 3a\n",
        "2 problems, nothing is published:",
    ):
        assert message in built.stderr


def test_the_last_good_site_stays(refused: tuple[SmallProject, subprocess.CompletedProcess[str]]) -> None:
    project, _ = refused

    assert "<pre><code>good\n</code></pre>" in project.read("site/index.html")
    assert not (project.root / "site/bad").exists()


def make(project: SmallProject, target: str) -> subprocess.CompletedProcess[str]:
    """Run the repository's Makefile in the project, with the environment of this test run."""
    options = ["ENVIRONMENT=", f"BIN={Path(sys.executable).parent}"]
    return subprocess.run(
        ["make", "-f", str(REPOSITORY / "Makefile"), target, *options],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_make_build_replaces_the_site_only_when_both_languages_are_good(project: SmallProject) -> None:
    english = project.read("docs/zh/index.md").replace("首页", "Home")
    project.write("docs/en/index.md", f"{english}\n[gone](gone.md)\n")
    project.write("site/index.html", "the last good site")

    failed = make(project, "build")

    assert failed.returncode != 0
    assert "gone.md" in failed.stderr
    assert project.read("site/index.html") == "the last good site"

    project.write("docs/en/index.md", english)
    mended = make(project, "build")

    assert mended.returncode == 0, mended.stderr
    assert "首页" in project.read("site/index.html")
    assert "Home" in project.read("site/en/index.html")


def test_says_where_to_build(project: SmallProject) -> None:
    project.write("elsewhere/x", "")
    built = SmallProject(project.root / "elsewhere").build("--config-file", "../mkdocs.yml")

    assert built.returncode != 0
    assert "there is no folder docs in" in built.stderr


def test_says_what_is_not_installed(project: SmallProject) -> None:
    (project.root / "node_modules").unlink()

    built = project.build()

    assert built.returncode != 0
    assert "node_modules" in built.stderr
    assert "make" in built.stderr


def test_a_page_is_shown_as_it_was_read(project: SmallProject) -> None:
    """Front matter, tabs, blank lines with spaces and code move no formula."""
    project.write(
        "docs/zh/index.md",
        "---\ntitle: 题\nlayout: denominator\n---\n\n\n# 首页 {#home}\n   \n`$y$` 与\t$x$。\n\t\n\n    $code$\n\n"
        f"- 项\n\n\t$$ z $$\n\n/// snippet | good.py\n///\n\n{SAID}\n",
    )

    built = project.build()

    assert built.returncode == 0, built.stderr
    page = project.read("site/index.html")
    assert "<code>$y$</code> 与" in page
    assert "$code$" in page
    assert re.findall(r'<span class="tex"[^>]*>(.*?)</span>', page)[:2] == ["$x$", "$$z$$"]
    assert re.search(r"<li>\s*<p>项</p>\s*<div class=\"display\"", page)
    assert "layout: denominator" not in page


@pytest.mark.parametrize("star", ["", "*"])
def test_an_environment_without_dollars_is_set_and_judged(project: SmallProject, star: str) -> None:
    """`align` is a display as it stands; the reader of pages and that of the site agree on it."""
    environment = f"\\begin{{align{star}}}\na + a &= 2a, \\\\\n3a &= a + 2a.\n\\end{{align{star}}}"
    page = f"# 首页 {{#home}}\n\n/// snippet | good.py\n///\n\n{SAID}\n\n{environment}\n"
    project.write("docs/zh/index.md", page)

    built = project.build()

    assert built.returncode == 0, built.stderr
    assert "3 claims" in built.stderr
    shown = project.read("site/index.html")
    assert shown.count('class="checked"') == 1
    assert "2 个关系已检查" in shown
    assert "<p>\\begin" not in shown

    project.write("docs/zh/index.md", page.replace("3a &=", "4a &="))
    assert "docs/zh/index.md:10:5: false: the two sides differ" in project.build().stderr


def test_evidence_is_that_of_the_formula_in_the_block(project: SmallProject) -> None:
    evidence = "\n/// evidence\n\n$$ {} $$\n\n///\n"
    page = project.read("docs/zh/index.md")
    project.write("docs/zh/index.md", page + evidence.format("3a = a + 2a"))

    built = project.build()

    assert built.returncode == 0, built.stderr
    shown = project.read("site/index.html")
    said = re.search(r'class="evidence">.*?<a class="mark".*?<ul>(.*?)</ul>', shown, re.DOTALL)
    assert said
    items = re.findall("<li>(.*?)</li>", said[1])
    assert items[0] == "1 个关系已检查"
    assert items[1].startswith("1 个由精确算术和 float64 自动微分各判定一次")

    project.write("docs/zh/index.md", page + evidence.format("a"))
    assert "docs/zh/index.md:10:1: a block of evidence needs a formula with a claim" in project.build().stderr
