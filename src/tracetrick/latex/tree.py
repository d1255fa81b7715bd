"""The syntax tree of a formula, and its way back to LaTeX."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the page: the first character, and the one after the last."""

    start: int
    end: int


MEMBER = "_{}"
"""Behind a letter, it makes the key of the family `x_i`."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node of the tree; two nodes are equal if they say the same, wherever they stand.

    A node never changes: what is asked of it often is found once and kept with it.
    """

    span: Span = field(compare=False)

    @cached_property
    def children(self) -> tuple[Node, ...]:
        """The nodes directly below, from left to right."""
        found: list[Node] = []
        for value in vars(self).values():  # its fields; nothing else that is kept with it holds nodes
            if isinstance(value, Node):
                found.append(value)
            elif isinstance(value, tuple):
                found += nodes_in(value)
        return tuple(found)

    @cached_property
    def letters(self) -> frozenset[str]:
        """The keys of all names in the tree."""
        return frozenset(node.key for node in walk(self) if isinstance(node, Name))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of all names in the tree, of subscripted ones and of their families, in reading order."""
        named = (node for node in walk(self) if isinstance(node, (Name, Sub)))
        found = (key for node in named for key in (node.key, node.family if isinstance(node, Sub) else ""))
        return tuple(dict.fromkeys(key for key in found if key))


@dataclass(frozen=True)
class Number(Node):
    """A numeral, exactly; `dress` tells the vector of ones from the number."""

    value: Fraction
    dress: str = ""


@dataclass(frozen=True)
class Name(Node):
    r"""A letter with its accents and marks (`X`, `\hat{x}`, `x^{*}`); `dress` is the font around it."""

    key: str
    dress: str = field(default="", compare=False)


@dataclass(frozen=True)
class Word(Node):
    r"""A word in a subscript, as in `x_{\mathrm{out}}`."""

    text: str


@dataclass(frozen=True)
class Colon(Node):
    """`:` in a subscript, all rows or all columns."""


@dataclass(frozen=True)
class Run(Node):
    """Letters and digits side by side in a subscript: `ij` or `12`, two indices or one product or number."""

    atoms: tuple[Node, ...]


@dataclass(frozen=True)
class Sub(Node):
    """A subscript: part of a name, or a selection of entries."""

    base: Node
    indices: tuple[Node, ...]

    @cached_property
    def key(self) -> str:
        """The key of the name that a name and its subscript are together; empty below anything else."""
        from tracetrick.latex.printer import subscript_key  # noqa: PLC0415  (the printer imports the tree)

        return f"{self.base.key}_{{{subscript_key(self.indices)}}}" if isinstance(self.base, Name) else ""

    @property
    def family(self) -> str:
        """The key of the family of which this may be a member; empty below anything but a name."""
        return f"{self.base.key}{MEMBER}" if isinstance(self.base, Name) else ""


@dataclass(frozen=True)
class Power(Node):
    """A superscript that is a number or an expression."""

    base: Node
    exponent: Node


Bracket = Literal["(", "[", "\\{"]
Mark = Literal["\\top", "-\\top", "\\#", "+"]


@dataclass(frozen=True)
class Marked(Node):
    """Transpose, inverse transpose, adjugate or pseudo-inverse, according to `mark`.

    `letter` is that with which a transpose is written: where it is an index, a power may be meant.
    """

    base: Node
    mark: Mark
    letter: str = ""


@dataclass(frozen=True)
class Prime(Node):
    """Primes: derivatives of a function, or the transpose of a matrix."""

    base: Node
    count: int


@dataclass(frozen=True)
class Group(Node):
    """An expression in brackets; `bracket` is the opening one."""

    bracket: Bracket
    body: Node


@dataclass(frozen=True)
class Listed(Node):
    """A row written `(a, b)` or `[a, b]`."""

    bracket: Bracket
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Dots(Node):
    """Dots that stand for terms, factors or entries left out."""

    mark: Literal["\\dots", "\\vdots", "\\ddots"] = "\\dots"


@dataclass(frozen=True)
class Blank(Node):
    """An empty cell of a matrix."""


Sign = Literal["+", "-", "\\pm", "\\mp"]


@dataclass(frozen=True)
class Add(Node):
    """Terms with their signs; one term with `-` is a negation."""

    signs: tuple[Sign, ...]
    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors side by side, from left to right."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Entrywise(Node):
    r"""`\odot`, `\oslash` or `\otimes` between two products."""

    operator: Literal["\\odot", "\\oslash", "\\otimes"]
    left: Node
    right: Node


@dataclass(frozen=True)
class Divide(Node):
    r"""A fraction, built (`\frac`) or with a slash."""

    numerator: Node
    denominator: Node
    slash: bool = False


@dataclass(frozen=True)
class Call(Node):
    """A declared or defined function applied to its arguments."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Operator(Node):
    """A built-in operator applied; `bracket` tells `tr(A)` from `tr A`, `primes` counts derivatives."""

    name: str
    arguments: tuple[Node, ...]
    bracket: Literal["", "(", "[", "\\{"] = "("
    subscript: Node | None = None
    primes: int = 0


@dataclass(frozen=True)
class Root(Node):
    """A square root."""

    body: Node


@dataclass(frozen=True)
class Bars(Node):
    """`|X|`: determinant or absolute value."""

    body: Node


@dataclass(frozen=True)
class Norm(Node):
    r"""`\|x\|`, with its subscript or none."""

    body: Node
    kind: str = ""


@dataclass(frozen=True)
class Inner(Node):
    r"""`\langle A, B\rangle`."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Differential(Node):
    r"""`\mathrm{d}` before a factor; `order` is 2 for the second differential."""

    body: Node
    order: int = 1


@dataclass(frozen=True)
class Derivative(Node):
    r"""`\frac{\partial f}{\partial x\,\partial y}`; `split` says that f stands behind the fraction."""

    body: Node
    variables: tuple[Node, ...]
    split: bool = False


@dataclass(frozen=True)
class Nabla(Node):
    r"""`\nabla_X f`, `\nabla f(x)` without a variable, `\nabla_X^2 f` with order 2."""

    body: Node
    variable: Node | None = None
    order: int = 1


@dataclass(frozen=True)
class Clause(Node):
    r"""A condition under a sum: `i`, `i,j` (one clause each), `j \ne k`."""

    index: Name
    relation: str = ""
    bound: Node | None = None


@dataclass(frozen=True)
class Big(Node):
    r"""`\sum` or `\prod` over indices; `upper` belongs to the first clause."""

    operator: Literal["\\sum", "\\prod"]
    clauses: tuple[Clause, ...]
    upper: Node | None
    body: Node


@dataclass(frozen=True)
class Indicator(Node):
    r"""`\mathbb{1}[x > 0]`, entry by entry."""

    left: Node
    relation: str
    right: Node
    bracket: Bracket = "["


@dataclass(frozen=True)
class Matrix(Node):
    """Rows of cells; a cell is an expression, dots or blank."""

    environment: str
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Case(Node):
    """A value and its condition, a chain `left relation right`; no condition for `otherwise`."""

    value: Node
    condition: tuple[Node, str, Node] | None


@dataclass(frozen=True)
class Cases(Node):
    r"""`\begin{cases}`."""

    cases: tuple[Case, ...]


def nodes_in(value: object) -> Iterator[Node]:
    """The nodes that a field of a node holds."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from nodes_in(part)


def walk(node: Node) -> Iterator[Node]:
    """`node` and all nodes below it."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def letters_in(nodes: Iterable[Node]) -> set[str]:
    """The keys of all names in some trees."""
    return set[str]().union(*(node.letters for node in nodes))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """A copy of `node` with `change` applied to each of its children."""
    changed: dict[str, Any] = {}
    for item in fields(node):
        old = getattr(node, item.name)
        new = _rebuilt(old, change)
        if new is not old:
            changed[item.name] = new
    return replace(node, **changed) if changed else node


def _rebuilt(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        new = tuple(_rebuilt(part, change) for part in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return value


def bare(node: Node) -> Node:
    """`node` without its brackets and letters for transposes, to see whether two sides are the same tree."""
    if isinstance(node, Group):
        return bare(node.body)
    node = replace(node, letter="") if isinstance(node, Marked) else node
    return rebuild(node, bare)


def atoms(indices: tuple[Node, ...]) -> tuple[Node, ...]:
    """The indices of a subscript one by one: the letters and digits of a run are indices of their own."""
    return tuple(atom for part in indices for atom in (part.atoms if isinstance(part, Run) else (part,)))


def is_numeral(node: Node, *, fraction: bool = False) -> bool:
    """Whether a node is a number, a power of one or a `fraction` of two: what looks like digits."""
    if isinstance(node, Power):
        return is_numeral(node.base)
    if isinstance(node, Divide) and fraction:
        return is_numeral(node.numerator) and is_numeral(node.denominator)
    return isinstance(node, Number) and not node.dress


def is_minus_one(node: Node) -> bool:
    """Whether a node is the number -1, as in an inverse."""
    if not isinstance(node, Add) or node.signs != ("-",):
        return False
    return isinstance(one := node.terms[0], Number) and one.value == 1 and not one.dress
