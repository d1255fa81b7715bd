import pytest

from tracetrick.site.guilty import with_guilty_signs
from tracetrick.site.mathjax import MathJax


def marked(sign: str) -> str:
    return rf'\mmlToken{{mo}}[class="guilty"]{{{sign}}}'


@pytest.mark.parametrize(
    ("latex", "places", "expected"),
    [
        ("a = b = c", [6], f"a = b {marked('=')} c"),
        ("a = b = c", [2, 6, 6], f"a {marked('=')} b {marked('=')} c"),
        (r"a &\le b", [3], f"a &{marked('≤')} b"),
        (r"a \leqslant b", [2], f"a {marked('⩽')} b"),
        ("a := b", [2], f"a {marked(':=')} b"),
        ("a <= b", [2], f"a {marked('<=')} b"),
        ("a <= b", [3], f"a {marked('<=')} b"),
        ("= b", [0], f"{marked('=')} b"),
        ("a ≥ b", [2], f"a {marked('≥')} b"),
        (r"a \foo b = c", [0, 2], r"a \foo b = c"),
        ("a = b", [9], "a = b"),
    ],
)
def test_signs_are_marked_where_they_stand(latex: str, places: list[int], expected: str) -> None:
    assert with_guilty_signs(latex, places) == expected


def test_a_mark_changes_nothing_but_the_class(mathjax: MathJax) -> None:
    for latex, place in (
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", 19),
        (r"a \le b", 2),
        ("a := b", 2),
        ("a <= b", 2),
    ):
        plain = mathjax.render(latex, display=True)
        guilty = mathjax.render(with_guilty_signs(latex, [place]), display=True)
        assert guilty.html.count("guilty") == 2, "what is seen, and the MathML"
        assert guilty.text == plain.text
