"""The checker's messages on Chinese pages."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from projects import REPOSITORY
from tracetrick.errors import TracetrickError
from tracetrick.site.chinese import ENDINGS, MESSAGES, chinese
from tracetrick.site.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = REPOSITORY / "src/tracetrick"
# Modules whose strings are no messages of a verdict, with the reason.
SILENT = {
    "latex/printer.py": "prints LaTeX",
    "latex/mutants.py": "names kinds of mutants",
    "page/blocks.py": "tells what is wrong with a block: the page is not read then",
    "page/code.py": "likewise with a fence",
    "page/markdown.py": "likewise with a display",
    "page/markup.py": "likewise with a formula that might not be seen",
    "page/marks.py": "likewise with a wrong block",
    "page/outline.py": "likewise with a layout",
    "page/source.py": "likewise with a file",
}
# Strings that are no messages, with the reason.
OTHER = {
    "low rank": "the name of a kind of draw",
    "in reach": "names what the float judge remembers of its draws",
    "not refuted": "what the float judge says of an inequality that holds",
    "d tr": "LaTeX",
    " and ": "stands between numbers",
    "\\dagger T": "LaTeX",
}
# Strings that are only parts of a message, and the message.
PARTS = {
    "is not read: nothing is shown that is not read, and nothing read that is not shown": (
        "{} is not read: nothing is shown that is not read, and nothing read that is not shown"
    ),
    "expected \\end{{}}, the formula ends": "expected \\end{{}}, {}",
    "nothing fixes the size of this{}": "nothing fixes the size of this",
    "rows of different lengths: ": "rows of different lengths: {}",
    " fit": "{} fit",
    "{} is one name here, through which {} does not run: ": (
        "{} is one name here, through which {} does not run: declare a family, {} = 1,\\dots"
    ),
    "declare a family, {} = 1,\\dots": (
        "{} is one name here, through which {} does not run: declare a family, {} = 1,\\dots"
    ),
    "X_{ij}{} and X{}_{ij} look the same: {}": (
        "X_{ij}{} and X{}_{ij} look the same: write (X{})_{ij} or (X_{ij}){}"
    ),
    "write (X{})_{ij} or (X_{ij}){}": "X_{ij}{} and X{}_{ij} look the same: write (X{})_{ij} or (X_{ij}){}",
}
# Messages whose wording the source does not show in one string, with where it comes from.
COMPOSED = {
    *PARTS.values(),
    "{} ⊙ {}",  # two shapes and the sign between them
    "{} ⊘ {}",
    "{} and {}",  # " and ".join
    "this is a defect of the checker, please report it ({}: {})",  # with DEFECT
    "the two judges disagree: {}",
    "judging takes more than 5 s",  # errors.py
    *["operator", "word", "before", "behind", "refuted"],  # one word each
}
WORD = re.compile(r"[A-Za-z]{2,}")


def wordings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each string of a module that may be a message: what it tells replaced by `{}`."""
    tree = ast.parse(path.read_text("utf-8"))
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)  # a docstring
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            silent.update(ast.walk(node))
        elif isinstance(node, ast.JoinedStr):
            silent.update(
                part for value in node.values for part in ast.walk(value) if isinstance(value, ast.Constant)
            )
            silent.update(
                spec
                for value in node.values
                if isinstance(value, ast.FormattedValue) and value.format_spec
                for spec in ast.walk(value.format_spec)
            )
    for node in ast.walk(tree):
        if node in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            wording = node.value
        elif isinstance(node, ast.JoinedStr):
            wording = "".join(
                str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values
            )
        else:
            continue
        if " " in wording and WORD.search(wording):
            yield node.lineno, wording


CHECKER = [
    path
    for folder in ("latex", "page", "algebra", "claims")
    for path in sorted((PACKAGE / folder).rglob("*.py"))
    if path.relative_to(PACKAGE).as_posix() not in SILENT
]


FOUND = [(path, line, wording) for path in CHECKER for line, wording in wordings(path)]


def test_no_message_of_the_checker_is_without_chinese() -> None:
    assert len(FOUND) > 250
    missing = [
        f"{path.relative_to(REPOSITORY)}:{line}: {wording}"
        for path, line, wording in FOUND
        if not any(wording in known for known in (MESSAGES, ENDINGS, PARTS, OTHER))
    ]
    assert missing == []


def test_no_chinese_is_left_of_messages_that_are_gone() -> None:
    said = {wording for _, _, wording in FOUND} | COMPOSED

    assert [wording for wording in (*MESSAGES, *ENDINGS) if wording not in said] == []
    assert [whole for whole in PARTS.values() if whole not in MESSAGES] == []


@pytest.mark.parametrize("wording", [*MESSAGES, *ENDINGS])
def test_both_languages_tell_the_same(wording: str) -> None:
    english, said = wording.count("{}"), (MESSAGES | ENDINGS)[wording]
    numbered = re.findall(r"\{(\d)\}", said)

    assert (
        sorted(numbered) == [str(number) for number in range(english)]
        if numbered
        else said.count("{}") == english
    )
    assert re.search("[\u4e00-\u9fff]", said) or wording.startswith("\\mathbb")


def filled(wording: str) -> str:
    """Fill the places of a wording with numbers, in the order in which the English one tells them."""
    numbers = iter(range(100))
    return re.sub(r"\{(\d?)\}", lambda place: f"⟨{place[1] or next(numbers)}⟩", wording)


@pytest.mark.parametrize("wording", MESSAGES)
def test_each_message_is_found_by_its_wording(wording: str) -> None:
    assert chinese(filled(wording)) == filled(MESSAGES[wording])


@pytest.mark.parametrize("wording", ENDINGS)
def test_each_ending_is_found_behind_a_message(wording: str) -> None:
    assert chinese("refuted" + filled(wording)) == "有反例" + filled(ENDINGS[wording])


WHOLE = [
    (
        "the two sides differ: left [-5.987 -8.187; 2.493 21.6; …], right [-2.994 -4.094; 1.247 10.8; …] (at n = 4, m = 3)",
        "两边不相等：左边 [-5.987 -8.187; 2.493 21.6; …]，右边 [-2.994 -4.094; 1.247 10.8; …]（取 n = 4, m = 3）",
    ),
    (
        "the two sides differ: left 1, right 2 (at n = 4); true in numerator layout, but here denominator layout holds",
        "两边不相等：左边 1，右边 2（取 n = 4）；按分子布局成立，但这里用的是分母布局",
    ),
    (
        ("the left side is 4×1, the right side 1×4: one is the transpose of the other, as in numerator layout; "
        "this page uses denominator layout"),
        "左边是 4×1，右边是 1×4：一个是另一个的转置，像是分子布局；本页用分母布局",
    ),
    ("the left side is 1×1, the right side 5×5: is a tr missing? (at n = 5)", "左边是 1×1，右边是 5×5：是不是少了 tr？（取 n = 5）"),
    ("4×3 times 4×1; did you mean Xᵀ? (at m = 4, n = 3)", "形状不合：4×3 乘 4×1；是不是要写 Xᵀ？（取 m = 4, n = 3）"),
    (
        "the two sides differ: left 3.142, right 1 (at n = 4); this := is a claim, as \\pi has a meaning already: to define, choose another name",
        "两边不相等：左边 3.142，右边 1（取 n = 4）；\\pi 已有含义，所以这个 := 是断言：要定义就换一个名字",
    ),
    ("3×4 ⊙ 4×3", "形状不合：3×4 ⊙ 4×3"),
    ("the trace of a 3×4 matrix", "3×4 矩阵没有迹"),
    ("expected \\partial in the denominator, found x", "分母里应当是 \\partial，这里却是 x"),
    ("expected what is differentiated, the formula ends", "这里应当是被求导的式子，公式却结束了"),
    ("expected the end of the expression, found +", "应当是 式子的结尾，这里却是 +"),
    ("the index i runs over 3 and 4 entries", "下标 i 在不同的地方取 3 和 4 个值"),
    (
        "q is used before it is introduced: say q \\in ... or q := ... first",
        "q 还没有介绍就用了：先写 q \\in ... 或者 q := ...",
    ),
    ("the definition of R does not conform: 3×4 plus 4×3: one is the transpose of the other",
     "R 的定义有误：形状不合：3×4 加 4×3：一个是另一个的转置"),
    ("f needs its argument: X and Y fit", "f 要写自变量：X 和 Y 都合适"),
    ("unknown operator foo", "不认识的算子 foo"),
    ("nothing fixes the size of this: write \\mathbf 1_n", "它的大小没有确定：写成 \\mathbf 1_n"),
    (
        "the two judges disagree: this is a defect of the checker, please report it",
        "两个判定不一致：这是检查器的缺陷，请报告",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("message", "said"), WHOLE)
def test_whole_messages(message: str, said: str) -> None:
    assert chinese(message) == said


def test_an_unknown_message_is_not_shown_in_another_language() -> None:
    with pytest.raises(TracetrickError) as raised:
        chinese("the moon is blue")
    assert str(raised.value) == "tracetrick/site/chinese.py has no Chinese for the message “the moon is blue”"


def test_the_words_of_the_site_are_in_both_languages() -> None:
    chinese_words, english = LABELS["zh"], LABELS["en"]

    assert list(chinese_words) == list(english)
    for name, words in chinese_words.items():
        assert re.findall(r"\{.*?\}", words) == re.findall(r"\{.*?\}", english[name]), name
