"""What the README says in both languages."""

import re

import pytest

from projects import REPOSITORY
from tracetrick.site.chinese import chinese
from verdicts import verdicts_of

README = {name: (REPOSITORY / name).read_text("utf-8") for name in ("README.md", "README.zh.md")}
SAID = "".join(
    f"${said}$, "
    for said in (
        r"X \in \mathbb{R}^{m\times n}", r"A \in \mathbb{R}^{n\times n}", r"w \in \mathbb{R}^n",
        r"y \in \mathbb{R}^m", r"l := \|Xw-y\|^2",
    )
)  # fmt: skip
ROWS = [
    (name, [cell.strip() for cell in row.split(" | ")])
    for name, text in README.items()
    for row in re.findall(r"(?m)^\| (`.*false: .*|`.*unreadable: .*) \|$", text)
]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_each_readme_leads_to_the_other() -> None:
    assert "\nEnglish · [中文](README.zh.md)\n" in README["README.md"]
    assert "\n[English](README.md) · 中文\n" in README["README.zh.md"]


def test_what_the_tables_presuppose_is_what_is_tested() -> None:
    assert [name for name, _ in ROWS] == ["README.md"] * 8 + ["README.zh.md"] * 8
    for text in README.values():
        for said in re.findall(r"\$(.*?)\$", SAID):
            assert f"`{said}`" in text


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_the_checker_refuses_what_the_readme_says_and_how(name: str, row: list[str]) -> None:
    formula, verdict, *on_page = (cell.replace("`", "") for cell in row)
    found = verdicts_of(f"{SAID}\n\n${formula}$\n")[-1]

    said = f"{found.verdict}: {found.message}"
    assert NUMBER.sub("#", said) == NUMBER.sub("#", verdict)
    if name == "README.zh.md":
        words = chinese(found.message)
        assert [NUMBER.sub("#", words)] == [NUMBER.sub("#", cell) for cell in on_page]


def test_both_say_the_same_in_the_same_order() -> None:
    """Headings, blocks of code and the rows of tables agree in number; links lead to the same places."""
    english, said = README.values()
    for pattern in (r"(?m)^#+ ", r"(?m)^```\w*", r"(?m)^\|", r"(?m)^    docs/"):
        assert len(re.findall(pattern, english)) == len(re.findall(pattern, said)), pattern
    links = re.compile(r"\]\((?!README)(.*?)\)")
    assert sorted(links.findall(english)) == sorted(links.findall(said))
    for link in links.findall(english):
        assert link.startswith("https://") or (REPOSITORY / link).exists()
