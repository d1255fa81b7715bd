"""The trust report tells of every claim on what its verdict rests."""

import re

import pytest
from bs4 import BeautifulSoup

from projects import SmallProject
from tracetrick.judged import Judged
from tracetrick.site.trust import how_judged

CLAIMS = r"""

设 $x \in \mathbb{R}^{n}$，$A \in \mathbb{R}^{n\times n}$。

$$ x^\top x \ge 0, \quad \|A\|_* \ge 0 $$

$e^{a + a} = e^a e^a$，$a = 3$<!-- unchecked: 只是 <例子> -->。

/// wrong | 少了 2

$$ a + a = a $$

///
"""
REPORT = "# 报告 {#report}\n\n/// trust-report\n///\n"


def claim(**changes: object) -> Judged:
    fields = {
        "formula": 0, "kind": "claim", "relation": "=", "number": 1, "latex": "a = b", "sign": 2, "line": 1, "column": 1,
        "verdict": "true", "wanted": "true", "expected": True, "message": "", "text": "", "by_exact": "true", "by_float": "true",
        "draws": 8, "residual": 0.0, "dimensions": (), "seconds": 0.0,
    }  # fmt: skip
    return Judged(**fields | changes)  # type: ignore[arg-type]  # the tests give each its type


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({}, "both"),
        ({"by_float": "outside"}, "exact"),
        ({"by_exact": "outside"}, "float"),
        ({"by_exact": "outside", "relation": r"\ne"}, "float"),
        ({"by_exact": "outside", "relation": r"\ge"}, "sampled"),
        ({"by_exact": "outside", "relation": r"\in"}, "sampled"),
        ({"relation": r"\in"}, "both"),
        ({"verdict": "skipped"}, "unchecked"),
        ({"verdict": "false"}, "wrong"),
        ({"verdict": "unreadable"}, "wrong"),
        ({"verdict": "false", "expected": False}, "failed"),
        ({"verdict": "true", "expected": False}, "failed"),
    ],
)
def test_on_what_a_verdict_rests(changes: dict[str, object], how: str) -> None:
    assert how_judged(claim(**changes)) == how


def report(project: SmallProject) -> tuple[list[list[str]], str]:
    """Return the rows of the report's tables, and its text."""
    article = BeautifulSoup(project.read("site/report/index.html"), "html.parser").select_one("article")
    assert article is not None
    rows = [[cell.get_text() for cell in row.select("td")] for row in article.select("tbody tr")]
    return rows, article.get_text()


def test_the_report_of_a_site(project: SmallProject) -> None:
    project.write("docs/zh/index.md", "---\ntitle: 首页\n---\n" + project.read("docs/zh/index.md") + CLAIMS)
    project.write("docs/zh/report.md", REPORT)
    for name in ("index.md", "report.md"):
        project.write(f"docs/en/{name}", project.read(f"docs/zh/{name}"))

    built = project.build()
    assert built.returncode == 0, built.stderr
    rows, text = report(project)

    assert rows == [
        ["精确算术和 float64 各判定一次", "1"],
        ["只有 float64", "1"],
        ["只有抽样：不等式，未被反驳", "2"],
        ["标明是错的，检查器也拒绝", "1"],
        ["作者未让检查", "1"],
        ["合计", "6"],
        ["首页", "18", "a = 3", "只是 <例子>"],
        ["11", "a + a = 2a", "精确算术和 float64 各判定一次"],
        ["16", r"x^\top x \ge 0", "只有抽样：不等式，未被反驳"],
        ["16", r"\|A\|_* \ge 0", "只有抽样：不等式，未被反驳"],
        ["18", "e^{a + a} = e^a e^a", "只有 float64"],
        ["18", "a = 3", "作者未让检查"],
        ["22", "a + a = a", "标明是错的，检查器也拒绝"],
    ]
    assert "没有：本站" not in text
    assert re.search(r"下面各页现在的文字还没有统计：\s*首页", text)

    assert project.run("tracetrick", "mutate", "docs/zh").returncode == 0
    assert project.build().returncode == 0
    rows, text = report(project)
    counted = rows[7]
    assert "还没有统计" not in text
    assert counted[0] == "首页"
    mutants, refused, as_true, survive = map(int, counted[1:])
    assert mutants == refused + as_true + survive > 10
    assert survive == 0

    project.write("docs/zh/index.md", project.read("docs/zh/index.md") + "\n再说一句。\n")
    assert project.build().returncode == 0
    assert re.search(r"下面各页现在的文字还没有统计：\s*首页", report(project)[1])


def test_a_site_without_unchecked_claims_says_so(project: SmallProject) -> None:
    project.write("docs/zh/report.md", REPORT)

    assert project.build().returncode == 0
    assert "没有：本站的每个断言都检查过。" in report(project)[1]
    links = re.findall(r'</summary>\s*<p><a href="([^"]*)">', project.read("site/report/index.html"))
    assert links == ["../"]
