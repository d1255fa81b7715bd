"""Mutants of whole claims: what kills them, what excuses them, what remains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracetrick.check import Verdict, default_float_judge
from tracetrick.cli import main
from tracetrick.mutate import Judges, Outcome, Report, judged, mutate, outcomes
from tracetrick.page.source import Source
from verdicts import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracetrick.check import FloatJudge
    from tracetrick.page.statements import Statement

SQUARES = "$A, B \\in \\mathbb{R}^{n\\times n}$, $X, Y \\in \\mathbb{R}^{m\\times n}$, $x, y \\in \\mathbb{R}^{n}$, $a, b \\in \\mathbb{R}$.\n"


def source_of(text: str) -> Source:
    return Source(Path("page.md"), text)


def report_of(text: str) -> Report:
    return mutate(source_of(SQUARES + text), float_judge=default_float_judge())


def fates(text: str) -> dict[str, str]:
    """The fate of each mutant by its LaTeX."""
    return {one.latex: one.fate for one in report_of(text).outcomes}


def weakened(text: str, weaken: Callable[[Verdict], Verdict]) -> list[Outcome]:
    """The outcomes for a page whose own judge is spoilt."""
    verdicts, judges = judged(source_of(SQUARES + text), default_float_judge())

    def weak(statement: Statement) -> Verdict:
        return weaken(judges.own(statement))

    claims = [one.statement for one in verdicts if one.statement.kind == "claim"]
    return list(outcomes(claims, Judges(weak, judges.fresh, judges.lookalikes)))


def only_shapes(verdict: Verdict) -> Verdict:
    return replace(verdict, verdict="true") if verdict.kind == "value" else verdict


def test_mutants_are_killed_by_shape_by_value_and_as_unreadable() -> None:
    found = fates("$\\mathrm{d}(X^\\top X) = (\\mathrm{d}X)^\\top X + X^\\top\\mathrm{d}X$")
    right = "\\mathrm{d} ( X^{\\top} X ) = "
    assert found[right + "( \\mathrm{d} X ) X + X^{\\top} \\mathrm{d} X"] == "shape"
    assert found[right + "( \\mathrm{d} X )^{\\top} X - X^{\\top} \\mathrm{d} X"] == "value"
    assert found[right + "( \\mathrm{d} X )^{\\top} X"] == "value"
    assert found[right + "( \\mathrm{d} X )^{\\top} Y + X^{\\top} \\mathrm{d} X"] == "value"
    assert fates("$\\sum_{i=1}^{n} x_i = \\mathbf 1^\\top x$")[
        "\\sum_{i = 1}^{n + 1} x_{i} = \\mathbf{1}^{\\top} x"
    ] in ("shape", "unreadable")
    assert "survivor" not in found.values()


@pytest.mark.parametrize(
    ("claim", "mutant"),
    [
        # Cyclicity of the trace
        ("\\operatorname{tr}(2AB) = 2\\operatorname{tr}(BA)", "\\operatorname{tr}( 2 B A ) = 2 \\operatorname{tr}( B A )"),
        # Transpose of a scalar
        ("(x^\\top Ay)B = x^\\top(Ay)B", "( x^{\\top} A y )^{\\top} B = x^{\\top} ( A y ) B"),
        # Scalars commute
        ("abx - x = (ab - 1)x", "b a x - x = ( a b - 1 ) x"),
        # Zero remains zero
        ("x^\\top(A - A^\\top)x = 0", "2 x^{\\top} ( A - A^{\\top} ) x = 0"),
        ("\\frac{\\partial a}{\\partial x} = 0", "( \\frac{\\partial a}{\\partial x} )^{\\top} = 0"),
        # An index that is free in the claim stays free, and the other side gives the size of bare unit vectors
        ("x - x_ke_k = \\sum_{j\\ne k} x_je_j", "x - x_{k} e_{k} = \\sum_{j \\ne k} e_{j} x_{j}"),
    ],
)  # fmt: skip
def test_true_equalities_are_recognised_and_not_listed(claim: str, mutant: str) -> None:
    report = report_of(f"${claim}$")
    found = {one.latex: one.fate for one in report.outcomes}
    assert found[mutant] == "equal"
    assert report.survivors == ()


def test_what_a_weak_judge_lets_pass_is_listed_with_its_place() -> None:
    found = [one for one in weakened("$(AB)^\\top = B^\\top A^\\top$", only_shapes) if one.fate == "survivor"]
    source = source_of(SQUARES + "$(AB)^\\top = B^\\top A^\\top$")
    listed = {(str(source.place(one.at)), one.operator, one.statement.latex, one.latex) for one in found}
    assert (
        "page.md:2:14",
        "swap factors",
        "(AB)^\\top = B^\\top A^\\top",
        "( A B )^{\\top} = A^{\\top} B^{\\top}",
    ) in listed
    assert (
        "page.md:2:2",
        "drop a transpose",
        "(AB)^\\top = B^\\top A^\\top",
        "( A B ) = B^{\\top} A^{\\top}",
    ) in listed


def test_a_judge_that_lets_everything_pass_is_not_believed() -> None:
    found = weakened(
        "$\\mathrm{d}(Ax) = (\\mathrm{d}A)x + A\\,\\mathrm{d}x$", lambda one: replace(one, verdict="true")
    )
    fates = [one.fate for one in found]
    assert set(fates) <= {"survivor", "equal"}
    assert fates.count("survivor") > 20


def test_a_mutant_is_judged_under_the_assumptions_of_its_claim() -> None:
    free = "$\\mathrm{d}(Ax) = (\\mathrm{d}A)x + A\\,\\mathrm{d}x$\n"
    held = "\n## Held\n$\\mathrm{d}A = 0$\n\n$\\mathrm{d}(Ax) = A\\,\\mathrm{d}x$"
    dropped = "\\mathrm{d} ( A x ) = A \\mathrm{d} x"
    assert fates(free)[dropped] == "value"
    assert "survivor" not in fates(free + held).values()


def test_an_inequality_that_holds_all_the_same_is_counted_apart() -> None:
    found = fates("$x^\\top x \\ge 0$")
    assert found["2 x^{\\top} x \\ge 0"] == "holds"
    assert fates("$(x^\\top x) + 1 \\ge 0$")["( x^{\\top} x )^{\\top} + 1 \\ge 0"] == "equal"
    assert found["x \\ge 0"] == "unreadable"
    assert found["- x^{\\top} x \\ge 0"] == "value"


def test_a_solution_is_changed_and_its_equation_refutes_it() -> None:
    text = "$B \\in \\mathbb{S}^{n}_{++}$\n\n$$ Bx - y = 0 \\Rightarrow x = B^{-1}y $$"
    found = fates(text)
    assert found["x = B y"] == "value"
    assert found["x = - B^{- 1} y"] == "value"
    assert found["x = B^{-\\top} y"] == "equal"
    assert "survivor" not in found.values()


def test_claims_that_are_false_or_skipped_are_left_out() -> None:
    report = report_of("$a + a = 3a$, $a + a = 2a$ and $a = b$<!-- unchecked: an example -->")
    assert (report.claims, report.others) == (1, 2)


def test_the_outcome_does_not_depend_on_the_run() -> None:
    text = (
        "$\\log(\\det(A)^2) = 2\\log|\\det A|$ and $\\operatorname{tr}(X^\\top Y) = \\sum_{i,j} x_{ij}y_{ij}$"
    )
    assert fates(text) == fates(text)


def test_no_mutant_of_a_true_page_survives() -> None:
    report = mutate(Source.read(CORPUS / "d_axb.md"), float_judge=default_float_judge())
    assert report.survivors == ()
    assert (report.claims, report.others) == (10, 0)
    assert len(report.outcomes) > 200


# Command line


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["mutate", *arguments])
    return result.exit_code, result.stdout, result.stderr


def page(folder: Path, text: str) -> str:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path.as_posix()


def test_scores_are_kept_in_a_projects_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page(tmp_path, "$a, b \\in \\mathbb{R}$: $a + b = b + a$\n")
    first = run("page.md")
    assert not (tmp_path / ".cache").exists()
    (tmp_path / "mkdocs.yml").touch()
    assert run("page.md") == first
    monkeypatch.setattr("tracetrick.mutate.judged", None)
    assert run("page.md") == first


def test_nothing_remains_exits_with_0(tmp_path: Path) -> None:
    path = page(tmp_path, "$a, b \\in \\mathbb{R}$: $a + b = b + a$\n")
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert out == (
        f"{path}: 1 claims, 20 mutants: 0 killed by shape, 16 by value, 0 unreadable, "
        "4 equal, 0 hold all the same, 0 survive\n"
    )


def test_a_survivor_exits_with_1_and_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page(tmp_path, "$A \\in \\mathbb{R}^{n\\times n}$: $A +\n A = 2A$\n")

    def spoilt(source: Source, float_judge: FloatJudge | None) -> tuple[list[Verdict], Judges]:
        verdicts, judges = judged(source, float_judge)
        return verdicts, replace(judges, own=lambda one: only_shapes(judges.own(one)))

    monkeypatch.setattr("tracetrick.mutate.judged", spoilt)
    code, out, _ = run(path)
    lines = out.splitlines()
    assert code == 1
    assert f"{path}:2:2: survives: add a transpose: A + A = 2A became A + A^{{\\top}} = 2 A" in lines
    assert lines[-1].startswith(f"{path}: 1 claims, ")
    assert lines[-1].endswith(f" {len(lines) - 1} survive")


def test_an_unreadable_file_exits_with_2(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"\xff\xfe")
    code, out, err = run(path.as_posix())
    assert (code, out) == (2, "")
    assert err == f"{path.as_posix()}:1: not UTF-8: byte 0 cannot be decoded\n"
    assert run((tmp_path / "none.md").as_posix())[0] == 2
    assert run()[0] == 2
