"""Declarations: the shapes of names, of functions and of families, and what holds of their draws."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Name, Node, Number, Sub, letters_in
from tracetrick.latex.vocabulary import COMPARISONS, OPERATORS
from tracetrick.page.context import selects
from tracetrick.page.fragments import split_at
from tracetrick.page.listed_members import take_members
from tracetrick.page.scope import Definition, Dimension, Entry, Function, Restriction, Variable, family_key
from tracetrick.page.sets import read_expression, read_set
from tracetrick.page.sizes import introduce, is_size

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tokens import Token
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft, NewName
    from tracetrick.page.scope import VariableKind
    from tracetrick.page.sets import DeclaredSet
    from tracetrick.page.statement import Statement


def function(draft: Draft) -> list[Statement]:
    r"""`f : \mathbb{R}^{m\times n} \to \mathbb{R}`."""
    fragment = draft.fragment
    if [token.text for token in fragment.relations] != [":", "\\to"]:
        token = fragment.relations[-1]
        raise NotationError(token.start, token.end, "expected f : A \\to B")
    take_members(draft)
    domains = split_at(fragment.sides[1], "\\times")
    if not all(fragment.sides) or not all(domains):
        token = fragment.relations[0]
        raise NotationError(token.start, token.end, "expected f : A \\to B")
    draft.refuse_beside_arrow()
    _refuse_operator(fragment.sides[0])
    draft.take_range(2)
    lexicon = draft.context.scope.lexicon
    domain = tuple(_real(part, lexicon) for part in domains)
    codomain = _real(fragment.sides[2], lexicon)
    introduce([node for shape in (*domain, codomain) for node in shape], draft)
    entry: Function | None = None
    for key, indices, token in draft.names(fragment.sides[0]):
        if draft.concludes(key):
            raise NotationError(
                token.start,
                token.end,
                f"{key} has a meaning on this page, and a conclusion gives it no other",
            )
        suffixes = (tuple(draft.ranges), tuple(draft.restrictions)) if indices else ((), ())
        entry = Function(key, domain, codomain, indices, *suffixes)
        draft.context.set_name(key, entry)
    return [draft.made("declaration", last=1, entry=entry)]


def _refuse_operator(side: list[Token]) -> None:
    r"""The names of operators are taken, save `\\exp`, which may be that of a matrix."""
    for part in split_at(side, ","):
        word = part[0] if len(part) == 1 and part[0].kind == "word" else None
        if word and word.text != "exp" and word.text.lower() in OPERATORS:
            message = f"{word.text} is an operator: of these, only \\exp may be declared"
            raise NotationError(word.start, word.end, message)


def _real(tokens: list[Token], lexicon: Lexicon) -> tuple[Node, ...]:
    declared = read_set(tokens, lexicon)
    if declared.kind != "real":
        message = "expected \\mathbb{R}, \\mathbb{R}^n or \\mathbb{R}^{m\\times n}"
        raise NotationError(tokens[0].start, tokens[-1].end, message)
    return declared.shape


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
    take_members(draft)
    _refuse_operator(fragment.sides[0])
    draft.take_range(1)
    declared = read_set(fragment.sides[1], draft.context.scope.lexicon)
    parts = split_at(fragment.sides[0], ",")
    known = [_is_known(part, declared, draft) for part in parts]
    new = [
        name
        for part, is_known in zip(parts, known, strict=True)
        if not is_known
        for name in draft.names(part)
    ]
    found: list[Statement] = []
    if new:
        draft.refuse_beside_arrow()
        introduce(declared.shape, draft)
        _check_indices(new, declared, draft)
        keys = [(key, indices) for key, indices, _ in new]
        entry = _declare(keys, declared.kind, declared.shape, draft)
        found.append(draft.made("declaration", entry=entry))
    if any(known):
        sides = [part for part, is_known in zip(parts, known, strict=True) if is_known]
        found.append(draft.made("claim", left=draft.listed(sides), membership=declared))
    return found


def _check_indices(names: list[NewName], declared: DeclaredSet, draft: Draft) -> None:
    """Raise NotationError if a shape depends on an index and the name does not."""
    letters = letters_in(declared.shape)
    for _, indices, token in names:
        unused = draft.indices & letters - set(indices)
        if unused:
            message = f"the shape uses the index {min(unused)}, the name does not"
            raise NotationError(token.start, token.end, message)


def _is_known(part: list[Token], declared: DeclaredSet, draft: Draft) -> bool:
    """Whether a part of the left side is an expression, a defined name or an entry: something to claim of."""
    in_force = draft.context.names
    try:
        ((key, _, token),) = draft.names(part)
    except NotationError:
        return True
    if isinstance(in_force.get(key), Dimension):
        raise NotationError(token.start, token.end, f"{key} is a dimension")
    if isinstance(in_force.get(key), (Definition, Function)) or draft.concludes(key):
        return True
    family = in_force.get(family_key(key.partition("_{")[0]))
    of_family = isinstance(family, (Variable, Definition))
    return (of_family or not declared.shape) and _is_entry(part, key, draft)


def _declare(
    names: list[tuple[str, tuple[str, ...]]], kind: VariableKind, shape: tuple[Node, ...], draft: Draft
) -> Entry | None:
    """Put variables in force; return the last of them."""
    entry: Entry | None = None
    for key, indices in names:
        suffixes = (tuple(draft.ranges), tuple(draft.restrictions)) if indices else ((), ())
        entry = Variable(key, kind, shape, indices, *suffixes)
        if indices:
            draft.context.hide(f"{entry.letter}_{{{''.join(indices)}}}")
        draft.context.set_name(key, entry)
    return entry


def _is_entry(part: list[Token], key: str, draft: Draft) -> bool:
    r"""Whether a subscripted name selects from a name in force (`X_{ij} \in \mathbb{R}` is a claim)."""
    if "_{" not in key or key in draft.context.names:
        return False
    node = draft.parser(part).whole()
    if not isinstance(node, Sub) or not isinstance(node.base, Name):
        return False
    return selects(node.base.key, node.indices, draft.context.names)


def comparison(draft: Draft) -> list[Statement] | None:
    r"""`t > 0` of a new scalar, `m \ge n` of dimensions, `\det A \ne 0`; None if it is none of them."""
    fragment = draft.fragment
    relation = fragment.relations[0].text
    if relation not in COMPARISONS or not all(fragment.sides):
        return None
    if relation == "\\ne" and _is_numeral(fragment.sides[1]):
        draft.refuse_beside_arrow()
        left, right = (draft.expression(side) for side in fragment.sides)
        return [draft.made("declaration", left=left, right=right)]
    take_members(draft)
    context = draft.context
    try:
        names = draft.names(fragment.sides[0])
        right = read_expression(fragment.sides[1], context.scope.lexicon)
    except NotationError:
        return None
    if draft.part.arrow or any(draft.concludes(name) for name, *_ in names):
        return None
    new = len(fragment.sides[0]) == 1 and names[0][0] not in context.names
    if new and relation in ("\\ge", "\\le"):
        introduce([read_expression(fragment.sides[0], context.scope.lexicon)], draft)
    if _is_dimension(names, fragment.sides[0], context) and is_size(right, context):
        if draft.part.is_conclusion:
            return None
        left = read_expression(fragment.sides[0], context.scope.lexicon)
        context.relate(Restriction(left, relation, right))
        return [draft.made("declaration")]
    if relation != ">" or right != Number(Fraction(0), span=right.span):
        return None
    parts = split_at(fragment.sides[0], ",")
    if not all(_may_be_positive(name[0], part, draft) for name, part in zip(names, parts, strict=True)):
        return None
    introduce((), draft)
    entry = _declare([(key, indices) for key, indices, _ in names], "positive", (), draft)
    return [draft.made("declaration", entry=entry)]


def _is_numeral(side: list[Token]) -> bool:
    return len(side) == 1 and side[0].kind == "number"


def _may_be_positive(key: str, part: list[Token], draft: Draft) -> bool:
    entry = draft.context.names.get(key)
    if entry is None:
        return not _is_entry(part, key, draft)
    return isinstance(entry, Variable) and entry.kind in ("real", "positive") and not entry.shape


def _is_dimension(names: list[NewName], side: list[Token], context: Context) -> bool:
    if len(names) != 1:
        return False
    key = names[0][0]
    member = "_" in key and isinstance(context.names.get(family_key(side[0].text)), Dimension)
    return isinstance(context.names.get(key), Dimension) or member
