"""pytest collects snippets through the plugin, which is loaded by its entry point."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from projects import CLAIMING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
GOOD = "assert True\nprint('good')\n"
BAD = "print('before')\nassert 1 == 2, 'one is not two'\n"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Make a project with a good snippet, a bad one, and a test of its own."""
    (pytester.path / "node_modules").symlink_to(ROOT / "node_modules")
    for path, text in (
        ("snippets/examples/good.py", GOOD),
        ("snippets/examples/test_bad.py", BAD),
        ("tests/test_own.py", "def test_own() -> None:\n    assert 'own'\n"),
    ):
        file = pytester.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    pytester.makeini("[pytest]")
    return pytester


def collected(project: pytest.Pytester, *arguments: str) -> Sequence[str]:
    done = project.runpytest_subprocess("--collect-only", "-q", *arguments)
    return [line for line in done.outlines if ".py" in line]


def test_id_of_an_item_is_its_path(project: pytest.Pytester) -> None:
    snippets = ["snippets/examples/good.py", "snippets/examples/test_bad.py"]
    assert collected(project) == [*snippets, "tests/test_own.py::test_own"]
    assert collected(project, "snippets") == snippets
    assert collected(project, "snippets/examples/good.py") == snippets[:1]
    assert collected(project, "snippets/examples/test_bad.py", "--doctest-modules") == snippets[1:]


def test_run(project: pytest.Pytester) -> None:
    done = project.runpytest_subprocess("-v")
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(
        [
            "snippets/examples/good.py PASSED*",
            "snippets/examples/test_bad.py FAILED*",
            "tests/test_own.py::test_own PASSED*",
            "_* snippet snippets/examples/test_bad.py _*",
            "snippets/examples/test_bad.py:2: assertion fails: one is not two",
            "    assert 1 == 2, 'one is not two'",
            "Output:",
            "before",
            "FAILED snippets/examples/test_bad.py*",
        ]
    )
    assert "Traceback" not in done.stdout.str()
    assert "pytest_plugin.py" not in done.stdout.str()


def test_runner_that_cannot_start(project: pytest.Pytester) -> None:
    (project.path / "node_modules").unlink()
    done = project.runpytest_subprocess("snippets/examples/good.py")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["the font of figures is missing, *; run `make` to install it"])
    assert "pytest_plugin.py" not in done.stdout.str()


def test_other_folder(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nsnippets = programs")
    (project.path / "snippets").rename(project.path / "programs")
    assert collected(project, "programs") == ["programs/examples/good.py", "programs/examples/test_bad.py"]


def test_error_of_another_kind_keeps_its_traceback(project: pytest.Pytester) -> None:
    project.makeconftest(
        "import tracetrick.snippets\n"
        "def fail(self, paths):\n"
        "    raise KeyError('unexpected')\n"
        "tracetrick.snippets.Runner.run = fail\n"
    )
    done = project.runpytest_subprocess("snippets/examples/good.py")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["E *KeyError: 'unexpected'"])


def test_a_snippet_must_agree_with_its_page(project: pytest.Pytester) -> None:
    (project.path / "docs").mkdir()
    page = "设 $a \\in \\mathbb{R}$，$a + a = 2a$。\n\n/// snippet | examples/good.py\n///\n"
    (project.path / "docs/a.md").write_text(page, "utf-8")
    snippet = project.path / "snippets/examples/good.py"
    snippet.write_text(CLAIMING + "print('good')\n", "utf-8")
    project.runpytest_subprocess("snippets/examples/good.py").assert_outcomes(passed=1)

    snippet.write_text(CLAIMING + "a = 2\nprint('good')\n", "utf-8")
    done = project.runpytest_subprocess("snippets/examples/good.py")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["docs/a.md:3:1: the right side of the claim is 4 by this page, but 3 in snippets/examples/good.py:3"]
    )
    assert "pytest_plugin.py" not in done.stdout.str()


PAGE = r"""# 试

设 $A \in \mathbb{R}^{n\times n}$。

$$ A + A = 2A = 3A $$

/// wrong | 迹不是这样
$$ \operatorname{tr}(A) = \operatorname{tr}(2A) $$
///
"""


def test_each_claim_of_a_page_is_an_item(project: pytest.Pytester) -> None:
    page = project.path / "docs/zh/a.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, "utf-8")

    done = project.runpytest_subprocess("--collect-only", "-q", "docs")
    items = ["docs/zh/a.md:5", "docs/zh/a.md:5 (2)", "docs/zh/a.md:8"]
    assert [line for line in done.outlines if ".md" in line] == items

    done = project.runpytest_subprocess("docs", "-v")
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(
        [
            "docs/zh/a.md:5 PASSED*",
            "docs/zh/a.md:5 (2) FAILED*",
            "docs/zh/a.md:8 PASSED*",
            "_* claim docs/zh/a.md:5 (2) _*",
            "docs/zh/a.md:5:15: false: the two sides differ: left *, right * (at n = 4)",
            r"    $$ A + A = 2A = 3A $$",
            "                  ^",
        ]
    )


def test_a_page_that_cannot_be_read_is_an_error(project: pytest.Pytester) -> None:
    page = project.path / "docs/a.md"
    page.parent.mkdir(parents=True)
    page.write_text("$$ x", "utf-8")

    done = project.runpytest_subprocess("docs")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*docs/a.md:1:1: the display opened by $$ is never closed"])
