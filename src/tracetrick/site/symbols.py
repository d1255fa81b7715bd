r"""Display → what the names in it are: their sets or shapes, and their definitions as the page writes them.

The shape of a defined name is read off the numbers of its rows and columns at several assignments of
dimensions: the one letter, or product of two, that has these numbers at all of them. If there is none, or
more than one, the shape is not told.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, islice
from typing import TYPE_CHECKING

from tracetrick.algebra.elaborate import Elaborator, Where
from tracetrick.algebra.terms import find
from tracetrick.claims.assignments import Assignments
from tracetrick.claims.mentions import sides
from tracetrick.errors import SpanError, TimeError
from tracetrick.latex.printer import to_latex
from tracetrick.latex.tree import Name, Node, Sub, walk
from tracetrick.page.scope import Definition, Function, Variable
from tracetrick.site.given import Given
from tracetrick.site.meanings import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.scope import Range, Rule, Scope
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement

_SETS = {
    "symmetric": r"\mathbb{{S}}^{{{0}}}",
    "definite": r"\mathbb{{S}}^{{{0}}}_{{++}}",
    "orthogonal": r"\mathrm{{O}}({0})",
    "positive": r"\mathbb{{R}}_{{>0}}",
    "simplex": r"\Delta^{{{0}}}",
    "onehot": r"\{{e_1,\dots,e_{{{0}}}\}}",
    "natural": r"\mathbb{{N}}",
    "label": r"\{{1,\dots,{0}\}}",
}
Meaning = Variable | Function | Definition
_ENOUGH = 4  # assignments at which a shape is looked at


def symbols(source: Source, said: list[Statement]) -> dict[int, list[Symbol]]:
    """Return the symbols of each display of a page, by the offset at which its formula starts.

    `said` are its statements.
    """
    return _Reader(source, said).displays()


class _Reader:
    """Reads one page."""

    def __init__(self, source: Source, said: list[Statement]) -> None:
        self.said = said
        self.given = Given(source, said)
        self.assignments = Assignments(said)
        self.sizes: dict[tuple[int, ...], tuple[str, str]] = {}  # of definitions, at assignments
        self.places: dict[int, int] = {}  # where each clause of a definition is said
        for place, one in enumerate(said):
            if isinstance(one.entry, Definition):
                for rule in one.entry.rules:
                    self.places.setdefault(id(rule), place)

    def displays(self) -> dict[int, list[Symbol]]:
        """The symbols of each display that has any, in the order in which they occur.

        A family is said clause by clause: the last statement of a display knows all that the others know.
        """
        found: dict[int, dict[tuple[str, str], Symbol]] = defaultdict(dict)
        for one in self.said:
            if one.formula and one.formula.display and not one.error:
                for name, entry in _names(one):
                    found[one.formula.start][name, entry.key] = self.symbol(name, entry, one.scope)
        return {start: list(of_display.values()) for start, of_display in found.items()}

    def symbol(self, name: str, entry: Meaning, scope: Scope) -> Symbol:
        """What the page says of one name."""
        if isinstance(entry, Variable):
            return Symbol(name, (_member(name, entry) + rf" \in {_set(entry)}" + _running(entry),))
        if isinstance(entry, Function):
            domain = r"\times ".join(map(_real, entry.domain))
            said = rf"{_member(name, entry)} : {domain}\to {_real(entry.codomain)}{_running(entry)}"
            return Symbol(name, (said,))
        written = dict.fromkeys(self.given.written(self.places[id(rule)]) for rule in entry.rules)
        return Symbol(name, (*self.shape(name, entry, scope), *written))

    def shape(self, name: str, entry: Definition, scope: Scope) -> Iterator[str]:
        """The set of the value of a defined name, if it is one value and its letters are certain."""
        if entry.is_function or entry.is_family:
            return
        rule, candidates = entry.rules[0], tuple(islice(self.assignments.at(scope), _ENOUGH))
        key = id(rule), *map(id, candidates)
        if key not in self.sizes:
            self.sizes[key] = _sizes(rule, candidates)
        rows, columns = self.sizes[key]
        if rows and columns:
            sizes = [rows] * (rows != "1" or columns != "1") + [columns] * (columns != "1")
            yield f"{name} \\in {_reals(sizes)}"


def _names(statement: Statement) -> Iterator[tuple[str, Meaning]]:
    """The declared and defined names in a statement, as they are set; of a family its letter."""
    if isinstance(statement.entry, Meaning):
        yield statement.entry.letter, statement.entry
    names = statement.scope.names
    below = set[int]()  # what is part of a subscripted name
    for node in (node for side in sides(statement) for node in walk(side)):
        name, key = node, ""
        if isinstance(node, Sub):
            key = next((one for one in (node.key, node.family) if one in names), "")
            if key:
                below.add(id(node.base))
            if key == node.family:
                name = node.base
        elif isinstance(node, Name) and id(node) not in below:
            key = node.key
        entry = names.get(key)
        if isinstance(entry, Meaning):
            yield to_latex(name), entry


def _sizes(rule: Rule, candidates: Sequence[Dimensions]) -> tuple[str, str]:
    """Rows and columns of the value of a definition, as it is written; "" where that is open."""
    found = []
    for dimensions in candidates:
        try:
            found.append((_numbers(rule, Elaborator(rule.home.scope, dimensions)), dimensions.letters))
        except (SpanError, TimeError):
            continue
    if len(found) < 2:
        return "", ""
    rows, columns = (_letters([(numbers[side], known) for numbers, known in found]) for side in (0, 1))
    return rows, columns


def _numbers(rule: Rule, elaborator: Elaborator) -> tuple[int, int]:
    """How many rows and columns the value of a definition has. Raises SpanError if it has no shape."""
    elaborator.labels = dict.fromkeys(rule.home.scope.labels, 1)
    term = elaborator.term(rule.body, Where(rule.home.scope))
    elaborator.close()
    rows, columns = find(term.rows), find(term.columns)
    return (rows, columns) if isinstance(rows, int) and isinstance(columns, int) else (0, 0)


def _letters(found: Sequence[tuple[int, Mapping[str, int]]]) -> str:
    """What has each value where the letters have theirs: a numeral, letter or product; "" if that is open."""
    values = {value for value, _ in found}
    if len(values) == 1:
        return str(values.pop()) if 0 not in values else ""
    letters = list(found[0][1])
    fitting = [one for one in letters if all(known[one] == value for value, known in found)]
    fitting = fitting or [
        f"{one}^2" if one == other else f"{one}{other}"
        for one, other in combinations_with_replacement(letters, 2)
        if all(known[one] * known[other] == value for value, known in found)
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _member(name: str, entry: Variable | Function) -> str:
    return f"{name}_{{{','.join(entry.indices)}}}" if entry.indices else name


def _set(entry: Variable) -> str:
    if entry.kind == "real":
        return _real(entry.shape)
    return _SETS[entry.kind].format(*map(to_latex, entry.shape))


def _real(shape: Sequence[Node]) -> str:
    return _reals(list(map(to_latex, shape)))


def _reals(sizes: Sequence[str]) -> str:
    return r"\mathbb{R}" + ("^{" + r"\times ".join(sizes) + "}" if sizes else "")


def _running(entry: Variable | Function) -> str:
    """Over what the index of a family runs, behind it."""
    return "".join(rf",\quad {_range(one)}" for one in entry.ranges)


def _range(one: Range) -> str:
    return rf"{one.index} = {to_latex(one.first)},\dots,{to_latex(one.last)}"
