"""The assignments of dimensions at which the claims of a page may be judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Elaborator, Where, compare_integers
from tracetrick.algebra.sampling import Letters, assignments, assignments_of_numbers
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Name, Node, Sub, children
from tracetrick.page.scope import Dimension, Function, Restriction, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.statements import Statement


_OF_NUMBERS = 40  # assignments for claims in which letters occur as numbers


@dataclass(frozen=True)
class Assignments:
    """What a page's claims may be judged at, in the order of trial.

    `letters` are the page's dimension letters by use; the candidates from number `of_numbers` on are for
    claims in which such letters occur as numbers.
    """

    letters: Letters
    candidates: list[Dimensions]
    of_numbers: int


def assignments_of(found: list[Statement], turn: int = 0) -> Assignments:
    """The assignments that obey the page's relations; the first `turn` are put behind the others."""
    letters = letters_of(found)
    relations = _relations(found)

    def holds(dimensions: Dimensions) -> bool:
        return all(_holds(relation, statement, dimensions) for relation, statement in relations)

    usual = list(assignments(letters, holds))
    usual = usual[turn:] + usual[:turn]
    return Assignments(
        letters, [*usual, *islice(assignments_of_numbers(letters, holds), _OF_NUMBERS)], len(usual)
    )


def _relations(found: list[Statement]) -> list[tuple[Restriction, Statement]]:
    """Each relation between dimensions once, with the first statement that it is in force at."""
    relations: dict[int, tuple[Restriction, Statement]] = {}
    for statement in found:
        for relation in statement.scope.relations:
            relations.setdefault(id(relation), (relation, statement))
    return list(relations.values())


def _holds(relation: Restriction, statement: Statement, dimensions: Dimensions) -> bool:
    """Whether an assignment obeys a relation; an equation for a letter gives the letter its number."""
    elaborator = Elaborator(statement.scope, dimensions)
    where = Where(statement.scope)
    left = relation.left
    try:
        right = elaborator.integer(relation.right, where)
        if relation.relation == "=" and isinstance(left, Sub):
            if isinstance(left.base, Name):
                index = elaborator.integer(left.indices[0], where)
                dimensions.fixed[left.base.key, index] = right
            return True
        if relation.relation == "=" and isinstance(left, Name):
            dimensions.letters[left.key] = right
            return True
        return compare_integers(elaborator.integer(left, where), relation.relation, right)
    except SpanError:
        return True


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
    for child in children(node):
        yield from _sizes(child)


def _shapes(entry: object) -> list[tuple[Node, ...]]:
    if isinstance(entry, Variable):
        return [entry.shape]
    return [*entry.domain, entry.codomain] if isinstance(entry, Function) else []
