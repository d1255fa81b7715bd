"""Implications: a premise holds in its own implication alone, and a conclusion is judged."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

PAGE = (
    r"$A \in \mathbb{R}^{n\times n}$, $x, y \in \mathbb{R}^{n}$, $t \in \mathbb{R}$, "
    r"$f : \mathbb{R} \to \mathbb{R}$."
    "\n\n"
)
DECLARATIONS = 4
CONCLUSION = r"beside \Rightarrow stands a conclusion, which is judged: declare, define or assume before it"
CONDITION = r"\Rightarrow leads to a condition on indices or draws: such a conclusion is not judged"


def last(latex: str) -> tuple[str, str, str]:
    """Kind, verdict and message of the last statement behind the declarations."""
    found = verdicts_of(PAGE + latex)
    assert [one.verdict for one in found[:DECLARATIONS]] == ["true"] * DECLARATIONS
    return found[-1].statement.kind, found[-1].verdict, found[-1].message


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"B \in \mathbb{R}^{n\times n}", CONCLUSION),
        (r"U := A", CONCLUSION),
        (r"g : \mathbb{R} \to \mathbb{R}", CONCLUSION),
        (r"\det A \ne 0", CONCLUSION),
        (r"s > 0", r"s is used before it is introduced: say s \in ... or s := ... first"),
        (
            r"t = t + 0, f : \mathbb{R}^{n} \to \mathbb{R}",
            "f has a meaning on this page, and a conclusion gives it no other",
        ),
        (r"(t > 0)", CONDITION),
        (r"", r"\Rightarrow leads to nothing"),
    ],
)
def test_conclusions_that_cannot_be_judged(latex: str, message: str) -> None:
    kind, verdict, found = last(rf"$$t + 1 = 1 + t \Rightarrow {latex}$$")
    assert (kind, verdict, found) == ("claim", "unreadable", message)


def test_a_condition_on_indices_is_no_conclusion() -> None:
    assert last(r"$$\delta_{ij} = 0 \Rightarrow i \ne j$$") == ("claim", "unreadable", CONDITION)


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"A \in \mathbb{R}^{n\times n}", "true"),
        (r"A \in \mathbb{S}^{n}", "false"),
        (r"A^\top A \in \mathbb{S}^{n}", "true"),
        (r"t > 0", "false"),
        (r"\mathrm{d}x = 0", "false"),
        (r"n > 2", "false"),
        (r"n \ge 1", "true"),
        (r"t = t + 0, \mathrm{d}x = 0", "false"),
    ],
)
def test_conclusions_are_claims(latex: str, verdict: str) -> None:
    assert last(rf"$$t + 1 = 1 + t \Rightarrow {latex}$$")[:2] == ("claim", verdict)
    assert last(rf"$$t + 1 = 1 + t \iff {latex}$$")[:2] == ("claim", verdict)


@pytest.mark.parametrize("premise", [r"\mathrm{d}x = 0", r"A \in \mathbb{S}^{n}", r"t > 0", r"n > 2"])
def test_what_stands_before_both_arrows_is_a_conclusion_too(premise: str) -> None:
    found = verdicts_of(rf"{PAGE}$${premise} \iff t + 1 = 1 + t$$")
    assert [(one.statement.kind, one.verdict) for one in found[DECLARATIONS:]] == [
        ("claim", "false"),
        ("claim", "true"),
    ]


PREMISES = [
    (r"\mathrm{d}x = 0", r"\mathrm{d}(x^\top y) = x^\top\mathrm{d}y"),
    (r"A \in \mathbb{S}^{n}", r"A = A^\top"),
    (r"t > 0", r"|t| = t"),
    (r"n > 2", r"\operatorname{tr}I_n > 2"),
]


@pytest.mark.parametrize(("premise", "claim"), PREMISES)
def test_a_premise_holds_in_its_implication_alone(premise: str, claim: str) -> None:
    assert last(rf"$${premise} \Rightarrow {claim}$$")[:2] == ("claim", "true")
    assert last(rf"$${premise} \Rightarrow {claim}$$ then $${claim}$$")[:2] == ("claim", "false")
    assert last(rf"$${premise} \Rightarrow {claim} \\ {claim}$$")[:2] == ("claim", "false")
    assert last(rf"$${premise},$$ $${claim}$$")[:2] == ("claim", "true")


def test_rows_that_begin_with_an_arrow_go_on() -> None:
    rows = (
        r"\mathrm{d}x = 0 &\Rightarrow t + 1 = 1 + t \\ &\Rightarrow \mathrm{d}(x^\top y) = x^\top\mathrm{d}y"
    )
    assert last(rf"$${rows}$$")[:2] == ("claim", "true")


def test_definitions_and_new_names_hold_on() -> None:
    said = r"$$U := x + y,\quad z \in \mathbb{R}^{n},\quad x = x + 0y \Rightarrow U = y + x$$"
    assert last(rf"{said} $$U + z = z + x + y$$")[:2] == ("claim", "true")


def test_a_definition_in_an_implication_replaces_an_earlier_one() -> None:
    said = r"$U := x$, $$U := 2x,\quad U = x + x \Rightarrow \mathrm{d}U = 2\,\mathrm{d}x$$"
    assert last(rf"{said} $$U = 2x$$")[:2] == ("claim", "true")
