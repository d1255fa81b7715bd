"""What stands beside formulas and programs, word for word in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from judgements import claim
from tracetrick.page.formula import Formula
from tracetrick.site.displays import Display, boxed
from tracetrick.site.labels import LABELS
from tracetrick.site.mathjax import Rendered
from tracetrick.site.show import evidence, inline_html, residual_text
from tracetrick.site.trust import PageTrust, Trust, report

if TYPE_CHECKING:
    from pathlib import Path

    from tracetrick.judged import Judged


CLAIMS = [
    claim(),
    claim(by_exact="outside", residual=3e-15),
    claim(by_float="outside"),
    claim(by_exact="outside", relation=r"\ge", draws=90),
]


def test_the_evidence_in_chinese() -> None:
    assert evidence(CLAIMS, LABELS["zh"]) == [
        "4 个关系已检查",
        (
            "1 个由精确算术和 float64 自动微分各判定一次"
            "（精确算术模约 2^61 的素数，错误的等式漏过一次抽样的概率约为 10^-17）"
        ),
        "1 个只用精确算术判定",
        "1 个只用 float64 自动微分判定",
        "1 个不等式未被反驳",
        "维数 m = 3, n = 4; m = 6, n = 5",
        "抽样 114 次",
        "float64 的最大相对误差 3e-15",
    ]


def test_the_evidence_in_english() -> None:
    assert evidence(CLAIMS, LABELS["en"]) == [
        "relations checked: 4",
        (
            "by exact arithmetic and by float64 automatic differentiation: 1 "
            "(exact modulo a prime of about 2^61; a false equality passes a draw with probability about 10^-17)"
        ),
        "by exact arithmetic alone: 1",
        "by float64 automatic differentiation alone: 1",
        "inequalities, not refuted: 1",
        "dimensions m = 3, n = 4; m = 6, n = 5",
        "draws: 114",
        "worst relative difference in float64: 3e-15",
    ]


WRONG = claim(verdict="false", wanted="false", message="4×3 times 4×1; did you mean Xᵀ? (at m = 4, n = 3)")
FAILED = claim(verdict="false", expected=False, message="4×3 times 4×1")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "检查器拒绝了它：形状不合：4×3 乘 4×1；是不是要写 Xᵀ？（取 m = 4, n = 3）"),
        ("en", "The checker refuses it: 4×3 times 4×1; did you mean Xᵀ? (at m = 4, n = 3)"),
    ],
)
def test_what_is_shown_as_wrong_is_refused_in_the_page_s_language(language: str, said: str) -> None:
    formula, rendered = (
        Formula("a = b", display=True, start=0, outer=(0, 5)),
        Rendered("<math>", 3, 1, (), "a=b", {}),
    )

    box, message = boxed(Display(1, [WRONG]), "…", LABELS[language])
    assert box.get("class") == "display"
    assert (message.tag, message.get("class"), message.text) == ("p", "refused", said)
    assert f'<span class="refused">{said}</span>' in inline_html(formula, rendered, [WRONG], LABELS[language])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_an_author_must_mend_is_told_as_on_the_command_line(language: str) -> None:
    box, message = boxed(Display(1, [FAILED]), "…", LABELS[language])

    assert box.get("class") == "display unexpected"
    assert message.text == "7:3: false: 4×3 times 4×1"


@pytest.mark.parametrize(
    ("language", "checked", "title", "name"),
    [
        ("zh", CLAIMS, "式 (7)：4 个关系已检查", "(7)✓"),
        ("en", CLAIMS, "Formula (7): relations checked: 4", "(7)✓"),
        ("zh", [], "式 (7)", "(7)"),
        ("en", [WRONG], "Formula (7)", "(7)"),
        ("en", [*CLAIMS, claim(verdict="skipped")], "Formula (7)", "(7)"),
    ],
)
def test_the_mark_of_a_display_links_to_it(
    language: str, checked: list[Judged], title: str, name: str
) -> None:
    box = boxed(Display(7, checked), "…", LABELS[language])[0]

    link = box[0]
    assert box.get("id") == "eq-7"
    assert (link.tag, link.get("href"), link.get("title")) == ("a", "#eq-7", title)
    assert "".join(link.itertext()) == name


def test_a_residual_of_nothing_is_0() -> None:
    assert residual_text(0.0, LABELS["en"]) == "worst relative difference in float64: 0"


def test_the_trust_report_in_english(tmp_path: Path) -> None:
    skipped = claim(verdict="skipped", message="a definition of the book")
    page = PageTrust(tmp_path / "index.md", "Home", (*CLAIMS, WRONG, skipped), None)
    said = [
        re.sub(r"\s+", " ", text).strip()
        for element in report(Trust((page,)), LABELS["en"], tmp_path)
        for text in element.itertext()
    ]

    assert said[:27] == [
        "How the claims were judged", "The verdict rests on", "Claims",
        "exact arithmetic and float64", "1", "exact arithmetic alone", "1", "float64 alone", "1",
        "sampling alone: inequalities, not refuted", "1", "shown as wrong, and refused", "1",
        "left unchecked by the author", "1", "Total", "6",
        "Unchecked claims", "Page", "Line", "Claim", "The author's reason",
        "Home", "7", "a = b", "a definition of the book",
        "Deliberate mistakes",
    ]  # fmt: skip
    assert said[28:30] == ["Not yet counted for the present text of these pages:", "Home"]
