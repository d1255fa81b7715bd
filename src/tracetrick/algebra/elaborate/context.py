"""What the elaboration of one statement shares: its state, its errors, the way from node to term."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from tracetrick.algebra.elaborate.letters import is_transposed, is_zero, name_letters
from tracetrick.algebra.terms import Builder, Dim, Term, Unknown, find, unify
from tracetrick.algebra.work import Work
from tracetrick.errors import NotationError, NoValueError, ShapeError
from tracetrick.latex.tree import Add, Group, Marked, Node, Number, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracetrick.algebra.dimensions import Dimensions
    from tracetrick.page.scope import Definition, Range, Scope

MAX_ENTRIES = 10**6
FIXED_KINDS = frozenset(["natural", "label", "onehot", "sign", "binary"])
NOWHERE = Number(Fraction(0), span=Span(0, 0))


@dataclass(frozen=True)
class Extent:
    """From where to where an index runs `at` a place: the entries of a value, or the members of a family."""

    first: int
    last: int
    entry: bool = False
    at: Node | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Where:
    """Where an expression is read: its scope, the values of indices, and the terms bound to parameters."""

    scope: Scope
    indices: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Term] = field(default_factory=dict)
    typical: bool = False

    def at(self, values: Mapping[str, int]) -> Where:
        """The same place, these indices with these values."""
        return Where(self.scope, {**self.indices, **values}, self.parameters, self.typical)


Reader = Callable[["Context", Any, Where], Term]
Partition = tuple[Dim, ...]


@dataclass
class Context:
    r"""Elaborates expressions of one statement at one assignment of dimensions.

    `sign` is +1 or -1 for `\pm`. `extents` collects, while `probing`, over which ranges indices run, `used`
    the dimensions, integers and indices that occurred as numbers, `compared` the constants that integers were
    compared with, `doubts` pairs of terms whose difference
    would make a formula ambiguous, `varies` which differentials and derivatives were ever of something that
    varies, `open_terms` the built-ins whose size the context must fix, `likely` the sizes that empty products
    get if nothing else fixes them, `partitions` the heights and widths of the blocks of a matrix. `said` are
    the ranges in the suffixes of the statement.
    """

    readers: ClassVar[Mapping[type[Node], Reader]]

    scope: Scope
    dimensions: Dimensions
    builder: Builder = field(default_factory=Builder)
    sign: int = 1
    probing: bool = False
    extents: dict[str, set[Extent]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    compared: set[int] = field(default_factory=set)
    doubts: list[tuple[Term, Term, Node]] = field(default_factory=list)
    varies: dict[int, tuple[Node, str, bool]] = field(default_factory=dict)
    open_terms: list[tuple[Term, Node]] = field(default_factory=list)
    unit_indices: list[tuple[str, Dim]] = field(default_factory=list)
    transposed_zeros: list[tuple[Term, Node]] = field(default_factory=list)
    likely: dict[int, tuple[Unknown, list[int]]] = field(default_factory=dict)
    partitions: dict[int, tuple[Partition, Partition]] = field(default_factory=dict)
    memo: dict[tuple[object, ...], Term] = field(default_factory=dict)
    depth: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    has_sign: bool = False
    whole: set[int] = field(default_factory=set)
    kinds: Mapping[str, str] = field(default_factory=dict)
    free_values: Mapping[str, int] = field(default_factory=dict)
    said: tuple[Range, ...] = ()
    substituted: dict[tuple[str, tuple[int, ...]], Term] = field(default_factory=dict)
    bare: set[int] = field(default_factory=set)
    work: Work = field(default_factory=Work)

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

    def take(self, entry: Definition, term: Term) -> None:
        """Let a defined name that is no family and no function be this term."""
        for sign in (1, -1):
            self.memo[id(entry), (), (), sign] = term

    def term(self, node: Node, where: Where) -> Term:
        """The term of an expression."""
        self.depth += 1
        self.work.spend(10)
        if self.depth > 400:
            self.fail(node, "nested too deep")
        method = self.readers.get(type(node))
        if method is None:
            self.fail(node, "this is not an expression")
        term = method(self, node, where)
        self.depth -= 1
        if term.shape != (1, 1) and not term.is_open:
            rows, columns = term.size
            self.refuse_large(rows, columns, node)
            self.work.spend(rows * columns // 4)
        return term

    def refuse_large(self, rows: int, columns: int, node: Node) -> None:
        """Raise NotationError at a value of too many entries."""
        if rows * columns > MAX_ENTRIES:
            self.fail(node, f"a value of {rows}×{columns} entries: more than 10^6")

    def open(self, op: str, shape: tuple[Dim, Dim], node: Node, data: Any = None) -> Term:  # noqa: ANN401  (each operation has data of its own type)
        """A built-in whose size the context fixes."""
        term = self.builder.make(op, (), shape, data)
        self.open_terms.append((term, node))
        return term

    def note_unit_indices(self) -> None:
        """Note over which range the indices of `e_i` and `E_{ij}` run whose sizes are known by now."""
        self.builder.settle()
        found = [(letter, find(dim)) for letter, dim in self.unit_indices]
        for letter, size in found:
            if isinstance(size, int):
                self.extents.setdefault(letter, set()).add(Extent(1, size, entry=True))
        self.unit_indices = [(letter, size) for letter, size in found if not isinstance(size, int)]

    def literal_zero(self, node: Node) -> Term | None:
        """Zero of any fitting shape, if an expression is literally 0; transposed it is no column."""
        if not is_zero(node):
            return None
        zero = self.open("zero", (Unknown(), Unknown()), node)
        if is_transposed(node):
            self.transposed_zeros.append((zero, node))
        return zero

    def partition(self, term: Term) -> tuple[Partition, Partition] | None:
        """Heights and widths of the blocks of a term, if it is made of blocks."""
        if term.op == "transpose" and (found := self.partition(term.args[0])):
            return found[1], found[0]
        return self.partitions.get(id(term))

    def conform(self, one: Partition, other: Partition) -> None:
        """Blocks that stand in the same place have one size, if a bare built-in among them has none."""
        if len(one) == len(other) and any(isinstance(find(size), Unknown) for size in (*one, *other)):
            for size, like in zip(one, other, strict=True):
                unify(size, like)

    def conform_all(self, one: Term, other: Term) -> None:
        """Blocks of two matrices of one shape."""
        first, second = self.partition(one), self.partition(other)
        if first and second:
            self.conform(first[0], second[0])
            self.conform(first[1], second[1])

    def same_shape(self, one: Term, other: Term) -> bool:
        """Give two terms one shape; False if they have none in common."""
        if one.is_open or other.is_open:
            self.conform_all(one, other)
        return unify(one.shape[0], other.shape[0]) and unify(one.shape[1], other.shape[1])

    def limit(self, entries: int) -> None:
        """Raise NotationError at a value of too many entries."""
        if entries > MAX_ENTRIES:
            self.fail(NOWHERE, "a value of more than 10^6 entries")

    def square(self, term: Term, node: Node, what: str) -> None:
        """Raise ShapeError unless a matrix is square."""
        if not unify(term.shape[0], term.shape[1]):
            self.shape_error(node, f"{what} of a {self.shown(term)} matrix")

    def sized(self, term: Term, node: Node) -> Term:
        if term.is_open:
            self.builder.settle()
        if term.is_open:
            self.fail(node, "nothing fixes the size of this")
        return term

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Elaborate only to see over what indices run."""
        depth, probing = self.depth, self.probing
        self.probing = True
        opened, doubted, known = len(self.open_terms), len(self.doubts), len(self.memo)
        varies = dict(self.varies)
        try:
            yield
        except (NoValueError, ShapeError):
            pass
        finally:
            self.depth, self.probing = depth, probing
            if len(self.open_terms) > opened or len(self.doubts) > doubted or self.varies != varies:
                # What a definition lets note is noted when it is next used.
                for key in list(self.memo)[known:]:
                    del self.memo[key]
            del self.open_terms[opened:], self.doubts[doubted:]
            self.varies.clear()  # it is shared with the elaborators of other values of the indices
            self.varies.update(varies)

    def note(self, node: Node, message: str, *, varies: bool) -> None:
        """Remember whether a differential or derivative was ever of something that varies."""
        if id(node) in self.whole:
            return
        earlier = self.varies.get(id(node))
        self.varies[id(node)] = (node, message, varies or (earlier is not None and earlier[2]))

    def refuse_index_of(self, key: str, node: Node, where: Where) -> None:
        r"""An index does not run through a name that was introduced whole, as i not through `x_i`."""
        if not where.indices:
            return
        for letter in sorted(name_letters(key, node) & where.indices.keys()):
            message = (
                f"{key} is one name here, through which {letter} does not run: "
                f"declare a family, {letter} = 1,\\dots"
            )
            self.fail(node, message)

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
            self.fail(NOWHERE, "a derivative of more than 10^6 entries")
        return self.builder.jacobian(term, variable)
