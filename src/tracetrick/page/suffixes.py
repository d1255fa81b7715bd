"""Suffixes: the fragments that give indices their ranges, or restrict indices or draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Add, Node, Number, letters_in
from tracetrick.page.conditions import bracketed_condition, of_draws, restrictions
from tracetrick.page.fragments import split_at
from tracetrick.page.scope import Range, Restriction
from tracetrick.page.sets import read_expression

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tokens import Token
    from tracetrick.page.context import Context
    from tracetrick.page.draft import Draft
    from tracetrick.page.fragments import Fragment
    from tracetrick.page.scope import Assumption


_BOUNDING = frozenset(["<", ">", "\\le", "\\ge", "\\ne"])
_SAYING = frozenset([":=", ":"])  # what introduces a name, be it called as an index before


@dataclass(frozen=True)
class Suffix:
    """What a suffix says of all statements before it, or `of_last` of the one before it alone."""

    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    of_last: bool = False

    def attach(self, drafts: list[Draft]) -> None:
        """Give it to the statements that it belongs to."""
        for draft in drafts[-1:] if self.of_last else drafts:
            draft.ranges += self.ranges
            draft.restrictions += self.restrictions


def suffix(fragment: Fragment, before: list[Draft], used: set[str], context: Context) -> Suffix | None:
    """The suffix that a fragment is, if it is one; `used` are the letters in subscripts before it.

    Raises NotationError at a suffix that belongs to nothing.
    """
    fragment, everywhere = _without_for_all(fragment)
    if everywhere and all(letter in used for letter in everywhere):
        return Suffix()
    condition = bracketed_condition(fragment)
    if condition and _is_about_indices(condition, used, context):
        return _of_indices(condition, context)
    if condition:
        if not before:
            start, end = condition.tokens[0].start, condition.tokens[-1].end
            raise NotationError(start, end, "a suffix without a statement before it")
        return Suffix(restrictions=tuple(of_draws(condition, context.scope)), of_last=True)
    if not fragment.relations or fragment.relations[0].text in _SAYING:
        return None
    if _is_about_indices(fragment, used, context):
        return _of_indices(fragment, context)
    if _is_range(fragment):
        first, last, head = fragment.tokens[0], fragment.tokens[-1], _head(fragment)
        message = "a range of an index without a statement in the same formula that uses the index"
        if context.is_settled(head):
            message = f"{head} has a meaning on this page: an index is another letter"
        raise NotationError(first.start, last.end, message)
    return None


def of_indices(condition: Fragment, fragment: Fragment, context: Context) -> Suffix | None:
    """What a bracket at the end of a fragment says of the indices in it, if it is about them."""
    used = index_letters(fragment) | free_letters(context.scope.held)
    return _of_indices(condition, context) if _is_about_indices(condition, used, context) else None


def _head(fragment: Fragment) -> str:
    """The letter that a suffix would be about."""
    return next(iter(_names_of(fragment)), "")


def _is_about_indices(fragment: Fragment, used: set[str], context: Context) -> bool:
    r"""Whether the left side is a letter that is an index, or in `1 \le i < j` one that a bound precedes."""
    bounding = all(one.text in _BOUNDING for one in fragment.relations) and _is_bound(fragment, context)
    heads = [_head(fragment), *(_names(fragment.sides[1])[:1] if bounding else ())]
    return any(head in used and not context.is_settled(head) for head in heads)


def _is_bound(fragment: Fragment, context: Context) -> bool:
    """Whether the left side holds numerals and letters with a meaning alone."""
    side = fragment.sides[0]
    return all(
        context.is_settled(token.text) if token.kind == "letter" else token.kind != "begin" for token in side
    )


def _without_for_all(fragment: Fragment) -> tuple[Fragment, list[str]]:
    r"""What stands behind `\forall`: a fragment, and the letters if there is nothing but letters."""
    side = fragment.sides[0]
    if len(side) > 2 and [side[0].mark, side[1].mark, side[-1].mark] == ["(", "\\forall", ")"]:
        side = side[1:-1]
    if side and side[0].mark == "\\forall":
        side = side[1:]
    elif not fragment.for_all:
        return fragment, []
    rest = replace(fragment, sides=[side, *fragment.sides[1:]])
    return rest, [] if rest.relations else _names_of(rest)


def free_letters(assumptions: tuple[Assumption, ...]) -> set[str]:
    """The letters of the indices of assumptions in force, which suffixes may restrict too."""
    restrictions = (two for one in assumptions for two in one.restrictions)
    return letters_in(part for one in assumptions for part in one.indices).union(
        *(one.letters for one in restrictions)
    )


def index_letters(fragment: Fragment) -> set[str]:
    """The letters in subscripts, and in superscripts in brackets (`x^{(i)}`)."""
    letters: set[str] = set()
    depth = 0
    before = ""
    tokens = fragment.tokens
    for place, token in enumerate(tokens):
        if depth:
            depth += (token.mark == "{") - (token.mark == "}")
        elif token.mark == "{" and (before == "_" or _is_bracketed(tokens[place - 1 : place + 2])):
            depth = 1
        if token.kind == "letter" and (depth or before == "_"):
            letters.add(token.text)
        before = token.mark
    return letters


def _is_bracketed(tokens: list[Token]) -> bool:
    """Whether these are `^{(`."""
    return [token.mark for token in tokens] == ["^", "{", "("]


def _of_indices(fragment: Fragment, context: Context) -> Suffix:
    r"""`i, j = 1,\dots,n` and `1 \le i \le n` are ranges; anything else restricts."""
    lexicon = context.scope.lexicon
    if _is_range(fragment):
        first, last = _limits(fragment.sides[-1], lexicon)
        return Suffix(tuple(Range(letter, first, last) for letter in _names(fragment.sides[0])))
    relations = [token.text for token in fragment.relations]
    if relations == ["\\in"]:
        first, last = _limits(_members(fragment), lexicon)
        return Suffix(tuple(Range(letter, first, last) for letter in _names(fragment.sides[0])))
    if relations == ["\\le", "\\le"] and len(fragment.sides[1]) == 1:
        first, last = (read_expression(fragment.sides[k], lexicon) for k in (0, 2))
        return Suffix((Range(fragment.sides[1][0].text, first, last),))
    return Suffix(restrictions=tuple(restrictions(fragment, lexicon)))


def _members(fragment: Fragment) -> list[Token]:
    r"""What stands in the braces of `i \in \{1,\dots,n\}`."""
    side, relation = fragment.sides[1], fragment.relations[0]
    if [token.mark for token in side[:1] + side[-1:]] != ["\\{", "\\}"] or not side[1:-1]:
        message = "expected the values of an index behind \\in, such as \\{1,\\dots,n\\}"
        raise NotationError(relation.start, relation.end, message)
    return side[1:-1]


def _limits(side: list[Token], lexicon: Lexicon) -> tuple[Node, Node]:
    r"""The first and the last of `1, 2, \dots, n`: the values before the dots go up or down by 1."""
    parts = split_at(side, ",")
    dots = next((k for k, part in enumerate(parts) if [token.mark for token in part] == ["\\dots"]), None)
    if dots is None:
        return _ends(side, parts, lexicon)
    values = [read_expression(part, lexicon) for k, part in enumerate(parts) if k != dots]
    before, behind = values[:dots], values[dots:]
    if not before or len(behind) != 1:
        raise NotationError(side[0].start, side[-1].end, "expected a range such as 1,\\dots,n")
    if not _go_by_one(before):
        message = "the values before the dots go neither up nor down by 1"
        raise NotationError(side[0].start, side[-1].end, message)
    return before[0], behind[0]


def _ends(side: list[Token], parts: list[list[Token]], lexicon: Lexicon) -> tuple[Node, Node]:
    """The first and the last of `1, 2, 3`: values in a row."""
    values = [read_expression(part, lexicon) for part in parts if part]
    if len(values) < len(parts) or not _go_by_one(values):
        message = "these values of an index go neither up nor down by 1: write a claim for each"
        raise NotationError(side[0].start, side[-1].end, message)
    return values[0], values[-1]


def _go_by_one(values: list[Node]) -> bool:
    """Whether values go up by 1, or down by 1."""
    parts = [_linear(value) for value in values]
    steps = {(one[0] == other[0], one[1] - other[1]) for other, one in pairwise(parts)}
    return len(steps) <= 1 and steps <= {(True, Fraction(1)), (True, Fraction(-1))}


def _linear(value: Node) -> tuple[list[tuple[str, Node]], Fraction]:
    """A sum as its terms that are no numerals, and the sum of the numerals."""
    signs, terms = (value.signs, value.terms) if isinstance(value, Add) else (("+",), (value,))
    rest: list[tuple[str, Node]] = []
    constant = Fraction(0)
    for sign, term in zip(signs, terms, strict=True):
        if isinstance(term, Number) and sign in "+-":
            constant += term.value if sign == "+" else -term.value
        else:
            rest.append((sign, term))
    return rest, constant


def _names_of(fragment: Fragment) -> list[str]:
    """The letters that a suffix would be about."""
    side = fragment.sides[0]
    if len(fragment.sides) == 3 and len(fragment.sides[1]) == 1:
        bounded = len(side) > 1 or not any(token.kind == "letter" for token in side)
        side = fragment.sides[1] if bounded else side
    return _names(side)


def _names(side: list[Token]) -> list[str]:
    """Letters between commas; none if there is anything else."""
    letters, commas = side[::2], side[1::2]
    plain = all(token.kind == "letter" for token in letters) and all(token.mark == "," for token in commas)
    return [token.text for token in letters] if plain else []


def _is_range(fragment: Fragment) -> bool:
    r"""`i, j = 1,\dots,n` or `i = 1, 2`: letters, and dots or numbers between commas at depth 0."""
    if len(fragment.relations) != 1 or fragment.relations[0].text != "=":
        return False
    if not all(token.kind == "letter" or token.mark == "," for token in fragment.sides[0]):
        return False
    side = fragment.sides[-1]
    is_list = all(token.kind == "number" for token in side[::2])
    return len(split_at(side, ",")) > 1 and (is_list or len(split_at(side, "\\dots")) > 1)
