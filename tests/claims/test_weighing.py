"""What is said of a false claim shows where its sides differ."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("2 = 3", "left 2, right 3"),
        ("1.00001 = 1", "left 1.00001, right 1"),  # as many digits as the difference needs
        ("I_7e_1 = e_2", "left [1; 0; 0; 0; …], right [0; 1; 0; 0; …]"),
        ("I_7e_6 = 2e_6", "left […; 0; 0; 0; 1; …], right […; 0; 0; 0; 2; …]"),
        ("e_7^\\top I_7 = -e_7^\\top", "left [… 0 0 0 1], right [… 0 0 0 -1]"),
        (
            "I_7e_5e_6^\\top I_7 = e_5e_7^\\top",
            "left […; … 0 0 0 …; … 0 0 1 …; …], right […; … 0 0 0 …; … 0 0 0 …; …]",
        ),
    ],
)
def test_the_first_entries_that_differ_are_shown(claim: str, message: str) -> None:
    (found,) = verdicts_of(f"$${claim}$$")
    assert found.message == f"the two sides differ: {message}"
