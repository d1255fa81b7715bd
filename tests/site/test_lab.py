"""Notebooks: what they are, how their cells run, what of them fails, and what a reader takes home."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from projects import REPOSITORY, SmallProject
from tracetrick.cache import Cache
from tracetrick.errors import RunnerError, SnippetError
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.site import lab_run
from tracetrick.site.lab import Failure, Notebook, Shown, told, wrong_captions
from tracetrick.site.lab_cells import misplaced, notebook
from tracetrick.site.lab_export import as_notebook, as_script, downloads
from tracetrick.site.laboratory import Laboratory
from tracetrick.site.pages import read
from tracetrick.site.parts import parts
from tracetrick.site.twins import difference, pairs
from tracetrick.snippets import font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE = """---
title: 试验
---

# 试验 {#trial}

/// notebook
///

设 $a \\in \\mathbb{R}$，见[首页](../index.md#home)。

```python
a = 3
print(a + a)
```

/// wrong | 丢了一个 $a$
    expect: value

$$ a + a = a $$

///

```text
no cell
```

```python
import matplotlib.pyplot as plt

plt.plot([1, 2], [a, a]);
```

/// figure
一条水平线，$a + a = 2a$。
///
"""
SHOWN = [Shown("6\n"), Shown("", ("<svg />",))]
FONT = font(REPOSITORY)
LABORATORY = sorted(REPOSITORY.glob("docs/*/lab/*.md"))


def apart(function: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401  (whatever it returns)
    """Call where no event loop is running: browser tests leave theirs behind in the process."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()


def run(notebooks: Sequence[Sequence[str]], font: Path) -> list[list[Shown] | Failure]:
    found: list[list[Shown] | Failure] = apart(lab_run.run, notebooks, font)
    return found


def page_of(text: str) -> Source:
    return Source(Path("docs/zh/lab/trial.md"), text)


def trial(text: str = PAGE) -> Notebook:
    """Return the notebook that a page of this text is."""
    found = notebook(page_of(text))
    assert found
    return found


def test_the_cells_of_a_notebook_are_its_python() -> None:
    first, second = trial().cells

    assert first.program == "a = 3\nprint(a + a)"
    assert [line.number for line in first.lines] == [13, 14]
    assert first.caption is None
    assert second.number == 2
    assert second.caption
    assert trial().programs == (first.program, second.program)


def test_a_page_without_the_block_is_no_notebook() -> None:
    assert notebook(page_of(PAGE.replace("/// notebook\n///\n", ""))) is None


MISPLACED = [
    (
        PAGE + "\n/// notebook\n///\n",
        "docs/zh/lab/trial.md:38:1: a page has one block “/// notebook”",
    ),
    (
        PAGE.replace("/// figure", "Words.\n\n/// figure"),
        "docs/zh/lab/trial.md:36:1: a block “/// figure” stands right behind a cell of a notebook",
    ),
    (
        "/// figure\nA line.\n///\n",
        "docs/zh/lab/trial.md:1:1: a block “/// figure” stands right behind a cell of a notebook",
    ),
    (
        PAGE + "\n- an item\n\n    ```python\n    print(1)\n    ```\n",
        "docs/zh/lab/trial.md:40:5: a cell of a notebook begins at the left margin",
    ),
]


@pytest.mark.parametrize(("text", "message"), MISPLACED)
def test_what_is_no_part_of_a_notebook_is_told(text: str, message: str) -> None:
    assert [str(error) for error in misplaced(page_of(text))] == [message]
    assert list(misplaced(page_of(PAGE))) == []


def test_a_figure_needs_a_caption_and_a_caption_a_figure() -> None:
    swapped = [Shown("", ("<svg />",)), Shown("6\n")]

    assert list(wrong_captions(trial(), SHOWN)) == []
    assert [str(error) for error in wrong_captions(trial(), swapped)] == [
        "docs/zh/lab/trial.md:12: cell 1 draws a figure: a block “/// figure” behind it must say what one sees",
        "docs/zh/lab/trial.md:34:1: cell 2 draws no figure",
    ]


def test_a_failure_is_told_with_the_line_of_the_page() -> None:
    error = told(trial(), Failure(1, 2, "NameError: name 'b' is not defined", "6\n"))
    whole = told(trial(), Failure(2, 0, "the kernel died"))

    assert error.described() == (
        "docs/zh/lab/trial.md:14: cell 1: NameError: name 'b' is not defined\n    print(a + a)\nOutput:\n6"
    )
    assert whole.described() == "docs/zh/lab/trial.md:28: cell 2: the kernel died"


def test_each_notebook_has_a_kernel_of_its_own_and_fails_alone() -> None:
    good = [
        "x = 3\nprint('one', x)",
        "x + 1",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4])\nplt.xlabel('步长 $h$');",
        "import torch\nprint(torch.get_num_threads(), 'begin' in dir())",
    ]
    bad = {
        "x": Failure(1, 1, "NameError: name 'x' is not defined"),
        "def f(t):\n    return 1 / t\n\nprint('before')\nf(0)": Failure(
            1, 2, "ZeroDivisionError: division by zero", "before\n"
        ),
        "y = = 2": Failure(1, 1, "SyntaxError: invalid syntax"),
        "assert 1 == 2": Failure(1, 1, "AssertionError"),
        "import os\nos._exit(3)": Failure(1, 0, "the kernel died"),
        "import sys\nprint('oh', file=sys.stderr)": Failure(1, 0, "writes to standard error", "oh"),
        "type('Thing', (), {'__repr__': lambda self: '<Thing at 0x7f1a>'})()": Failure(
            1, 0, "shows an address, which differs each time: <Thing at 0x7f1a>"
        ),
    }

    first, *others = run([good, *([program] for program in bad)], FONT)

    assert isinstance(first, list)
    assert [shown.text for shown in first] == ["one 3\n", "4\n", "", "1 False\n"]
    assert [len(shown.figures) for shown in first] == [0, 0, 1, 0]
    assert "var(--figure-1, #0072b2)" in first[2].figures[0]
    assert others == list(bad.values())


def test_a_cell_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_run, "SECONDS", 3)

    found = run([["x = 1", "print(x, flush=True)\nimport time\ntime.sleep(60)"]], FONT)

    assert found == [Failure(2, 0, "takes more than 3 s", "1\n")]


def test_a_kernel_that_cannot_begin_is_told() -> None:
    message = "a kernel cannot begin: FileNotFoundError: [Errno 2] No such file or directory: '/nowhere.ttf'"
    with pytest.raises(RunnerError) as error:
        run([["1"]], Path("/nowhere.ttf"))
    assert str(error.value) == message


def test_twins_run_once_and_what_is_known_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def run(notebooks: list[tuple[str, ...]], _: Path) -> list[list[Shown] | Failure]:
        ran.append(len(notebooks))
        return [Failure(1, 1, "no") if "b" in programs[0] else SHOWN for programs in notebooks]

    monkeypatch.setattr(lab_run, "run", run)
    good, twin = trial(), trial()
    twin = replace(twin, source=replace(twin.source, path=Path("docs/en/lab/trial.md")))
    bad = trial(PAGE.replace("a = 3", "b = 3"))
    bad = replace(bad, source=replace(bad.source, path=Path("docs/zh/lab/bad.md")))

    first = Laboratory(REPOSITORY, Cache(tmp_path)).outcomes([good, twin, bad])
    again = Laboratory(REPOSITORY, Cache(tmp_path)).outcomes([good, twin])
    Laboratory(REPOSITORY, Cache(tmp_path)).outcomes([bad])

    assert first[Path("docs/zh/lab/trial.md")] == first[Path("docs/en/lab/trial.md")] == SHOWN
    failed = first[Path("docs/zh/lab/bad.md")]
    assert isinstance(failed, SnippetError)
    assert str(failed) == "docs/zh/lab/bad.md:13: cell 1: no"
    assert again == dict.fromkeys((Path("docs/zh/lab/trial.md"), Path("docs/en/lab/trial.md")), SHOWN)
    assert ran == [2, 1], "two different ones, then only the one that failed"


def test_the_file_for_jupyter_is_valid_and_has_the_outputs() -> None:
    text = as_notebook(trial(), SHOWN)
    content = nbformat.reads(text, as_version=4)
    nbformat.validate(content)

    assert [cell.cell_type for cell in content.cells] == ["markdown", "code", "markdown", "code", "markdown"]
    assert content.cells[0].source == "# 试验\n\n设 $a \\in \\mathbb{R}$，见首页。"
    assert content.cells[2].source == "**✗ 丢了一个 $a$**\n\n$$ a + a = a $$\n\n```text\nno cell\n```"
    assert content.cells[1].outputs == [{"output_type": "stream", "name": "stdout", "text": "6\n"}]
    assert content.cells[3].outputs[0].data == {"image/svg+xml": "<svg />"}
    assert content.cells[4].source == "一条水平线，$a + a = 2a$。"
    assert text == as_notebook(trial(), SHOWN)


def test_the_script_runs_and_has_the_words_as_comments(tmp_path: Path) -> None:
    script = tmp_path / "trial.py"
    script.write_text(as_script(trial()), "utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"MPLBACKEND": "agg"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert ran.stdout == "6\n"
    assert script.read_text("utf-8").startswith(
        "# %% [markdown]\n# # 试验\n#\n# 设 $a \\in \\mathbb{R}$，见首页。\n\n# %%\na = 3\nprint(a + a)\n\n# %% [markdown]\n"
    )
    assert list(downloads(trial(), SHOWN)) == [Path("zh/lab/trial.ipynb"), Path("zh/lab/trial.py")]


def test_code_is_the_same_in_both_languages(tmp_path: Path) -> None:
    def found(english: str) -> list[str]:
        for language, text in (("zh", PAGE), ("en", english)):
            file = tmp_path / "docs" / language / "lab" / "trial.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        paths = [Path("docs", language, "lab", "trial.md") for language in ("zh", "en")]
        (pair,) = pairs({path: read(tmp_path, path) for path in paths})
        here, there = (parts(page, list(statements(page.source))) for page in pair)
        return [str(error) for error in difference(pair, (here, there))]

    twin = PAGE.replace("试验", "Trial").replace("一条水平线，", "A level line, ")
    assert found(twin) == []
    assert found(twin.replace("print(a + a)", "print(2 * a)")) == [
        (
            "docs/en/lab/trial.md:14:1: differs from its twin docs/zh/lab/trial.md:14:1: "
            "the code print(2 * a) here, the code print(a + a) there"
        )
    ]
    assert found(twin[: twin.index("/// figure")]) == [
        (
            "docs/en/lab/trial.md:34:1: differs from its twin docs/zh/lab/trial.md:34:1: "
            "the end of the page here, the caption of a figure there"
        )
    ]


def test_a_build_runs_notebooks_when_it_is_told_to(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("docs/zh/lab/trial.md", PAGE)
    project.write("docs/zh/index.md", project.read("docs/zh/index.md") + "\n[试验](lab/trial.md#trial)\n")

    monkeypatch.delenv("LAB", raising=False)
    built = project.build()
    assert built.returncode == 0, built.stderr
    assert "notebook (" not in built.stderr
    page = project.read("site/lab/trial/index.html")
    assert "这次生成没有运行本页的程序，所以看不到输出和图；正式发布的页面上有。" in page
    assert not list((project.root / "site").rglob("*.ipynb.txt"))
    assert 'href="lab/trial/#trial"' in project.read("site/index.html")

    monkeypatch.setenv("LAB", "true")
    built = project.build()
    assert built.returncode == 0, built.stderr
    assert "1 notebook (1 executed, 0 from the cache)" in built.stderr
    page = project.read("site/lab/trial/index.html")
    assert "这次生成没有运行" not in page
    assert '<p class="snippet-label">输出</p><pre><code>6\n</code></pre>' in page
    figure = re.search(r'<svg aria-labelledby="([\w-]+)"', page)
    assert figure
    assert f'<figcaption id="{figure[1]}">' in page
    for name in ("trial.ipynb", "trial.py"):
        link = re.search(rf'<a download="{name}" href="([^"]+)">下载 ', page)
        assert link
        assert (project.root / "site/lab/trial" / link[1]).is_file()
    notebook_file = project.root / "site/assets/tracetrick/zh/lab/trial.ipynb.txt"
    assert json.loads(notebook_file.read_text("utf-8"))["nbformat"] == 4

    built = project.build()
    assert "1 notebook (0 executed, 1 from the cache)" in built.stderr


def test_a_failing_cell_or_a_false_claim_stops_the_build(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB", "true")
    project.write("docs/zh/lab/cell.md", PAGE.replace("print(a + a)", "print(a + b)"))
    project.write("docs/zh/lab/claim.md", PAGE.replace("$a + a = 2a$", "$a + a = 3a$"))
    project.write(
        "docs/zh/lab/caption.md", PAGE.replace("print(a + a)", "plt = __import__('pylab')\nplt.plot([1]);")
    )

    built = project.build()

    assert built.returncode != 0
    assert "3 problems, nothing is published:" in built.stderr
    assert (
        "docs/zh/lab/cell.md:14: cell 1: NameError: name 'b' is not defined\n    print(a + b)\n"
        in built.stderr
    )
    assert "docs/zh/lab/claim.md:35:14: false: the two sides differ" in built.stderr
    assert (
        "docs/zh/lab/caption.md:12: cell 1 draws a figure: a block “/// figure” behind it must"
        in built.stderr
    )
    assert not (project.root / "site").exists()


def test_a_killed_build_leaves_no_kernel(project: SmallProject) -> None:
    started = project.root / "started"
    waits = f"import os, pathlib, time\npathlib.Path({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    project.write("docs/zh/lab/trial.md", PAGE.replace("print(a + a)", waits))
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        build = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--quiet"],
            cwd=project.root,
            env=os.environ | {"LAB": "true", "NO_MKDOCS_2_WARNING": "1"},
            stderr=subprocess.DEVNULL,
        )
        kernel = int(_content(started))
        build.send_signal(number)
        assert build.wait(30) != 0
        assert _ends(kernel), f"a kernel lives on after {number.name}"
        started.unlink()


def _content(file: Path) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if file.is_file() and (text := file.read_text("ascii")):
            return text
        time.sleep(0.05)
    pytest.fail(f"{file} was not written")


def _ends(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False


@pytest.mark.parametrize(
    "path", [path for path in LABORATORY if "zh" in path.parts], ids=lambda path: path.stem
)
def test_the_notebooks_of_this_site_show_the_same_each_time(path: Path) -> None:
    """Fresh, and as the build keeps it; both in moderate time of the processor."""
    found = notebook(Source.read(path))
    assert found
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    (fresh,) = run([found.programs], FONT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    kept = apart(Laboratory(REPOSITORY, Cache(REPOSITORY / ".cache" / "tracetrick")).outcomes, [found])

    assert [fresh] == list(kept.values())
    assert isinstance(fresh, list)
    shown = "".join(one.text + "".join(one.figures) for one in fresh)
    assert not re.search(r"0x[0-9a-f]{6}|/tmp|/home|/root|\.venv", shown)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 15
