"""Dots: the general entry of a pattern, by comparing what is written on both sides of the dots.

The least general generalisation of two trees (Plotkin, A note on inductive generalization, 1970), restricted
to places where both hold an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.tree import (
    Add,
    Blank,
    Dots,
    Group,
    Listed,
    Marked,
    Name,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Span,
    Sub,
    rebuild,
    walk,
)

Value = Callable[[Node], tuple[int, int] | None]
"""The number that an index is, and a typical one, by which a direction is told; None if it is no number."""


@dataclass(frozen=True)
class Slot(Node):
    """The place of an index in a general entry, as number `number` of them."""

    number: int


@dataclass
class _General:
    """The general entry of two written ones: `ends` has both values at each slot, `ways` is up or down."""

    value: Value
    ends: list[tuple[int, int]]
    ways: list[int]

    def of(self, one: Node, other: Node, *, index: bool = False) -> Node | None:
        """What both are instances of, or None."""
        if one == other:
            return one
        one, other = _with_exponents(*_spelled_alike(one, other))
        if index or not isinstance(one, Sub):
            slot = self.slot(one, other)
            if slot is not None:
                return slot
        if type(one) is not type(other):
            return None
        changed: dict[str, Any] = {}
        for item in fields(one):
            if item.name == "span":
                continue
            inside = index or (isinstance(one, Sub) and item.name == "indices")
            new = self.field(getattr(one, item.name), getattr(other, item.name), index=inside)
            if new is None and getattr(one, item.name) is not None:
                return None
            changed[item.name] = new
        return replace(one, **changed)

    def field(self, one: object, other: object, *, index: bool) -> object:
        if isinstance(one, Node) and isinstance(other, Node):
            return self.of(one, other, index=index)
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            parts = [self.field(a, b, index=index) for a, b in zip(one, other, strict=True)]
            return None if any(part is None for part in parts) else tuple(parts)
        return one if one == other else None

    def slot(self, one: Node, other: Node) -> Node | None:
        if not isinstance(one, (Number, Name, Add)) and not isinstance(other, (Number, Name, Add)):
            return None
        first, last = self.value(one), self.value(other)
        if first is None or last is None:
            return None
        self.ends.append((first[0], last[0]))
        self.ways.append(1 if last[1] >= first[1] else -1)
        return Slot(len(self.ends) - 1, span=one.span)


def _filled(node: Node, values: Sequence[int]) -> Node:
    """A general entry at these values of its slots."""
    if isinstance(node, Slot):
        return Number(Fraction(values[node.number]), span=node.span)
    return rebuild(node, lambda child: _filled(child, values))


@dataclass(frozen=True)
class Repeat:
    """The same entry, an open number of times."""

    node: Node


def sequence(items: Sequence[Node], value: Value) -> list[Node] | Repeat:
    """The written items, with those that dots among them stand for.

    `value` gives the number that an index expression has. Raises NotationError if the written items are no
    instances of one general item whose indices move by one.
    """
    dots = [k for k, item in enumerate(items) if is_gap(item)]
    if not dots:
        return list(items)
    blank = next((items[k] for k in dots if isinstance(items[k], Blank)), None)
    if blank is not None:
        raise NotationError(
            blank.span.start, blank.span.end, "an empty cell beside dots: write what it holds"
        )
    edge = next((items[k] for k in (0, -1) if is_gap(items[k])), None)
    if edge is not None:
        raise NotationError(edge.span.start, edge.span.end, "dots need something on both sides")
    if len(dots) == 2 and dots[1] - dots[0] == 2:
        return _with_middle(list(items), dots, value)
    if len(dots) > 1:
        return _nested(list(items), dots, value)
    return _between(list(items[: dots[0]]), list(items[dots[0] + 1 :]), value)


def runs(items: Sequence[Node], value: Value) -> list[Node] | Repeat:
    r"""Terms or factors, with those that dots among them stand for: `2R_K \cdots R_2R_1x`.

    What has another name than the items beside the dots is no part of their run.
    """
    dots = [k for k, item in enumerate(items) if is_gap(item)]
    if any(_is_open(items, k) for k in dots):
        return sequence(items, value)
    spans = [_run_around(items, k) for k in dots]
    for number, ((_, last), (first, _)) in enumerate(pairwise(spans)):
        if last < first:
            continue
        if dots[number + 1] - dots[number] != _APART:
            return sequence(items, value)
        spans[number], spans[number + 1] = (
            (spans[number][0], dots[number] + 1),
            (dots[number] + _APART - 1, spans[number + 1][1]),
        )
    found: list[Node] = []
    known: dict[tuple[Node, ...], list[Node] | Repeat] = {}
    place = 0
    for first, last in spans:
        written = tuple(items[first : last + 1])
        run = known.get(written) or sequence(written, value)
        known[written] = run
        if isinstance(run, Repeat):
            return run
        found += [*items[place:first], *run]
        place = last + 1
    return [*found, *items[place:]]


_APART = 3  # dots with two items between them, of which each belongs to one of two runs


def _is_open(items: Sequence[Node], place: int) -> bool:
    """Whether no item may be left out of the run of these dots: something is missing, or the powers grow."""
    if not 0 < place < len(items) - 1 or is_gap(items[place - 1]) or is_gap(items[place + 1]):
        return True
    before, after = (
        [one.exponent for one in walk(items[k]) if isinstance(one, Power)] for k in (place - 1, place + 1)
    )
    return before != after


def _run_around(items: Sequence[Node], place: int) -> tuple[int, int]:
    """The first and the last item of the run of these dots."""
    kin = {_kind(items[place - 1]), _kind(items[place + 1])}
    first, last = place - 1, place + 1
    while first > 0 and _kind(items[first - 1]) in kin:
        first -= 1
    while last < len(items) - 1 and _kind(items[last + 1]) in kin:
        last += 1
    return first, last


def _kind(node: Node) -> object:
    """What the items of one run have in common: their names without subscripts and superscripts."""
    while isinstance(node, (Sub, Power, Marked, Prime, Group)):
        node = node.body if isinstance(node, Group) else node.base
    if isinstance(node, Product):
        return tuple(_kind(factor) for factor in node.factors)
    return node.key if isinstance(node, Name) else type(node)


def _with_middle(items: list[Node], dots: list[int], value: Value) -> list[Node] | Repeat:
    r"""`x_1, \dots, x_i, \dots, x_n`: the item in the middle is one of the others."""
    middle = items[dots[0] + 1]
    found = _between(items[: dots[0]], items[dots[1] + 1 :], value)
    others = found if isinstance(found, list) else [found.node]
    if any(_is_same(middle, item, value) for item in others):
        return found
    if any(_General(value, [], []).of(middle, item) is not None for item in others):
        raise NoValueError(middle.span.start, middle.span.end, "an index beyond the dots around it")
    message = "the item between the dots is none of those that they stand for"
    raise NotationError(middle.span.start, middle.span.end, message)


def _is_same(one: Node, other: Node, value: Value) -> bool:
    """Whether two items are the same at these values of the indices."""
    general = _General(value, [], [])
    return general.of(one, other) is not None and all(first == last for first, last in general.ends)


def _nested(items: list[Node], dots: list[int], value: Value) -> list[Node]:
    """Runs with dots in them and dots between them, as vec(X) is written."""
    count = len(dots) - 1
    width, rest = divmod(len(items) - len(dots), count)
    if not rest and count > 1:
        for outer in range(1, count):
            for head in range(1, width):
                runs = _runs(items, count, outer, (head, width - head))
                if runs is not None:
                    found = _between(list(runs[:outer]), list(runs[outer:]), value)
                    return _joined(found, value)
    here = items[dots[1]].span
    message = "these dots are not read: between two runs with dots in them they stand for runs left out"
    raise NotationError(here.start, here.end, message)


def _runs(items: list[Node], count: int, outer: int, widths: tuple[int, int]) -> list[Listed] | None:
    """The items as `count` runs of some items, dots and more items, and dots behind number `outer`."""
    runs: list[Listed] = []
    place = 0
    for number in range(count):
        if number == outer:
            if not isinstance(items[place], Dots):
                return None
            place += 1
        run = items[place : place + sum(widths) + 1]
        if [isinstance(item, Dots) for item in run] != [False] * widths[0] + [True] + [False] * widths[1]:
            return None
        runs.append(Listed("(", tuple(run), span=run[0].span))
        place += len(run)
    return runs


def _joined(runs: list[Node] | Repeat, value: Value) -> list[Node]:
    found: list[Node] = []
    for run in runs if isinstance(runs, list) else [runs.node]:
        items = sequence(run.items, value) if isinstance(run, Listed) else Repeat(run)
        if isinstance(items, Repeat) or isinstance(runs, Repeat):
            raise NotationError(
                run.span.start, run.span.end, "the number of items is open: their indices must tell it"
            )
        found += items
    return found


def _between(before: list[Node], after: list[Node], value: Value) -> list[Node] | Repeat:
    """The items before and after dots, with those that the dots stand for."""
    if all(node == before[0] for node in [*before, *after]):
        return Repeat(before[0])
    for unit in range(1, min(len(before), len(after)) + 1):
        found = _with_unit(before, after, unit, value)
        if found is not None:
            return found
    message = "the items beside the dots are not instances of one general item"
    raise NotationError(before[-1].span.start, after[0].span.end, message)


def _with_unit(before: list[Node], after: list[Node], unit: int, value: Value) -> list[Node] | None:
    general = _General(value, [], [])
    pairs = zip(before[-unit:], after[:unit], strict=True)
    entry = [general.of(one, other) for one, other in pairs]
    nodes = [node for node in entry if node is not None]
    if len(nodes) < unit or not general.ends:
        return None
    steps = _steps(before, unit, general.ways, value)
    if steps is None:
        return None
    counts = {(last - first) * step for (first, last), step in zip(general.ends, steps, strict=True)}
    if len(counts) != 1:
        return None
    count = counts.pop()

    def item(k: int) -> list[Node]:
        """The items number `k`, counted from those before the dots."""
        values = [first + k * step for (first, _), step in zip(general.ends, steps, strict=True)]
        return [_filled(node, values) for node in nodes]

    _refuse_strangers(
        before[:-unit], [node for k in range(-(len(before) // unit), 0) for node in item(k)], value
    )
    rest = after[unit:]
    _refuse_strangers(
        rest,
        [node for k in range(count + 1, count + 2 + len(rest) // unit) for node in item(k)][: len(rest)],
        value,
    )
    items = [node for k in range(count + 1) for node in item(k)]
    return [*before[:-unit], *items, *rest] if count >= 0 else _cut(before, after, unit, count)


def _refuse_strangers(written: list[Node], expected: list[Node], value: Value) -> None:
    """Raise NotationError at a written item that is none of the general one's instances."""
    for node, instance in zip(reversed(written), reversed(expected), strict=False):
        if not _is_same(_normal(node), _normal(instance), value):
            raise NotationError(
                node.span.start,
                node.span.end,
                "this is no instance of the general item that the dots stand for",
            )


def _spelled_alike(one: Node, other: Node) -> tuple[Node, Node]:
    """`x_1^2` beside `x_1x_2` is a product of two factors."""
    if isinstance(one, (Power, Product)) and isinstance(other, (Power, Product)):
        first, second = _factors(one), _factors(other)
        if len(first) == len(second) > 1 and type(one) is not type(other):
            return Product(first, span=one.span), Product(second, span=other.span)
    return one, other


def _with_exponents(one: Node, other: Node) -> tuple[Node, Node]:
    r"""`t` beside `t^m` is `t^1`."""
    if isinstance(other, Power) and one == other.base:
        return replace(other, exponent=Number(Fraction(1), span=one.span)), other
    if isinstance(one, Power) and other == one.base:
        return one, replace(one, exponent=Number(Fraction(1), span=other.span))
    return one, other


def _factors(node: Node) -> tuple[Node, ...]:
    """Factors, with small powers written out."""
    if isinstance(node, Product):
        return tuple(factor for part in node.factors for factor in _factors(part))
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value in (2, 3, 4):
        return (node.base,) * int(node.exponent.value)
    return (node,)


def _normal(node: Node) -> Node:
    """An item without the exponents 0 and 1 and the factors 1, which no one writes in a sequence."""
    if isinstance(node, Name) and node.key == "I":
        return Number(Fraction(1), span=node.span)
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value in (0, 1):
        return node.base if node.exponent.value else Number(Fraction(1), span=node.span)
    if isinstance(node, (Product, Power)):
        one, written = Number(Fraction(1), span=node.span), _factors(node)
        if written == (node,):
            return node
        factors = tuple(part for factor in written if (part := _normal(factor)) != one)
        return factors[0] if len(factors) == 1 else Product(factors, span=node.span) if factors else one
    return node


def _cut(before: list[Node], after: list[Node], unit: int, count: int) -> list[Node]:
    """The sequence is shorter than what is written of it: the last items before the dots are past its end."""
    return [*before[: max(len(before) + count * unit, 0)], *after[unit:]]


def _steps(before: list[Node], unit: int, ways: list[int], value: Value) -> list[int] | None:
    """The direction of each slot: from two written items, or from both ends."""
    if len(before) >= 2 * unit:
        general = _General(value, [], [])
        pairs = zip(before[-2 * unit : -unit], before[-unit:], strict=True)
        entry = [general.of(one, other) for one, other in pairs]
        moves = [last - first for first, last in general.ends]
        if all(node is not None for node in entry) and len(moves) == len(ways):
            return moves if all(move in (1, -1) for move in moves) else None
        if unit == 1 and all(node is not None for node in entry) and moves:
            return None
    return ways


# Matrices


@dataclass(frozen=True)
class Diagonal:
    """A diagonal matrix with these entries, or with the same entry an open number of times."""

    entries: list[Node] | Repeat


@dataclass(frozen=True)
class Constant:
    """The same entry everywhere, in an open number of rows or columns (None) or in as many as given."""

    node: Node
    rows: int | None
    columns: int | None


def is_gap(node: Node) -> bool:
    """Whether a cell holds dots or nothing."""
    return isinstance(node, (Dots, Blank))


def _is_zero(node: Node) -> bool:
    while isinstance(node, Group):
        node = node.body
    return isinstance(node, Number) and node.value == 0


def expand(
    rows: tuple[tuple[Node, ...], ...], span: Span, value: Value
) -> list[list[Node]] | Diagonal | Constant:
    """A matrix with dots as the matrix of its entries. Raises NotationError if its pattern cannot be read."""
    if not any(isinstance(cell, Dots) for row in rows for cell in row):
        blank = next((cell for row in rows for cell in row if isinstance(cell, Blank)), None)
        if blank is not None:
            raise NotationError(span.start, span.end, "an empty cell without dots: write 0")
        return [list(row) for row in rows]
    diagonal = _diagonal(rows, span, value)
    if diagonal is not None:
        return diagonal
    dotted = _dotted(rows, span)
    whole = [sequence(row, value) for k, row in enumerate(rows) if k not in dotted]
    lengths = {len(row) for row in whole if isinstance(row, list)}
    if len(lengths) > 1:
        raise ShapeError(span.start, span.end, f"rows of {' and '.join(map(str, sorted(lengths)))} entries")
    if not lengths:
        return _constant(whole, dotted, span)
    width = lengths.pop()
    filled = [row if isinstance(row, list) else [row.node] * width for row in whole]
    return _columns(filled, dotted, rows, value) if dotted else filled


def _constant(whole: list[list[Node] | Repeat], dotted: list[int], span: Span) -> Constant:
    nodes = [row.node for row in whole if isinstance(row, Repeat)]
    if any(node != nodes[0] for node in nodes):
        raise NotationError(
            span.start, span.end, "rows of constants with dots: the number of columns is open"
        )
    return Constant(nodes[0], None if dotted else len(nodes), None)


def _columns(
    filled: list[list[Node]], dotted: list[int], rows: tuple[tuple[Node, ...], ...], value: Value
) -> list[list[Node]] | Constant:
    dots = next((cell for cell in rows[dotted[0]] if isinstance(cell, Dots)), rows[dotted[0]][0])
    columns = [sequence(column, value) for column in _with_dots(filled, dotted, len(rows), dots)]
    heights = {len(column) for column in columns if isinstance(column, list)}
    if len(heights) > 1:
        raise ShapeError(
            dots.span.start, dots.span.end, f"columns of {' and '.join(map(str, sorted(heights)))} entries"
        )
    if not heights:
        nodes = [column.node for column in columns if isinstance(column, Repeat)]
        if any(node != nodes[0] for node in nodes):
            raise NotationError(
                dots.span.start, dots.span.end, "columns of constants with dots: the number of rows is open"
            )
        return Constant(nodes[0], None, len(nodes))
    height = heights.pop()
    full = [column if isinstance(column, list) else [column.node] * height for column in columns]
    return [[column[k] for column in full] for k in range(height)]


def _with_dots(filled: list[list[Node]], dotted: list[int], height: int, dots: Node) -> Iterator[list[Node]]:
    """The columns of rows that are written out, with dots where a row of dots stands."""
    for j in range(len(filled[0])):
        cells = iter(filled)
        yield [dots if k in dotted else next(cells)[j] for k in range(height)]


def _dotted(rows: tuple[tuple[Node, ...], ...], span: Span) -> list[int]:
    """The rows of dots; in the others dots run to the right."""
    found = [k for k, row in enumerate(rows) if all(is_gap(cell) for cell in row)]
    if len(found) == len(rows) or any(all(isinstance(cell, Blank) for cell in rows[k]) for k in found):
        raise NotationError(span.start, span.end, "a row without entries and dots")
    for k, row in enumerate(rows):
        for cell in row:
            if k not in found and isinstance(cell, Dots) and cell.mark != "\\dots":
                message = f"{cell.mark} beside entries that are not zeros off a diagonal is not read"
                raise NotationError(cell.span.start, cell.span.end, message)
    return found


def _diagonal(rows: tuple[tuple[Node, ...], ...], span: Span, value: Value) -> Diagonal | None:
    """Zeros or blanks off a diagonal of dots."""
    size = len(rows)
    if any(len(row) != size for row in rows):
        return None
    off = [rows[i][j] for i in range(size) for j in range(size) if i != j]
    dots = [cell for row in rows for cell in row if isinstance(cell, Dots) and cell.mark == "\\ddots"]
    if not dots or not all(is_gap(cell) or _is_zero(cell) for cell in off):
        return None
    on = [rows[k][k] for k in range(size)]
    if any(isinstance(cell, Blank) for cell in on) or not all(
        any(one is cell for cell in on) for one in dots
    ):
        raise NotationError(
            span.start, span.end, "expected the entries of a diagonal on both sides of \\ddots"
        )
    return Diagonal(sequence(on, value))
