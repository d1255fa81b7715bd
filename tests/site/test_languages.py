"""Words of the other language are marked, with nothing else of the page changed."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from tracetrick.site.languages import OtherLanguage, with_chinese_marked


def marked(language: str, text: str) -> str:
    md = Markdown(extensions=["tables"])
    md.treeprocessors.register(OtherLanguage(md, language), "languages", 1)
    return md.convert(text)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("zh", "*迹*（trace）把", ["trace"]),
        ("zh", "*全微分*（total differential），再", ["total differential"]),
        ("zh", "用 **Frobenius 范数**和 PyTorch 的 autograd 算", ["Frobenius", "PyTorch", "autograd"]),
        ("zh", "Wiley, New York，2019", ["Wiley, New York"]),
        ("zh", "取 max 和 D 层 ReLU、SVM，用 float64 与 `torch.kron`，\\*abcd", ["ReLU", "abcd"]),
        ("zh", "前 <b>bold</b> 后 alpha <i>beta</i> gamma", ["bold", "alpha", "beta", "gamma"]),
        ("en", "The *trace* 迹 of `矩阵`, and （微分） too", ["迹", "（微分）"]),
        ("en", "only English", []),
    ],
)
def test_words_of_the_other_language_are_marked(language: str, text: str, words: list[str]) -> None:
    built = marked(language, text)

    other = {"zh": "en", "en": "zh"}[language]
    assert re.findall(rf'<span lang="{other}">([^<]*)</span>', built) == words
    assert re.sub(r"</?span[^>]*>", "", built) == Markdown(extensions=["tables"]).convert(text)


def test_entities_are_no_words() -> None:
    md = Markdown(extensions=["toc"], extension_configs={"toc": {"permalink": True}})
    md.treeprocessors.register(OtherLanguage(md, "zh"), "languages", 1)

    assert ">&para;</a>" in md.convert("# 标题")


def test_what_has_a_language_keeps_it() -> None:
    md = Markdown(extensions=["attr_list"])
    md.treeprocessors.register(OtherLanguage(md, "zh"), "languages", 1)

    assert md.convert("*Kronecker*{lang=de}") == '<p><em lang="de">Kronecker</em></p>'


def test_chinese_in_a_program_is_marked() -> None:
    assert with_chinese_marked('<i class="sd"># 迹，trace</i>') == (
        '<i class="sd"># <span lang="zh">迹，</span>trace</i>'
    )
