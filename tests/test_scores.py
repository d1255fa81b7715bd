"""Mutation scores are those of the present text, or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from tracetrick.cache import Cache
from tracetrick.check import default_float_judge
from tracetrick.cli import main
from tracetrick.page.source import Source
from tracetrick.scores import Score, Scores

if TYPE_CHECKING:
    import pytest

TEXT = "设 $a \\in \\mathbb{R}$。\n\n$$ a + a = 2a $$\n"


def test_a_score_belongs_to_its_text_and_to_its_checker(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    source = Source(Path("docs/a.md"), TEXT)
    scores = Scores(cache, "this checker")
    assert scores.known(source) is None

    score = scores.counted(source, default_float_judge())

    assert score.claims == 1
    assert score.refused > 0
    assert score.mutants == score.refused + score.as_true + len(score.survivors)
    assert scores.known(source) == scores.counted(source, None) == score
    assert Scores(cache, "another checker").known(source) is None
    assert scores.known(Source(source.path, TEXT + "\n")) is None


def test_a_count_without_the_float_judge_is_not_kept(tmp_path: Path) -> None:
    scores = Scores(Cache(tmp_path), "")
    source = Source(Path("a.md"), TEXT)

    assert scores.counted(source, None).claims == 1
    assert scores.known(source) is None


def test_survivors_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text(TEXT, "utf-8")
    kept = Score(
        1,
        0,
        {"shape": 0, "value": 1, "unreadable": 0, "equal": 0, "holds": 0, "survivor": 1},
        ("a.md:3:4: so",),
    )
    monkeypatch.setattr(Scores, "known", lambda *_: kept)

    done = CliRunner().invoke(main, ["mutate", "a.md"])

    assert done.exit_code == 1
    assert done.output == (
        "a.md:3:4: so\n"
        "a.md: 1 claims, 2 mutants: 0 killed by shape, 1 by value, 0 unreadable, 0 equal, 0 hold all the same, "
        "1 survive\n"
    )
