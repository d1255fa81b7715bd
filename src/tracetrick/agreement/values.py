"""The values of the names of a claim: the snippet's, beside those by the page's definitions at its data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from tracetrick.agreement.names import python_name
from tracetrick.agreement.sizes import Sizes, written
from tracetrick.agreement.snippet import LIMIT, DisagreementError, Snippet
from tracetrick.algebra.elaborate import Elaborator, Where, free_letters
from tracetrick.algebra.terms import walk
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Name, Node, Number, Sub, letters_in
from tracetrick.latex.tree import walk as nodes_below
from tracetrick.page.scope import (
    Definition,
    Dimension,
    Entry,
    Function,
    Scope,
    Variable,
    family_key,
    family_letter,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.terms import Term
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement

TOLERANCE = 1e-9
"""The largest difference that is rounding, relative to the largest entry."""


@dataclass
class Values:
    """The names of one claim of a page, and the snippet that makes the same claim."""

    snippet: Snippet
    source: Source
    statement: Statement

    @property
    def scope(self) -> Scope:
        """What the names mean where the claim stands."""
        return self.statement.scope

    @cached_property
    def sides(self) -> list[Node]:
        """Both sides of the claim."""
        return [side for side in (self.statement.left, self.statement.right) if side is not None]

    @cached_property
    def elaborator(self) -> Elaborator:
        """Reads expressions of the page at the sizes of the snippet's data."""
        variables: dict[str, Variable] = {}
        for side in self.sides:
            _variables(side, self.scope, variables, set(map(id, self.data.values())))
        found = Sizes(self.snippet, self.scope)
        letters = {
            node.key
            for side in self.sides
            for node in nodes_below(side)
            if isinstance(node, Name) and isinstance(self.scope.names.get(node.key), Dimension)
        }
        found.measure(variables, letters)
        elaborator = Elaborator(self.scope, found.dimensions, labels=found.labels)
        for key, entry in self.data.items():
            elaborator.take(entry, elaborator.builder.make("input", (), self.size_of(key), (key, "real", ())))
        return elaborator

    @cached_property
    def data(self) -> dict[str, Definition]:
        """The defined names whose values are taken from the snippet: it has nothing that they are made of."""
        found: dict[str, Definition] = {}
        for side in self.sides:
            self.collect_data(side, self.scope, found)
        return found

    def collect_data(self, node: Node, scope: Scope, found: dict[str, Definition]) -> None:
        """Collect them below a tree."""
        for key in _names(node, scope):
            entry = scope.names[key]
            if not isinstance(entry, Definition) or entry.is_function or entry.is_family or key in found:
                continue
            below: dict[str, Variable] = {}
            _variables(Name(key, span=node.span), scope, below, set())
            if python_name(key) in self.snippet.values and not any(self.is_known(one) for one in below):
                found[key] = entry
            else:
                for rule in entry.rules:
                    self.collect_data(rule.body, rule.home.scope, found)

    def size_of(self, key: str) -> tuple[int, int]:
        """Rows and columns of the snippet's value of a name."""
        rows, columns = (*self.snippet.variable(key).shape, 1, 1)[:2]
        return rows, columns

    def differences(self) -> Iterator[str]:
        """What differs, one text for each name. Raises DisagreementError if nothing can be compared."""
        names = dict.fromkeys(key for side in self.sides for key in _names(side, self.scope))
        missing = [key for key in names if not self.is_known(key)]
        called: dict[str, str] = {}
        for key in names:
            other = called.setdefault(python_name(key), key)
            if other != key:
                one, two = family_letter(other), family_letter(key)
                raise DisagreementError(
                    f"{one} and {two} are both {python_name(key)} in Python: give one another name"
                )
        if missing:
            yield from (str(self.snippet.missing(key)) for key in missing)
            return
        comparable = [key for key in names if key not in self.data and not _is_any(key, self.scope, set())]
        for key in comparable:
            for node, name in self.expressions(key):
                yield from self.difference(self.term(node, key), name, key)
        if not any(_is_any(key, self.scope, set()) for key in names):
            yield from self.of_hand_formula()

    def is_known(self, key: str) -> bool:
        """Whether the snippet has a global for a name of the page."""
        name, known = python_name(key), self.snippet.values
        if _is_function(self.scope.names[key]) and name in self.snippet.result.functions:
            return True
        return name in known or any(one.startswith(f"{name}[") for one in known)

    def expressions(self, key: str) -> Iterator[tuple[Node, str]]:
        """The page's expression for a name, or for each member of a family, and its name in the snippet."""
        entry, name = self.scope.names[key], python_name(key)
        if isinstance(entry, Function) or (_is_function(entry) and name not in self.snippet.values):
            return
        if isinstance(entry, Function) or (
            isinstance(entry, Variable) and entry.kind in ("natural", "label")
        ):
            return
        span = self.sides[0].span
        base = Name(family_letter(key), span=span)
        if not _is_family(entry):
            self.snippet.variable(key)
            yield base, name
            return
        for member, indices in self.snippet.members(key):
            yield Sub(base, tuple(Number(Fraction(index), span=span) for index in indices), span=span), member

    def term(self, node: Node, key: str) -> Term:
        """The term of an expression. Raises DisagreementError if it has none."""
        try:
            term = self.elaborator.term(node, Where(self.scope))
            self.elaborator.close()
        except SpanError as error:
            path = self.snippet.path.as_posix()
            raise DisagreementError(
                f"{family_letter(key)} has no value at the data of {path}: {error.message}"
            ) from None
        return term

    def difference(self, term: Term, name: str, key: str) -> Iterator[str]:
        """How the snippet's value of `name` differs from the page's."""
        value, place = self.snippet.values[name], self.snippet.line_of(name)
        if not _fits(value.shape, term.size):
            shown = f"{term.size[0]}×{term.size[1]}"
            letter, found = family_letter(key), written(value.shape)
            yield f"{letter} is {shown} by this page, but of shape {found} in {place}"
            return
        page = self.page_value(term)
        gap = [abs(one - other) for one, other in zip(page, value.entries, strict=True)]
        largest = max(map(abs, (*page, *value.entries)), default=0.0)
        worst = max(range(len(gap)), key=lambda k: (gap[k] != gap[k], gap[k]), default=0)
        if gap and not gap[worst] <= TOLERANCE * largest:
            entry = "" if len(gap) == 1 else f" in entry {_index(value.shape, worst)}"
            here, there = page[worst], value.entries[worst]
            yield f"{self.said(key)} is {here:.6g}{entry} by this page, but {there:.6g} in {place}"

    def said(self, key: str) -> str:
        """A name, with the place where the page defines it."""
        entry = self.scope.names.get(key)
        if not isinstance(entry, Definition):
            return family_letter(key)
        return f"{entry.letter}, defined at {self.source.place(entry.rules[0].body.span.start)},"

    def page_value(self, term: Term) -> list[float]:
        """The entries of a term, row by row. Raises DisagreementError if the snippet lacks data for it."""
        from tracetrick.algebra.float_judge import evaluate  # noqa: PLC0415  (torch only where values are compared)

        inputs = {}
        for one in walk([term]):
            if one.op == "input":
                key, _, member = one.data
                name = "".join([python_name(key), *(f"[{index}]" for index in member)])
                if name not in self.snippet.values:
                    raise self.snippet.missing(key)
                inputs[one] = self.snippet.values[name].entries
        return evaluate(term, inputs, self.elaborator.builder)

    def of_hand_formula(self) -> Iterator[str]:
        """How the hand formula differs from the right side, where that has one value at the data."""
        indices = self.indices()
        if self.statement.relation != "=" or indices is None or len(self.sides) != 2:
            return
        try:
            left, right = (self.elaborator.side(side, indices) for side in self.sides)
            _, right = self.elaborator.compare(left, right, *self.sides)
            self.elaborator.close()
        except SpanError as error:
            raise DisagreementError(
                f"the claim has no value at the data of {self.snippet.path.as_posix()}: {error.message}"
            ) from None
        right = self.with_tangents(right)
        if self.elaborator.has_sign or any(one.op in ("diff", "unknown") for one in walk([right])):
            return
        if "by_hand" not in self.snippet.values:
            raise DisagreementError(
                f"by_hand, in {self.snippet.line_of('by_hand')}, is not {LIMIT}: it is compared with the "
                "right side of the claim"
            )
        yield from self.difference(right, "by_hand", "the right side of the claim")

    def indices(self) -> dict[str, int] | None:
        """The values of the free indices, which are globals of the snippet; None if one has none.

        Members of families are counted as on the page; entries may be counted from 0, so that an index of
        entries has no value here.
        """
        letters = set[str]().union(*(free_letters(side, self.scope) for side in self.sides))
        letters |= {item.index for item in self.statement.ranges}
        subscripts = (node for side in self.sides for node in nodes_below(side) if isinstance(node, Sub))
        entries = (node for node in subscripts if node.family not in self.scope.names)
        if any(letters_in(node.indices) & letters for node in entries):
            return None
        known = {letter: self.snippet.values.get(letter) for letter in sorted(letters)}
        if any(value is None or value.shape for value in known.values()):
            return None
        return {letter: self.snippet.integer(letter) for letter in known}

    def with_tangents(self, term: Term) -> Term:
        r"""A term with the snippet's dX, if it has one, for `\mathrm{d}X` of what varies."""
        build = self.elaborator.builder
        if term.op == "diff" and term.args[0].op == "input":
            key, _, member = term.args[0].data
            name = f"d{python_name(key)}"
            if member or (key, member) in term.data or name not in self.snippet.values:
                return term
            return build.make("input", (), term.shape, (name, "real", ()))
        args = tuple(map(self.with_tangents, term.args))
        return term if args == term.args else build.make(term.op, args, term.shape, term.data)


def _is_any(key: str, scope: Scope, seen: set[int]) -> bool:
    """Whether a name rests on a function of which the page says nothing: it has no value of its own."""
    entry = scope.names[key]
    if isinstance(entry, Function):
        return True
    if not isinstance(entry, Definition) or id(entry) in seen:
        return False
    seen.add(id(entry))
    return any(
        _is_any(name, rule.home.scope, seen)
        for rule in entry.rules
        for name in _names(rule.body, rule.home.scope)
    )


def _is_function(entry: Entry) -> bool:
    return isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function)


def _is_family(entry: Entry) -> bool:
    return (isinstance(entry, Variable) and bool(entry.indices)) or (
        isinstance(entry, Definition) and entry.is_family
    )


def _names(node: Node, scope: Scope) -> Iterator[str]:
    """The names of the page in a tree; dimensions and indices are none."""
    if isinstance(node, Sub) and isinstance(node.base, Name):
        family = family_key(node.base.key)
        if node.key in scope.names:
            yield node.key
            return
        if family in scope.names:
            if not isinstance(scope.names[family], Dimension):
                yield family
            for index in node.indices:
                yield from _names(index, scope)
            return
    if isinstance(node, Name):
        if node.key in scope.names and not isinstance(scope.names[node.key], Dimension):
            yield node.key
        return
    for child in node.children:
        yield from _names(child, scope)


def _variables(node: Node, scope: Scope, found: dict[str, Variable], seen: set[int]) -> None:
    """Collect the declared variables in a tree, and in the definitions of the names in it."""
    for key in _names(node, scope):
        entry = scope.names[key]
        if isinstance(entry, Variable):
            found[key] = entry
        elif isinstance(entry, Definition) and id(entry) not in seen:
            seen.add(id(entry))
            for rule in entry.rules:
                inner: dict[str, Variable] = {}
                _variables(rule.body, rule.home.scope, inner, seen)
                found.update((name, one) for name, one in inner.items() if name not in rule.parameters)


def _fits(shape: tuple[int, ...], size: tuple[int, int]) -> bool:
    """Whether a shape of Python is that of a matrix: a vector may stand for a column or a row."""
    if len(shape) == 2:
        return shape == size
    count = shape[0] if shape else 1
    return 1 in size and count == size[0] * size[1]


def _index(shape: tuple[int, ...], place: int) -> str:
    return str(list(divmod(place, shape[1]))) if len(shape) == 2 else f"[{place}]"
