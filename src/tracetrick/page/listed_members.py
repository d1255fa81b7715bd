r"""`x_1,\dots,x_N` before a relation: a family that is introduced by its first and its last members."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tracetrick.errors import NotationError
from tracetrick.latex.tokens import Token
from tracetrick.page.fragments import BEHIND_LISTS, comma_before, is_dots, split_at
from tracetrick.page.scope import Range
from tracetrick.page.sets import read_expression

if TYPE_CHECKING:
    from tracetrick.page.draft import Draft

_LETTERS = ("i", "j", "k", "l", "s", "t")  # for the index, to which the author gives no letter
_BEFORE_INDEX = frozenset(["_", "{", "("])
_EXPECTED = "expected the first and the last member of a family around the dots, as x_1, \\dots, x_N"


def take_members(draft: Draft) -> None:
    r"""Read `x_1,\dots,x_N` on the left side as `x_i`, with i = 1,\dots,N said behind it.

    Raises NotationError where dots stand between other things.
    """
    parts = split_at(draft.fragment.sides[0], ",")
    if draft.fragment.relations[0].text not in BEHIND_LISTS or not any(map(is_dots, parts)):
        return
    found: list[list[Token]] = []
    rest = iter(parts)
    for part in rest:
        if is_dots(part):
            last = next(rest, [])
            if not found or not last:
                raise NotationError(part[0].start, part[0].end, _EXPECTED)
            found.append(_general(found, last, draft))
        else:
            found.append(part)
    draft.fragment.sides[0] = _listed(found)


def _around_index(one: list[Token], other: list[Token]) -> tuple[int, int]:
    """How many tokens two members have in common before and behind their indices."""
    shared = min(len(one), len(other))
    head = next((k for k in range(shared) if one[k].text != other[k].text), shared)
    tail = next((k for k in range(shared - head) if one[-1 - k].text != other[-1 - k].text), shared - head)
    return head, tail


def _general(before: list[list[Token]], last: list[Token], draft: Draft) -> list[Token]:
    """The member that stands for the last of those `before`, which it takes away, to the `last`.

    Its index gets a range.
    """
    head, tail = _around_index(before[-1], last)
    members: list[list[Token]] = []
    while before and _around_index(before[-1], last) == (head, tail):
        members.append(before.pop())
    members.reverse()
    first = members[0]
    indices = [one[head : len(one) - tail] for one in members]
    bound = last[head : len(last) - tail]
    numbers = [int(index[0].text) for index in indices if [token.kind for token in index] == ["number"]]
    is_run = len(numbers) == len(members) and all(other == one + 1 for one, other in pairwise(numbers))
    if not (is_run and bound and head and last[head - 1].text in _BEFORE_INDEX):
        raise NotationError(first[0].start, last[-1].end, _EXPECTED)
    if bound[0].text == "{":
        bound = bound[1:-1]
    ends = [read_expression(tokens, draft.context.scope.lexicon) for tokens in (indices[0], bound)]
    letter = next((one.index for one in draft.ranges if [one.first, one.last] == ends), None)
    if letter is None:
        letter = _letter(draft)
        draft.ranges.append(Range(letter, *ends))
    return [*first[:head], Token("letter", letter, *first[head][2:4]), *first[len(first) - tail :]]


def _letter(draft: Draft) -> str:
    """One that means nothing here."""
    taken = {token.text for token in draft.fragment.tokens} | draft.indices | draft.context.names.keys()
    return next((letter for letter in _LETTERS if letter not in taken), f"\\iota_{len(draft.ranges)}")


def _listed(parts: list[list[Token]]) -> list[Token]:
    """These parts with commas between them."""
    found = list(parts[0])
    for part in parts[1:]:
        found += [comma_before(part), *part]
    return found
