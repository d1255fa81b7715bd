"""Terms: what a formula means at given dimensions, as a graph of few operations that both judges evaluate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator


@dataclass(eq=False, slots=True)
class Unknown:
    """A dimension that the context will fix, as that of a bare identity; `value` once it has."""

    value: Dim | None = None


KINKS = frozenset(["sign", "abs", "relu"])
"""Functions that have no derivative where an entry of the argument is 0."""

Dim = int | Unknown
Shape = tuple[Dim, Dim]
Place = tuple[int, int] | None


def find(dim: Dim) -> Dim:
    """The number a dimension stands for, or the unknown that stands for it.

    The way there is halved (Tarjan and van Leeuwen 1984): a sum of thousands of identities makes a long one.
    """
    while isinstance(dim, Unknown) and dim.value is not None:
        value = dim.value
        if isinstance(value, Unknown) and value.value is not None:
            dim.value = value.value
        dim = value
    return dim


def unify(one: Dim, other: Dim) -> bool:
    """Make two dimensions equal; False if they are different numbers."""
    if one == other:
        return True
    one, other = find(one), find(other)
    if one == other:
        return True
    if isinstance(one, Unknown):
        one.value = other
        return True
    if isinstance(other, Unknown):
        other.value = one
        return True
    return False


@dataclass(frozen=True)
class Sizing:
    """A dimension that is the sum or the product of others, some of them not known yet."""

    whole: Dim
    parts: tuple[Dim, ...]
    of: Callable[[Iterable[int]], int]

    def settle(self) -> bool:
        """Find the whole from its parts, or the one part that is open; False if there is no such number."""
        parts = [find(part) for part in self.parts]
        unknown = {id(part): part for part in parts if isinstance(part, Unknown)}
        if not unknown:
            return unify(self.whole, self.of(part for part in parts if isinstance(part, int)))
        whole = find(self.whole)
        if isinstance(whole, Unknown) or len(unknown) > 1:
            return True
        (guess,) = unknown.values()
        least = 2 if self.of is math.prod else 1  # no one writes I ⊗ A for A itself
        for size in range(least, whole + 1):
            if self.of(part if isinstance(part, int) else size for part in parts) == whole:
                return unify(guess, size)
        return False


@dataclass(eq=False, slots=True)
class Table:
    """The places of a `gather` whose size is still open: made when they are asked for."""

    make: Callable[[], Iterable[Place]]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.make())


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """One operation `op` on `args`, a matrix of `shape`; a scalar is 1×1, a column vector n×1.

    `data` belongs to the operation:

    =========== ============================== =======================================================
    op          data                           value
    =========== ============================== =======================================================
    const       entries, row by row            these rational numbers (π as text)
    zero, ones  none                           zeros, ones
    eye         none                           identity
    unit        index                          column of zeros with a one at index (from 0)
    single      two indices                    matrix of zeros with a one there
    input       Variable's key, kind, member   a drawn value
    add         signs                          signed sum
    matmul      none                           product of two
    scale       none                           scalar times matrix
    odot, kron  none                           element-wise, Kronecker product of two
    transpose   none                           transpose
    gather      for each entry (arg, place)    entries of the arguments, rearranged; None is zero
    total       none                           sum of all entries
    trace       none                           sum of the diagonal
    inverse     none                           inverse; also pinv, det, adj
    pointwise   name of a function             function of each entry
    power       none                           positive scalar to a real power
    unknown     key and order                  a declared smooth function, or a derivative of it of a scalar
    matrix      name of a function             expm, sqrtm, nuclear, spectral, maximum: float judge alone
    named       key                            the same value under a name, by which one may differentiate
    diff        inputs held constant           derivative along the tangents of all other inputs
    jacobian    none                           of args[0] by args[1], vec by vec: rows of the first
    =========== ============================== =======================================================
    """

    op: str
    args: tuple[Term, ...]
    shape: Shape
    data: Any = None

    @property
    def rows(self) -> Dim:
        """Number of rows."""
        rows = self.shape[0]
        return rows if isinstance(rows, int) else find(rows)

    @property
    def columns(self) -> Dim:
        """Number of columns."""
        columns = self.shape[1]
        return columns if isinstance(columns, int) else find(columns)

    @property
    def is_scalar(self) -> bool:
        """Whether it is known to be 1×1."""
        return self.shape == (1, 1) or (self.rows == 1 and self.columns == 1)

    @property
    def count(self) -> int:
        """The number of entries."""
        rows, columns = self.size
        return rows * columns

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns, both known. Raises TypeError if one is open."""
        rows, columns = self.shape
        if isinstance(rows, int) and isinstance(columns, int):
            return rows, columns
        rows, columns = find(rows), find(columns)
        if isinstance(rows, Unknown) or isinstance(columns, Unknown):
            raise TypeError("a dimension is open")
        return rows, columns

    @property
    def is_open(self) -> bool:
        """Whether a dimension is not known yet."""
        rows, columns = self.shape
        if isinstance(rows, int) and isinstance(columns, int):
            return False
        return isinstance(find(rows), Unknown) or isinstance(find(columns), Unknown)


@dataclass
class Builder:
    """Makes terms; the same operation on the same arguments is one term.

    `draws` is what the judges have drawn and computed so far, with so much work `spent` on it, for other
    claims about the same terms.
    """

    known: dict[tuple[object, ...], Term] = field(default_factory=dict)
    numbers: dict[Fraction | int, Term] = field(default_factory=dict)
    supports: dict[int, frozenset[Term]] = field(default_factory=dict)
    sizings: list[Sizing] = field(default_factory=list)
    draws: dict[object, Any] = field(default_factory=dict)
    spent: int = 0

    def make(self, op: str, args: tuple[Term, ...], shape: Shape, data: Any = None) -> Term:  # noqa: ANN401  (each operation has data of its own type)
        """A term, shared with an equal one."""
        key = (op, args, shape, data)  # terms and unknown dimensions are equal to themselves alone
        term = self.known.get(key)
        if term is None:
            term = self.known[key] = Term(op, args, shape, data)
        return term

    def sum_of_sizes(self, parts: tuple[Dim, ...]) -> Dim:
        """The dimension of blocks one after another."""
        return self._sizing(parts, sum)

    def product_of_sizes(self, parts: tuple[Dim, ...]) -> Dim:
        """The dimension of so many copies of a block."""
        return self._sizing(parts, math.prod)

    def _sizing(self, parts: tuple[Dim, ...], of: Callable[[Iterable[int]], int]) -> Dim:
        known = [part for part in map(find, parts) if isinstance(part, int)]
        if len(known) == len(parts):
            return of(known)
        whole = Unknown()
        self.sizings.append(Sizing(whole, parts, of))
        return whole

    def settle(self) -> bool:
        """Find what dimensions can be found from their sums and products; False if two of them clash."""
        while self.sizings:
            if not all(sizing.settle() for sizing in self.sizings):
                return False
            left = [
                one
                for one in self.sizings
                if any(isinstance(find(d), Unknown) for d in (one.whole, *one.parts))
            ]
            if len(left) == len(self.sizings):
                return True
            self.sizings = left
        return True

    def number(self, value: Fraction | int) -> Term:
        """A constant scalar."""
        term = self.numbers.get(value)
        if term is None:
            term = self.numbers[value] = self.make("const", (), (1, 1), (Fraction(value),))
        return term

    def transpose(self, term: Term) -> Term:
        """The transpose."""
        if term.op == "transpose":
            return term.args[0]
        return term if term.is_scalar else self.make("transpose", (term,), (term.shape[1], term.shape[0]))

    def gather(
        self, args: tuple[Term, ...], shape: Shape, table: Callable[[], Iterable[Place]] | Iterable[Place]
    ) -> Term:
        """Entries of `args`, row by row; a place counts the entries of an argument row by row.

        While a size is open the table is given as what makes it.
        """
        if callable(table):
            is_open = any(arg.is_open for arg in args)
            return self.make("gather", args, shape, Table(table) if is_open else tuple(table()))
        return self.make("gather", args, shape, tuple(table))

    def entry(self, term: Term, row: int, column: int) -> Term:
        """One entry (from 0)."""
        if term.is_scalar:
            return term
        return self.make("gather", (term,), (1, 1), ((0, row * term.size[1] + column),))

    def entries(self, term: Term) -> Iterator[Term]:
        """All entries, row by row."""
        rows, columns = term.size
        return (self.entry(term, i, j) for i in range(rows) for j in range(columns))

    def vec(self, term: Term) -> Term:
        """The columns below one another."""
        if term.columns == 1:
            return term

        def table() -> Iterator[Place]:
            rows, columns = term.size
            return ((0, i * columns + j) for j in range(columns) for i in range(rows))

        return self.gather((term,), (self.product_of_sizes(term.shape), 1), table)

    def unvec(self, term: Term, rows: int, columns: int, *, column: int = 0) -> Term:
        """Column `column` of `term` as the columns of a rows×columns matrix."""
        width = term.size[1]
        return self.gather(
            (term,),
            (rows, columns),
            [(0, (j * rows + i) * width + column) for i in range(rows) for j in range(columns)],
        )

    def scale(self, scalar: Term, term: Term) -> Term:
        """Scalar times matrix."""
        if scalar.op == "const" and scalar.data == (1,):
            return term
        return self.make("scale", (scalar, term), term.shape)

    def add(self, signs: tuple[int, ...], args: tuple[Term, ...]) -> Term:
        """Signed sum of terms of one shape."""
        if len(args) == 1 and signs == (1,):
            return args[0]
        return self.make("add", args, args[0].shape, signs)

    def matmul(self, left: Term, right: Term) -> Term:
        """Product of two matrices that conform."""
        return self.make("matmul", (left, right), (left.shape[0], right.shape[1]))

    def pointwise(self, name: str, term: Term) -> Term:
        """A function of each entry."""
        return self.make("pointwise", (term,), term.shape, name)

    def reciprocal(self, term: Term) -> Term:
        """One over each entry."""
        if (
            term.op == "const"
            and term.data[0] != 0
            and isinstance(term.data[0], Fraction)
            and len(term.data) == 1
        ):
            return self.number(1 / term.data[0])
        return self.pointwise("reciprocal", term)

    def total(self, term: Term) -> Term:
        """Sum of all entries."""
        return self.make("total", (term,), (1, 1))

    def odot(self, left: Term, right: Term) -> Term:
        """Element-wise product."""
        return self.make("odot", (left, right), left.shape)

    def jacobian(self, term: Term, variable: Term) -> Term:
        """vec(term) by vec(variable)."""
        (rows, columns), (height, width) = term.size, variable.size
        return self.make("jacobian", (term, variable), (rows * columns, height * width))

    def is_constant(self, term: Term) -> bool:
        """Whether nothing that is drawn is in it."""
        return all(one.op != "input" for one in self.support(term))

    def support(self, term: Term) -> frozenset[Term]:
        """The inputs and named terms that a term is made from."""
        known = self.supports.get(id(term))
        if known is None:
            below = frozenset[Term]().union(*(self.support(arg) for arg in term.args))
            known = below | {term} if term.op in ("input", "named") else below
            self.supports[id(term)] = known
        return known


def walk(terms: Iterable[Term], known: Container[Term] = ()) -> Iterator[Term]:
    """All terms below that are not known, each once, arguments first."""
    seen: set[Term] = set()
    stack = list(terms)
    while stack:
        term = stack.pop()
        if term in seen or term in known:
            continue
        missing = [arg for arg in term.args if arg not in seen and arg not in known]
        if missing:
            stack.append(term)
            stack += missing
        else:
            seen.add(term)
            yield term
