"""The assignments of dimensions at which the claims of a page may be judged."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from itertools import chain, islice, tee
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Elaborator, Where, compare_integers
from tracetrick.algebra.sampling import (
    Letters,
    assignment_with,
    assignments,
    assignments_of_numbers,
    extreme_assignments,
    far_assignment,
    large_assignments,
)
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Name, Node, Sub
from tracetrick.page.scope import Dimension, Function, Restriction, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.scope import Scope
    from tracetrick.page.statements import Statement


class _Kept:
    """What an iterator gives, made as far as somebody asks for it and kept for whoever asks again."""

    def __init__(self, source: Iterator[Dimensions]) -> None:
        (self._start,) = tee(source, 1)

    def __iter__(self) -> Iterator[Dimensions]:
        return copy(self._start)


class Candidates:
    """What claims may be judged at, in the order of trial; each is made when it is asked for first.

    After the `usual` ones come those `of_numbers`, for claims in which dimension letters occur as numbers,
    those with `large` dimensions, and the `extreme` ones, for letters that are compared as numbers.
    """

    def __init__(self, letters: Letters, holds: Callable[[Dimensions], bool], turn: int) -> None:
        usual = assignments(letters, holds)
        turned = list(islice(usual, turn))
        self.usual = _Kept(chain(usual, turned))
        self.of_numbers = _Kept(assignments_of_numbers(letters, holds))
        self.large = _Kept(large_assignments(letters, holds))
        self.extreme = _Kept(extreme_assignments(letters, holds))

    def __iter__(self) -> Iterator[Dimensions]:
        return chain(self.usual, self.of_numbers, self.large, self.extreme)


class Assignments:
    """The assignments of dimensions of a page, for each scope those that obey the relations in force there.

    `letters` are the page's dimension letters by use. The first `turn` candidates are put behind the others.
    """

    def __init__(self, found: list[Statement], turn: int = 0) -> None:
        self.letters = letters_of(found)
        self.turn = turn
        self.known: dict[tuple[int, ...], Candidates] = {}
        self.known_far: dict[tuple[object, ...], Dimensions | None] = {}

    def far(self, scope: Scope, keys: Iterable[str]) -> Dimensions | None:
        """Where some letters are large and the others small, for claims in which they occur as numbers."""
        keys = sorted(keys)
        place = (*keys, *_relations(scope))
        if place not in self.known_far:
            self.known_far[place] = far_assignment(self.letters, keys, lambda one: _obeys(one, scope))
        return self.known_far[place]

    def with_number(self, scope: Scope, key: str, number: int) -> Dimensions | None:
        """Where one letter has this number and the others are small; None if the relations forbid it."""
        return assignment_with(self.letters, {key: number}, lambda one: _obeys(one, scope))

    def at(self, scope: Scope) -> Candidates:
        """The candidates in a scope."""
        key = _relations(scope)
        if key not in self.known:
            self.known[key] = Candidates(self.letters, lambda one: _obeys(one, scope), self.turn)
        return self.known[key]


def _relations(scope: Scope) -> tuple[int, ...]:
    """The same for scopes in which dimensions obey the same relations."""
    return tuple(id(relation) for relation in scope.relations)


def _obeys(dimensions: Dimensions, scope: Scope) -> bool:
    """Whether an assignment obeys the relations; an equation first gives its letter the number."""
    if not scope.relations:
        return True
    elaborator = Elaborator(scope, dimensions)
    where = Where(scope)
    for relation in scope.relations:
        left = relation.left
        with suppress(SpanError):
            if relation.relation == "=" and isinstance(left, Sub) and isinstance(left.base, Name):
                index = elaborator.integer(left.indices[0], where)
                dimensions.fixed[left.base.key, index] = elaborator.integer(relation.right, where)
            elif relation.relation == "=" and isinstance(left, Name):
                dimensions.letters[left.key] = elaborator.integer(relation.right, where)
    return all(_holds(relation, elaborator, where) for relation in scope.relations)


def _holds(relation: Restriction, elaborator: Elaborator, where: Where) -> bool:
    try:
        left, right = (elaborator.integer(side, where) for side in (relation.left, relation.right))
    except SpanError:
        return True
    return compare_integers(left, relation.relation, right)


def letters_of(found: list[Statement]) -> Letters:
    """Sort the dimension letters of a page by what they are used for."""
    squares: dict[str, None] = {}
    shaped: dict[str, None] = {}
    letters: dict[str, None] = {}
    naturals: dict[str, None] = {}
    for key, entry in _entries(found):
        if isinstance(entry, Dimension) and not entry.family:
            letters[key] = None
        elif isinstance(entry, Variable) and entry.kind == "natural":
            naturals[key] = None
        for shape in _shapes(entry):
            shaped.update(dict.fromkeys(key for part in shape for key in _sizes(part)))
            if len(shape) == 2 and shape[0] == shape[1] and isinstance(shape[0], Name):
                squares[shape[0].key] = None
    counts = tuple(key for key in letters if key not in shaped)
    rest = [key for key in letters if key not in counts and key not in naturals]
    return Letters(
        tuple(key for key in rest if key in squares),
        tuple(key for key in rest if key not in squares),
        counts,
        tuple(naturals),
    )


def _entries(found: list[Statement]) -> Iterator[tuple[str, object]]:
    """Everything that the page declares, each once."""
    seen = set[int]()
    for statement in found:
        for key, entry in statement.scope.names.items():
            if id(entry) not in seen:
                seen.add(id(entry))
                yield key, entry


def _sizes(node: Node) -> Iterator[str]:
    """The letters of a dimension, but not those of the indices in it (`m_D`)."""
    if isinstance(node, Sub):
        yield from _sizes(node.base)
        return
    if isinstance(node, Name):
        yield node.key
    for child in node.children:
        yield from _sizes(child)


def _shapes(entry: object) -> list[tuple[Node, ...]]:
    if isinstance(entry, Variable):
        return [entry.shape]
    return [*entry.domain, entry.codomain] if isinstance(entry, Function) else []
