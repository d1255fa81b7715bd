"""Declarations: the shapes of names, of functions and of families, and what holds of their draws."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Name, Node, Number, walk
from tracetrick.latex.vocabulary import COMPARISONS
from tracetrick.page.scope import Definition, Dimension, Entry, Function, Restriction, Variable, family_key
from tracetrick.page.sets import read_expression, read_set
from tracetrick.page.sizes import introduce, is_size

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tokens import Token
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft
    from tracetrick.page.scope import VariableKind
    from tracetrick.page.statement import Statement


def function(draft: Draft) -> list[Statement]:
    r"""`f : \mathbb{R}^{m\times n} \to \mathbb{R}`."""
    fragment = draft.fragment
    if [token.text for token in fragment.relations] != [":", "\\to"]:
        token = fragment.relations[-1]
        raise NotationError(token.start, token.end, "expected f : A \\to B")
    if not all(fragment.sides):
        token = fragment.relations[0]
        raise NotationError(token.start, token.end, "expected f : A \\to B")
    lexicon = draft.context.scope.lexicon
    domain = tuple(_real(part, lexicon) for part in _split_product(fragment.sides[1]))
    codomain = _real(fragment.sides[2], lexicon)
    introduce([node for shape in (*domain, codomain) for node in shape], draft)
    entry: Function | None = None
    for key, _, _ in draft.names(fragment.sides[0]):
        entry = Function(key, domain, codomain)
        draft.context.set_name(key, entry)
    return [draft.made("declaration", last=1, entry=entry)]


def _real(tokens: list[Token], lexicon: Lexicon) -> tuple[Node, ...]:
    declared = read_set(tokens, lexicon)
    if declared.kind != "real":
        message = "expected \\mathbb{R}, \\mathbb{R}^n or \\mathbb{R}^{m\\times n}"
        raise NotationError(tokens[0].start, tokens[-1].end, message)
    return declared.shape


def _split_product(tokens: list[Token]) -> list[list[Token]]:
    r"""`\mathbb{R}^n \times \mathbb{R}^m` at its depth-0 signs."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.mark == "{") - (token.mark == "}")
        if depth == 0 and token.mark == "\\times":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def membership(draft: Draft) -> list[Statement]:
    r"""`X \in \mathbb{R}^{m\times n}`.

    It is a declaration, or a claim about a defined name or an expression.
    """
    fragment = draft.fragment
    sign = fragment.relations[0]
    if len(fragment.relations) > 1:
        token = fragment.relations[1]
        raise NotationError(token.start, token.end, "a second relation behind \\in")
    if not fragment.sides[0]:
        raise NotationError(sign.start, sign.end, "expected a name before \\in")
    if not fragment.sides[1]:
        raise NotationError(sign.start, sign.end, "expected a set behind \\in")
    declared = read_set(fragment.sides[1], draft.context.scope.lexicon)
    names = _declarable(draft)
    if names is None:
        return [draft.made("claim", left=draft.listed(fragment.sides[0]), membership=declared)]
    introduce(declared.shape, draft)
    letters = {node.key for part in declared.shape for node in walk(part) if isinstance(node, Name)}
    for _, indices, token in names:
        unused = draft.indices & letters - set(indices)
        if unused:
            message = f"the shape uses the index {min(unused)}, the name does not"
            raise NotationError(token.start, token.end, message)
    entry = _declare([(key, indices) for key, indices, _ in names], declared.kind, declared.shape, draft)
    return [draft.made("declaration", entry=entry)]


def _declare(
    names: list[tuple[str, tuple[str, ...]]], kind: VariableKind, shape: tuple[Node, ...], draft: Draft
) -> Entry | None:
    """Put variables in force; return the last of them."""
    entry: Entry | None = None
    for key, indices in names:
        entry = Variable(key, kind, shape, indices, tuple(draft.ranges) if indices else ())
        draft.context.set_name(key, entry)
    return entry


def _declarable(draft: Draft) -> list[tuple[str, tuple[str, ...], Token]] | None:
    """The names to declare, or None if the left side is an expression or has defined names."""
    in_force = draft.context.names
    try:
        names = draft.names(draft.fragment.sides[0])
    except NotationError:
        return None
    if any(isinstance(in_force.get(key), (Definition, Function)) for key, _, _ in names):
        return None
    for key, _, token in names:
        if isinstance(in_force.get(key), Dimension):
            raise NotationError(token.start, token.end, f"{key} is a dimension")
    if any(_is_entry(token, key, draft.context) for key, _, token in names):
        return None
    return names


def _is_entry(token: Token, key: str, context: Context) -> bool:
    r"""Whether a subscripted name selects from a name in force (`X_{ij} \in \mathbb{R}` is a claim)."""
    if "_{" not in key or key in context.names:
        return False
    entry = context.names.get(token.text)
    if isinstance(entry, Variable):
        return bool(entry.shape) or bool(entry.indices)
    return isinstance(entry, Definition)


def comparison(draft: Draft) -> list[Statement] | None:
    r"""`t > 0` of a new scalar, `m \ge n` of dimensions, `\det A \ne 0`; None if it is none of them."""
    fragment = draft.fragment
    relation = fragment.relations[0].text
    if relation not in COMPARISONS or not all(fragment.sides):
        return None
    if relation == "\\ne" and _is_numeral(fragment.sides[1]):
        left, right = (draft.expression(side) for side in fragment.sides)
        return [draft.made("declaration", left=left, right=right)]
    context = draft.context
    try:
        names = draft.names(fragment.sides[0])
        right = read_expression(fragment.sides[1], context.scope.lexicon)
    except NotationError:
        return None
    if _is_dimension(names, fragment.sides[0], context) and is_size(right, context):
        left = read_expression(fragment.sides[0], context.scope.lexicon)
        context.relate(Restriction(left, relation, right))
        return [draft.made("declaration")]
    if relation != ">" or right != Number(Fraction(0), span=right.span):
        return None
    if not all(_may_be_positive(key, token, context) for key, _, token in names):
        return None
    introduce((), draft)
    entry = _declare([(key, indices) for key, indices, _ in names], "positive", (), draft)
    return [draft.made("declaration", entry=entry)]


def _is_numeral(side: list[Token]) -> bool:
    return len(side) == 1 and side[0].kind == "number"


def _may_be_positive(key: str, token: Token, context: Context) -> bool:
    entry = context.names.get(key)
    if entry is None:
        return not _is_entry(token, key, context)
    return isinstance(entry, Variable) and entry.kind in ("real", "positive") and not entry.shape


def _is_dimension(
    names: list[tuple[str, tuple[str, ...], Token]], side: list[Token], context: Context
) -> bool:
    if len(names) != 1:
        return False
    key = names[0][0]
    member = "_" in key and family_key(side[0].text) in context.names
    return isinstance(context.names.get(key), Dimension) or member
