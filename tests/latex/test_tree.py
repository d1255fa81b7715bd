"""What a tree says of itself, found once and kept with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracetrick.latex.parser import parse
from tracetrick.latex.tree import Add, Name, Product, Sub, walk


@pytest.mark.parametrize(
    ("latex", "letters", "keys"),
    [
        ("AB + 2A", {"A", "B"}, ("A", "B")),
        ("x_{ij}", {"x", "i", "j"}, ("x_{ij}", "x_{}", "x", "i", "j")),
        ("(AB)_{ij}", {"A", "B", "i", "j"}, ("A", "B", "i", "j")),
        (r"\sum_{i=1}^{n} x_i", {"i", "n", "x"}, ("i", "n", "x_{i}", "x_{}", "x")),
        (r"\begin{bmatrix} a & 0 \\ 0 & b \end{bmatrix}", {"a", "b"}, ("a", "b")),
        ("1", set(), ()),
    ],
)
def test_names_of_a_tree(latex: str, letters: set[str], keys: tuple[str, ...]) -> None:
    tree = parse(latex)
    assert tree.letters == letters
    assert tree.keys == keys


def test_children_stand_from_left_to_right() -> None:
    tree = parse("A + BC")
    assert isinstance(tree, Add)
    assert tree.children == tree.terms
    assert [node.key for node in walk(tree) if isinstance(node, Name)] == ["A", "B", "C"]


def test_a_changed_copy_says_what_it_holds_itself() -> None:
    tree = parse("A x_i")
    assert isinstance(tree, Product)
    assert tree.letters == {"A", "x", "i"}
    assert tree.keys == ("A", "x_{i}", "x_{}", "x", "i")
    subscripted = tree.factors[1]
    assert isinstance(subscripted, Sub)
    changed = replace(tree, factors=(replace(subscripted, indices=(tree.factors[0],)),))
    assert changed.children == changed.factors
    assert changed.letters == {"x", "A"}
    assert changed.keys == ("x_{A}", "x_{}", "x", "A")


def test_what_is_kept_makes_no_difference_between_equal_trees() -> None:
    asked, fresh = parse("x_i + y"), parse("x_i + y")
    assert asked.keys
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert repr(asked) == repr(fresh)
