"""Pages in other authors' hands: true derivations in many of the notations that the contract allows; none is refused."""

from __future__ import annotations

import pytest

from verdicts import CORPUS, verdicts_of

CLAIMS = {
    "attention_lstm.md": 10,
    "cookbook_derivatives.md": 71,
    "cookbook_tables.md": 77,
    "deep_learning.md": 62,
    "econometrics.md": 42,
    "families.md": 17,
    "inline_formulas.md": 30,
    "lecture_numerator.md": 29,
    "linear_algebra.md": 75,
    "losses_and_layers.md": 28,
    "magnus_neudecker.md": 67,
    "magnus_primes.md": 37,
    "mixed_questions.md": 29,
    "open_identities.md": 13,
    "optimisation.md": 31,
    "small_print.md": 45,
    "statistics.md": 21,
    "vec_kronecker.md": 41,
}


def test_every_page_is_counted() -> None:
    assert sorted(page.name for page in (CORPUS / "authors").glob("*.md")) == sorted(CLAIMS)


@pytest.mark.parametrize(("name", "claims"), CLAIMS.items())
def test_every_statement_of_the_page_is_true(name: str, claims: int) -> None:
    found = verdicts_of((CORPUS / "authors" / name).read_text(encoding="utf-8"))
    assert [one.statement.latex for one in found if one.verdict != "true"] == []
    assert sum(one.statement.kind == "claim" for one in found) == claims
