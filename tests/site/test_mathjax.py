import re
from pathlib import Path

import pytest

from tracetrick.cache import Cache
from tracetrick.errors import TracetrickError
from tracetrick.site.mathjax import MathJax, MathJaxError


def test_sets_a_formula_with_its_mathml_and_its_rules(mathjax: MathJax) -> None:
    rendered = mathjax.render(r"X \in \mathbb{R}^{m\times n}", display=False)

    assert rendered.html.startswith("<mjx-container ")
    assert "<math>" in rendered.html
    assert rendered.text == "X∈Rm×n"
    assert any("mjx-math" in rule for rule in rendered.css)
    assert not set(rendered.css) & set(mathjax.base_css())


def test_drops_what_only_a_live_page_needs(mathjax: MathJax) -> None:
    html = mathjax.render(r"\operatorname{tr}(A^\top B)", display=True).html

    for dropped in (
        "data-latex",
        "data-mjx-texclass",
        "noic",
        "xmlns",
        "unselectable",
        'class="MathJax"',
        'style="position',
    ):
        assert dropped not in html
    assert "data-search-exclude" in html


def test_drops_boxes_that_do_nothing(mathjax: MathJax) -> None:
    html = mathjax.render(r"a^{b} + \mathbb{R}^{a+b}", display=False).html

    assert html.count("<mjx-TeXAtom") == 1
    assert '<mjx-mi size="s">' in html
    assert html.count("<mrow>") == 1


def test_keeps_the_width_of_a_numbered_display(mathjax: MathJax) -> None:
    html = mathjax.render(r"a\tag{1}", display=True).html

    assert re.match(r'<mjx-container [^>]*style="min-width: [\d.]+em;"', html)


def test_says_how_large_a_formula_is(mathjax: MathJax) -> None:
    low, high = (mathjax.render(latex, display=True) for latex in ("a = b", r"\frac{a}{b} = c + d"))

    assert 0.5 < low.height < 1.5 < high.height < 2.5
    assert 1.5 < low.width < 3.5 < high.width < 6


def test_place_of_a_break_is_as_wide_whatever_its_font(mathjax: MathJax) -> None:
    def places(latex: str) -> list[str]:
        return re.findall(r"<mjx-break[^>]*>[^<]*</mjx-break>", mathjax.render(latex, display=False).html)

    assert places("a = b + c") == [f'<mjx-break size="{size}">\u200b\u2060</mjx-break>' for size in (4, 3)]
    assert places(r"a \mmlToken{mo}[lspace='1.5em']{+} b") == [
        '<mjx-break style="margin-right: 1.5em;">\u200b\u2060</mjx-break>'
    ]
    rules = [
        rule
        for rule in (*mathjax.base_css(), *mathjax.render("a = b", display=False).css)
        if "mjx-break" in rule
    ]
    assert 'mjx-break[size="4"] {\n  margin-right: 0.278em;\n}' in rules
    assert all("letter-spacing" not in rule and "font-family" not in rule for rule in rules)


def test_glyphs_stand_by_their_depth_whatever_their_font(mathjax: MathJax) -> None:
    css = "\n".join([*mathjax.base_css(), *mathjax.render("y = X", display=False).css])

    for glyph, depth in (("1D466", "-0.205em"), ("1D44B", "0")):
        assert re.search(
            rf"@supports \(contain: layout\) {{\s*mjx-c\.mjx-c{glyph} {{\s*contain: layout;\s*vertical-align: {depth};",
            css,
        )
    assert "MJX-NCM-ZERO" not in css
    assert "MJX-BRK" not in css


def test_says_which_glyphs_are_drawn_from_which_font(mathjax: MathJax) -> None:
    glyphs = mathjax.render(r"X \in \mathbb{R}^{m} \text{ 矩阵}", display=False).glyphs

    assert glyphs["NCM-DS"] == "ℝ"
    assert set("𝑋∈𝑚") <= set(glyphs["NCM-N"])
    assert "矩" not in glyphs["NCM-N"], "which is in a font of the reader's"

    brace = mathjax.render(r"\begin{cases} a \\ b \\ c \end{cases}", display=True).glyphs
    assert set("⎧⎨⎩") <= set(brace["NCM-N"])


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\foo", r"Undefined control sequence \foo"),
        (r"\frac{1", "Missing close brace"),
        (r"\def\x{1}\x", r"Undefined control sequence \def"),
        (r"\newcommand{\x}{1}\x", r"Undefined control sequence \newcommand"),
        (r"\href{https://example.org}{x}", r"Undefined control sequence \href"),
        (r"\require{cancel}", r"Undefined control sequence \require"),
    ],
)
def test_refuses(mathjax: MathJax, latex: str, message: str) -> None:
    with pytest.raises(MathJaxError) as error:
        mathjax.render(latex, display=True)

    assert str(error.value) == message


def test_goes_on_after_a_refusal_and_refuses_again(mathjax: MathJax) -> None:
    for _ in range(2):
        with pytest.raises(MathJaxError):
            mathjax.render(r"\foo", display=False)
    assert mathjax.render("x", display=False).text == "x"


def test_formulas_know_nothing_of_each_other(mathjax: MathJax) -> None:
    alone = mathjax.render(r"a\tag{1}\label{a}", display=True)
    for other in (r"b\label{b}", r"\mathbb{R}", r"\sum_{i=1}^n x_i"):
        mathjax.render(other, display=True)
    mathjax.cache = Cache(mathjax.cache.folder / "fresh")

    assert mathjax.render(r"a\tag{1}\label{a}", display=True) == alone


def test_macros_of_the_contract_are_known(mathjax: MathJax) -> None:
    assert mathjax.render(r"\bm{x} \coloneqq \boldsymbol 1", display=False).text.endswith("1")


def test_asks_node_only_for_what_is_new(mathjax: MathJax) -> None:
    first = mathjax.render("x", display=False)
    mathjax.close()
    again = MathJax(mathjax.modules, mathjax.cache)

    assert again.render("x", display=False) == first
    assert (mathjax.rendered, again.rendered) == (1, 0)
    assert mathjax.render("x", display=True) != first


def test_starts_again_when_node_was_killed(mathjax: MathJax) -> None:
    mathjax.render("x", display=False)
    assert mathjax._node is not None  # noqa: SLF001
    mathjax._node.kill()  # noqa: SLF001
    mathjax._node.wait()  # noqa: SLF001

    assert mathjax.render("y", display=False).text == "y"


def test_says_that_node_does_not_run(mathjax: MathJax, tmp_path: Path) -> None:
    for package in ("mathjax", "@mathjax/mathjax-newcm-font"):
        folder = tmp_path / "modules" / package
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"version": "0"}', "utf-8")
    mathjax.modules = tmp_path / "modules"

    with pytest.raises(TracetrickError, match=r"^Node ended with exit code 1 instead of setting "):
        mathjax.render("x", display=False)


def test_says_what_is_missing(mathjax: MathJax, tmp_path: Path) -> None:
    mathjax.modules = tmp_path / "nowhere"

    with pytest.raises(TracetrickError) as error:
        mathjax.render("x", display=False)

    assert str(error.value) == f"{tmp_path}/nowhere/mathjax is missing; “make” installs it (npm ci)"
