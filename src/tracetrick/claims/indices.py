"""The values of the free indices and labels of a claim."""

from __future__ import annotations

from itertools import islice
from itertools import product as combinations
from random import Random
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Elaborator, Where, bound_letters, free_letters, outside_its_sum
from tracetrick.claims.mentions import mentioned, sides
from tracetrick.errors import NotationError, TooManyError
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import Name, Node, letters_in
from tracetrick.page.scope import Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.algebra.work import Work
    from tracetrick.page.scope import Range
    from tracetrick.page.statements import Statement

_MAX_COMBINATIONS = 2_000
_SAMPLE = 50
_ENDS = 3  # the first and the last values are never left out: a comparison may single them out
_MAX_SAMPLED = 50_000


def index_values(
    statement: Statement, dimensions: Dimensions, work: Work, *, sample: bool = False
) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """The values of the labels and of the free indices, in every combination.

    Of many of them only a `sample`, if that is enough. Raises TooManyError if there are too many.
    """
    labels = _label_values(statement, dimensions)
    most = _MAX_SAMPLED if sample else _MAX_COMBINATIONS
    for chosen in combinations(*labels.values()):
        drawn = dict(zip(labels, chosen, strict=True))
        found = list(islice(_free_values(statement, dimensions, drawn, work), most + 1))
        if sample and _SAMPLE + 2 * _ENDS < len(found) <= most:
            seed = " ".join(map(to_latex, sides(statement)))  # without the words beside it
            inner = Random(seed).sample(found[_ENDS:-_ENDS], _SAMPLE)  # noqa: S311  (reproducible, not secret)
            found = [*found[:_ENDS], *inner, *found[-_ENDS:]]
        if len(found) > _MAX_COMBINATIONS:
            message = f"more than {_MAX_COMBINATIONS} values of the free indices: too many"
            raise TooManyError(statement.at, statement.at + 1, message)
        for values in found:
            if _restricted(statement, dimensions, values, drawn):
                yield drawn, values


def _free_values(
    statement: Statement, dimensions: Dimensions, labels: Mapping[str, int], work: Work
) -> Iterator[dict[str, int]]:
    """The values of the free indices, in every combination; a range may depend on another index."""
    letters = _letters(statement)
    if not letters:
        yield {}
        return
    free = free_ranges(statement, dimensions, labels, work)
    nested = _nested(statement, letters, set(free))
    dependent = sorted(letters - set(free) - {item.index for item in nested})
    elaborator = Elaborator(statement.scope, dimensions, labels=labels, work=work)
    for picked in combinations(*free.values()):
        for values in _extended(dict(zip(free, picked, strict=True)), nested, elaborator):
            yield from _with_entries(values, dependent, statement, elaborator)


def _with_entries(
    values: dict[str, int], letters: list[str], statement: Statement, elaborator: Elaborator
) -> Iterator[dict[str, int]]:
    r"""With the indices of entries of what depends on another index, as j of `z^{(l)}_j`."""
    if not letters:
        yield values
        return
    elaborator.extents.clear()
    _probe(statement, elaborator, {**values, **dict.fromkeys(letters, 1)})
    ranges = [elaborator.common_range(letter, sides(statement)[0]) for letter in letters]
    for picked in combinations(*ranges):
        yield {**values, **dict(zip(letters, picked, strict=True))}


def _extended(
    values: dict[str, int], nested: list[Range], elaborator: Elaborator
) -> Iterator[dict[str, int]]:
    if not nested:
        yield values
        return
    for value in elaborator.range_values(nested[0], Where(elaborator.scope, values)):
        yield from _extended({**values, nested[0].index: value}, nested[1:], elaborator)


def _nested(statement: Statement, letters: set[str], known: set[str]) -> list[Range]:
    """The ranges that depend on other indices, each behind those that it depends on."""
    found: list[Range] = []
    waiting = [item for item in statement.ranges if item.index in letters - known]
    while waiting:
        ready = [item for item in waiting if not item.letters & letters - known]
        if not ready:
            message = "each of these ranges depends on the other"
            raise NotationError(statement.at, statement.at + 1, message)
        found += ready
        known = known | {item.index for item in ready}
        waiting = [item for item in waiting if item.index not in known]
    return found


def label_keys(statement: Statement) -> list[str]:
    """The labels that a statement mentions."""
    labels = statement.scope.labels
    return sorted(labels & mentioned(statement)) if labels else []


def some_labels(statement: Statement) -> dict[str, int]:
    """Each label of a statement at 1, which every label can be."""
    return dict.fromkeys(label_keys(statement), 1)


def _label_values(statement: Statement, dimensions: Dimensions) -> dict[str, Sequence[int]]:
    found: dict[str, Sequence[int]] = {}
    keys = label_keys(statement)
    if not keys:
        return found
    elaborator = Elaborator(statement.scope, dimensions)
    for key in keys:
        entry = statement.scope.names[key]
        if isinstance(entry, Variable):
            found[key] = range(1, elaborator.integer(entry.shape[0], Where(statement.scope)) + 1)
    return found


def _restricted(
    statement: Statement, dimensions: Dimensions, values: Mapping[str, int], labels: Mapping[str, int]
) -> bool:
    """Whether the values of the indices keep to the suffixes."""
    of_indices = [one for one in statement.restrictions if not one.of_draws]
    if not of_indices:
        return True
    elaborator = Elaborator(statement.scope, dimensions, labels=labels)
    where = Where(statement.scope, values)
    return all(elaborator.holds(one, where) for one in of_indices)


def free_ranges(
    statement: Statement, dimensions: Dimensions, labels: Mapping[str, int], work: Work
) -> dict[str, Sequence[int]]:
    """The values of each free index, from a suffix or from the places where it stands.

    Those are left out whose range depends on other free indices, said or by the entries that they select.
    """
    scope, letters = statement.scope, _letters(statement)
    ranges = {item.index: item for item in statement.ranges if item.index in letters}
    nested = [key for key in ranges if ranges[key].letters & letters]
    elaborator = Elaborator(scope, dimensions, labels=labels, work=work)
    found: dict[str, Sequence[int]] = {
        key: elaborator.range_values(ranges[key], Where(scope)) for key in sorted(set(ranges) - set(nested))
    }
    open_letters = sorted(letters - set(ranges))
    if not all(found.values()):
        return found | dict.fromkeys(open_letters, ())
    return found | _probed(statement, elaborator, open_letters, nested, found) if open_letters else found


def _letters(statement: Statement) -> set[str]:
    """The free index letters of a claim. Raises NotationError if a sum binds one of them too."""
    nodes = sides(statement)
    scope = statement.scope
    letters = set[str]().union(*(free_letters(node, scope) for node in nodes))
    restricted = set[str]().union(*(one.letters for one in statement.restrictions if not one.of_draws))
    if restricted - letters:
        bound = set[str]().union(*(bound_letters(node) for node in nodes)) - letters
        letters |= restricted - bound - scope.names.keys()  # a suffix on a bound index is for others
    if letters:
        _refuse_bound(nodes, letters)
    names = letters_in(nodes)
    ranges = [item for item in statement.ranges if item.index in names]
    letters |= {item.index for item in ranges}
    letters |= {key for item in ranges for key in item.letters if key not in scope.names}
    return letters | _assumed_letters(statement)


def _refuse_bound(nodes: list[Node], letters: set[str]) -> None:
    for node in nodes:
        both = bound_letters(node) & letters
        if both:
            guilty = next(filter(None, (outside_its_sum(one, min(both)) for one in nodes)), node)
            message = f"the index {min(both)} is bound by a sum and unknown outside it"
            raise NotationError(guilty.span.start, guilty.span.end, message)


def _assumed_letters(statement: Statement) -> set[str]:
    r"""The free letters of assumptions in force: j of `\mathrm{d}W_k = 0, k \ne j`."""
    scope = statement.scope
    found = set[str]()
    for assumption in scope.held:
        pattern = {index.key for index in assumption.indices if isinstance(index, Name)}
        for one in assumption.restrictions:
            found |= {key for key in one.letters - pattern if key not in scope.names}
    return found


def _probed(
    statement: Statement,
    elaborator: Elaborator,
    letters: list[str],
    nested: list[str],
    known: Mapping[str, Sequence[int]],
) -> dict[str, Sequence[int]]:
    """Elaborate at small values to see over what the indices run."""
    fixed = {key: values[0] for key, values in known.items()}
    nodes = sides(statement)
    sizes: dict[str, set[int]] = {}
    for value in (1, 2):
        before = {key: elaborator.extents.pop(key, set()) for key in letters}
        _probe(statement, elaborator, {**fixed, **dict.fromkeys([*letters, *nested], value)})
        for key in letters:
            seen = elaborator.extents.setdefault(key, set())
            sizes.setdefault(key, set()).update(one.last for one in seen if one.entry)
            if len({one.last for one in seen if one.entry}) > 1:
                elaborator.common_range(key, nodes[0])
            seen |= before[key]
    found: dict[str, Sequence[int]] = {}
    for key in letters:
        if len(sizes[key]) > 1:
            continue  # it depends on another index
        found[key] = (
            elaborator.common_range(key, nodes[0])
            if elaborator.extents.get(key)
            else _fallback(key, statement, elaborator)
        )
    return found


def _probe(statement: Statement, elaborator: Elaborator, values: Mapping[str, int]) -> None:
    """Elaborate at these values of the indices to see over what they run."""
    elaborator.free_values = values
    for node in sides(statement):
        with elaborator.silently():
            elaborator.term(node, Where(statement.scope, values))
    elaborator.note_unit_indices()


def _fallback(key: str, statement: Statement, elaborator: Elaborator) -> Sequence[int]:
    """The range of the family that an assumption is about, or as far as every dimension reaches."""
    for assumption in statement.scope.held:
        entry = statement.scope.names.get(assumption.key)
        is_restricted = any(key in one.letters for one in assumption.restrictions)
        if is_restricted and isinstance(entry, Variable) and entry.indices:
            return sorted(elaborator.family_values(entry, 0, Where(statement.scope)))
    numbers = elaborator.dimensions.letters
    own = [numbers[name] for name in mentioned(statement) if name in numbers]
    return range(1, min(own or numbers.values(), default=1) + 1)
