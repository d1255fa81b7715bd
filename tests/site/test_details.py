"""What the panel of a display tells, word for word."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import judgements
from tracetrick.page.formula import Formula
from tracetrick.site.details import details_json, details_name
from tracetrick.site.labels import LABELS, SCRIPT_LABELS
from tracetrick.site.mathjax import MathJaxError, Rendered
from tracetrick.site.meanings import Symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracetrick.judged import Judged


def claim(**changes: object) -> Judged:
    return judgements.claim(**{"latex": "a &= b"} | changes)


DISPLAY = Formula("a", display=True, start=0, outer=(0, 1))
INLINE = Formula("a", display=False, start=10, outer=(10, 11))


def set_in_a_line(latex: str) -> Rendered | MathJaxError:
    html = (
        f"<mjx-container><mjx-c>{latex}</mjx-c><mjx-assistive-mml>spoken</mjx-assistive-mml></mjx-container>"
    )
    return MathJaxError("no such command") if latex == r"\bad" else Rendered(html, 1.0, 1.0, (), latex, {})


def told(judged: Sequence[Judged], language: str = "en") -> str:
    """Return what is told of the claims of a page with one display."""
    made = json.loads(details_json([INLINE, DISPLAY], judged, {}, set_in_a_line, LABELS[language]))
    ((checked, symbols),) = made["displays"]
    assert symbols == made["symbols"] == []
    return str(checked)


SURE = (
    "<p>Exact arithmetic is modulo a prime of about 2⁶¹: "
    "a false equality passes a draw with probability about 10⁻¹⁷.</p>"
)


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (
            [claim()],
            (
                "<p>exact arithmetic and float64; dimensions m = 3, n = 4; m = 6, n = 5</p><ul><li><code>a = b</code><br>"
                f"draws: 8; worst relative difference in float64: 2e-16</li></ul>{SURE}"
            ),
        ),
        (
            [claim(), claim(latex="b = c", draws=104, residual=0.0)],
            (
                "<p>exact arithmetic and float64; dimensions m = 3, n = 4; m = 6, n = 5</p>"
                "<ul><li><code>a = b</code><br>draws: 8; worst relative difference in float64: 2e-16</li>"
                f"<li><code>b = c</code><br>draws: 104; worst relative difference in float64: 0</li></ul>{SURE}"
            ),
        ),
        (
            [claim(dimensions=()), claim(by_exact="outside", relation=r"\ge", latex="b > 0 & ")],
            (
                "<p>exact arithmetic and float64</p><ul><li><code>a = b</code><br>"
                "draws: 8; worst relative difference in float64: 2e-16</li></ul>"
                "<p>sampling alone: inequalities, not refuted; dimensions m = 3, n = 4; m = 6, n = 5</p>"
                "<ul><li><code>b &gt; 0</code><br>draws: 8; worst relative difference in float64: 2e-16</li></ul>"
                f"{SURE}"
            ),
        ),
        (
            [claim(by_exact="outside")],
            (
                "<p>float64 alone; dimensions m = 3, n = 4; m = 6, n = 5</p><ul><li><code>a = b</code><br>"
                "draws: 8; worst relative difference in float64: 2e-16</li></ul>"
            ),
        ),
        (
            [claim(by_float="")],
            (
                "<p>exact arithmetic alone; dimensions m = 3, n = 4; m = 6, n = 5</p><ul><li><code>a = b</code><br>"
                f"draws: 8</li></ul>{SURE}"
            ),
        ),
        (
            [claim(verdict="false", message="they differ")],
            "<p>shown as wrong, and refused</p><ul><li><code>a = b</code><br></li></ul>",
        ),
        (
            [claim(verdict="skipped", message="as in <b>the book</b>")],
            "<p>left unchecked by the author: as in &lt;b&gt;the book&lt;/b&gt;</p><ul><li><code>a = b</code><br></li></ul>",
        ),
        (
            [claim(kind="definition"), claim(formula=10)],
            "<p>No claim here: declarations, definitions, or a formula without a relation.</p>",
        ),
    ],
    ids=["one", "alike", "unlike", "float", "exact", "wrong", "unchecked", "none"],
)
def test_each_claim_of_a_display_is_told(judged: list[Judged], said: str) -> None:
    assert told(judged) == said


def test_a_chinese_page_tells_it_in_chinese() -> None:
    assert told([claim()], "zh") == (
        "<p>精确算术和 float64 各判定一次；维数 m = 3, n = 4; m = 6, n = 5</p>"
        "<ul><li><code>a = b</code><br>抽样 8 次；float64 的最大相对误差 2e-16</li></ul>"
        "<p>精确算术模约 2⁶¹ 的素数：错误的等式漏过一次抽样的概率约为 10⁻¹⁷。</p>"
    )
    assert told([], "zh") == "<p>这里没有断言：只有声明、定义或不含关系的式子。</p>"


def test_symbols_are_known_by_their_glyphs_and_told_once() -> None:
    shape, bad = Symbol("R", ("R in S", "R := X")), Symbol(r"\bad", (r"\bad",))
    second = Formula("b", display=True, start=5, outer=(5, 6))
    made = json.loads(
        details_json([DISPLAY, second], [], {0: [shape], 5: [bad, shape]}, set_in_a_line, LABELS["en"])
    )

    assert [used for _, used in made["displays"]] == [[0], [1, 0]]
    assert [glyphs for glyphs, _ in made["symbols"]] == ["R", ""], "what MathJax refuses is no symbol"
    assert made["symbols"][0][1].count("<mjx-container>") == 2


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("docs/zh/index.md", "details/zh/index.json"),
        ("docs/en/rules.md", "details/en/rules.json"),
        ("docs/en/examples/softmax.md", "details/en/examples/softmax.json"),
        ("docs/en/lab/index.md", "details/en/lab.json"),
    ],
)
def test_the_file_of_a_page_follows_its_address(page: str, name: str) -> None:
    assert details_name(Path(page)) == name


def test_the_script_has_all_its_words_in_both_languages() -> None:
    script = Path(details_json.__code__.co_filename).with_name("tracetrick.js").read_text("utf-8")
    used = set(re.findall(r"(?<=\bwords\.)\w+", script.partition("const words = LABELS")[2]))

    assert set(SCRIPT_LABELS) == set(LABELS)
    for words in SCRIPT_LABELS.values():
        assert set(words) == used
