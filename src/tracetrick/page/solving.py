r"""Equations that are solved: `E = F \Rightarrow w = s`, or with `\iff`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracetrick.latex.tree import Name, Node, Sub, atoms
from tracetrick.page.context import letter_keys
from tracetrick.page.scope import Variable
from tracetrick.page.statement import Solving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracetrick.page.scope import Entry
    from tracetrick.page.statement import Statement

_ONWARD = frozenset(["\\Rightarrow", "\\Leftrightarrow"])


def solved(found: list[Statement], arrows: dict[int, str]) -> list[Statement]:
    r"""In `E = F \Rightarrow w = s` the last links before are equations for w.

    `arrows` maps the place at which each chain begins to the arrow before it.
    """
    starts = sorted(arrows)
    for place, start in enumerate(starts):
        arrow = arrows[start]
        if not arrow or not place or start >= len(found):
            continue  # nothing stands before an arrow at the beginning
        if not _is_solution(found[start]):
            continue
        if place + 1 < len(starts) and arrows[starts[place + 1]] in _ONWARD:
            continue
        _solve(found, start, _equations(starts, arrows, place), only=arrow in _ONWARD)
    return found


def _equations(starts: list[int], arrows: dict[int, str], place: int) -> list[int]:
    """The last links of the chains before a solution, as far as arrows lead on from them."""
    if arrows[starts[place]] not in _ONWARD:
        return [starts[place] - 1]
    equations: list[int] = []
    while place > 0 and arrows[starts[place]] in _ONWARD:
        equations.insert(0, starts[place] - 1)
        place -= 1
    return equations


def _solve(found: list[Statement], last: int, equations: list[int], *, only: bool) -> None:
    """Mark the equations and their solution."""
    solution = found[last]
    pairs = tuple((one.left, one.right) for one in (found[k] for k in equations) if one.left and one.right)
    if len(pairs) != len(equations) or any(found[k].relation != "=" for k in equations):
        return
    if solution.left is None or solution.right is None:
        return
    key, indices = _unknown(solution.left, solution.scope.names)
    solving = Solving(key, indices, solution.right, pairs, only)
    for k in equations:
        found[k] = replace(found[k], solving=solving, equation=True)
    found[last] = replace(solution, solving=solving)


def _is_solution(statement: Statement) -> bool:
    """`w = s`: a declared variable alone on the left, and s does not mention it."""
    left, right = statement.left, statement.right
    if statement.kind != "claim" or statement.relation != "=" or not left or not right:
        return False
    names = statement.scope.names
    key, indices = _unknown(left, names)
    entry = names.get(key)
    if not isinstance(entry, Variable) or len(entry.indices) != len(indices):
        return False
    return key not in letter_keys(right, names)


def _unknown(node: Node, names: Mapping[str, Entry]) -> tuple[str, tuple[Node, ...]]:
    """The key of a name, or of a family and the indices of its member."""
    if isinstance(node, Name):
        return node.key, ()
    if isinstance(node, Sub) and node.key in names:
        return node.key, ()
    return (node.family, atoms(node.indices)) if isinstance(node, Sub) else ("", ())
