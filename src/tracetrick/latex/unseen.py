"""Groups that a reader does not see, such as braces: they may not decide what a formula means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracetrick.latex.tree import Add, Group, Listed, Matrix, Node, Operator, Product, Sign, rebuild

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.latex.tokens import Token

WITHOUT_BRACKETS = frozenset(["matrix", "smallmatrix", "array"])


@dataclass(frozen=True)
class Unseen:
    """A group without brackets that was read as an operand.

    `opening` is what opens it, `tokens` are the places of the tokens that make it a group.
    """

    opening: Token
    tokens: frozenset[int]

    @property
    def message(self) -> str:
        """What to say where it changes the meaning."""
        if self.opening.mark == "{":
            return "braces are not seen: write brackets around what belongs together"
        name = f"\\begin{{{self.opening.text}}}" if self.opening.kind == "begin" else self.opening.text
        return f"{name} is no bracket: write brackets around what belongs together"


def without(tokens: list[Token], groups: Iterable[Unseen]) -> list[Token]:
    """The tokens that are left when these groups are none."""
    dropped = frozenset[int]().union(*(group.tokens for group in groups))
    return [token for token in tokens if token.start not in dropped]


def plain(node: Node) -> Node:
    """A tree in which a group counts only as far as it changes a value, whatever its factors are."""
    if isinstance(node, Group):
        return plain(node.body)
    if isinstance(node, Matrix) and node.environment in WITHOUT_BRACKETS and list(map(len, node.rows)) == [1]:
        return plain(node.rows[0][0])
    node = rebuild(node, plain)
    if isinstance(node, Product):
        return replace(node, factors=_factors(node))
    if isinstance(node, Add):
        return _sum(node)
    if isinstance(node, Operator):
        first, arguments = node.arguments[0], node.arguments
        listed = first.items if isinstance(first, Listed) and len(arguments) == 1 else arguments
        return replace(node, bracket="", arguments=listed)
    return node


def _factors(node: Product) -> tuple[Node, ...]:
    return tuple(
        part
        for factor in node.factors
        for part in (factor.factors if isinstance(factor, Product) else (factor,))
    )


def _sum(node: Add) -> Node:
    """A sum whose terms are no sums, unless a sign stands before them."""
    signs: list[Sign] = []
    terms: list[Node] = []
    for sign, term in zip(node.signs, node.terms, strict=True):
        if sign == "+" and isinstance(term, Add) and (term.signs[0] == "+" or not terms):
            signs += term.signs
            terms += term.terms
        else:
            signs.append(sign)
            terms.append(term)
    return replace(node, signs=tuple(signs), terms=tuple(terms))
