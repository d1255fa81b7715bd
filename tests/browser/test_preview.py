"""The live preview in a browser: a false claim is marked where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from projects import page_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from projects import SmallProject

FALSE = """设 $X \\in \\mathbb{R}^{m\\times n}$。

$$
\\begin{aligned}
\\operatorname{tr}(X^\\top X) &= \\|X\\|_F^2, \\\\
\\frac{\\partial \\|X\\|_F^2}{\\partial X} &= 3X.
\\end{aligned}
$$

句中的 $X + X = 3X$ 也不对。
"""


@pytest.mark.parametrize(
    ("config", "path"), [("mkdocs.yml", "docs/zh/index.md"), ("mkdocs.en.yml", "docs/en/index.md")]
)
def test_the_guilty_sign_is_struck_out_with_both_values(
    browser: Browser, project: SmallProject, config: str, path: str
) -> None:
    good = project.read("docs/zh/index.md")
    (project.root / "docs/zh/index.md").unlink()
    project.write(path, good + "\n" + FALSE)
    with project.served(config) as address:
        page_with(address, "tracetrick-error")
        page = browser.new_page()
        page.goto(address, wait_until="load")  # the preview keeps a request open

        display = page.locator("div.unexpected")
        assert display.count() == 1
        guilty = display.locator(".guilty").and_(page.locator("mjx-mo"))
        assert guilty.count() == 1
        rows = display.locator("mjx-mtr")
        second, sign = rows.nth(1).bounding_box(), guilty.bounding_box()
        assert second is not None
        assert sign is not None
        middle = sign["y"] + sign["height"] / 2
        assert second["y"] <= middle <= second["y"] + second["height"], "the sign of the second row"
        assert guilty.evaluate("sign => getComputedStyle(sign).color") == "rgb(198, 40, 40)"
        message = page.locator("p.refused")
        assert message.inner_text().startswith("15:40: false: the two sides differ: left [")
        assert "], right [" in message.inner_text()
        below, above = message.bounding_box(), display.bounding_box()
        assert below is not None
        assert above is not None
        assert 0 <= below["y"] - above["y"] - above["height"] < 40, "the message stands right below"

        inline = page.locator("span.unexpected")
        assert inline.locator("mjx-mo.guilty").count() == 1
        assert (
            page.locator("span.refused").inner_text().startswith("19:12: false: the two sides differ: left [")
        )

        page.close()  # before it would be reloaded: Chromium may never close a page that reloads itself

        project.write(path, good)
        page_with(address, "good", without="guilty|tracetrick-error")
