r"""Whether a snippet and the page that shows it say the same.

The snippet's claim must stand on the page and be true there, and every name in it must have the same value in
both: what the page defines is computed from the page's definitions at the snippet's own data, and the hand
formula is compared with the right side of the claim.

Names of the page are called in Python what one would call them: `X` is X, `\lambda` is lambda_ (a word that
Python keeps gets an underscore), `\hat w` is w_hat, `W_{hh}` is W_hh, `x^{*}` is x_star, `x^{(k)}` is x_k,
`\mathcal{L}` is L; the member `W_2` of a family is W[2]; a label counts from 0.
"""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.algebra.dimensions import Dimensions
from tracetrick.algebra.elaborate import Elaborator, Where, free_letters
from tracetrick.algebra.elaborate.letters import literal_key
from tracetrick.algebra.terms import walk as terms_below
from tracetrick.errors import Place, SourceError, SpanError
from tracetrick.latex.parser import Parser
from tracetrick.latex.tokens import tokenize
from tracetrick.latex.tree import Name, Node, Number, Sub, bare, children
from tracetrick.page.fragments import fragments
from tracetrick.page.scope import Definition, Dimension, Function, Scope, Variable, family_key
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracetrick.algebra.terms import Term
    from tracetrick.page.fragments import Fragment
    from tracetrick.page.source import Source
    from tracetrick.page.statements import Statement
    from tracetrick.snippets import Result, Value

TOLERANCE = 1e-9
"""The largest difference that is rounding, relative to the largest entry."""
_ACCENT = re.compile(r"^\\(hat|tilde|bar|dot|ddot|check|breve)\{((?:[^{}]|\{[^{}]*\})*)\}$")
_FACE = re.compile(r"^\\math(?:cal|scr|frak|bf|bb)\{(.*)\}$")
_MARK = re.compile(r"^(.*?)\^\{(.*)\}$")
_SUBSCRIPT = re.compile(r"^(.*?)_\{(.*)\}$")
_NOT_A_LETTER = re.compile(r"\W+")
_LIMIT = "a number, a vector or a matrix of at most 10,000 entries"


def disagreements(
    source: Source, at: int, judged: Sequence[tuple[Statement, bool]], result: Result, program: str
) -> list[SourceError]:
    """What differs between a snippet and the page that shows it at offset `at`.

    `judged` are the statements of the page, each with whether it was found true; `program` is the text of the
    snippet.
    """
    with deep_recursion():
        return list(_Comparison(source, at, result, program).run(judged))


def python_name(key: str) -> str:
    """What a name of a page is called in a snippet."""
    if match := _FACE.match(key):
        return python_name(match[1])
    if match := _ACCENT.match(key):
        return f"{python_name(match[2])}_{match[1]}"
    if match := _SUBSCRIPT.match(key) or _MARK.match(key):
        mark = "star" if match[2] in ("*", "\\star") else match[2]
        return "_".join([_identifier(match[1]), _NOT_A_LETTER.sub("_", mark).strip("_")])
    return _identifier(key)


def _identifier(key: str) -> str:
    if _FACE.match(key) or _ACCENT.match(key):
        return python_name(key)
    name = _NOT_A_LETTER.sub("", key)
    return f"{name}_" if keyword.iskeyword(name) else name


class _DisagreementError(Exception):
    """The values cannot be compared; the text says why."""


@dataclass
class _Comparison:
    """One snippet beside one page."""

    source: Source
    at: int
    result: Result
    program: str

    def run(self, judged: Sequence[tuple[Statement, bool]]) -> Iterator[SourceError]:
        try:
            statement = self.standing(judged)
            yield from (self.error(text) for text in _Values(self, statement).differences())
        except _DisagreementError as error:
            yield self.error(str(error))

    def error(self, text: str) -> SourceError:
        return SourceError(self.source.place(self.at), text)

    @property
    def snippet(self) -> Place:
        """Where the snippet states its claim."""
        return Place(self._path, self.result.claim_line)

    @property
    def _path(self) -> Path:
        return Path(self.result.path)

    def standing(self, judged: Sequence[tuple[Statement, bool]]) -> Statement:
        """The statement of the page that says what the snippet claims: the nearest above, or else below."""
        if not self.result.claim:
            raise _DisagreementError(
                f"{self.result.path}:1 states no claim: a line 'Claim: ...' of its docstring holds the "
                "formula of this page that it verifies"
            )
        claim = self.claim()
        same = [(one, true) for one, true in judged if _is_same(claim, one)]
        if not same:
            raise _DisagreementError(
                f"the claim of {self.snippet} does not stand on this page: {self.result.claim}"
            )
        good = [one for one, true in same if true and one.expected == "true"]
        if not good:
            place = self.source.place(same[-1][0].at)
            raise _DisagreementError(
                f"the claim of {self.snippet} stands on this page only where it is not found true, at {place}"
            )
        return max((one for one in good if one.start < self.at), key=lambda one: one.start, default=good[0])

    def claim(self) -> Fragment:
        try:
            found = [one for one in fragments(tokenize(self.result.claim)) if not one.empty]
        except SpanError as error:
            raise _DisagreementError(f"the claim of {self.snippet} cannot be read: {error.message}") from None
        if len(found) != 1 or len(found[0].relations) != 1:
            raise _DisagreementError(f"the claim of {self.snippet} is not one relation: {self.result.claim}")
        return found[0]

    def line_of(self, name: str) -> Place:
        """Where the snippet last gives a global variable its value."""
        lines = [
            statement.lineno
            for statement in ast.parse(self.program).body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
        ]
        return Place(self._path, max(lines, default=1))


def _is_same(claim: Fragment, statement: Statement) -> bool:
    """Whether a statement of the page has the trees of the claim, read with the names of its place."""
    if statement.kind != "claim" or statement.left is None or statement.right is None:
        return False
    relation = claim.relations[0].text
    if statement.relation != ("=" if relation == "\\equiv" else relation):
        return False
    lexicon = statement.scope.lexicon
    letters = lexicon.letters | {item.index for item in statement.ranges}
    try:
        left, right = (Parser.of(side, replace(lexicon, letters=letters)).whole() for side in claim.sides)
    except SpanError:
        return False
    return (bare(left), bare(right)) == (bare(statement.left), bare(statement.right))


@dataclass
class _Values:
    """The names of one claim, with the snippet's values and the page's."""

    comparison: _Comparison
    statement: Statement
    dimensions: Dimensions = field(default_factory=lambda: Dimensions({}))
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return self.statement.scope

    @property
    def values(self) -> Mapping[str, Value]:
        return self.comparison.result.values

    def differences(self) -> Iterator[str]:
        """What differs, one text for each name."""
        sides = [side for side in (self.statement.left, self.statement.right) if side is not None]
        names = dict.fromkeys(key for side in sides for key in _names(side, self.scope))
        missing = [key for key in names if not self.is_known(key)]
        if missing:
            yield from map(self.missing, missing)
            return
        self.measure(sides)
        self.elaborator = Elaborator(self.scope, self.dimensions, labels=self.labels)
        for key in names:
            for node, name in self.defined(key):
                yield from self.difference(self.term(node, key), name, key)
        yield from self.of_hand_formula(sides)

    def is_known(self, key: str) -> bool:
        name, entry = python_name(key), self.scope.names[key]
        if isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function):
            return name in self.comparison.result.functions or name in self.values
        return name in self.values or any(one.startswith(f"{name}[") for one in self.values)

    def missing(self, key: str) -> str:
        name, snippet = python_name(key), self.comparison.snippet
        return f"{key} stands in the claim of {snippet}, which has no global {name} that is {_LIMIT}"

    # Dimensions

    def measure(self, sides: Iterable[Node]) -> None:
        """Take the dimension letters from the shapes of the data, or from globals of their names."""
        found: dict[str, Variable] = {}
        for side in sides:
            _variables(side, self.scope, found, set())
        for key, variable in found.items():
            if variable.kind == "natural" and not variable.indices:
                self.dimensions.letters[key] = self.integer(key)
            elif variable.kind == "label" and not variable.indices:
                self.labels[key] = self.integer(key) + 1
        for key, entry in self.scope.names.items():
            value = self.values.get(python_name(key))
            if isinstance(entry, Dimension) and value is not None and value.shape == ():
                self.dimensions.letters.setdefault(key, int(value.entries[0]))
        for key, variable in found.items():
            if variable.kind not in ("natural", "label"):
                for name, member in self.members(key):
                    self.note_shape(variable, name, member)

    def integer(self, key: str) -> int:
        value = self.values.get(python_name(key))
        if value is None or len(value.entries) != 1 or value.entries[0] != int(value.entries[0]):
            raise _DisagreementError(self.missing(key))
        return int(value.entries[0])

    def members(self, key: str) -> list[tuple[str, tuple[int, ...]]]:
        """The snippet's variable of that name, or its members."""
        name, entry = python_name(key), self.scope.names[key]
        indexed = (isinstance(entry, Variable) and entry.indices) or (
            isinstance(entry, Definition) and entry.is_family
        )
        if not indexed:
            if name not in self.values:
                raise _DisagreementError(self.missing(key))
            return [(name, ())]
        found = [one for one in self.values if re.fullmatch(rf"{re.escape(name)}\[\d+\]", one)]
        if not found:
            raise _DisagreementError(self.missing(key))
        return [(one, (int(one[len(name) + 1 : -1]),)) for one in found]

    def note_shape(self, entry: Variable, name: str, member: tuple[int, ...]) -> None:
        shape = self.values[name].shape
        if len(entry.shape) == 1 and len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        if len(shape) != len(entry.shape) and not (not entry.shape and len(self.values[name].entries) == 1):
            kind = ("a number", "a vector", "a matrix")[len(entry.shape)]
            raise _DisagreementError(
                f"{entry.key} is {kind} on this page, but of shape {_written(self.values[name].shape)} in "
                f"{self.comparison.line_of(name.partition('[')[0])}"
            )
        where = Where(self.scope, dict(zip(entry.indices, member, strict=False)))
        for part, size in zip(entry.shape, shape, strict=False):
            self.note_size(part, size, where, name)

    def note_size(self, part: Node, size: int, where: Where, name: str) -> None:
        """A dimension of the page is that of the data."""
        if isinstance(part, Name) and isinstance(self.scope.names.get(part.key), Dimension):
            known = self.dimensions.letters.setdefault(part.key, size)
            shown = part.key
        elif (
            isinstance(part, Sub)
            and isinstance(part.base, Name)
            and family_key(part.base.key) in self.scope.names
        ):
            elaborator = Elaborator(self.scope, self.dimensions)
            try:
                indices = tuple(elaborator.integer(index, where) for index in part.indices)
            except SpanError:
                return
            known = self.dimensions.members.setdefault((part.base.key, indices), size)
            shown = f"{part.base.key}_{','.join(map(str, indices))}"
        else:
            return
        if known != size:
            place = self.comparison.line_of(name.partition("[")[0])
            raise _DisagreementError(
                f"{shown} is {known} by other data, but {size} by the shape of {name}, {place}"
            )

    # Values

    def defined(self, key: str) -> Iterator[tuple[Node, str]]:
        """The page's expression for a name, or for each member of a family, and its name in the snippet."""
        entry = self.scope.names[key]
        span = self.statement.left.span if self.statement.left is not None else None
        if not isinstance(entry, (Definition, Variable)) or span is None:
            return
        if isinstance(entry, Definition) and entry.is_function and python_name(key) not in self.values:
            return
        if isinstance(entry, Variable) and entry.kind in ("natural", "label"):
            return
        for name, member in self.members(key):
            base: Node = Name(key, span=span)
            for index in member:
                base = Sub(base, (Number(Fraction(index), span=span),), span=span)
            yield base, name

    def term(self, node: Node, key: str) -> Term:
        try:
            term = self.elaborator.term(node, Where(self.scope))
            self.elaborator.close()
        except SpanError as error:
            raise _DisagreementError(
                f"{key} has no value at the data of {self.comparison.result.path}: {error.message}"
            ) from None
        return term

    def difference(self, term: Term, name: str, key: str) -> Iterator[str]:
        """How the snippet's value of `name` differs from the page's."""
        value = self.values[name]
        page = self.page_value(term)
        place = self.comparison.line_of(name.partition("[")[0])
        if not _fits(value.shape, term.size):
            shown = f"{term.size[0]}×{term.size[1]}"
            yield f"{key} is {shown} by this page, but of shape {_written(value.shape)} in {place}"
            return
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
            return key
        return f"{key}, defined at {self.comparison.source.place(entry.rules[0].body.span.start)},"

    def page_value(self, term: Term) -> list[float]:
        from tracetrick.algebra.float_judge import evaluate  # noqa: PLC0415  (torch only where values are compared)

        inputs = {}
        for one in terms_below([term]):
            if one.op != "input":
                continue
            key, _, member = one.data
            name = "".join([python_name(key), *(f"[{index}]" for index in member)])
            if name not in self.values:
                raise _DisagreementError(self.missing(key))
            inputs[one] = self.values[name].entries
        return evaluate(term, inputs, self.elaborator.builder)

    def of_hand_formula(self, sides: list[Node]) -> Iterator[str]:
        """How the hand formula differs from the right side, where that has one value at the data."""
        letters = set[str]().union(*(free_letters(side, self.scope) for side in sides))
        if self.statement.relation != "=" or letters or self.statement.ranges or len(sides) != 2:
            return
        try:
            left, right = (self.elaborator.side(side, {}) for side in sides)
            _, right = self.elaborator.compare(left, right, *sides)
            self.elaborator.close()
        except SpanError as error:
            raise _DisagreementError(
                f"the claim has no value at the data of {self.comparison.result.path}: {error.message}"
            ) from None
        if self.elaborator.has_sign or any(one.op in ("diff", "unknown") for one in terms_below([right])):
            return
        if "by_hand" not in self.values:
            raise _DisagreementError(
                f"by_hand, in {self.comparison.line_of('by_hand')}, is not {_LIMIT}: it is compared with "
                "the right side of the claim"
            )
        yield from self.difference(right, "by_hand", "the right side of the claim")


def _names(node: Node, scope: Scope) -> Iterator[str]:
    """The names of the page in a tree; dimensions and indices are none."""
    if isinstance(node, Sub) and literal_key(node) in scope.names:
        yield literal_key(node)
        return
    if isinstance(node, Name):
        if node.key in scope.names and not isinstance(scope.names[node.key], Dimension):
            yield node.key
        return
    for child in children(node):
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


def _written(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
