"""Pages in other authors' hands: true derivations in many of the notations that the contract allows; none is refused."""

from __future__ import annotations

import pytest

from verdicts import CORPUS, verdicts_of

CLAIMS = {
    "adjoint.md": 5,
    "attention_lstm.md": 10,
    "backprop.md": 14,
    "bare_functions.md": 8,
    "bayes.md": 13,
    "control_zh.md": 17,
    "convex_losses.md": 29,
    "cookbook_derivatives.md": 71,
    "cookbook_tables.md": 77,
    "cookbook_zh.md": 54,
    "deep_learning.md": 62,
    "dots.md": 18,
    "econometrics.md": 42,
    "engineering.md": 15,
    "entries_and_patterns.md": 44,
    "families.md": 17,
    "first_courses.md": 38,
    "handbook.md": 11,
    "hat_matrix.md": 21,
    "implicit_layers.md": 21,
    "inequalities.md": 85,
    "inline_formulas.md": 30,
    "jacobians_numerator.md": 21,
    "kalman_schur.md": 27,
    "kronecker_entries.md": 41,
    "learning_machines.md": 28,
    "lecture_numerator.md": 29,
    "linear_algebra.md": 75,
    "listed_members.md": 9,
    "losses_and_layers.md": 28,
    "magnus_neudecker.md": 67,
    "magnus_primes.md": 37,
    "mixed_questions.md": 29,
    "moments_zh.md": 17,
    "norms_and_programs.md": 29,
    "open_identities.md": 13,
    "optimisation.md": 31,
    "policies_and_kernels.md": 25,
    "regression_primes.md": 24,
    "running_means.md": 9,
    "second_order.md": 23,
    "signals_zh.md": 43,
    "small_print.md": 45,
    "small_sizes.md": 12,
    "softmax_and_gates.md": 23,
    "spectral.md": 41,
    "statistics.md": 21,
    "statistics_zh.md": 11,
    "two_layers_numerator.md": 10,
    "two_values.md": 37,
    "vec_kronecker.md": 43,
}


def test_every_page_is_counted() -> None:
    assert sorted(page.name for page in (CORPUS / "authors").glob("*.md")) == sorted(CLAIMS)


@pytest.mark.parametrize(("name", "claims"), CLAIMS.items())
def test_every_statement_of_the_page_is_true(name: str, claims: int) -> None:
    found = verdicts_of((CORPUS / "authors" / name).read_text(encoding="utf-8"))
    assert [one.statement.latex for one in found if one.verdict != "true"] == []
    assert sum(one.statement.kind == "claim" for one in found) == claims
