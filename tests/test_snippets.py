"""Snippets good, bad and dangerous, through the runner; each bad one in the words that its author reads."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tracetrick.errors import RunnerError, SnippetError, WorkerError
from tracetrick.orphans import children, children_by_ps
from tracetrick.processes import cores
from tracetrick.snippets import Result, Runner, Value, environment_key, slow_imports
from tracetrick.snippets.source import read_program

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
FOLDER = Path("tests/samples/snippets")


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner(ROOT, FOLDER) as runner:
        yield runner


def outcome(runner: Runner, name: str) -> Result | SnippetError:
    (only,) = runner.run([FOLDER / f"{name}.py"])
    return only


def result(runner: Runner, name: str) -> Result:
    good = outcome(runner, name)
    assert isinstance(good, Result), good
    return good


def error(runner: Runner, name: str) -> SnippetError:
    bad = outcome(runner, name)
    assert isinstance(bad, SnippetError), bad
    return bad


def test_good_snippet(runner: Runner) -> None:
    good = result(runner, "good")
    assert good.path == "tests/samples/snippets/good.py"
    assert good.stdout == "tensor([1., 2., 3.], dtype=torch.float64)\n"
    assert good.stderr == ""
    assert good.figures == ()
    assert good.assertions == 2
    assert good.dtypes == ("float64",)
    assert good.torch.startswith("2.13.0")
    assert 0.001 < good.seconds < 10


TIMEOUT = "does not end within 1 s; a line 'Time limit: 60 s' in its docstring allows more"


@pytest.mark.parametrize(
    ("name", "place", "message", "source", "output"),
    [
        ("assertion_fails", "2", "assertion fails: x is 2", 'assert x == 3, f"x is {x}"', "before\n"),
        ("assertion_without_message_fails", "2", "assertion fails: assert x == 3", "assert x == 3", ""),
        (
            "assert_close_fails",
            "4",
            (
                "assertion fails: Tensor-likes are not close!\n\n"
                "Mismatched elements: 2 / 2 (100.0%)\n"
                "Greatest absolute difference: 1.0 at index (0,) (up to 1e-07 allowed)\n"
                "Greatest relative difference: 0.5 at index (0,) (up to 1e-07 allowed)"
            ),
            "torch.testing.assert_close(",
            "",
        ),
        (
            "raises",
            "5",
            "IndexError: list index out of range",
            "print([1, 2, 3][5])",
            "on stdout\non stderr\n",
        ),
        (
            "thread_raises",
            "5",
            "a thread raised ValueError: in a thread",
            'raise ValueError("in a thread")',
            "end\n",
        ),
        ("syntax_error", "2:5", "is not Python: '(' was never closed", "y = (2 +", ""),
        ("null_byte", "1", "is not Python: source code string cannot contain null bytes", "", ""),
        ("prints_nothing", "1", "prints nothing and draws nothing; its page would show no result", "", "\n"),
        ("asserts_nothing", "1", "no assertion ran; a snippet must check what it shows", "", "unchecked\n"),
        ("never_ends", "5", TIMEOUT, "pass", "start\n"),
        ("never_ends_in_c", "10", TIMEOUT, "ctypes.PyDLL(None).sleep(1000)", ""),
        (
            "thread_never_ends",
            "7",
            TIMEOUT,
            "threading.Thread(target=threading.Event().wait).start()",
            "end\n",
        ),
        (
            "time_limit_in_minutes",
            "1",
            "cannot read 'Time limit: 1 min'; expected for example 'Time limit: 60 s'",
            "",
            "",
        ),
        (
            "exits_at_once",
            "5",
            "ends here with exit status 0, before its last line",
            "os._exit(0)",
            "no newline, and yet not lost",
        ),
        (
            "calls_sys_exit",
            "5",
            "raises SystemExit(0); a snippet must run to its last line",
            "sys.exit(0)",
            "before\n",
        ),
        ("kills_itself", "5", "is killed by SIGKILL", "os.kill(os.getpid(), signal.SIGKILL)", "before\n"),
        ("kills_itself_without_name", "4", "is killed by signal 40", "os.kill(os.getpid(), 40)", ""),
        ("segmentation_fault", "4", "is killed by SIGSEGV", "ctypes.string_at(0)", ""),
        (
            "prints_a_megabyte",
            "3",
            "prints more than 20000 characters",
            'print("字" * 1_000_000)',
            "start\n" + "字" * 19_994,
        ),
        (
            "prints_too_much_on_both",
            "5",
            "prints more than 20000 characters",
            'print("e" * 12_000, file=sys.stderr)',
            "o" * 12_000 + "\n" + "e" * 7_999,
        ),
        (
            "leaves_a_process",
            "4",
            "leaves a process running: sleep 1001",
            'subprocess.Popen(["sleep", "1001"])',
            "end\n",
        ),
        (
            "leaves_a_session",
            "5",
            "leaves a process running: sleep 1002",
            'subprocess.run(["sh", "-c", "setsid sleep 1002 & exit"], check=True)',
            "end\n",
        ),
        (
            "writes_files",
            "5",
            "leaves files in its working folder: folder, folder/a.txt",
            'Path("folder/a.txt").write_text("a")',
            "end\n",
        ),
        ("writes_a_file_in_c", "6", "leaves files in its working folder: b.bin", 'print("end")', "end\n"),
        ("not_utf8", "2", "is not UTF-8: byte 0xe9", "", ""),
        ("empty", "1", "is empty", "", ""),
        ("missing_glyph", "4", "no font has the character 'क' (U+0915)", 'axes.set_title("क")', "end\n"),
        ("computed_missing_glyph", "6", "no font has the character 'क' (U+0915)", 'print("end")', "end\n"),
        (
            "missing_glyph_beside_formula",
            "4",
            "no font has the character 'क' (U+0915)",
            'axes.set_title("$x^2$ क")',
            "",
        ),
        (
            "tolerates_the_negated_formula",
            "3",
            "no assertion fails when the sign of by_hand is reversed",
            "by_hand = 2 * a",
            "end\n",
        ),
        (
            "raises_when_negated",
            "4",
            (
                "when the sign of by_hand is reversed, an assertion must fail, but here: "
                "ValueError: math domain error"
            ),
            "by_hand = 4.0",
            "end\n",
        ),
        (
            "claims_without_formula",
            "3",
            "states a claim, but no line assigns by_hand; the hand formula is the one 'by_hand = ...'",
            "",
            "",
        ),
        (
            "two_hand_formulas",
            "1",
            "states a claim, but 2 lines assign by_hand; the hand formula is the one 'by_hand = ...'",
            "",
            "",
        ),
        (
            "reads_what_it_does_not_name",
            "6",
            "reads good.py and does not say so; a line 'Reads: good.py' in its docstring does",
            'text = Path(__file__).with_name("good.py").read_text("utf-8")',
            "True\n",
        ),
        (
            "imports_by_a_string",
            "3",
            "reads beside_module.py and does not say so; a line 'Reads: beside_module.py' in its docstring does",
            'assert import_module("beside_module").TWO == 2',
            "2\n",
        ),
        ("two_claims", "3", "states 2 claims; a snippet verifies one", "", ""),
        ("no_such_file", "1", "does not exist", "", ""),
        ("../outside", "1", "is outside the folder tests/samples/snippets", "", ""),
    ],
)
def test_bad_snippet(  # noqa: PLR0913, PLR0917  (the columns of the table)
    runner: Runner, name: str, place: str, message: str, source: str, output: str
) -> None:
    bad = error(runner, name)
    assert str(bad) == f"tests/samples/snippets/{name}.py:{place}: {message}"
    assert bad.source == source
    assert bad.output == output


@pytest.mark.parametrize(
    ("name", "line", "beginning"),
    [
        ("always_true_assertion", 2, "is not Python: assertion is always true, perhaps remove parentheses?"),
        # Python 3.14 says more after these words.
        ("stray_backslash", 1, "is not Python: "),
    ],
)
def test_what_python_only_warns_of(runner: Runner, name: str, line: int, beginning: str) -> None:
    bad = error(runner, name)
    assert bad.place.line == line
    assert bad.message.startswith(beginning)
    assert ("\\m" in bad.message) == (name == "stray_backslash")


def test_error_for_a_terminal(runner: Runner) -> None:
    expected = (
        "tests/samples/snippets/assertion_fails.py:2: assertion fails: x is 2\n"
        '    assert x == 3, f"x is {x}"\n'
        "Output:\n"
        "before"
    )
    assert error(runner, "assertion_fails").described() == expected
    assert error(runner, "empty").described() == "tests/samples/snippets/empty.py:1: is empty"
    assert error(runner, "prints_a_megabyte").described().endswith("Output:\n" + "字" * 2000)


def test_link_out_of_the_folder_and_folder(tmp_path: Path) -> None:
    (tmp_path / "snippets" / "a_folder").mkdir(parents=True)
    (tmp_path / "elsewhere.py").write_text("print(1)")
    (tmp_path / "snippets" / "link.py").symlink_to(tmp_path / "elsewhere.py")
    with Runner(tmp_path) as runner:
        outcomes = list(runner.run([Path("snippets/link.py"), Path("snippets/a_folder")]))
    assert [str(bad) for bad in outcomes] == [
        "snippets/link.py:1: is outside the folder snippets",
        "snippets/a_folder:1: is not a file",
    ]


@pytest.mark.parametrize(
    ("name", "stdout"),
    [
        ("prints_script", "<script>alert(1)</script>\n"),
        ("child_ends_soon", "end\n"),
        ("daemon_thread", "end\n"),
        ("imports_beside", "2\n"),
        ("reads_what_it_names", "True\n"),
        ("forks", "parent\n"),
        ("byte_order_mark", "mark\n"),
        ("looks_like_python", "beside\n[] beside\n"),
    ],
)
def test_not_an_error(runner: Runner, name: str, stdout: str) -> None:
    assert result(runner, name).stdout == stdout


def test_output_of_every_kind_is_captured(runner: Runner) -> None:
    good = result(runner, "prints_at_every_level")
    assert sorted(good.stdout.splitlines()) == ["at exit", "print", "printf", "subprocess", "write"]
    assert good.stderr == "错误\n"


def test_assertions_that_passed_are_counted(runner: Runner) -> None:
    good = result(runner, "counts_assertions")
    assert good.assertions == 3 + 1 + 1 + 1
    assert good.stdout == "not counted\n"


def test_floating_dtypes_of_globals(runner: Runner) -> None:
    assert result(runner, "dtypes").dtypes == ("float32", "float64")


def test_values_of_globals_go_with_a_claim(runner: Runner) -> None:
    good = result(runner, "values")
    assert good.claim == "a + a = 2a"
    assert good.claim_line == 1
    assert good.functions == ("f",)
    assert good.values == {
        "number": Value((), (2.0,)),
        "truth": Value((2,), (1.0, 0.0)),
        "vector": Value((2,), (1.5, 2.5)),
        "matrix": Value((2, 2), (1.0, 3.0, 2.0, 4.0)),
        "W[1]": Value((2,), (1.5, 2.5)),
        "a[1]": Value((), (2.0,)),
        "by_hand": Value((), (4.0,)),
    }
    assert Result.from_json(good.to_json()) == good
    assert not result(runner, "good").values


def test_nothing_leaks_from_one_snippet_to_the_next(runner: Runner) -> None:
    defaults = "torch.float32 1\nFalse False False False\n1000\n"
    assert result(runner, "sees_defaults").stdout == defaults
    assert (
        result(runner, "changes_everything").stdout == "changed\n"
    )  # the same worker serves one after the other
    assert result(runner, "sees_defaults").stdout == defaults


def test_without_a_seed_numbers_differ(runner: Runner) -> None:
    first, second = (result(runner, "unseeded").stdout.split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_results_come_in_the_order_of_the_paths(runner: Runner) -> None:
    names = ["never_ends", "good", "prints_script", "no_such_file", "good", "beside", "raises"]
    outcomes = list(runner.run([FOLDER / f"{name}.py" for name in names]))
    paths = [one.path if isinstance(one, Result) else one.place.path.as_posix() for one in outcomes]
    assert paths == [f"tests/samples/snippets/{name}.py" for name in names]


def test_result_survives_json(runner: Runner) -> None:
    for name in ("good", "figures"):
        good = result(runner, name)
        assert Result.from_json(good.to_json()) == good


def test_default_time_limit() -> None:
    path = FOLDER / "good.py"
    assert read_program(path, ROOT, FOLDER).seconds == 30


# Figures.


def test_figures_are_drawn_for_the_page(runner: Runner) -> None:
    figures = result(runner, "figures").figures
    assert len(figures) == 2
    for figure in figures:
        root = ET.fromstring(figure)  # noqa: S314  (our own)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("width") == "100%"
        assert "height" not in root.attrib
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"style", "metadata", "text", "script"}
        assert "<!--" not in figure
        colours = set(re.findall(r"(?:fill|stroke):([^;\"]+)", figure))
        assert colours == {"none", "currentColor", "var(--figure-1, #0072b2)"}
        assert len(figure) < 30_000


def test_ids_of_figures_do_not_clash(runner: Runner) -> None:
    ids = [re.findall(r' id="([^"]+)"', figure) for figure in result(runner, "figures").figures]
    assert len(ids[0]) > 5
    assert len({*ids[0], *ids[1]}) == len(ids[0]) + len(ids[1])
    for figure, own in zip(result(runner, "figures").figures, ids, strict=True):
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', figure)) == set(own)


def test_figures_are_the_same_in_every_run(runner: Runner) -> None:
    first = result(runner, "figures").figures
    runner.close()
    assert result(runner, "figures").figures == first


def test_figure_alone_is_something_to_show(runner: Runner) -> None:
    assert len(result(runner, "draws_only").figures) == 1


# The processes of the runner.


def marked(marker: str) -> dict[int, tuple[int, str]]:
    """Return parent and command line of the processes whose environment holds `marker`, by their ids."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes() and folder.name != str(os.getpid()):
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = int(parent), command
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def processes(marker: str) -> list[str]:
    """Return their command lines; a dead process that nobody has buried has none."""
    return [command for _, command in marked(marker).values() if command]


def soon_none(marker: str) -> list[str]:
    """Wait until no process has `marker`, at most 10 s; return those that are left."""
    end = time.monotonic() + 10
    while processes(marker) and time.monotonic() < end:
        time.sleep(0.02)
    return processes(marker)


@pytest.fixture
def marker(monkeypatch: pytest.MonkeyPatch) -> str:
    marker = uuid.uuid4().hex
    monkeypatch.setenv("TEST_MARKER", marker)
    return marker


def test_nothing_starts_before_a_snippet_must_run(marker: str) -> None:
    with Runner(ROOT, FOLDER) as runner:
        assert error(runner, "syntax_error").message == "is not Python: '(' was never closed"
        assert processes(marker) == []


def test_the_host_does_not_import_torch() -> None:
    modules = "tracetrick.snippets, tracetrick.pytest_plugin, tracetrick.cli"
    program = f"import sys, {modules}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("name", ["kills_its_worker", "kills_the_prepared_process"])
def test_death_of_the_runners_own_processes(marker: str, name: str) -> None:
    with Runner(ROOT, FOLDER) as runner:
        with pytest.raises(WorkerError) as caught:
            outcome(runner, name)
        assert str(caught.value) == (
            f"a process died, busy with tests/samples/snippets/{name}.py; perhaps memory ran out"
        )
        assert soon_none(marker) == []
        assert result(runner, "beside").stdout == "beside\n"  # it has started again
    assert processes(marker) == []


def test_worker_that_dies_idle_is_replaced(marker: str) -> None:
    with Runner(ROOT, FOLDER) as runner:
        result(runner, "beside")
        found = marked(marker)
        workers = [pid for pid, (parent, _) in found.items() if parent in found]
        assert len(workers) == cores()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.1)
        assert result(runner, "beside").stdout == "beside\n"
    assert processes(marker) == []


HOST = """
import signal
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored in the background
from tracetrick.snippets import Runner
with Runner(Path.cwd(), Path("tests/samples/snippets")) as runner:
    print(*runner.run([Path("tests/samples/snippets/beside.py")]), flush=True)
    print(*runner.run([Path("tests/samples/snippets/stays.py")]), flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_when_the_host_ends_everything_ends(marker: str, number: signal.Signals) -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", HOST], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with host:
        assert host.stdout is not None
        assert "beside" in host.stdout.readline()
        while "sleep 1004 " not in processes(marker):
            time.sleep(0.02)
        host.send_signal(number)
    assert host.returncode == -number
    assert soon_none(marker) == []


def test_caller_that_leaves_early(marker: str) -> None:
    with Runner(ROOT, FOLDER) as runner:
        outcomes = runner.run([FOLDER / "beside.py", FOLDER / "stays.py"])
        assert isinstance(next(outcomes), Result)
        outcomes.close()
        assert processes(marker) == []
        assert result(runner, "beside").stdout == "beside\n"


def test_missing_font(tmp_path: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "x.py").write_text("assert True\nprint(1)\n")
    with Runner(tmp_path) as runner, pytest.raises(RunnerError) as caught:
        list(runner.run([Path("snippets/x.py")]))
    assert str(caught.value) == (
        "the font of figures is missing, node_modules/@expo-google-fonts/noto-sans-sc/400Regular/"
        "NotoSansSC_400Regular.ttf; run `make` to install it"
    )


def test_missing_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch here')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with Runner(ROOT, FOLDER) as runner, pytest.raises(WorkerError) as caught:
        outcome(runner, "beside")
    first, *_, last = str(caught.value).splitlines()
    assert first == "a process died before its work began:"
    assert last == "ImportError: no torch here"


def test_optimized_host_keeps_assertions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    with Runner(ROOT, FOLDER) as runner:
        assert result(runner, "looks_like_python").assertions == 8


def test_children_are_found_without_proc() -> None:
    with subprocess.Popen(["sleep", "1005"]) as child:
        assert child.pid in children_by_ps(os.getpid())
        assert child.pid in children()
        child.kill()


def test_environment_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = environment_key()
    assert re.fullmatch(
        r"python 3\.\S+ torch 2\.13\.0\S* numpy 2\.4\.6 sympy 1\.\S+ matplotlib 3\.11\.2 [0-9a-f]{64}", key
    )
    (tmp_path / "snippets").mkdir()
    for name in ("snippets/__init__.py", "prepared.py", "orphans.py"):
        (tmp_path / name).write_text("changed")
    monkeypatch.setattr("tracetrick.snippets.__file__", str(tmp_path / "snippets" / "__init__.py"))
    assert environment_key() != key


@pytest.mark.parametrize(
    ("source", "is_slow"),
    [
        ("torch.func.grad(f)(x)", True),
        ("from torch.func import jvp", True),
        ("torch.autograd.functional.hessian(f, x)", True),
        ("def function(): return torch.trace(X)", False),
    ],
)
def test_only_what_a_program_may_need_is_imported_for_it(source: str, *, is_slow: bool) -> None:
    assert ("torch._dynamo" in slow_imports(source)) == is_slow
