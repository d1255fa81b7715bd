"""The search finds and the pages show the same whether tags are kept from it or not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin, PluginCollection

from projects import small_project
from tracetrick.site.unsearched import TagsUnsearched

if TYPE_CHECKING:
    from pathlib import Path

PAGE = r"""# 标题 $\operatorname{tr}$ {#home}

设 $X\in\mathbb{R}^{n\times n}$，`<mjx-container>` 是代码。

/// snippet | good.py
///

设 $a \in \mathbb{R}$，那么 $a + a = 2a$。

## 末节 {#last}

$$ \operatorname{tr}(X^\top) = \operatorname{tr}(X) $$

表：

| 名字 | 式子 |
|---|---|
| 迹 | $\operatorname{tr}(X+X) = 2\operatorname{tr}(X)$ |
"""


def test_search_and_pages_are_the_same(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    project.write("docs/zh/index.md", PAGE)
    found = []
    for plugin in ("  tracetrick: {}\n", ""):
        project.write("mkdocs.yml", project.read("mkdocs.yml").replace("  tracetrick: {}\n", plugin))
        done = project.build()
        assert done.returncode == 0, done.stderr
        found.append((project.read("site/index.html"), project.read("site/search/search_index.json")))

    assert "tracetrick: {}" not in project.read("mkdocs.yml")
    assert found[0] == found[1]
    page, index = found[0]
    assert page.count("<mjx-math") == 6
    assert "operatorname" in index
    assert "mjx-math" not in index
    assert "&lt;mjx-container&gt;" in page


class Search(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Stands where the search of Material stands; it changes a page, too."""

    seen = ""

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:  # noqa: ANN401, ARG002
        self.seen = page.content
        page.content = page.content.replace("<p>", "<p lang='zh'>")


def test_the_search_gets_no_tags_of_formulas_and_programs() -> None:
    plugins, search = PluginCollection(), Search()
    plugins["search"], plugins["tracetrick"] = search, TagsUnsearched()
    formula = "<mjx-container jax='CHTML' data-search-exclude=''><mjx-math>x</mjx-math></mjx-container>"
    program = "<pre><span></span><code><span class='n'>x</span> <span class='o'>&lt;</span>\n  y</code></pre>"
    other = "<code><span>x</span></code><pre><code><a id='1'>x</a></code></pre>"
    unused: Any = SimpleNamespace()
    content = f"<p>one {formula}, two {formula.replace('>x<', '>y<')}</p>{program}{other}"
    page: Any = SimpleNamespace(content=content)

    plugins.on_page_context(unused, page=page, config=unused, nav=unused)

    left = "<mjx-container data-search-exclude></mjx-container>"
    text = "<pre><span></span><code>x &lt;\n  y</code></pre>"
    assert search.seen == f"<p>one {left}, two {left}</p>{text}{other}"
    assert page.content == content.replace("<p>", "<p lang='zh'>")
