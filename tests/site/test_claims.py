"""A false claim stops a build and is shown in a live preview; a true one gets its mark."""

import json
import re

import pytest

from projects import SAID, SmallProject

DECLARED = "设 $X \\in \\mathbb{R}^{m\\times n}$，$A \\in \\mathbb{R}^{n\\times n}$。\n\n"
TRUE = "$$ \\mathrm{d}\\operatorname{tr}(X^\\top X) = 2\\operatorname{tr}(X^\\top\\mathrm{d}X) $$\n"


def page(text: str) -> str:
    return f"# 首页 {{#home}}\n\n{DECLARED}{text}\n/// snippet | good.py\n///\n\n{SAID}\n"


def test_a_true_display_is_marked_with_what_was_checked(project: SmallProject) -> None:
    project.write("docs/zh/index.md", page(TRUE))

    built = project.build()

    assert built.returncode == 0, built.stderr
    assert "2 claims (2 judged, 0 known)" in built.stderr
    assert re.search(
        r'<div class="display" id="eq-1">.*<a class="mark" data-search-exclude="" href="#eq-1" '
        r'title="式 \(1\)：1 个关系已检查">\(1\)<span class="checked">✓</span></a></div>',
        project.read("site/index.html"),
    )
    ((told, symbols),) = json.loads(project.read("site/assets/tracetrick/details/zh/index.json"))["displays"]
    assert re.fullmatch(
        r"<p>精确算术和 float64 各判定一次；维数 [mn] = \d, [mn] = \d; [mn] = \d, [mn] = \d</p>"
        r"<ul><li><code>\\mathrm{d}\\operatorname{tr}\(X\^\\top X\) = 2\\operatorname{tr}\(X\^\\top\\mathrm{d}X\)</code><br>"
        r"抽样 \d+ 次；float64 的最大相对误差 (0|\de-\d\d)</li></ul>"
        r"<p>精确算术模约 2⁶¹ 的素数：错误的等式漏过一次抽样的概率约为 10⁻¹⁷。</p>",
        told,
    )
    assert symbols == [0]
    assert "2 claims (0 judged, 2 known)" in project.build().stderr


WITHOUT_2 = TRUE.replace("2\\operatorname", "\\operatorname")
SHAPE = "$$ \\frac{\\partial \\operatorname{tr}(XAX^\\top)}{\\partial X} = AX $$\n"


@pytest.mark.parametrize(
    ("wrong", "guilty", "message"),
    [
        (WITHOUT_2, "=", "false: the two sides differ: left "),
        (SHAPE, "AX $$", "false: 4×4 times 3×4"),
        (
            "$$ X = Z $$\n",
            "Z",
            "unreadable: Z is used before it is introduced: say Z \\in ... or Z := ... first",
        ),
    ],
    ids=["value", "shape", "unknown"],
)
def test_a_claim_that_fails_stops_publication(
    project: SmallProject, wrong: str, guilty: str, message: str
) -> None:
    message = f"docs/zh/index.md:5:{wrong.index(guilty) + 1}: {message}"
    project.write("docs/zh/index.md", page(TRUE))
    assert project.build().returncode == 0

    project.write("docs/zh/index.md", page(wrong))
    built = project.build()

    assert built.returncode != 0
    assert message in built.stderr
    assert "1 problem, nothing is published:" in built.stderr
    assert 'class="checked"' in project.read("site/index.html"), "the last good site stays"
    assert message in project.build().stderr, "a failure is not kept in the cache"


def test_a_wrong_block_shows_why_it_is_wrong(project: SmallProject) -> None:
    project.write("docs/zh/index.md", page(f"/// wrong | 丢了 2\n{WITHOUT_2}///\n"))

    assert project.build().returncode == 0
    published = project.read("site/index.html")
    assert re.search(
        r'<div class="display" id="eq-1"><div class="math".*<mjx-mo [^>]*class="guilty"[^>]*><mjx-c class="mjx-c3D">',
        published,
    )
    assert re.search(
        r'<p class="refused">检查器拒绝了它：两边不相等：左边 [-\d.]+，右边 [-\d.]+（取 ', published
    )
    assert 'class="checked"' not in published


def test_an_english_page_tells_it_in_english(project: SmallProject) -> None:
    project.write("docs/zh/index.md", page(f"/// wrong | 丢了 2\n{WITHOUT_2}///\n"))
    project.write("docs/en/index.md", project.read("docs/zh/index.md"))

    built = project.build("--config-file", "mkdocs.en.yml")

    assert built.returncode == 0, built.stderr
    assert re.search(
        r'<p class="refused">The checker refuses it: the two sides differ: left [-\d.]+, right [-\d.]+ \(at ',
        project.read("site/en/index.html"),
    )


def test_a_wrong_block_says_which_relation_fails_and_how(project: SmallProject) -> None:
    slips = "/// wrong | 只有一处\n    at: 1\n    expect: unreadable\n\n$$ 2Y = 2X = X + X $$\n\n///\n"
    project.write("docs/zh/index.md", page(slips))

    built = project.build()

    assert built.returncode == 0, built.stderr
    said = "Y 还没有介绍就用了：先写 Y \\in ... 或者 Y := ..."
    assert f'<p class="refused">检查器拒绝了它：{said}</p>' in project.read("site/index.html")
    assert "expect: unreadable" not in project.read("site/index.html")


def test_a_wrong_block_that_is_right_stops_publication(project: SmallProject) -> None:
    project.write("docs/zh/index.md", page(f"/// wrong | 并没有错\n{TRUE}///\n"))

    built = project.build()

    assert built.returncode != 0
    assert f"docs/zh/index.md:6:{TRUE.index('=') + 1}: true: this is true, expected false" in built.stderr
