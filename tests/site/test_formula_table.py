"""The table of formulas: every result of the pages in one language, and nothing that was not found true."""

import re

from bs4 import BeautifulSoup

from projects import SAID, SmallProject

TABLE = "# 公式表 {#formulas}\n\n/// formula-table\n///\n"
PAGE = rf"""# 页 {{#page}}

设 $X \in \mathbb{{R}}^{{m\times n}}$，$x \in \mathbb{{R}}^{{n}}$。

## 证明 {{#proof}}

<!-- result: 平方和的导数 -->

$$
\nabla_X\|X\|_F^2 = 2X.
$$

=== "分母布局"

    <!-- result: 长度 -->

    $$ \frac{{\partial \|x\|^2}}{{\partial x}} = 2x $$

=== "分子布局"

    <!-- result: 长度 -->

    $$ \frac{{\partial \|x\|^2}}{{\partial x}} = 2x^\top $$

/// snippet | good.py
///

{SAID}
"""


def table(project: SmallProject, path: str = "site/formulas/index.html") -> BeautifulSoup:
    """Return the table of a built site."""
    found = BeautifulSoup(project.read(path), "html.parser").select_one("div.formula-table")
    assert found is not None
    return found  # type: ignore[return-value]  # a tag has the methods of a soup


def test_every_result_stands_in_the_table_with_its_mark_and_its_proof(project: SmallProject) -> None:
    project.write("docs/zh/formulas.md", TABLE)
    project.write("docs/zh/examples/page.md", PAGE)
    project.write("docs/zh/index.md", f"# 首页 {{#home}}\n\n{SAID}\n")

    built = project.build()

    assert built.returncode == 0, built.stderr
    shown = table(project)
    assert [one["id"] for one in shown.select("h2")] == ["scalar-by-vector", "scalar-by-matrix"]
    assert [one.get_text() for one in shown.select(".tabbed-labels label")] == ["分母布局", "分子布局"]
    rows = shown.select("tbody tr")
    assert [row.select_one("a").get_text() for row in rows] == ["长度", "长度", "平方和的导数"]  # type: ignore[union-attr]
    assert {row.select_one("a")["href"] for row in rows} == {"../examples/page/#proof"}  # type: ignore[index]
    marks = [row.select_one("td .display > a.mark:has(.checked)") for row in rows]
    assert [mark["href"] for mark in marks] == [f"../examples/page/#eq-{number}" for number in (2, 3, 1)]  # type: ignore[index]
    assert {mark["title"] for mark in marks} == {"长度：1 个关系已检查", "平方和的导数：1 个关系已检查"}  # type: ignore[index]
    assert [one.get_text() for one in rows[2].select(".tex")] == [
        r"$$\nabla_X\|X\|_F^2 = 2X.$$",
        r"$X \in \mathbb{R}^{m\times n}$",
    ]
    assert rows[2]["data-name"] == "平方和的导数 标量对矩阵"
    assert "X" in str(rows[2]["data-symbols"]).split()
    assert shown.select_one(".formula-filter[hidden]"), "without JavaScript there is no filter"


def test_a_table_holds_the_results_of_its_own_language(project: SmallProject) -> None:
    for language in ("zh", "en"):
        project.write(f"docs/{language}/formulas.md", TABLE)
        project.write(f"docs/{language}/page.md", PAGE)
        project.write(f"docs/{language}/index.md", f"# 首页 {{#home}}\n\n{SAID}\n")

    built = project.build()

    assert built.returncode == 0, built.stderr
    assert len(table(project).select("tbody tr")) == 3


def test_a_result_that_fails_stops_publication(project: SmallProject) -> None:
    project.write("docs/zh/index.md", PAGE.replace("= 2X.", "= 3X."))

    built = project.build()

    assert built.returncode != 0
    assert "docs/zh/index.md:7:1: the result “平方和的导数” was not found true" in built.stderr
    assert re.search(r"docs/zh/index.md:10:\d+: false: the two sides differ", built.stderr)


def test_two_results_of_one_name_stop_publication(project: SmallProject) -> None:
    project.write("docs/zh/index.md", PAGE)
    project.write("docs/zh/other.md", PAGE.split("===", maxsplit=1)[0])

    built = project.build()

    assert built.returncode != 0
    assert (
        "docs/zh/other.md:7:1: the result “平方和的导数” has the name of that at docs/zh/index.md:7:1"
        in built.stderr
    )
