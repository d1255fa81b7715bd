"""How readers find what they look for: search, the filter of the table, related pages, breadcrumbs, both layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.test_pages import DESK, EXAMPLE, PHONE, both_languages, opened, searched

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("edition", "words", "found"),
    [
        ("", "伴随", "微分法则"),
        ("", "softmax", "softmax 损失的代码"),
        ("", "Frobenius", "约定"),
        ("", "弗罗贝尼乌斯", "约定"),
        ("", "雅可比", "矩阵对矩阵求导"),
        ("", "Jacobian", "约定"),
        ("", "海森", "从标量到矩阵"),
        ("", "黑塞矩阵", "从标量到矩阵"),
        ("", "Hessian", "公式表"),
        ("", "克罗内克积", "矩阵对矩阵求导"),
        ("", "支持向量机", "多类 SVM 的合页损失"),
        ("", "交叉熵", "多元 logistic 回归"),
        ("", "nabla", "公式表"),
        ("en/", "adjoint", "Rules for differentials"),
        ("en/", "softmax", "Code for the softmax loss"),
        ("en/", "Frobenius", "Conventions"),
        ("en/", "Jacobian", "Derivatives of a matrix by a matrix"),
        ("en/", "Hessian", "From scalars to matrices"),
        ("en/", "vectorization", "Conventions"),
        ("en/", "backpropagation", "Gradients of a deep ReLU network"),
        ("en/", "support vector machine", "The multiclass SVM hinge loss"),
        ("en/", "regularization", "Linear least squares"),
    ],
)
def test_names_that_readers_know_are_found(
    browser: Browser, address: str, edition: str, words: str, found: str
) -> None:
    with opened(browser, address + edition) as page:
        assert found in searched(page, words)
        shown = page.locator(".md-search-result__list .md-tag:visible")
        assert all(one.locator("mark").count() for one in shown.all()), (
            "an alias is shown when it was looked for"
        )


@both_languages
def test_aliases_do_not_litter_the_pages(browser: Browser, address: str, edition: str) -> None:
    with opened(browser, f"{address}{edition}rules/") as page:
        assert page.locator("article .md-tag, article .md-tags").count() == 0
        for alias in ("伴随矩阵, ", "classical adjoint", "克罗内克"):
            assert alias not in page.locator("article").inner_text()


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", ["formulas/", "en/formulas/"])
def test_the_table_of_formulas_is_filtered_by_kind(
    browser: Browser, address: str, path: str, width: int
) -> None:
    with opened(browser, address + path, width) as page:
        rows = page.locator(".formulas tbody tr:not([hidden])")
        everything = rows.count()
        choice = page.get_by_role("combobox")
        kinds = choice.locator("option").evaluate_all("all => all.map(one => one.value)")
        groups = page.locator(".formula-group h2").evaluate_all("all => all.map(one => one.id)")
        assert kinds[0] == ""
        assert sorted(kinds[1:]) == sorted(groups)
        assert {"matrix-by-scalar", "scalar-by-matrix", "matrix-by-matrix", "differential"} < set(groups)

        found = 0
        for kind in groups:
            choice.select_option(kind)
            shown = page.locator(".formula-group:visible")
            assert shown.count() == 1
            assert shown.locator("h2").get_attribute("id") == kind
            found += rows.count()
        assert found == everything

        choice.select_option("scalar-by-matrix")
        page.locator(".formula-filter input").fill("det")
        assert 0 < rows.count() < 9
        count = page.locator(".formula-filter output").inner_text()
        assert count.startswith(f"{len(set(rows.locator('td:first-child').all_text_contents()))} ")
        choice.select_option("matrix-by-scalar")
        assert rows.count() == 0
        choice.select_option("")
        page.locator(".formula-filter input").fill("")
        assert rows.count() == everything
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("edition", "name", "expected"),
    [("", "相关页面", "迹技巧"), ("en/", "Related pages", "The trace trick")],
    ids=["zh", "en"],
)
def test_each_page_leads_to_related_ones(
    browser: Browser, address: str, edition: str, name: str, expected: str
) -> None:
    with opened(browser, address + edition + EXAMPLE, PHONE, java_script_enabled=False) as page:
        related = page.get_by_role("navigation", name=name)
        links = related.get_by_role("link")
        assert 2 <= links.count() <= 4
        links.filter(has_text=expected).click()
        page.wait_for_url(f"{address}{edition}trace-tricks/")
        titles = page.get_by_role("navigation", name=name).get_by_role("link").all_inner_texts()
        assert titles
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("edition", "section"), [("", "例题"), ("en/", "Worked examples")], ids=["zh", "en"])
def test_the_way_to_a_page_is_shown(browser: Browser, address: str, edition: str, section: str) -> None:
    with opened(browser, address + edition + EXAMPLE) as page:
        way = page.locator("nav.md-path")
        assert section in way.inner_text()
        way.get_by_role("link").first.click()
        page.wait_for_url(address + edition)
        assert page.locator("nav.md-path").count() == 0
    with opened(browser, address + edition + EXAMPLE) as page:
        onward = page.locator("a.md-footer__link--next")
        assert onward.is_visible()
        assert page.locator("a.md-footer__link--prev").is_visible()
        onward.click()
        page.wait_for_url(f"{address}{edition}examples/logistic-regression/")


@pytest.mark.parametrize(
    ("edition", "layouts"),
    [("", ["分母布局", "分子布局"]), ("en/", ["Denominator layout", "Numerator layout"])],
    ids=["zh", "en"],
)
def test_a_layout_once_chosen_is_kept_on_the_whole_site(
    browser: Browser, address: str, edition: str, layouts: list[str]
) -> None:
    """A derivative by a vector or matrix stands in both layouts, on its page as in the table of formulas."""
    with opened(browser, f"{address}{edition}formulas/") as page:
        page.wait_for_load_state()  # the network may be idle while a slow machine reads a long page
        tabs = page.locator(".tabbed-set")
        assert tabs.count() >= 4
        for one in tabs.all():
            assert one.locator("> .tabbed-labels label").all_inner_texts() == layouts
        page.locator(".tabbed-labels label", has_text=layouts[1]).first.click()
        for one in tabs.all():
            assert one.locator("> .tabbed-content > .tabbed-block").nth(1).is_visible()
        page.goto(f"{address}{edition}trace-tricks/", wait_until="load")
        tabs = page.locator(".tabbed-set")
        assert tabs.count() > 3
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(500)
        for one in tabs.all():  # those in answers too, which were closed
            assert one.locator("> input").nth(1).is_checked()
            assert one.locator("> .tabbed-content > .tabbed-block .display .checked").count() >= 2
