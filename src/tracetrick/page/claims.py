"""Claims: one for each relation of a chain."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError, SpanError
from tracetrick.latex.tree import Name, Sub
from tracetrick.page.context import literal_key
from tracetrick.page.fragments import is_dots

if TYPE_CHECKING:
    from tracetrick.latex.tree import Node
    from tracetrick.page.draft import Draft
    from tracetrick.page.statement import Statement

_STRICT = {"<": "\\le", ">": "\\ge", "\\prec": "\\preceq", "\\succ": "\\succeq"}
_EQUALITIES = frozenset(["\\equiv", ":="])  # `:=` of what is no new name


def claims(draft: Draft, first: int = 0) -> list[Statement]:
    """One claim for each relation from number `first` of a chain, save those about steps left out."""
    relations, sides = draft.fragment.relations, draft.fragment.sides
    if first == len(relations):
        return []
    written = [k for k in range(first, len(sides)) if not is_dots(sides[k]) or k in (first, len(sides) - 1)]
    nodes = {k: _side(draft, k) for k in written}
    chain = tuple(node for node in nodes.values() if not isinstance(node, SpanError))
    found: list[Statement] = []
    for before, behind in pairwise(written):
        left, right = nodes[before], nodes[behind]
        link = behind - 1
        crossed = [relation.text for relation in relations[before:behind]]
        relation = _strongest(crossed)
        if not relation:
            token = relations[link]
            message = f"{' … '.join(crossed)} around the dots: the steps left out lead both ways"
            found.append(draft.made("claim", link, error=NotationError(token.start, token.end, message)))
            continue
        if isinstance(left, SpanError) or isinstance(right, SpanError):
            error = left if isinstance(left, SpanError) else right
            assert isinstance(error, SpanError)  # noqa: S101  (one of them is)
            found.append(draft.made("claim", link, error=error, at=error.start))
            continue
        found.append(
            draft.made(
                "claim",
                link,
                relation=relation,
                left=left,
                right=right,
                chain=chain if len(chain) > 2 else (),
                taken=_name(left) if crossed == [":="] else "",
            )
        )
    return found


def _strongest(relations: list[str]) -> str:
    """The relation that follows from a chain of them, or nothing."""
    plain = {"=" if relation in _EQUALITIES else relation for relation in relations} - {"="}
    if len(plain) < 2:
        return plain.pop() if plain else "="
    return next((strict for strict, weak in _STRICT.items() if plain <= {strict, weak}), "")


def _name(node: Node) -> str:
    """What a node is called, if it is a name or an entry of one."""
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return literal_key(node.base, node.indices)
    return node.key if isinstance(node, Name) else ""


def _side(draft: Draft, side: int) -> Node | SpanError:
    relations, sides = draft.fragment.relations, draft.fragment.sides
    tokens = sides[side]
    try:
        if not tokens:
            near = relations[min(side, len(relations) - 1)]
            where = "before" if side < len(relations) else "behind"
            raise NotationError(near.start, near.end, f"expected an expression {where} {near.text}")
        if is_dots(tokens):
            message = "a chain neither begins nor ends with dots"
            raise NotationError(tokens[0].start, tokens[0].end, message)
        return draft.expression(tokens)
    except SpanError as error:
        return error
