"""The live preview: a fault is shown in place, in the words of the build, and goes when it is mended."""

import re
import time
from collections.abc import Iterator

import pytest

from projects import CLAIMING, SmallProject, page_with


@pytest.fixture
def address(project: SmallProject) -> Iterator[str]:
    with project.served() as found:
        yield found


def test_shows_what_is_wrong_and_recovers(project: SmallProject, address: str) -> None:
    error = r'class="tracetrick-error"'
    page_with(address, "<code>good\n", without=error)
    good = project.read("snippets/good.py")

    project.write("snippets/good.py", good.replace("(a + a, by_hand)", "(a + a, -by_hand)"))
    broken = page_with(address, error)
    assert "snippets/good.py:6: assertion fails: Scalars are not close!" in broken
    assert "-by_hand" in broken, "the program is shown still"
    assert "<code>good\n" not in broken, "and no stale output"

    project.write("snippets/good.py", good.replace("good", "mended"))
    page_with(address, "<code>mended\n", without=error)

    page = project.read("docs/zh/index.md")
    faults = {
        page.replace("$x$", r"$\foo$"): r"3:4: MathJax refuses this formula: Undefined control sequence \foo",
        page + "\n$$ x\n": "10:1: the display opened by $$ is never closed",
        page + "\n/// snipet | good.py\n///\n": "10:1: “/// snipet | good.py” opens no block",
        page + "\n/// snippet | gone.py\n///\n": "10:1: there is no snippet snippets/gone.py",
    }
    for text, message in faults.items():
        project.write("docs/zh/index.md", text)
        assert error in page_with(address, re.escape(f"docs/zh/index.md:{message}"))

    project.write("docs/zh/index.md", page.replace("$x$", r"$\alpha$"))
    page_with(address, "α", without=error)


def test_an_edited_formula_runs_nothing_and_is_built_once(project: SmallProject) -> None:
    runs = project.root / "runs"
    note = f"with open({str(runs)!r}, 'a') as log:\n    log.write('x')\nprint('good')\n"
    project.write("snippets/good.py", CLAIMING + note)
    with project.served() as address:
        page_with(address, "<code>good\n")
        page = project.read("docs/zh/index.md")
        project.write("docs/zh/index.md", page.replace("$x$", "$y$"))
        page_with(address, r"\$y\$")
        time.sleep(3)
        project.write("snippets/good.py", CLAIMING + note.replace("good", "other"))
        page_with(address, "<code>other\n")

    log = project.read("log")
    assert runs.read_text("utf-8") == "xx"
    assert log.count("Building documentation") == 3
    assert re.findall(r"\d+ executed", log) == ["1 executed", "0 executed", "1 executed"]


def test_leads_to_no_page_that_is_not_there(project: SmallProject) -> None:
    """One language is served; the address of the other is that of a built site."""
    with project.served() as address:
        assert 'rel="alternate" lang="en"' not in page_with(address, "<code>good\n")
    assert project.build().returncode == 0
    assert 'rel="alternate" lang="en"' in project.read("site/index.html")
