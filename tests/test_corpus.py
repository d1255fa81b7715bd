"""The mathematics of the site's pages: every claim is true, or false where it must be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from verdicts import CORPUS, verdicts_of

TRUE_PAGES = sorted(
    path.name for path in CORPUS.glob("*.md") if path.name not in ("z_false.md", "model-page.md")
)


@pytest.mark.parametrize("name", TRUE_PAGES)
def test_every_statement_of_the_corpus_is_true(name: str) -> None:
    found = verdicts_of((CORPUS / name).read_text(encoding="utf-8"))
    assert [one.statement.latex for one in found if one.verdict != "true"] == []


def test_the_corpus_has_the_claims_that_were_counted() -> None:
    read = (one for name in TRUE_PAGES for one in statements(Source.read(CORPUS / name)))
    assert Counter(one.kind for one in read)["claim"] == 289


def test_the_model_page_comes_out_as_its_author_expects() -> None:
    found = verdicts_of((CORPUS / "model-page.md").read_text(encoding="utf-8"))
    assert [one.statement.latex for one in found if not one.as_expected] == []
    assert sum(one.verdict == "false" for one in found) == 7


def test_of_the_false_claims_none_is_true_and_two_are_unreadable() -> None:
    found = verdicts_of((CORPUS / "z_false.md").read_text(encoding="utf-8"))
    assert Counter(one.verdict for one in found if one.statement.kind == "claim") == {
        "false": 16,
        "unreadable": 2,
    }


@pytest.mark.parametrize("name", ["d_axb.md", "e_lsq.md"])
def test_verdicts_do_not_depend_on_the_run(name: str) -> None:
    text = Path(CORPUS / name).read_text(encoding="utf-8")
    runs = [[(one.verdict, one.message, one.residual) for one in verdicts_of(text)] for _ in range(2)]
    assert runs[0] == runs[1]
