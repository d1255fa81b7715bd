import contextlib
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracetrick.errors import SourceError
from tracetrick.page.formula import Formula
from tracetrick.page.markdown import blanked, scan
from tracetrick.page.source import Source

FENCE = "```"


def formulas(text: str) -> list[tuple[str, bool]]:
    found = scan(Source(Path("page.md"), text)).formulas
    for formula in found:
        stands = text[formula.start : formula.start + len(formula.latex)]
        assert formula.latex == stands or ">" in stands
    return [(formula.latex, formula.display) for formula in found]


@pytest.mark.parametrize(
    ("text", "latex", "display"),
    [
        ("设 $x$，", "x", False),
        ("$$\nx = 1\n$$", "\nx = 1\n", True),
        ("$$ x $$", " x ", True),
        (r"\(x\)", "x", False),
        (r"\[ x \]", " x ", True),
        (f"{FENCE}math\nx\ny\n{FENCE}", "x\ny", True),
        ("一个公式$x$紧挨着汉字", "x", False),
        (r"$a\$b$", r"a\$b", False),
        ("$x\ny$", "x\ny", False),
        ("1. item\n\n    $$ x $$", " x ", True),
        ("> $$\n> x\n>   = 1\n> $$", "\n  x\n    = 1\n  ", True),
        ("$ x = 1 $", " x = 1 ", False),
        ("$x=$5", "x=", False),
        ("$ a > a $", " a > a ", False),
        ("$a < a-1$3", "a < a-1", False),
        ("<pre is not closed. $x$ </pre", "x", False),
        ("$$\na\n\nb\n$$", "\na\n\nb\n", True),
        ("| $a$ |\n|---|", "a", False),
        ("# 对 $W$ {#w}", "W", False),
        (r"\\$x$", "x", False),
    ],
)
def test_finds(text: str, latex: str, display: bool) -> None:  # noqa: FBT001  (a table of cases)
    assert formulas(text) == [(latex, display)]


@pytest.mark.parametrize(
    "text",
    [
        "`$x$`",
        "`` ` $x$ ``",
        "`over two\nlines $x$`",
        f"{FENCE}\n$x$\n{FENCE}",
        f"{FENCE}math\n{FENCE}",
        f"~~~python\n$x$\n{FENCE}\n~~~",
        f"1. item\n\n    {FENCE}sh\n    $x$\n    {FENCE}",
        f"- {FENCE}\n  $x$\n  {FENCE}",
        "text\n\n    $x$ in an indented block\n",
        "text\n\n    code\n\n    more $x$\n",
        "<!-- $x$ -->",
        "<!-- over\n\nparagraphs $x$ -->",
        "<pre>$x$</pre>",
        "<CODE class='a'>$x$</code>",
        "<script>let $x = $y</script>",
        r"\$x\$",
        "$5 and $6",
        "$5 <br> or $6",
        "from $5 -> $10",
        "$5 > my $3",
        "> $5\n> or $6",
        "costs 5$ or 6$",
        "a $ b",
        "$x",
        "$",
        "$ $",
        "$x\n\ny$",
        r"\(x",
        r"\[not a link](address)",
        "---\ntitle: $x$\n---\n",
        "---\ntitle: $x$\n---",
    ],
)
def test_passes_over(text: str) -> None:
    assert formulas(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1. item\n\n    text $x$",
        "??? success\n\n    text $x$",
        "!!! note\n    text $x$",
        "[^1]: note\n\n    text $x$",
        "1. a\n\n    1. b\n\n        $x$",
        "text\n    $x$ is a continuation",
        "an unpaired ` and $x$",
        "an unclosed <!-- and $x$",
        "an unclosed <pre and $x$",
        "two `` and one ` and $x$",
    ],
)
def test_is_not_misled(text: str) -> None:
    assert formulas(text) == [("x", False)]


def test_indentation_ends_with_its_container() -> None:
    assert formulas("1. item\n\n    $a$\n\ntext\n\n    $b$ is code\n") == [("a", False)]


def test_reading_order_is_that_of_the_page() -> None:
    text = f"$a$\n\n{FENCE}math\nb\n{FENCE}\n\n$$c$$\n\n$d$ and $e$"

    assert [latex for latex, _ in formulas(text)] == ["a", "b", "c", "d", "e"]


def test_outer_holds_the_marks() -> None:
    found = scan(Source(Path("page.md"), "ab $$x$$"))

    assert found.formulas == (Formula("x", display=True, start=5, outer=(3, 8)),)


def test_hidden_is_what_is_not_prose() -> None:
    text = "---\na: 1\n---\nx `y` z\n"

    assert (
        blanked(text, scan(Source(Path("page.md"), text)).hidden) == "\0\0\0\n\0\0\0\0\n\0\0\0\nx \0\0\0 z\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text\n\n$$\nx\n", "page.md:3:1: the display opened by $$ is never closed"),
        (f"- {FENCE}python\nx", f"page.md:1:3: the code block opened by {FENCE} is never closed"),
    ],
)
def test_refuses_what_never_ends(text: str, message: str) -> None:
    with pytest.raises(SourceError) as error:
        formulas(text)

    assert str(error.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "` `` ",
        "$a ",
        "<!--",
        "<pre ",
        r"\(",
        r"\[",
        "\\",
        "\n",
        "$a$ ",
        "\n> ",
        r"\\ ",
        "`",
        "$",
        "~~~\n",
        "1. a\n\n    b\n\n",
    ],
    ids=repr,
)
def test_time_is_linear(text: str) -> None:
    """A megabyte of anything takes seconds at the most; a quadratic scan would take hours."""
    source = Source(Path("page.md"), text * (1_000_000 // len(text)))

    start = time.process_time()
    with contextlib.suppress(SourceError):
        scan(source)

    assert time.process_time() - start < 20


@given(st.text(alphabet="$`\\[]()<!->\n 1.a~{}/pre"))
def test_gives_formulas_or_a_place(text: str) -> None:
    source = Source(Path("page.md"), text)
    try:
        found = scan(source).formulas
    except SourceError as error:
        assert 1 <= error.place.line <= len(source.lines)  # noqa: PT017  (either is right here)
        return
    for one, following in pairwise(found):
        assert one.outer[1] <= following.outer[0]


HIDDEN = [
    ('<span style="display:none">$x$</span>', '<span style="display:none"> may hide it'),
    ("<div hidden>\n<b>a</b> $x$</div>", "<div hidden> may hide it"),
    ("<font color=white>$x$</font>", "<font color=white> may hide it"),
    ("<span style='color:#fefefe'>$x$</span>", "<span style='color:#fefefe'> may hide it"),
    ("<template>$x$</template>", "<template> may hide it"),
    ("<div hidden>$x$", "<div hidden> may hide it"),
    ("$x$\n{: hidden }", "{: hidden } may hide it"),
    ('<a title="$x$">a</a>', "it stands between < and >, as in a tag"),
    ("![$x$](a.png)", "it stands in the words for a picture"),
    ('[a](b "$x$")', "it stands in the address or title of a link"),
    ("[//]: # ($x$)", "it stands in the definition of a link"),
    ('[a]: http://b\n    "$x$"', "it stands in the definition of a link"),
]


@pytest.mark.parametrize(("text", "reason"), HIDDEN)
def test_refuses_a_formula_that_might_not_be_seen(text: str, reason: str) -> None:
    with pytest.raises(SourceError) as error:
        formulas(text)

    assert error.value.message == f"a reader might not see this formula: {reason}"
    assert error.value.place == Source(Path("page.md"), text).place(text.index("$"))


@pytest.mark.parametrize(
    "text",
    [
        "<font color=#FF0000>$x$</font>",
        '<span style="color: red; text-align: center">$x$</span>',
        '<div align="center">$x$</div>',
        "<div hidden>a</div> $x$",
        "<br> $x$ <hr>",
        "[$x$](http://a.b)",
        "see [1], $x$",
        "[^1]: $x$",
        "[a]: the vector $x$ is shown",
        "# 对 $x$ {#x .note}",
        "3 < 4, $x$",
    ],
)
def test_a_formula_in_harmless_surroundings_is_seen(text: str) -> None:
    assert formulas(text) == [("x", False)]


@pytest.mark.parametrize(
    "text",
    [
        "- costs `5\n- $x$\n- see `code",
        "1. a ` b\n\n    - c\n    - $x$ ` d",
        "| a | b |\n|---|---|\n| ` | $x$ |\n| ` | c |",
        "# The ` sign\n$x$ and `",
        "# The ` sign\n## For $x$\n# The ` sign",
        "- a `5\n- the code `$y$` and $x$",
    ],
)
def test_backticks_of_different_blocks_are_no_pair(text: str) -> None:
    assert formulas(text) == [("x", False)]


@pytest.mark.parametrize(
    "text",
    [
        "a `b\n- $x$\n- c` d",
        "> a `b\n$x$ c` d",
        "a `b\n1) $x$ c` d",
        "| a | b | c |\n|---|---|---|\n| ` | $x$ | ` |",
    ],
)
def test_backticks_that_may_stand_in_different_blocks_are_refused(text: str) -> None:
    with pytest.raises(
        SourceError, match="this backtick meets its partner in another item, row, cell or quote"
    ):
        formulas(text)


def test_a_mark_far_to_the_right_does_not_end_a_block_of_code() -> None:
    assert formulas("```\n    ```\n```\n\n$x$\n\n```\n    ```\n```") == [("x", False)]
    assert formulas("- ```\n  $x$\n    ```") == []


@pytest.mark.parametrize("text", ["<!-- a --!> $x$ <!-- b -->", "a <!--> $x$ -->", "a <!---> $x$ -->"])
def test_refuses_a_comment_that_browsers_end_elsewhere(text: str) -> None:
    with pytest.raises(SourceError, match="browsers end this comment before its -->"):
        formulas(text)
