"""Syntax trees to terms: names, shapes, scope and layout, at given dimensions and values of the indices."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import blake2b
from itertools import pairwise
from itertools import product as combinations
from typing import TYPE_CHECKING, Any, NoReturn

from tracetrick.algebra.patterns import Constant, Diagonal, Repeat, expand, sequence
from tracetrick.algebra.terms import Builder, Dim, Term, Unknown, find, unify
from tracetrick.algebra.work import Work
from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.parser import subscript_key
from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Call,
    Cases,
    Clause,
    Colon,
    Derivative,
    Differential,
    Divide,
    Dots,
    Entrywise,
    Group,
    Indicator,
    Inner,
    Listed,
    Marked,
    Matrix,
    Nabla,
    Name,
    Node,
    Norm,
    Number,
    Operator,
    Power,
    Prime,
    Product,
    Root,
    Run,
    Span,
    Sub,
    Word,
    children,
    walk,
)
from tracetrick.page.scope import (
    Assumption,
    Definition,
    Dimension,
    Entry,
    Function,
    Range,
    Restriction,
    Rule,
    Scope,
    Variable,
    family_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.outline import Layout

MAX_ENTRIES = 10**6
MAX_TERMS = 10**4
_MAX_BITS = 10**4
_SIZED = {
    "eye": ": write I_n",
    "ones": ": write \\mathbf 1_n",
    "unit": ": write I_n e_i",
    "single": ": write e_i e_j^\\top",
}
_POINTWISE = frozenset(
    [
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "relu",
        "sign",
        "sigmoid",
        "softplus",
        "abs",
    ]
)
_FIXED_KINDS = frozenset(["natural", "label", "onehot"])
_TYPICAL = 10  # any letter, when only the direction of a range is asked for


@dataclass(frozen=True)
class Extent:
    """From where to where an index runs in one place: the entries of a value, or the members of a family."""

    first: int
    last: int
    entry: bool = False


@dataclass(frozen=True)
class Where:
    """Where an expression is read: its scope, the values of indices, and the terms bound to parameters."""

    scope: Scope
    indices: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Term] = field(default_factory=dict)
    typical: bool = False


def letter_keys(node: Node) -> Iterator[str]:
    """The names and subscripted names in a tree."""
    for one in walk(node):
        if isinstance(one, Name):
            yield one.key
        elif isinstance(one, Sub) and isinstance(one.base, Name):
            yield literal_key(one)


def literal_key(node: Sub) -> str:
    """The key of a subscripted name that is one name."""
    return f"{node.base.key}_{{{subscript_key(node.indices)}}}" if isinstance(node.base, Name) else ""


def weak_letters(node: Big, scope: Scope) -> set[str]:
    """The letters of `i < j` under a sum that the sum binds too, unless they have a value outside."""
    return {
        clause.bound.key
        for clause in node.clauses
        if clause.relation not in ("", "=")
        and isinstance(clause.bound, Name)
        and clause.bound.key not in scope.names
    }


def free_letters(node: Node, scope: Scope, bound: frozenset[str] = frozenset()) -> set[str]:
    """The index letters that no sum binds."""
    if isinstance(node, Big):
        inner = bound | {clause.index.key for clause in node.clauses} | weak_letters(node, scope)
        limits = [clause.bound for clause in node.clauses if clause.bound] + (
            [node.upper] if node.upper else []
        )
        own = {
            name.key
            for part in limits
            for name in walk(part)
            if isinstance(name, Name) and name.key not in inner and name.key not in scope.names
        }
        return free_letters(node.body, scope, inner) | own
    if isinstance(node, Sub):
        if literal_key(node) in scope.names:
            return set()
        found = {
            name.key
            for index in node.indices
            for name in walk(index)
            if isinstance(name, Name) and name.key not in bound and name.key not in scope.names
        }
        return found | free_letters(node.base, scope, bound)
    found = set[str]()
    for child in children(node):
        found |= free_letters(child, scope, bound)
    return found


def bound_letters(node: Node) -> set[str]:
    """The letters that sums in a tree bind."""
    return {clause.index.key for one in walk(node) if isinstance(one, Big) for clause in one.clauses}


@dataclass
class Elaborator:
    r"""Elaborates expressions of one statement at one assignment of dimensions.

    `sign` is +1 or -1 for `\pm`. `extents` collects over which ranges the indices were seen to run, `used`
    the dimensions, integers and indices that occurred as numbers, `doubts` pairs of terms whose difference
    would make a formula ambiguous, `varies` which differentials and derivatives were ever of something that
    varies.
    """

    scope: Scope
    dimensions: Dimensions
    builder: Builder = field(default_factory=Builder)
    sign: int = 1
    extents: dict[str, set[Extent]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    doubts: list[tuple[Term, Term, Node]] = field(default_factory=list)
    varies: dict[int, tuple[Node, str, bool]] = field(default_factory=dict)
    open_terms: list[tuple[Term, Node]] = field(default_factory=list)
    memo: dict[tuple[object, ...], Term] = field(default_factory=dict)
    depth: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    has_sign: bool = False
    inputs: dict[tuple[str, tuple[int, ...]], Term] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    kinds: Mapping[str, str] = field(default_factory=dict)
    free_values: Mapping[str, int] = field(default_factory=dict)
    substituted: dict[str, Term] = field(default_factory=dict)
    work: Work = field(default_factory=Work)

    # Errors

    def fail(self, node: Node, message: str) -> NoReturn:
        """The formula cannot be read at `node`."""
        raise NotationError(node.span.start, node.span.end, message)

    def shape_error(self, node: Node, message: str) -> NoReturn:
        """Shapes do not conform at `node`."""
        raise ShapeError(node.span.start, node.span.end, message)

    def shown(self, term: Term) -> str:
        """A shape as messages show it."""
        parts = ["?" if isinstance(d, Unknown) else str(d) for d in (term.rows, term.columns)]
        return "×".join(parts)

    # Sides

    def side(self, node: Node, indices: Mapping[str, int]) -> Term:
        """One side of a claim. Raises NotationError or ShapeError."""
        self.mark_whole(node)
        return self.term(node, Where(self.scope, indices))

    def mark_whole(self, node: Node) -> None:
        """A differential or derivative that is a whole side may be of a constant."""
        while (
            isinstance(node, Group)
            or (isinstance(node, Add) and len(node.terms) == 1)
            or isinstance(node, Marked)
        ):
            node = (
                node.terms[0]
                if isinstance(node, Add)
                else node.base
                if isinstance(node, Marked)
                else node.body
            )
        self.whole.add(id(node))

    def compare(self, left: Term, right: Term, left_node: Node, right_node: Node) -> tuple[Term, Term]:
        """Give both sides one shape. Raises ShapeError if they have none in common."""
        if is_zero(left_node):
            left = self.open_zero()
        if is_zero(right_node):
            right = self.open_zero()
        if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
            message = f"the left side is {self.shown(left)}, the right side {self.shown(right)}"
            if left.rows == right.columns and left.columns == right.rows:
                message += ": one is the transpose of the other"
                if any(
                    isinstance(n, (Derivative, Nabla)) for side in (left_node, right_node) for n in walk(side)
                ):
                    other = "numerator" if self.scope.layout == "denominator" else "denominator"
                    message += f", as in {other} layout; this page uses {self.scope.layout} layout"
            elif left.is_scalar or right.is_scalar:
                square = right if left.is_scalar else left
                if square.rows == square.columns and not isinstance(square.rows, Unknown):
                    message += ": is a tr missing?"
            raise ShapeError(right_node.span.start, right_node.span.end, message)
        return left, right

    def close(self) -> None:
        """Every bare built-in must have got its size. Raises NotationError if one did not."""
        for term, node in self.open_terms:
            rows, columns = term.rows, term.columns
            if term.op == "zero":
                for dim in (rows, columns):
                    unify(dim, 1) if isinstance(dim, Unknown) else None
            elif isinstance(rows, Unknown) or isinstance(columns, Unknown):
                self.fail(node, f"nothing fixes the size of this{_SIZED.get(term.op, '')}")
            elif term.op == "unit" and isinstance(rows, int) and not term.data < rows:
                raise NoValueError(
                    node.span.start, node.span.end, f"e_{term.data + 1} does not exist in {rows} dimensions"
                )
            elif term.op == "single" and not (term.data[0] < rows and term.data[1] < columns):
                raise NoValueError(node.span.start, node.span.end, "this single-entry matrix does not exist")

    # Expressions

    def term(self, node: Node, where: Where) -> Term:
        """The term of an expression."""
        self.depth += 1
        self.work.spend(10)
        if self.depth > 400:
            self.fail(node, "nested too deep")
        method = _METHODS.get(type(node))
        if method is None:
            self.fail(node, "this is not an expression")
        term = method(self, node, where)
        self.depth -= 1
        rows, columns = term.rows, term.columns
        if isinstance(rows, int) and isinstance(columns, int):
            if rows * columns > MAX_ENTRIES:
                self.fail(node, f"a value of {rows}×{columns} entries: more than 10^6")
            self.work.spend(rows * columns // 4)
        return term

    def open(self, op: str, shape: tuple[Dim, Dim], node: Node, data: Any = None) -> Term:  # noqa: ANN401  (each operation has data of its own type)
        """A built-in whose size the context fixes."""
        term = self.builder.make(op, (), shape, data)
        self.open_terms.append((term, node))
        return term

    def open_zero(self) -> Term:
        """Zero of any shape."""
        return self.open("zero", (Unknown(), Unknown()), _NOWHERE)

    def number(self, node: Number, where: Where) -> Term:
        """A numeral; dressed, the vector of ones or zero."""
        if node.dress and node.value == 1:
            return self.open("ones", (Unknown(), 1), node)
        if node.dress and node.value == 0:
            return self.open("zero", (Unknown(), Unknown()), node)
        return self.builder.number(node.value)

    def name(self, node: Name, where: Where) -> Term:
        """A name in force, a bound one, or a built-in."""
        return self.named(node.key, node, where)

    def named(self, key: str, node: Node, where: Where) -> Term:
        if key in where.parameters:
            return where.parameters[key]
        if key in where.indices:
            self.used.add(key)
            return self.builder.number(where.indices[key])
        entry = where.scope.names.get(key)
        if entry is None:
            return self.built_in(key, node)
        if isinstance(entry, Variable):
            if entry.indices:
                self.fail(node, f"{key} is a family: it needs an index")
            return self.variable(entry, (), where, node)
        if isinstance(entry, Dimension):
            self.used.add(key)
            return self.builder.number(self.dimension(key, node))
        if isinstance(entry, Function) or entry.is_function:
            return self.bare_function(key, entry, node, where)
        if entry.is_family:
            self.fail(node, f"{key} is a family: it needs an index")
        return self.defined(entry, (), (), node, where)

    def dimension(self, key: str, node: Node) -> int:
        if key not in self.dimensions.letters:
            self.fail(node, f"{key} has no number")
        return self.dimensions.letters[key]

    def built_in(self, key: str, node: Node) -> Term:
        if key == "I":
            size = Unknown()
            return self.open("eye", (size, size), node)
        if key == "\\pi":
            return self.builder.make("const", (), (1, 1), ("π",))
        self.fail(node, self.unknown_name(key))

    def unknown_name(self, key: str) -> str:
        """The message for a name that the page has not introduced."""
        if len(key) == 1 and key.isalpha():
            return f"{key} is used before it is introduced: say {key} \\in ... or {key} := ... first"
        return f"{key} is used before it is introduced"

    def variable(self, entry: Variable, member: tuple[int, ...], where: Where, node: Node) -> Term:
        """A declared variable, or a member of a family of them."""
        if member:
            self.check_ranges(entry.indices, entry.ranges, member, where, node)
        if entry.key in self.substituted and not member:
            return self.substituted[entry.key]
        if entry.kind in ("natural", "label"):
            if entry.kind == "natural":
                self.used.add(entry.key)
            return self.builder.number(self.drawn_integer(entry, where, node))
        indices = {**dict(zip(entry.indices, member, strict=True))}
        inner = Where(where.scope, indices)
        shape = [self.integer(part, inner) for part in entry.shape]
        rows = shape[0] if shape else 1
        columns = shape[1] if len(shape) > 1 else 1
        kind = self.kinds.get(entry.key, entry.kind)
        term = self.builder.make("input", (), (rows, columns), (entry.key, kind, member))
        self.inputs[entry.key, member] = term
        return term

    def drawn_integer(self, entry: Variable, where: Where, node: Node) -> int:
        if entry.key in self.labels:
            return self.labels[entry.key]
        if entry.kind == "natural":
            return self.dimensions.letters.get(entry.key, 2)
        self.fail(node, f"{entry.key} has no value here")

    def drawn_label(self, entry: Variable, node: Sub, where: Where) -> int:
        """The value of a member of a family of labels; another one at each assignment of dimensions."""
        member = tuple(self.integer(atom, where) for atom in _atoms(node.indices))
        self.note_family(entry, _atoms(node.indices), where)
        self.check_ranges(entry.indices, entry.ranges, member, where, node)
        count = self.integer(
            entry.shape[0], Where(where.scope, dict(zip(entry.indices, member, strict=True)))
        )
        text = f"{entry.key}:{member}:{self.dimensions.turn}".encode()
        return 1 + int.from_bytes(blake2b(text, digest_size=8).digest(), "big") % count

    def defined(
        self,
        entry: Definition,
        member: tuple[int, ...],
        arguments: tuple[Term, ...],
        node: Node,
        where: Where,
    ) -> Term:
        """What a defined name means; the same term wherever it is used."""
        key = (id(entry), member, tuple(id(argument) for argument in arguments), self.sign)
        if key in self.memo:
            return self.memo[key]
        rule, indices = self.rule(entry, member, node, where)
        self.check_ingredients(entry, rule, node)
        inner = Where(rule.home.scope, indices, dict(zip(rule.parameters, arguments, strict=True)))
        whole, self.whole = self.whole, set()
        self.mark_whole(rule.body)
        body = self.body_of(entry, rule, inner, node)
        self.whole = whole
        term = body
        if not arguments:
            label = entry.key + (f"_{{{','.join(map(str, member))}}}" if member else "")
            term = self.builder.make("named", (body,), body.shape, (label, id(entry)))
        self.memo[key] = term
        return term

    def body_of(self, entry: Definition, rule: Rule, where: Where, node: Node) -> Term:
        """The body of a definition; that its shapes conform is no matter of the claim that uses it."""
        try:
            return self.term(rule.body, where)
        except ShapeError as error:
            message = f"the definition of {entry.key} does not conform: {error.message}"
            raise NotationError(node.span.start, node.span.end, message) from error

    def rule(
        self, entry: Definition, member: tuple[int, ...], node: Node, where: Where
    ) -> tuple[Rule, dict[str, int]]:
        """The rule of a definition that gives this member, with the values of its indices."""
        for rule in entry.rules:
            if len(rule.indices) != len(member):
                continue
            values = self.matched(rule, member)
            if values is not None:
                return rule, values
        shown = ",".join(map(str, member))
        raise NoValueError(node.span.start, node.span.end, f"{entry.key} has no member {shown}")

    def matched(self, rule: Rule, member: tuple[int, ...]) -> dict[str, int] | None:
        ranged = {item.index: item for item in rule.ranges}
        values: dict[str, int] = {}
        scope = rule.home.scope
        for index, value in zip(rule.indices, member, strict=True):
            if isinstance(index, Name) and index.key in ranged:
                values[index.key] = value
            elif self.integer(index, Where(scope)) != value:
                return None
        for key, value in values.items():
            if value not in self.range_values(ranged[key], Where(scope, values)):
                return None
        return values

    def check_ingredients(self, entry: Definition, rule: Rule, node: Node) -> None:
        """A definition holds only while what it is made of means the same."""
        skip = {*rule.parameters, *(i.key for i in rule.indices if isinstance(i, Name)), entry.key}
        for key in letter_keys(rule.body):
            if key in skip:
                continue
            then, now = rule.home.scope.names.get(key), self.scope.names.get(key)
            if then is not None and then is not now and not isinstance(then, Dimension):
                message = f"{entry.key} was defined with another {key}: define {entry.key} again"
                self.fail(node, message)

    def check_ranges(
        self,
        names: Sequence[str],
        ranges: tuple[Range, ...],
        member: tuple[int, ...],
        where: Where,
        node: Node,
    ) -> None:
        values = dict(zip(names, member, strict=True))
        for item in ranges:
            allowed = self.range_values(item, Where(where.scope, values))
            if item.index in values and values[item.index] not in allowed:
                raise NoValueError(
                    node.span.start, node.span.end, f"no member {values[item.index]} in this family"
                )

    # Numbers

    def integer(self, node: Node, where: Where) -> int:
        """The integer that an index or dimension is. Raises NotationError if it is none."""
        value = self.rational(node, where)
        if value is None or value.denominator != 1:
            self.fail(node, "expected an integer, an index or a dimension")
        return int(value)

    def maybe_integer(self, node: Node, where: Where) -> int | None:
        """The integer that an expression is, if it is one."""
        try:
            value = self.rational(node, where)
        except NotationError:
            return None
        return int(value) if value is not None and value.denominator == 1 else None

    def rational(self, node: Node, where: Where) -> Fraction | None:
        """The number that an expression of numerals, indices and dimensions is; None if it is no number."""
        if isinstance(node, Number):
            return None if node.dress else node.value
        if isinstance(node, (Name, Sub)):
            return self.rational_name(node, where)
        if isinstance(node, Group):
            return self.rational(node.body, where)
        if isinstance(node, Run):
            return self.run_value(node, where)
        if isinstance(node, Add):
            return self.rational_sum(node, where)
        if isinstance(node, (Product, Divide, Power)):
            return self.rational_product(node, where)
        return None

    def rational_sum(self, node: Add, where: Where) -> Fraction | None:
        total = Fraction(0)
        for sign, part in zip(node.signs, node.terms, strict=True):
            value = self.rational(part, where)
            if value is None or sign not in "+-":
                return None
            total += value if sign == "+" else -value
        return total

    def rational_product(self, node: Product | Divide | Power, where: Where) -> Fraction | None:
        if isinstance(node, Product):
            parts = [self.rational(factor, where) for factor in node.factors]
        elif isinstance(node, Divide):
            parts = [self.rational(node.numerator, where), self.rational(node.denominator, where)]
        else:
            parts = [self.rational(node.base, where), self.rational(node.exponent, where)]
        if any(part is None for part in parts):
            return None
        values = [part for part in parts if part is not None]
        if isinstance(node, Divide):
            return values[0] / values[1] if values[1] else None
        if isinstance(node, Power):
            bits = (values[0].numerator.bit_length() + values[0].denominator.bit_length()) * abs(values[1])
            small = values[1].denominator == 1 and bits <= _MAX_BITS and (values[0] or values[1] > 0)
            return Fraction(values[0] ** int(values[1])) if small else None
        result = Fraction(1)
        for value in values:
            result *= value
        return result

    def rational_name(self, node: Name | Sub, where: Where) -> Fraction | None:
        key = node.key if isinstance(node, Name) else literal_key(node)
        if key in where.parameters:
            return None
        if key in where.indices:
            return Fraction(where.indices[key])
        entry = where.scope.names.get(key)
        if isinstance(entry, Dimension) and not entry.family:
            return Fraction(_TYPICAL if where.typical else self.dimension(key, node))
        if isinstance(entry, Variable) and entry.kind in ("natural", "label") and not entry.indices:
            return Fraction(_TYPICAL if where.typical else self.drawn_integer(entry, where, node))
        if isinstance(node, Sub) and isinstance(node.base, Name):
            labels = where.scope.names.get(node.base.key)
            if isinstance(labels, Variable) and labels.kind == "label" and labels.indices:
                return Fraction(self.drawn_label(labels, node, where))
            family = where.scope.names.get(family_key(node.base.key))
            if isinstance(family, Dimension):
                values = tuple(self.integer(index, where) for index in node.indices)
                return Fraction(self.dimensions.member(node.base.key, values))
        if entry is None and where.typical:
            return Fraction(_TYPICAL // 2)
        return None

    def run_value(self, node: Run, where: Where) -> Fraction | None:
        """`12` is a number, `mn` a product."""
        if all(isinstance(atom, Number) for atom in node.atoms):
            return Fraction("".join(str(atom.value) for atom in node.atoms if isinstance(atom, Number)))
        result = Fraction(1)
        for atom in node.atoms:
            value = self.rational(atom, where)
            if value is None:
                return None
            result *= value
        return result

    def range_values(self, item: Range, where: Where) -> range:
        """The values of a range, in its direction."""
        return self.between(item.first, item.last, where)

    def between(self, first: Node, last: Node, where: Where) -> range:
        """From `first` to `last`; whether up or down is told by typical values of the letters in them."""
        typical = replace(where, indices=dict.fromkeys(where.indices, _TYPICAL // 2), typical=True)
        start, end = self.rational(first, typical), self.rational(last, typical)
        one, other = self.integer(first, where), self.integer(last, where)
        if start is not None and end is not None and start > end:
            return range(one, other - 1, -1)
        return range(one, other + 1)

    # Subscripts

    def subscript(self, node: Sub, where: Where) -> Term:
        """A name with its subscript, a member of a family, a built-in, or a selection of entries."""
        base = node.base
        if isinstance(base, Name):
            key = literal_key(node)
            if key in where.scope.names or key in where.parameters:
                return self.named(key, node, where)
            family = self.family_member(base.key, node, where)
            if family is not None:
                term, rest = family
                return self.select(term, rest, node, where) if rest else term
            if base.key not in where.scope.names and base.key not in where.parameters:
                built = self.built_in_sub(base.key, node, where)
                if built is not None:
                    return built
            return self.select(self.matrix_of(base, node, where), list(node.indices), node, where)
        if (
            isinstance(base, (Marked, Power))
            and isinstance(base.base, Name)
            and self.is_name(base.base, node, where)
        ):
            inner = Sub(base.base, node.indices, span=node.span)  # X^\\top_u is X_u^\\top
            return self.term(replace(base, base=inner), where)
        if isinstance(base, Number) and base.dress:
            size = self.whole_index(node, where)
            op = "ones" if base.value == 1 else "zero"
            return self.builder.make(op, (), (size, 1))
        return self.select(self.term(base, where), list(node.indices), node, where)

    def is_name(self, base: Name, node: Sub, where: Where) -> bool:
        """Whether a subscript belongs to the name below a superscript."""
        if f"{base.key}_{{{subscript_key(node.indices)}}}" in where.scope.names:
            return True
        entry = where.scope.names.get(base.key)
        return (isinstance(entry, Variable) and bool(entry.indices)) or (
            isinstance(entry, Definition) and entry.is_family
        )

    def whole_index(self, node: Sub, where: Where) -> int:
        """A subscript that is one number."""
        if len(node.indices) != 1:
            self.fail(node, "expected one number in the subscript")
        return self.integer(node.indices[0], where)

    def matrix_of(self, base: Name, node: Sub, where: Where) -> Term:
        """`x_{ij}` selects from X unless x itself takes two indices."""
        count = sum(len(part.atoms) if isinstance(part, Run) else 1 for part in node.indices)
        known = base.key in where.scope.names or base.key in where.parameters
        upper = _upper(base.key)
        has_upper = upper != base.key and (upper in where.scope.names or upper in where.parameters)
        if known:
            term = self.named(base.key, base, where)
            vector = 1 in (term.rows, term.columns)
            if count == 2 and vector and has_upper:
                return self.named(upper, base, where)
            return term
        if count == 2 and has_upper:
            return self.named(upper, base, where)
        message = f"{literal_key(node)} is used before it is introduced"
        raise NotationError(node.span.start, node.span.end, message)

    def family_member(self, key: str, node: Sub, where: Where) -> tuple[Term, list[Node]] | None:
        """A member of a family, with the indices that are left."""
        entry = where.scope.names.get(key)
        if key in where.parameters:
            return None
        if family_key(key) in where.scope.names and not _has_entries(entry):
            self.used.add(key)
            return self.builder.number(Fraction(self.integer(node, where))), []
        if isinstance(entry, Variable):
            arity = len(entry.indices)
        elif isinstance(entry, Definition) and not entry.is_function:
            arity = len(entry.rules[0].indices)
        else:
            return None
        if not arity:
            return None
        atoms = _atoms(node.indices)
        if (len(node.indices) == arity and not any(isinstance(part, Run) for part in node.indices)) or (
            arity == 1 and len(node.indices) == 1 and self._run_is_number(node.indices[0])
        ):
            atoms = list(node.indices)
        if len(atoms) < arity:
            self.fail(node, f"{key} takes {arity} indices")
        values = tuple(self.integer(atom, where) for atom in atoms[:arity])
        self.note_family(entry, atoms[:arity], where)
        if isinstance(entry, Variable):
            return self.variable(entry, values, where, node), atoms[arity:]
        return self.defined(entry, values, (), node, where), atoms[arity:]

    def _run_is_number(self, part: Node) -> bool:
        return isinstance(part, Run) and all(isinstance(atom, Number) for atom in part.atoms)

    def note_family(self, entry: Variable | Definition, atoms: list[Node], where: Where) -> None:
        """Note over which range an index runs that stands plainly in the place of a family's index."""
        for place, atom in enumerate(atoms):
            if not isinstance(atom, Name) or atom.key not in where.indices:
                continue
            values = self.family_values(entry, place, where)
            if values:
                self.extents.setdefault(atom.key, set()).add(Extent(min(values), max(values)))

    def family_values(self, entry: Variable | Definition, place: int, where: Where) -> list[int]:
        """The values that index number `place` of a family can have, as far as its ranges say."""
        found: list[int] = []
        if isinstance(entry, Variable):
            for item in entry.ranges:
                if item.index == entry.indices[place]:
                    found += self.range_values(item, Where(where.scope))
            return found
        for rule in entry.rules:
            index = rule.indices[place]
            scope = Where(rule.home.scope)
            ranged = next((r for r in rule.ranges if isinstance(index, Name) and r.index == index.key), None)
            if ranged is not None:
                found += self.range_values(ranged, scope)
            elif (value := self.maybe_integer(index, scope)) is not None:
                found.append(value)
        return found

    def built_in_sub(self, key: str, node: Sub, where: Where) -> Term | None:
        r"""`I_n`, `e_i`, `E_{ij}`, `\delta_{ij}`, `K_{mn}`, `D_n`."""
        if key == "I":
            size = self.whole_index(node, where)
            return self.builder.make("eye", (), (size, size))
        if key == "e":
            index = self.whole_index(node, where)
            self.positive_index(index, node)
            return self.open("unit", (Unknown(), 1), node, index - 1)
        if key == "D" and len(_atoms(node.indices)) == 1:
            return self.duplication(self.whole_index(node, where))
        if key not in ("E", "\\delta", "K"):
            return None
        atoms = _atoms(node.indices) if len(node.indices) == 1 else list(node.indices)
        if len(atoms) != 2:
            return None
        one, other = (self.integer(atom, where) for atom in atoms)
        if key == "\\delta":
            return self.builder.number(int(one == other))
        if key == "K":
            return self.commutation(one, other)
        self.positive_index(one, node)
        self.positive_index(other, node)
        return self.open("single", (Unknown(), Unknown()), node, (one - 1, other - 1))

    def positive_index(self, index: int, node: Node) -> None:
        if index < 1:
            raise NoValueError(node.span.start, node.span.end, "an index below 1")

    def commutation(self, m: int, n: int) -> Term:
        """K with vec(Aᵀ) = K vec(A) for A of m×n."""
        size = m * n
        self.limit(size * size)
        rows = [Fraction(0)] * size * size
        for i in range(m):
            for j in range(n):
                rows[(i * n + j) * size + j * m + i] = Fraction(1)
        return self.builder.make("const", (), (size, size), tuple(rows))

    def duplication(self, n: int) -> Term:
        """D with vec(A) = D vech(A) for symmetric A of n×n."""
        self.limit(n**4)
        pairs = [(i, j) for j in range(n) for i in range(j, n)]
        rows = [Fraction(0)] * (n * n * len(pairs))
        for column, (i, j) in enumerate(pairs):
            for row in {j * n + i, i * n + j}:
                rows[row * len(pairs) + column] = Fraction(1)
        return self.builder.make("const", (), (n * n, len(pairs)), tuple(rows))

    def limit(self, entries: int) -> None:
        """Raise NotationError at a value of too many entries."""
        if entries > MAX_ENTRIES:
            self.fail(_NOWHERE, "a value of more than 10^6 entries")

    def select(self, term: Term, indices: list[Node], node: Node, where: Where) -> Term:
        """Entries, rows and columns of a value."""
        if term.is_open:
            self.fail(node, "nothing fixes the size of this: its entries cannot be taken")
        rows, columns = term.size
        atoms = self.index_atoms(indices, 1 if 1 in (rows, columns) else 2)
        if rows == columns == 1:
            self.fail(node, "a scalar has no entries")
        if 1 in (rows, columns) and len(atoms) == 1:
            place = self.position(atoms[0], max(rows, columns), node, where)
            return self.builder.entry(term, 0, place) if rows == 1 else self.builder.entry(term, place, 0)
        if len(atoms) != 2:
            self.fail(node, f"a {rows}×{columns} matrix takes two indices")
        if isinstance(atoms[0], Colon):
            j = self.position(atoms[1], columns, node, where)
            return self.builder.gather((term,), (rows, 1), [(0, i * columns + j) for i in range(rows)])
        if isinstance(atoms[1], Colon):
            i = self.position(atoms[0], rows, node, where)
            return self.builder.gather((term,), (1, columns), [(0, i * columns + j) for j in range(columns)])
        i = self.position(atoms[0], rows, node, where)
        j = self.position(atoms[1], columns, node, where)
        return self.builder.entry(term, i, j)

    def index_atoms(self, indices: list[Node], needed: int) -> list[Node]:
        """Split runs of letters and digits if that gives as many indices as are needed."""
        if len(indices) == 1 and isinstance(indices[0], Run) and needed == 1:
            return indices
        atoms = _atoms(indices)
        return atoms if len(atoms) == needed or len(indices) == 1 else indices

    def position(self, atom: Node, size: int, node: Node, where: Where) -> int:
        """The place (from 0) that an index selects among `size`."""
        if isinstance(atom, Name) and atom.key in where.indices:
            self.extents.setdefault(atom.key, set()).add(Extent(1, size, entry=True))
        value = self.index_value(atom, node, where)
        if not 1 <= value <= size:
            raise NoValueError(atom.span.start, atom.span.end, f"there is no entry {value} among {size}")
        return value - 1

    def index_value(self, atom: Node, node: Node, where: Where) -> int:
        try:
            return self.integer(atom, where)
        except NotationError as error:
            if isinstance(atom, Name):
                message = f"{atom.key} is neither an index nor a dimension here"
                raise NotationError(atom.span.start, atom.span.end, message) from error
            raise

    # Sums and products

    def add(self, node: Add, where: Where) -> Term:
        """Terms of one shape; a literal 0 has any."""
        if any(isinstance(part, Dots) for part in node.terms):
            node = self.written_out(node, where)
        signs = tuple(self.signed(sign) for sign in node.signs)
        terms = [
            self.open_zero() if is_zero(part) and len(node.terms) > 1 else self.term(part, where)
            for part in node.terms
        ]
        for part, term in zip(node.terms[1:], terms[1:], strict=True):
            if not (unify(terms[0].shape[0], term.shape[0]) and unify(terms[0].shape[1], term.shape[1])):
                message = f"{self.shown(terms[0])} plus {self.shown(term)}"
                if terms[0].rows == term.columns and terms[0].columns == term.rows:
                    message += ": one is the transpose of the other"
                self.shape_error(part, message)
        return self.builder.add(signs, tuple(terms))

    def signed(self, sign: str) -> int:
        if sign in ("\\pm", "\\mp"):
            self.has_sign = True
            return self.sign if sign == "\\pm" else -self.sign
        return 1 if sign == "+" else -1

    def written_out(self, node: Add, where: Where) -> Add:
        r"""`x_1 + \cdots + x_n` with the terms that the dots stand for."""
        place = next(k for k, part in enumerate(node.terms) if isinstance(part, Dots))
        if (
            any(sign != "+" for sign in node.signs[1:])
            or sum(isinstance(part, Dots) for part in node.terms) > 1
        ):
            self.fail(node.terms[place], "dots are read once in a sum with + only")
        found = self.sequence(
            list(node.terms[:place]), node.terms[place], list(node.terms[place + 1 :]), where
        )
        signs: tuple[Any, ...] = ("+",) * len(found)
        return Add(signs, tuple(found), span=node.span)

    def dots(self, node: Dots, where: Where) -> Term:
        """Dots that stand alone are no value."""
        self.fail(node, "dots stand between the items of one sum, product, list or matrix")

    def sequence(self, before: list[Node], dots: Node, after: list[Node], where: Where) -> list[Node]:
        found = sequence(before, dots, after, lambda part: self.maybe_integer(part, where))
        if isinstance(found, Repeat):
            self.fail(dots, "the number of items is open: their indices must tell it")
        return found

    def product(self, node: Product, where: Where) -> Term:
        """Factors from left to right."""
        factors = list(node.factors)
        place = next((k for k, part in enumerate(factors) if isinstance(part, Dots)), None)
        if place is not None:
            factors = self.sequence(factors[:place], factors[place], factors[place + 1 :], where)
        self.refuse_application(factors, where)
        result: Term | None = None
        previous: Node | None = None
        for factor in factors:
            term = self.term(factor, where)
            result = term if result is None else self.multiply(result, term, previous or factor, factor)
            previous = factor
        return result or self.builder.number(1)

    def refuse_application(self, factors: list[Node], where: Where) -> None:
        """`f(X)` of a name defined without arguments would read as a product."""
        for one, other in pairwise(factors):
            if (
                not isinstance(other, (Group, Listed))
                or other.bracket != "("
                or not isinstance(one, (Name, Sub))
            ):
                continue
            key = one.key if isinstance(one, Name) else literal_key(one)
            entry = where.scope.names.get(key)
            plain = isinstance(other, Listed) or isinstance(other.body, Name)
            if isinstance(entry, Definition) and not entry.is_function and plain:
                self.fail(
                    one, f"{key} is defined without arguments: {key}(...) is neither a value nor a product"
                )

    def multiply(self, left: Term, right: Term, left_node: Node, right_node: Node) -> Term:
        """Scalar times anything, or a matrix product. Raises ShapeError if inner dimensions differ."""
        if left.is_scalar:
            return self.builder.scale(left, right)
        if right.is_scalar:
            return self.builder.scale(right, left)
        if not unify(left.shape[1], right.shape[0]):
            message = f"{self.shown(left)} times {self.shown(right)}"
            if left.columns == right.columns and isinstance(right_node, (Name, Sub)):
                message += f"; did you mean {self.source_name(right_node)}ᵀ?"
            elif left.rows == right.rows and isinstance(left_node, (Name, Sub)):
                message += f"; did you mean {self.source_name(left_node)}ᵀ?"
            span = replace(left_node.span, end=right_node.span.end)
            raise ShapeError(span.start, span.end, message)
        return self.builder.matmul(left, right)

    def source_name(self, node: Node) -> str:
        if isinstance(node, Name):
            return node.key
        return literal_key(node).replace("{", "").replace("}", "") if isinstance(node, Sub) else "it"

    def entrywise(self, node: Entrywise, where: Where) -> Term:
        r"""`\odot`, `\oslash`, `\otimes`; brackets are demanded where another reading has another value."""
        left, right = self.term(node.left, where), self.term(node.right, where)
        term = self.entrywise_of(node.operator, left, right, node)
        self.doubt(node, term, where)
        return term

    def entrywise_of(self, operator: str, left: Term, right: Term, node: Node) -> Term:
        if operator == "\\otimes":
            return self.kron(left, right, node)
        if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
            sign = "⊙" if operator == "\\odot" else "⊘"
            self.shape_error(node, f"{self.shown(left)} {sign} {self.shown(right)}")
        if operator == "\\oslash":
            right = self.builder.reciprocal(right)
        return self.builder.odot(left, right)

    def kron(self, left: Term, right: Term, node: Node) -> Term:
        if left.is_scalar or right.is_scalar:
            return self.builder.scale(left, right) if left.is_scalar else self.builder.scale(right, left)
        if left.is_open or right.is_open:
            self.fail(node, "nothing fixes the size of a factor here: write I_n")
        rows, columns = left.size[0] * right.size[0], left.size[1] * right.size[1]
        return self.builder.make("kron", (left, right), (rows, columns))

    def doubt(self, node: Entrywise, term: Term, where: Where) -> None:
        """Note the readings in which the operator binds tighter than a product beside it."""
        for other in self.other_readings(node):
            marks = len(self.open_terms), len(self.doubts)
            try:
                reading = self.term(other, where)
            except (NotationError, ShapeError):
                reading = None
            depth = self.depth
            del self.open_terms[marks[0] :], self.doubts[marks[1] :]
            self.depth = depth
            if reading is None or reading.is_open or term.is_open:
                continue
            if reading.size == term.size and reading is not term:
                self.doubts.append((term, reading, node))

    def other_readings(self, node: Entrywise) -> Iterator[Node]:
        left, right, op = node.left, node.right, node.operator
        if isinstance(left, Product):
            tight = Entrywise(op, left.factors[-1], right, span=node.span)
            yield Product((*left.factors[:-1], tight), span=node.span)
        if isinstance(right, Product):
            tight = Entrywise(op, left, right.factors[0], span=node.span)
            yield Product((tight, *right.factors[1:]), span=node.span)
        if isinstance(left, Entrywise) and left.operator != op:
            inner = Entrywise(op, left.right, right, span=node.span)
            yield Entrywise(left.operator, left.left, inner, span=node.span)

    def divide(self, node: Divide, where: Where) -> Term:
        """A quotient by a scalar."""
        numerator, denominator = self.term(node.numerator, where), self.term(node.denominator, where)
        if not denominator.is_scalar:
            self.shape_error(
                node.denominator, f"divided by a {self.shown(denominator)} matrix: only scalars divide"
            )
        return self.multiply(
            self.builder.reciprocal(denominator), numerator, node.denominator, node.numerator
        )

    # Powers and marks

    def power(self, node: Power, where: Where) -> Term:
        """Integer and real powers, `e^{X}`, and squares of norms without a root."""
        if isinstance(node.base, Name) and node.base.key == "e" and "e" not in where.scope.names:
            return self.exponential(self.term(node.exponent, where), node)
        exponent = self.rational(node.exponent, where)
        self.note_numbers(node.exponent, where)
        if (
            isinstance(node.base, Norm)
            and exponent is not None
            and exponent.denominator == 1
            and exponent % 2 == 0
        ):
            square = self.norm_square(node.base, where)
            if square is not None:
                return self.integer_power(square, int(exponent) // 2, node)
        base = self.term(node.base, where)
        if not base.is_scalar and not unify(base.shape[0], base.shape[1]):
            if 1 in (base.rows, base.columns):
                self.fail(node, f"a power of a {self.shown(base)} vector")
            what = "the inverse" if exponent is not None and exponent < 0 else "a power"
            self.shape_error(node, f"{what} of a {self.shown(base)} matrix")
        if exponent is None:
            return self.real_power(base, self.term(node.exponent, where), node)
        if exponent.denominator == 1:
            return self.integer_power(base, int(exponent), node)
        if base.is_scalar:
            return self.root_power(base, exponent)
        if exponent.denominator != 2:
            self.fail(node, "of the fractional powers of a matrix only those of 1/2 are read")
        root = self.builder.make("matrix", (base,), base.shape, "sqrtm")
        return self.integer_power(root, exponent.numerator, node)

    def note_numbers(self, node: Node, where: Where) -> None:
        """The letters of an exponent occur as numbers."""
        for one in walk(node):
            if isinstance(one, Name) and (
                one.key in where.indices
                or isinstance(where.scope.names.get(one.key), Dimension)
                or one.key in self.dimensions.letters
            ):
                self.used.add(one.key)

    def root_power(self, base: Term, exponent: Fraction) -> Term:
        if exponent.denominator == 2:
            return self.integer_power(self.builder.pointwise("sqrt", base), exponent.numerator, _NOWHERE)
        return self.builder.make("power", (base, self.builder.number(exponent)), (1, 1))

    def real_power(self, base: Term, exponent: Term, node: Node) -> Term:
        if not base.is_scalar or not exponent.is_scalar:
            self.fail(
                node.exponent if isinstance(node, Power) else node,
                "this exponent is not read: expected a number",
            )
        return self.builder.make("power", (base, exponent), (1, 1))

    def exponential(self, exponent: Term, node: Node) -> Term:
        if exponent.is_scalar:
            return self.builder.pointwise("exp", exponent)
        if 1 in (exponent.rows, exponent.columns):
            self.fail(node, "e to a vector: write \\exp(x), which is applied entry by entry")
        if exponent.rows == exponent.columns:
            return self.builder.make("matrix", (exponent,), exponent.shape, "expm")
        self.shape_error(node, f"e to a {self.shown(exponent)} matrix")

    def integer_power(self, base: Term, exponent: int, node: Node) -> Term:
        """By repeated multiplication; negative powers of the inverse."""
        if abs(exponent) > 64:
            self.fail(node, "an exponent above 64")
        if exponent < 0:
            base = self.inverse(base, node)
        if exponent == 0:
            return self.builder.number(1) if base.is_scalar else self.builder.make("eye", (), base.shape)
        result = base
        for _ in range(abs(exponent) - 1):
            result = self.builder.odot(result, base) if base.is_scalar else self.builder.matmul(result, base)
        return result

    def inverse(self, term: Term, node: Node) -> Term:
        """The inverse of a square matrix or a scalar."""
        if term.is_scalar:
            return self.builder.reciprocal(term)
        self.square(term, node, "the inverse")
        return self.builder.make("inverse", (term,), term.shape)

    def square(self, term: Term, node: Node, what: str) -> None:
        """Raise ShapeError unless a matrix is square."""
        if not unify(term.shape[0], term.shape[1]):
            self.shape_error(node, f"{what} of a {self.shown(term)} matrix")

    def marked(self, node: Marked, where: Where) -> Term:
        """Transpose, inverse transpose, adjugate, pseudo-inverse."""
        base = self.term(node.base, where)
        if node.mark == "\\top":
            return self.builder.transpose(base)
        if node.mark == "-\\top":
            return self.builder.transpose(self.inverse(base, node))
        if node.mark == "+":
            return self.builder.make("pinv", (base,), (base.shape[1], base.shape[0]))
        self.square(base, node, "the adjugate")
        return self.builder.make("adj", (base,), base.shape)

    def prime(self, node: Prime, where: Where) -> Term:
        """A prime behind a matrix or vector is a transpose."""
        base = self.term(node.base, where)
        if node.count > 1 or base.is_scalar:
            self.fail(node, "a prime is the derivative of a function or the transpose of a matrix")
        return self.builder.transpose(base)

    # Functions

    def function_key(self, node: Node) -> tuple[str, tuple[Node, ...], int]:
        """Key, indices and number of primes of what is applied."""
        primes = 0
        if isinstance(node, Prime):
            primes, node = node.count, node.base
        if isinstance(node, Name):
            return node.key, (), primes
        if isinstance(node, Sub) and isinstance(node.base, Name):
            return node.base.key, node.indices, primes
        self.fail(node, "expected a function")

    def call(self, node: Call, where: Where) -> Term:
        """A declared or defined function of its arguments."""
        key, indices, primes = self.function_key(node.function)
        literal = f"{key}_{{{subscript_key(indices)}}}" if indices else key
        member: tuple[int, ...] = ()
        if literal in where.scope.names:
            key, indices = literal, ()
        entry = where.scope.names.get(key)
        if indices:
            member = tuple(self.integer(atom, where) for atom in _atoms(indices))
        arguments = tuple(self.term(argument, where) for argument in node.arguments)
        if isinstance(entry, Function):
            return self.apply_function(entry, arguments, primes, node)
        if isinstance(entry, Definition) and entry.is_function:
            return self.apply_definition(entry, member, arguments, primes, node, where)
        self.fail(node.function, f"{key} is no function")

    def apply_function(self, entry: Function, arguments: tuple[Term, ...], primes: int, node: Node) -> Term:
        """A declared function: a scalar one entry by entry."""
        if len(arguments) != len(entry.domain):
            self.fail(node, f"{entry.key} takes {len(entry.domain)} arguments, found {len(arguments)}")
        if entry.domain == ((),) and not entry.codomain:
            return self.builder.make("unknown", arguments, arguments[0].shape, (entry.key, primes, True))
        for shape, argument in zip(entry.domain, arguments, strict=True):
            rows, columns = self.declared_shape(shape)
            if not (unify(argument.shape[0], rows) and unify(argument.shape[1], columns)):
                message = f"{entry.key} takes a {rows}×{columns} matrix, found {self.shown(argument)}"
                self.shape_error(node, message)
        if primes and entry.domain != ((),):
            self.fail(node, "a prime is the derivative of a function of a scalar")
        return self.builder.make(
            "unknown", arguments, self.declared_shape(entry.codomain), (entry.key, primes, False)
        )

    def declared_shape(self, shape: tuple[Node, ...]) -> tuple[int, int]:
        where = Where(self.scope)
        sizes = [self.integer(part, where) for part in shape]
        return (sizes[0] if sizes else 1, sizes[1] if len(sizes) > 1 else 1)

    def apply_definition(  # noqa: PLR0913, PLR0917  (what a call consists of)
        self,
        entry: Definition,
        member: tuple[int, ...],
        arguments: tuple[Term, ...],
        primes: int,
        node: Node,
        where: Where,
    ) -> Term:
        """A defined function; one of a scalar is applied entry by entry."""
        rule = entry.rules[0]
        if len(arguments) != len(rule.parameters):
            self.fail(node, f"{entry.key} takes {len(rule.parameters)} arguments, found {len(arguments)}")
        if len(arguments) == 1 and self.parameter_shape(rule, 0) == (1, 1) and not arguments[0].is_scalar:
            entries = list(self.builder.entries(self.sized(arguments[0], node)))
            values = [self.of_scalar(entry, member, one, primes, node, where) for one in entries]
            if not all(value.is_scalar for value in values):
                self.shape_error(
                    node, f"{entry.key} is applied entry by entry, but its values are no scalars"
                )
            return self.builder.gather(tuple(values), arguments[0].size, [(k, 0) for k in range(len(values))])
        for k, argument in enumerate(arguments):
            rows, columns = self.parameter_shape(rule, k)
            if not (unify(argument.shape[0], rows) and unify(argument.shape[1], columns)):
                self.shape_error(
                    node, f"{entry.key} takes a {rows}×{columns} matrix, found {self.shown(argument)}"
                )
        if len(arguments) == 1:
            return self.of_scalar(entry, member, arguments[0], primes, node, where)
        if primes:
            self.fail(node, "a prime is the derivative of a function of one scalar")
        return self.defined(entry, member, arguments, node, where)

    def sized(self, term: Term, node: Node) -> Term:
        if term.is_open:
            self.fail(node, "nothing fixes the size of this")
        return term

    def of_scalar(  # noqa: PLR0913, PLR0917  (what a call consists of)
        self,
        entry: Definition,
        member: tuple[int, ...],
        argument: Term,
        primes: int,
        node: Node,
        where: Where,
    ) -> Term:
        """A function of one argument, or its derivative by a scalar one."""
        if not primes:
            return self.defined(entry, member, (argument,), node, where)
        if not argument.is_scalar:
            self.fail(node, "a prime is the derivative of a function of a scalar")
        point = self.builder.make("named", (argument,), (1, 1), (f"{entry.key} at", id(argument)))
        value = self.defined(entry, member, (point,), node, where)
        for _ in range(primes):
            rows, columns = value.size
            value = self.builder.unvec(self.jacobian(value, point), rows, columns)
        return value

    def parameter_shape(self, rule: Rule, place: int) -> tuple[int, int]:
        """A parameter takes its shape from its declaration; an undeclared one is a scalar."""
        entry = rule.home.scope.names.get(rule.parameters[place])
        if isinstance(entry, Variable) and not entry.indices:
            return self.declared_shape(entry.shape)
        return 1, 1

    def bare_function(self, key: str, entry: Entry, node: Node, where: Where) -> Term:
        """Bare `f` means `f(X)` for the one declared variable that its argument fits."""
        if isinstance(entry, Definition):
            rule = entry.rules[0]
            names = [self.parameter_variable(rule, k, key, node, where) for k in range(len(rule.parameters))]
            return self.apply_definition(entry, (), tuple(names), 0, node, where)
        if not isinstance(entry, Function) or len(entry.domain) != 1:
            self.fail(node, f"{key} needs its arguments")
        shape = self.declared_shape(entry.domain[0])
        fits = [
            one
            for one in where.scope.names.values()
            if isinstance(one, Variable) and not one.indices and one.kind not in _FIXED_KINDS
            and self.declared_shape(one.shape) == shape
        ]  # fmt: skip
        if len(fits) != 1:
            found = (
                "no declared variable fits" if not fits else " and ".join(one.key for one in fits) + " fit"
            )
            self.fail(node, f"{key} needs its argument: {found}")
        return self.apply_function(entry, (self.variable(fits[0], (), where, node),), 0, node)

    def parameter_variable(self, rule: Rule, place: int, key: str, node: Node, where: Where) -> Term:
        entry = where.scope.names.get(rule.parameters[place])
        if not isinstance(entry, Variable) or entry.indices:
            self.fail(node, f"{key} needs its argument")
        return self.variable(entry, (), where, node)

    # Operators

    def operator(self, node: Operator, where: Where) -> Term:
        """A built-in operator."""
        if node.name in ("max", "min"):
            return self.extreme(node, where)
        if node.name == "diag" and len(node.arguments) > 1:
            return self.diag(self.listed(Listed("(", node.arguments, span=node.span), where), node)
        if len(node.arguments) != 1:
            self.fail(node, f"{node.name} takes one argument, found {len(node.arguments)}")
        declared = where.scope.names.get("\\" + node.name)
        term = self.term(node.arguments[0], where)
        if declared is not None and node.name == "exp":
            return self.exponential(term, node)
        if node.name == "softmax":
            return self.softmax(term, node)
        if node.subscript is not None:
            self.fail(node.subscript, f"a subscript of {node.name} is not read")
        if node.name in _POINTWISE:
            return self.builder.pointwise(node.name, term)
        method = _OPERATORS.get(node.name)
        if method is None:
            self.fail(node, f"{node.name} is not read")
        return method(self, term, node)

    def trace(self, term: Term, node: Node) -> Term:
        """Trace of a square matrix."""
        self.square(term, node, "the trace")
        return term if term.is_scalar else self.builder.make("trace", (term,), (1, 1))

    def det(self, term: Term, node: Node) -> Term:
        """Determinant of a square matrix."""
        self.square(term, node, "the determinant")
        return term if term.is_scalar else self.builder.make("det", (term,), (1, 1))

    def vec(self, term: Term, node: Node) -> Term:
        """Columns below one another."""
        return self.builder.vec(self.sized(term, node))

    def vech(self, term: Term, node: Node) -> Term:
        """Entries on and below the diagonal, column by column."""
        self.square(term, node, "vech")
        n = self.sized(term, node).size[0]
        table = [(0, i * n + j) for j in range(n) for i in range(j, n)]
        return self.builder.gather((term,), (len(table), 1), table)

    def diag(self, term: Term, node: Node) -> Term:
        """Vector to matrix, square matrix to its diagonal."""
        rows, columns = self.sized(term, node).size
        if 1 in (rows, columns):
            n = max(rows, columns)
            return self.builder.gather(
                (term,), (n, n), [(0, i) if i == j else None for i in range(n) for j in range(n)]
            )
        self.square(term, node, "the diagonal")
        return self.builder.gather((term,), (rows, 1), [(0, i * rows + i) for i in range(rows)])

    def adjugate(self, term: Term, node: Node) -> Term:
        """Adjugate of a square matrix."""
        self.square(term, node, "the adjugate")
        return self.builder.make("adj", (term,), term.shape)

    def extreme(self, node: Operator, where: Where) -> Term:
        r"""`\max(X, 0)` entry by entry."""
        if len(node.arguments) != 2:
            self.fail(node, f"{node.name} takes two arguments, entry by entry")
        one, other = (self.term(argument, where) for argument in node.arguments)
        one, other = self.broadcast(one, other, node), self.broadcast(other, one, node)
        if not (unify(one.shape[0], other.shape[0]) and unify(one.shape[1], other.shape[1])):
            self.shape_error(node, f"the {node.name} of {self.shown(one)} and {self.shown(other)}")
        half = self.builder.number(Fraction(1, 2))
        gap = self.builder.pointwise("abs", self.builder.add((1, -1), (one, other)))
        sign = 1 if node.name == "max" else -1
        return self.builder.scale(half, self.builder.add((1, 1, sign), (one, other, gap)))

    def broadcast(self, term: Term, like: Term, node: Node) -> Term:
        """A scalar beside a matrix stands for a matrix of it."""
        if not term.is_scalar or like.is_scalar:
            return term
        return self.builder.scale(term, self.builder.make("ones", (), like.shape))

    def softmax(self, term: Term, node: Operator) -> Term:
        """Softmax of a vector, or of each row or column of a matrix."""
        kind = node.subscript.text if isinstance(node.subscript, Word) else ""
        rows, columns = self.sized(term, node).size
        if node.subscript is not None and kind not in ("row", "col"):
            self.fail(node.subscript, "expected softmax_{\\mathrm{row}} or softmax_{\\mathrm{col}}")
        if not kind and 1 not in (rows, columns):
            self.fail(node, "softmax of a matrix needs _{\\mathrm{row}} or _{\\mathrm{col}}")
        exponential = self.builder.pointwise("exp", term)
        if kind == "row" or (not kind and rows == 1):
            sums = self.builder.matmul(exponential, self.builder.make("ones", (), (columns, 1)))
            spread = self.builder.matmul(
                self.builder.reciprocal(sums), self.builder.make("ones", (), (1, columns))
            )
        else:
            sums = self.builder.matmul(self.builder.make("ones", (), (1, rows)), exponential)
            spread = self.builder.matmul(
                self.builder.make("ones", (), (rows, 1)), self.builder.reciprocal(sums)
            )
        return self.builder.odot(exponential, spread)

    def root(self, node: Root, where: Where) -> Term:
        """Square root, entry by entry."""
        return self.builder.pointwise("sqrt", self.term(node.body, where))

    def bars(self, node: Bars, where: Where) -> Term:
        """Determinant of a square matrix, absolute value of a scalar."""
        term = self.term(node.body, where)
        if term.is_scalar:
            return self.builder.pointwise("abs", term)
        if 1 in (term.rows, term.columns):
            self.fail(node, "|x| of a vector: write \\|x\\| for its norm")
        return self.det(term, node)

    def norm(self, node: Norm, where: Where) -> Term:
        """A norm of a vector or matrix."""
        square = self.norm_square(node, where)
        if square is not None:
            return self.builder.pointwise("sqrt", square)
        term = self.term(node.body, where)
        vector = 1 in (term.rows, term.columns)
        if node.kind == "1" and vector:
            return self.builder.total(self.builder.pointwise("abs", term))
        if node.kind == "\\infty" and vector:
            return self.builder.make("matrix", (self.builder.pointwise("abs", term),), (1, 1), "maximum")
        if node.kind == "1":
            rows = self.sized(term, node).size[0]
            sums = self.builder.matmul(
                self.builder.make("ones", (), (1, rows)), self.builder.pointwise("abs", term)
            )
            return self.builder.make("matrix", (sums,), (1, 1), "maximum")
        if node.kind in ("*", "2"):
            return self.builder.make("matrix", (term,), (1, 1), "nuclear" if node.kind == "*" else "spectral")
        if node.kind == "\\infty":
            self.fail(node, "the norm ∞ of a matrix is not read")
        self.fail(node, "the norm of a matrix needs a subscript: _F, _*, _2 or _1")

    def norm_square(self, node: Norm, where: Where) -> Term | None:
        """The square of a 2-norm of a vector or of a Frobenius norm."""
        term = self.term(node.body, where)
        vector = 1 in (term.rows, term.columns)
        if node.kind == "F" or (vector and node.kind in ("", "2")):
            return self.builder.total(self.builder.odot(term, term))
        return None

    def inner(self, node: Inner, where: Where) -> Term:
        """`tr(A^T B)`."""
        left, right = self.term(node.left, where), self.term(node.right, where)
        if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
            self.shape_error(node, f"the inner product of {self.shown(left)} and {self.shown(right)}")
        return self.builder.total(self.builder.odot(left, right))

    def indicator(self, node: Indicator, where: Where) -> Term:
        """1 where a comparison holds, entry by entry; of indices, whether it holds."""
        one, other = self.maybe_integer(node.left, where), self.maybe_integer(node.right, where)
        if one is not None and other is not None:
            return self.builder.number(int(compare_integers(one, node.relation, other)))
        left, right = self.term(node.left, where), self.term(node.right, where)
        left, right = self.broadcast(left, right, node), self.broadcast(right, left, node)
        if not (unify(left.shape[0], right.shape[0]) and unify(left.shape[1], right.shape[1])):
            self.shape_error(node, f"{self.shown(left)} compared with {self.shown(right)}")
        return self.comparison(left, node.relation, right, node)

    def comparison(self, left: Term, relation: str, right: Term, node: Node) -> Term:
        """(1 + sign(left - right)) / 2, or its like; draws keep away from equality."""
        if relation not in ("<", ">", "\\le", "\\ge"):
            self.fail(node, "an indicator of =: not read")
        signs = (1, -1) if relation in (">", "\\ge") else (-1, 1)
        gap = self.builder.add(signs, (left, right))
        one = self.builder.make("ones", (), gap.shape)
        both = self.builder.add((1, 1), (one, self.builder.pointwise("sign", gap)))
        return self.builder.scale(self.builder.number(Fraction(1, 2)), both)

    def cases(self, node: Cases, where: Where) -> Term:
        """The value of the first case whose condition holds; conditions are on scalars."""
        result: Term | None = None
        for case in reversed(node.cases):
            value = self.term(case.value, where)
            if case.condition is None:
                if result is not None:
                    self.fail(case, "a case without a condition must be the last")
                result = value
                continue
            left, relation, right = case.condition
            one, other = self.term(left, where), self.term(right, where)
            if not (one.is_scalar and other.is_scalar):
                self.fail(left, "a condition compares scalars")
            holds = self.comparison(one, relation, other, left)
            if result is None:
                result = value
                continue
            if not (unify(result.shape[0], value.shape[0]) and unify(result.shape[1], value.shape[1])):
                self.shape_error(case, f"cases of {self.shown(result)} and {self.shown(value)}")
            gap = self.builder.add((1, -1), (value, result))
            result = self.builder.add((1, 1), (result, self.builder.scale(holds, gap)))
        if result is None:
            self.fail(node, "cases without a value")
        return result

    # Sums over indices

    def big(self, node: Big, where: Where) -> Term:
        """A sum or an ordered product over its indices."""
        letters = list(dict.fromkeys(clause.index.key for clause in node.clauses))
        letters += sorted(weak_letters(node, where.scope) - set(letters) - set(where.indices))
        for letter in letters:
            if letter in where.scope.names and not isinstance(where.scope.names[letter], Variable):
                self.fail(node, f"{letter} is a name of this page and cannot be a bound index")
        ranges = self.ranges_of(node, letters, where)
        if math.prod(len(values) for values in ranges) > MAX_TERMS:
            self.fail(node, f"more than {MAX_TERMS} terms")
        terms: list[Term] = []
        for values in combinations(*ranges):
            inner = replace(where, indices={**where.indices, **dict(zip(letters, values, strict=True))})
            if all(self.holds(clause, inner) for clause in node.clauses):
                terms.append(self.term(node.body, inner))
        for letter in letters:
            self.extents.pop(letter, None)
        if node.operator == "\\sum":
            return self.sum_of(terms, node, where)
        return self.product_of(terms, node)

    def holds(self, clause: Clause, where: Where) -> bool:
        """Whether the values of the indices satisfy a clause."""
        if not clause.relation or clause.bound is None or clause.relation == "=":
            return True
        return compare_integers(
            where.indices[clause.index.key], clause.relation, self.integer(clause.bound, where)
        )

    def ranges_of(self, node: Big, letters: list[str], where: Where) -> list[Sequence[int]]:
        """The values of each index, from its limits or from what it runs over."""
        first = {
            clause.index.key: clause.bound
            for clause in node.clauses
            if clause.relation == "=" and clause.bound
        }
        shared = next(iter(first.values()), None)
        ranges: dict[str, Sequence[int]] = {}
        for letter in letters:
            start = first.get(letter, shared if node.upper is not None else None)
            if start is not None and node.upper is not None:
                ranges[letter] = self.between(start, node.upper, where)
            elif start is not None:
                self.fail(node, f"the upper limit of {letter} is missing")
            elif (limits := self.limits(node, letter, where)) is not None:
                ranges[letter] = limits
        missing = [letter for letter in letters if letter not in ranges]
        if missing:
            ranges.update(self.probed(node.body, missing, ranges, where, node))
        return [ranges[letter] for letter in letters]

    def limits(self, node: Big, letter: str, where: Where) -> range | None:
        r"""`1 \le i \le n` under a sum."""
        low = high = None
        for clause in node.clauses:
            if clause.index.key != letter or clause.bound is None:
                continue
            bound = self.maybe_integer(clause.bound, where)
            if bound is None:
                continue
            if clause.relation in ("\\ge", ">"):
                low = bound + (clause.relation == ">")
            elif clause.relation in ("\\le", "<"):
                high = bound - (clause.relation == "<")
        return range(low, high + 1) if low is not None and high is not None else None

    def probed(
        self, body: Node, missing: list[str], known: dict[str, Sequence[int]], where: Where, node: Node
    ) -> dict[str, Sequence[int]]:
        """The ranges of indices from the places where they stand."""
        before = {letter: self.extents.pop(letter, None) for letter in missing}
        trial = {key: values[0] if values else 1 for key, values in known.items()}
        for value in (1, 2):
            inner = replace(where, indices={**where.indices, **trial, **dict.fromkeys(missing, value)})
            with self.silently():
                self.term(body, inner)
        found: dict[str, Sequence[int]] = {}
        for letter in missing:
            found[letter] = self.common_range(letter, node)
            self.extents.pop(letter, None)
            earlier = before[letter]
            if earlier is not None:
                self.extents[letter] = earlier
        return found

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Elaborate only to see over what indices run."""
        depth = self.depth
        marks = len(self.open_terms), len(self.doubts), dict(self.varies)
        try:
            yield
        except (NoValueError, ShapeError):
            pass
        finally:
            self.depth = depth
            del self.open_terms[marks[0] :], self.doubts[marks[1] :]
            self.varies = marks[2]

    def common_range(self, letter: str, node: Node) -> range:
        """What all places agree on. Raises ShapeError if two entries give an index different dimensions."""
        seen = self.extents.get(letter)
        if not seen:
            self.fail(node, f"nothing tells the range of the index {letter}: write its limits")
        sizes = {one.last for one in seen if one.entry}
        if len(sizes) > 1:
            shown = " and ".join(str(size) for size in sorted(sizes))
            self.shape_error(node, f"the index {letter} runs over {shown} entries")
        return range(max(one.first for one in seen), min(one.last for one in seen) + 1)

    def sum_of(self, terms: list[Term], node: Big, where: Where) -> Term:
        if not terms:
            return self.empty_sum(node)
        for term in terms[1:]:
            if not (unify(terms[0].shape[0], term.shape[0]) and unify(terms[0].shape[1], term.shape[1])):
                self.shape_error(
                    node.body, f"terms of shape {self.shown(terms[0])} and {self.shown(term)} in one sum"
                )
        return self.builder.add((1,) * len(terms), tuple(terms))

    def empty_sum(self, node: Big) -> Term:
        return self.open("zero", (Unknown(), Unknown()), node)

    def product_of(self, terms: list[Term], node: Big) -> Term:
        if not terms:
            size = Unknown()
            return self.open("eye", (size, size), node)
        result = terms[0]
        for term in terms[1:]:
            result = self.multiply(result, term, node.body, node.body)
        return result

    # Matrices

    def matrix(self, node: Matrix, where: Where) -> Term:
        """An explicit or patterned matrix, blocks included."""
        found = expand(node.rows, node.span, lambda part: self.maybe_integer(part, where))
        if isinstance(found, Diagonal):
            return self.diagonal(found, node, where)
        if isinstance(found, Constant):
            return self.constant(found, node, where)
        return self.blocks(found, node, where)

    def constant(self, found: Constant, node: Node, where: Where) -> Term:
        shape = tuple(Unknown() if size is None else size for size in (found.rows, found.columns))
        ones = self.open("ones", (shape[0], shape[1]), node)
        return self.builder.scale(self.term(found.node, where), ones)

    def diagonal(self, found: Diagonal, node: Node, where: Where) -> Term:
        if isinstance(found.entries, Repeat):
            size = Unknown()
            eye = self.open("eye", (size, size), node)
            return self.builder.scale(self.term(found.entries.node, where), eye)
        entries = tuple(self.term(part, where) for part in found.entries)
        if not all(entry.is_scalar for entry in entries):
            self.fail(node, "a diagonal of blocks with dots is not read")
        n = len(entries)
        return self.builder.gather(
            entries, (n, n), [(i, 0) if i == j else None for i in range(n) for j in range(n)]
        )

    def blocks(self, rows: Sequence[Sequence[Node]], node: Node, where: Where) -> Term:
        """Blocks put together: one height in each row, one width in each column."""
        if len({len(row) for row in rows}) > 1:
            self.shape_error(node, "rows of different lengths: " + ", ".join(str(len(row)) for row in rows))
        cells = [[self.term(cell, where) for cell in row] for row in rows]
        plain = all(cell.is_scalar for row in cells for cell in row)
        if not plain:
            cells = [
                [self.open_zero() if is_zero(part) else cell for part, cell in zip(parts, row, strict=True)]
                for parts, row in zip(rows, cells, strict=True)
            ]
        for i, row in enumerate(cells):
            for j, cell in enumerate(row):
                if not (unify(cell.shape[0], row[0].shape[0]) and unify(cell.shape[1], cells[0][j].shape[1])):
                    beside, below = self.shown(row[0]), self.shown(cells[0][j])
                    message = f"a block of {self.shown(cell)} beside {beside} and below {below}"
                    self.shape_error(rows[i][j], message)
        for row in cells:
            for cell in row:
                self.sized(cell, node)
        return self.stacked(cells)

    def stacked(self, cells: Sequence[Sequence[Term]]) -> Term:
        heights = [row[0].size[0] for row in cells]
        widths = [cell.size[1] for cell in cells[0]]
        args = tuple(cell for row in cells for cell in row)
        table = [
            (i * len(widths) + j, k * widths[j] + column)
            for i, height in enumerate(heights)
            for k in range(height)
            for j in range(len(widths))
            for column in range(widths[j])
        ]
        if len(args) == 1:
            return args[0]
        return self.builder.gather(args, (sum(heights), sum(widths)), table)

    def listed(self, node: Listed, where: Where) -> Term:
        """`(a, b, c)` is a row."""
        place = next((k for k, item in enumerate(node.items) if isinstance(item, Dots)), None)
        items = list(node.items)
        if place is not None:
            found = sequence(
                items[:place], items[place], items[place + 1 :], lambda part: self.maybe_integer(part, where)
            )
            if isinstance(found, Repeat):
                return self.constant(Constant(found.node, 1, None), node, where)
            items = found
        return self.blocks([items], node, where)

    def group(self, node: Group, where: Where) -> Term:
        """Brackets."""
        return self.term(node.body, where)

    # Differentials and derivatives

    def is_held(self, key: tuple[str, tuple[int, ...]], where: Where) -> bool:
        return any(
            assumption.key == key[0] and self.assumption_applies(assumption, key[1], where)
            for assumption in self.scope.held
        )

    def assumption_applies(self, assumption: Assumption, member: tuple[int, ...], where: Where) -> bool:
        if not assumption.indices:
            return True
        values = {
            index.key: value
            for index, value in zip(assumption.indices, member, strict=True)
            if isinstance(index, Name) and index.key not in self.scope.names
        }
        outer = {key: value for key, value in self.free_values.items() if key not in values}
        inner = Where(self.scope, {**outer, **values})
        fixed = (
            (index, value) for index, value in zip(assumption.indices, member, strict=True)
            if not (isinstance(index, Name) and index.key in values)
        )  # fmt: skip
        if any(self.integer(index, inner) != value for index, value in fixed):
            return False
        return all(
            compare_integers(self.integer(one.left, inner), one.relation, self.integer(one.right, inner))
            for one in assumption.restrictions
        )

    def differential(self, node: Differential, where: Where) -> Term:
        """Along the tangents of all that varies."""
        term = self.term(node.body, where)
        inputs = [one for one in self.builder.support(term) if one.op == "input"]
        held = frozenset(
            (one.data[0], one.data[2])
            for one in inputs
            if one.data[1] in _FIXED_KINDS or self.is_held((one.data[0], one.data[2]), where)
        )
        varies = any((one.data[0], one.data[2]) not in held for one in inputs)
        message = "this is held constant: its differential is 0, whatever stands beside it"
        self.note(node, message, varies=varies)
        for _ in range(node.order):
            term = self.builder.make("diff", (term,), term.shape, held)
        return term

    def note(self, node: Node, message: str, *, varies: bool) -> None:
        """Remember whether a differential or derivative was ever of something that varies."""
        if id(node) in self.whole:
            return
        earlier = self.varies.get(id(node))
        self.varies[id(node)] = (node, message, varies or (earlier is not None and earlier[2]))

    def refuse_constants(self) -> None:
        """Raise NotationError at a differential, in a larger expression, of what never varies."""
        for node, message, varies in self.varies.values():
            if not varies:
                self.fail(node, message)

    def jacobian(self, term: Term, variable: Term) -> Term:
        """vec(term) by vec(variable): as many rows as term has entries."""
        rows, columns = term.size
        height, width = variable.size
        if rows * columns * height * width > MAX_ENTRIES:
            self.fail(_NOWHERE, "a derivative of more than 10^6 entries")
        return self.builder.make("jacobian", (term, variable), (rows * columns, height * width))

    def derivative(self, node: Derivative, where: Where) -> Term:
        """By one or several variables."""
        body = self.sized(self.term(node.body, where), node)
        variables = [self.by(variable, where) for variable in node.variables]
        self.note_dependence(node, body, variables)
        if len(variables) == 1:
            return self.laid_out(body, variables[0], node, where.scope.layout)
        if len(variables) > 2:
            self.fail(node, "derivatives of third order are read by scalars only") if not all(
                one.is_scalar for one in variables
            ) else None
            for one in variables:
                body = self.laid_out(body, one, node, where.scope.layout)
            return body
        return self.second(body, variables, node)

    def second(self, body: Term, variables: list[By], node: Derivative) -> Term:
        r"""`\partial^2 f / \partial x \partial y^\top`."""
        one, other = variables
        if one.is_scalar or other.is_scalar:
            inner = self.laid_out(body, other, node, self.scope.layout)
            return self.laid_out(inner, one, node, self.scope.layout)
        if not body.is_scalar:
            self.fail(node, "the second derivative of a matrix or vector by vectors is not read")
        same = one.term is other.term
        if not same and one.transposed == other.transposed:
            self.fail(node, "write \\partial x\\,\\partial y^\\top: which of the two gives the rows?")
        rows, columns = (other, one) if one.transposed and not other.transposed else (one, other)
        first = self.columns_of(self.jacobian(body, columns.term), columns)
        return self.columns_of(self.jacobian(self.builder.transpose(first), rows.term), rows, transpose=True)

    def columns_of(self, jacobian: Term, by: By, *, transpose: bool = False) -> Term:
        if by.change is not None:
            jacobian = self.builder.matmul(jacobian, by.change)
        return self.builder.transpose(jacobian) if transpose else jacobian

    def note_dependence(self, node: Node, body: Term, variables: list[By]) -> None:
        support = self.builder.support(body)
        for by in variables:
            depends = by.term in support
            if not depends and by.term.op == "named":
                self.fail(node, "what is differentiated does not mention this variable by its name")
            self.note(node, "this does not depend on the variable: its derivative is 0", varies=depends)

    def by(self, node: Node, where: Where) -> By:
        """The variable of a derivative: a name, an entry, vec, vech or a transpose of one."""
        if isinstance(node, Group):
            return self.by(node.body, where)
        if isinstance(node, (Marked, Prime)):
            inner = self.by(node.base, where)
            if isinstance(node, Marked) and node.mark != "\\top":
                self.fail(node, "expected a variable")
            return replace(inner, transposed=True)
        if isinstance(node, Operator) and node.name in ("vec", "vech") and len(node.arguments) == 1:
            inner = self.by(node.arguments[0], where)
            return self.flattened(inner, node)
        if isinstance(node, (Name, Sub)):
            return self.by_name(node, where)
        self.fail(node, "expected a variable: a name, an entry of one, vec or vech")

    def flattened(self, by: By, node: Operator) -> By:
        if node.name == "vec":
            return replace(by, flat=True)
        if by.term.op != "input" or by.term.data[1] not in ("symmetric", "definite"):
            self.fail(node, "a derivative by vech needs a symmetric variable")
        return replace(by, flat=True, change=self.duplication(by.term.size[0]))

    def by_name(self, node: Name | Sub, where: Where) -> By:
        key = node.key if isinstance(node, Name) else literal_key(node)
        if isinstance(node, Name) or key in where.scope.names or key in where.parameters:
            return self.by_term(self.named(key, node, where), node)
        term = self.subscript(node, where)
        if term.op == "gather" and len(term.args) == 1 and term.is_scalar:
            by = self.by_term(term.args[0], node)
            rows, columns = term.args[0].size
            place = term.data[0][1]
            return replace(by, entry=(place % columns) * rows + place // columns)
        return self.by_term(term, node)

    def by_term(self, term: Term, node: Node) -> By:
        if term.op not in ("input", "named"):
            self.fail(node, "one differentiates by a declared or defined name")
        if term.op == "input" and term.data[1] in _FIXED_KINDS:
            self.fail(node, "a one-hot vector does not vary")
        return By(self.sized(term, node))

    def laid_out(self, body: Term, by: By, node: Node, layout: Layout) -> Term:
        """The derivative in the layout of the page (section 6 of the notation)."""
        raw = self.jacobian(body, by.term)
        rows, columns = body.size
        if by.is_scalar:
            return self.builder.unvec(raw, rows, columns, column=by.entry or 0)
        if by.change is not None:
            raw = self.builder.matmul(raw, by.change)
        height, width = by.term.size
        if body.is_scalar and not by.flat and 1 not in (height, width):
            gradient = self.builder.unvec(self.builder.transpose(raw), height, width)
            return (
                gradient if (layout == "denominator") != by.transposed else self.builder.transpose(gradient)
            )
        if body.is_scalar and not by.flat and height == 1:  # a declared row
            return raw if (layout == "denominator") != by.transposed else self.builder.transpose(raw)
        if by.transposed:
            if not by.flat and width != 1 and 1 not in (rows, columns):
                self.fail(node, "a derivative by the transpose of a matrix is read for scalars only")
            return raw
        return self.builder.transpose(raw) if layout == "denominator" else raw

    def nabla(self, node: Nabla, where: Where) -> Term:
        r"""`\nabla_X f` has the shape of X, `\nabla_X^2 f` is mn×mn over vec(X)."""
        body = self.sized(self.term(node.body, where), node)
        if node.variable is not None:
            by = self.by(node.variable, where)
        else:
            by = self.only_argument(node, body, where)
        if not body.is_scalar:
            self.fail(node, f"\\nabla of a {self.shown(body)} matrix: it is read for scalars")
        self.note_dependence(node, body, [by])
        if node.order == 1:
            return self.laid_out(body, by, node, "denominator")
        first = self.columns_of(self.jacobian(body, by.term), by)
        return self.columns_of(self.jacobian(self.builder.transpose(first), by.term), by)

    def only_argument(self, node: Nabla, body: Term, where: Where) -> By:
        r"""The variable of `\nabla f(x)` or `\nabla f`."""
        inner = node.body
        if isinstance(inner, Call) and len(inner.arguments) == 1:
            return self.by(inner.arguments[0], where)
        if isinstance(inner, Name):
            entry = where.scope.names.get(inner.key)
            if isinstance(entry, Definition) and entry.is_function and len(entry.rules[0].parameters) == 1:
                return self.by_term(self.parameter_variable(entry.rules[0], 0, inner.key, node, where), node)
            if isinstance(entry, Function) and body.op == "unknown":
                return self.by_term(body.args[0], node)
        self.fail(node, "\\nabla needs its variable here: write \\nabla_X")


@dataclass(frozen=True)
class By:
    """The variable of a derivative.

    `entry` counts within vec(term); `flat` means vec(X); `change` maps independent entries to vec(term), as
    vech asks for.
    """

    term: Term
    entry: int | None = None
    transposed: bool = False
    flat: bool = False
    change: Term | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether one differentiates by a single number."""
        return self.entry is not None or self.term.is_scalar


def _has_entries(entry: Entry | None) -> bool:
    """Whether a subscript behind this name would select from it."""
    return isinstance(entry, (Variable, Definition))


def is_zero(node: Node) -> bool:
    """Whether an expression is literally 0."""
    while isinstance(node, (Group, Marked)) or (isinstance(node, Add) and len(node.terms) == 1):
        node = (
            node.terms[0] if isinstance(node, Add) else node.base if isinstance(node, Marked) else node.body
        )
    return isinstance(node, Number) and node.value == 0


def compare_integers(left: int, relation: str, right: int) -> bool:
    """`left relation right`."""
    return {
        "=": left == right, "\\ne": left != right, "<": left < right, ">": left > right,
        "\\le": left <= right, "\\ge": left >= right,
    }[relation]  # fmt: skip


def _atoms(indices: Iterable[Node]) -> list[Node]:
    """Indices with runs of letters and digits split."""
    return [atom for part in indices for atom in (part.atoms if isinstance(part, Run) else (part,))]


def _upper(key: str) -> str:
    r"""The capital of a letter: `x` to `X`, `\sigma` to `\Sigma`, `\hat{x}` to `\hat{X}`."""
    if key.startswith("\\") and "{" in key:
        head, inner = key[:-1].split("{", 1)
        return f"{head}{{{_upper(inner)}}}"
    if key.startswith("\\"):
        return "\\" + key[1:2].upper() + key[2:]
    return key[:1].upper() + key[1:]


_NOWHERE = Number(Fraction(0), span=Span(0, 0))
_METHODS: dict[type[Node], Callable[[Elaborator, Any, Where], Term]] = {
    Number: Elaborator.number,
    Name: Elaborator.name,
    Sub: Elaborator.subscript,
    Add: Elaborator.add,
    Dots: Elaborator.dots,
    Product: Elaborator.product,
    Entrywise: Elaborator.entrywise,
    Divide: Elaborator.divide,
    Power: Elaborator.power,
    Marked: Elaborator.marked,
    Prime: Elaborator.prime,
    Call: Elaborator.call,
    Operator: Elaborator.operator,
    Root: Elaborator.root,
    Bars: Elaborator.bars,
    Norm: Elaborator.norm,
    Inner: Elaborator.inner,
    Indicator: Elaborator.indicator,
    Cases: Elaborator.cases,
    Big: Elaborator.big,
    Matrix: Elaborator.matrix,
    Listed: Elaborator.listed,
    Group: Elaborator.group,
    Differential: Elaborator.differential,
    Derivative: Elaborator.derivative,
    Nabla: Elaborator.nabla,
}
_OPERATORS: dict[str, Callable[[Elaborator, Term, Node], Term]] = {
    "tr": Elaborator.trace,
    "det": Elaborator.det,
    "vec": Elaborator.vec,
    "vech": Elaborator.vech,
    "diag": Elaborator.diag,
    "adj": Elaborator.adjugate,
}
__all__ = ["By", "Elaborator", "Restriction", "Where", "bound_letters", "find", "free_letters", "is_zero"]
