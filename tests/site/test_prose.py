"""What a reader would take for a result stands in a formula, with its sign, or the page is refused."""

from pathlib import Path

import pytest

from tracetrick.page.markdown import scan
from tracetrick.page.source import Source
from tracetrick.site.prose import check_prose

PROSE = "in prose: mathematics stands in a formula, where it is checked"
RESULT = "must be a name, a number or a shape: write the result with its ="


def told(text: str) -> list[str]:
    source = Source(Path("a.md"), text)
    return [str(error) for error in check_prose(source, scan(source))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("梯度 = 2XR", "a.md:1:4: = "),
        ("---\ntitle: a = b\n---\n文字", "a.md:2:10: = "),
        ("文字[^1]\n\n[^1]: a = b", "a.md:3:9: = "),
        ("[文字](a = b)", "a.md:1:8: = "),
        ("集合 {a=b} 里", "a.md:1:6: = "),
        ("X^T 是转置", "a.md:1:2: ^ "),
        ("矩阵 𝑋", "a.md:1:4: 𝑋 "),
        ("第一行\n对 X 求 ∂f。", "a.md:2:7: ∂ "),
        ("对称是指 Xᵀ 等于 X", "a.md:1:7: ᵀ "),
        ("∇f 是梯度", "a.md:1:1: ∇ "),
        ("要求 m ≤ n", "a.md:1:6: ≤ "),
        ("要求 m < n", "a.md:1:6: < "),
        ("逆矩阵 X⁻¹", "a.md:1:6: ⁻¹ "),
        ("第 x₁ 个", "a.md:1:4: ₁ "),
        ("A ⊗ B", "a.md:1:3: ⊗ "),
        ("m×n 的矩阵", "a.md:1:2: × "),
        ("a &lt; b", "a.md:1:3: < "),
        ("a &#61; b", "a.md:1:3: = "),
        ("a &equals; b", "a.md:1:3: = "),
        ("# 当 a = b {#a}", "a.md:1:7: = "),
        ("- 项 a = b", "a.md:1:7: = "),
        ("> a = b", "a.md:1:5: = "),
        ("| a | b = c |\n|---|---|", "a.md:1:9: = "),
        ("[a = b](c.md?d=e)", "a.md:1:4: = "),
        ("/// wrong | a = b\n///", "a.md:1:15: = "),
        ("<b>a = b</b>", "a.md:1:6: = "),
        ('=== "a = b"\n\n    文字', "a.md:1:8: = "),
        ("$x$ = 2 和 `=` 与 <!-- = -->", "a.md:1:5: = "),
    ],
)
def test_mathematics_in_prose_is_refused(text: str, message: str) -> None:
    assert told(text) == [message + PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 一\nlayout: denominator\n---\n文字[^1]\n\n[^1]: 注",
        "`a = b` 和 `Xᵀ`",
        "```python\na = b\n```",
        "文字\n\n    a = b\n",
        "$a = b$，$$ a \\le b $$，\\(a = b\\)",
        "<!-- a = b -->",
        "## 标题 {#a .b c=d}",
        '<div class="a" markdown="1">文字</div>',
        "[文字](a.md?b=c)，<https://a.b/?c=d>，https://a.b/?c=d。",
        "[一]: a.md?b=c",
        '=== "一"\n\n    文字',
        "标题\n=====\n",
        "> 引文\n> > 引文",
        "/// snippet | a=b.py\n///",
        "误差在 10⁻⁸ 附近，2×2 的例子，R&amp;D&nbsp;部",
        "a -- b，—— c",
    ],
)
def test_prose_code_and_formulas_are_accepted(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("梯度是 $2X^\\top R$。", "a.md:1:5: an expression without a relation after 是 "),
        ("梯度为：\n\n$$ 2X^\\top R $$\n", "a.md:3:1: an expression without a relation after 为： "),
        ("化简得 $AB$", "a.md:1:5: an expression without a relation after 得 "),
        ("它等于$-X$", "a.md:1:4: an expression without a relation after 等于 "),
        ("the gradient is $2w$", "a.md:1:17: an expression without a relation after is "),
        ("it equals $X^\\top$", "a.md:1:11: an expression without a relation after equals "),
        (
            "| 一 | 二 |\n|---|---|\n| 转置 | $X^\\top$ |",
            "a.md:3:8: an expression without a relation in a table ",
        ),
        ("| f(X) | $f(X)$ |\n|:--|--:|", "a.md:1:10: an expression without a relation in a table "),
        ("梯度是 $\\foo X$。", "a.md:1:5: an expression without a relation after 是 "),
    ],
)
def test_a_result_is_written_with_its_sign(text: str, message: str) -> None:
    assert told(text) == [message + RESULT]


@pytest.mark.parametrize(
    "text",
    [
        "梯度是 $G$，导数为 $\\frac{\\partial f}{\\partial X} = G$，得 $-1.5$ 与 $2$",
        "形状是 $n\\times p$、为 $\\mathbb{R}^{m\\times n}$ 或 $m_d\\times m_{d-1}$",
        "| $X_{ij}$ | $\\mathrm{d}W$ | $\\odot$ | $\\max$ | $\\hat w$ | $x_1$ |\n|---|---|---|---|---|---|",
        "this $X^\\top X$ stands in a sentence, 每行 $X^\\top X$ 都在句中",
        "a | b $X^\\top$ 不是表",
    ],
)
def test_names_numbers_and_shapes_are_no_results(text: str) -> None:
    assert told(text) == []
