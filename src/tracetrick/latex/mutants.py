"""One change to a syntax tree, in every way that the operators know.

The operators are the slips that authors make. They know nothing of shapes or values: many of the trees do not
conform, and some say the same as before. Which is which is for the judges to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Blank,
    Call,
    Clause,
    Derivative,
    Differential,
    Divide,
    Dots,
    Entrywise,
    Group,
    Indicator,
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
    Sign,
    Span,
    Sub,
    bare,
    nodes_in,
    rebuild,
)

Rewrite = Callable[[Node], Iterator[Node]]
Lookalikes = Mapping[str, tuple[Node, ...]]

_OPPOSITE: Mapping[Sign, Sign] = {"+": "-", "-": "+", "\\pm": "\\mp", "\\mp": "\\pm"}
_TURNED = {">": "<", "<": ">", "\\ge": "\\le", "\\le": "\\ge"}
_WIDENED = {"<": "\\le", "\\le": "<", ">": "\\ge", "\\ge": ">", "\\ne": ""}
_OTHER_INVARIANT = {"det": "tr", "tr": "det"}
_NUMBERS = frozenset(["indices", "exponent", "upper", "bound"])  # under these fields nothing is a matrix


@dataclass(frozen=True)
class Mutant:
    """A tree with one change: `operator` made it at the offset `at` of the page."""

    operator: str
    at: int
    tree: Node


@dataclass(frozen=True)
class _Slip:
    """An operator; under the fields `spared` of a node it does nothing."""

    name: str
    rewrite: Rewrite
    spared: frozenset[str] = frozenset()


def mutants(tree: Node, lookalikes: Lookalikes | None = None) -> Iterator[Mutant]:
    """All different trees with one change. `lookalikes` are the symbols that may stand in place of a name."""
    known = lookalikes or {}
    seen = [bare(tree)]
    for slip in (*_SLIPS, _Slip("another symbol", _another_symbol(known), frozenset(["index"]))):
        for mutant in _everywhere(tree, slip, known):
            plain = bare(mutant.tree)
            if plain not in seen:
                seen.append(plain)
                yield mutant
    for operator, changed in _of_the_whole(tree):
        if bare(changed) not in seen:
            yield Mutant(operator, tree.span.start, changed)


def _everywhere(node: Node, slip: _Slip, known: Lookalikes, role: str = "") -> Iterator[Mutant]:
    """Apply an operator to `node` and to every node below it, one at a time."""
    if role not in slip.spared:
        for changed in slip.rewrite(node):
            yield Mutant(slip.name, node.span.start, changed)
    if isinstance(node, Sub) and node.key in known:
        return  # its parts are no nodes of their own
    for field, child in _places(node):
        inner = role if role in _NUMBERS else field
        for mutant in _everywhere(child, slip, known, inner):
            yield replace(mutant, tree=_put(node, field, child, mutant.tree))


def _places(node: Node) -> Iterator[tuple[str, Node]]:
    """The children of a node with the names of their fields."""
    for item in fields(node):
        for child in nodes_in(getattr(node, item.name)):
            yield item.name, child


def _put(parent: Node, field: str, old: Node, new: Node) -> Node:
    """`parent` with `new` in place of `old`, in brackets if it would be read otherwise without them."""
    scripted = isinstance(new, (Power, Marked, Prime)) and (field == "base" or isinstance(parent, Nabla))
    if scripted or (_level(new) < _level(old) and not _encloses(parent)):
        new = _grouped(new)
    changed = rebuild(parent, lambda child: new if child is old else child)
    return _product(changed.factors, changed.span) if isinstance(changed, Product) else changed


def _encloses(parent: Node) -> bool:
    """Whether a node's children stand between delimiters of its own."""
    bracketed = isinstance(parent, Operator) and bool(parent.bracket)
    return bracketed or isinstance(parent, (Group, Root, Bars, Norm, Listed, Matrix))


def _level(node: Node) -> int:
    """How tightly a node binds."""
    if isinstance(node, Add):
        return 0
    if isinstance(node, Entrywise):
        return 1
    if isinstance(node, Product) or (isinstance(node, Divide) and node.slash):
        return 2
    return 3 if _is_greedy(node) else 4


def _is_greedy(node: Node) -> bool:
    """Whether a node takes what is written behind it."""
    if isinstance(node, (Power, Marked)):
        return _is_greedy(node.base)
    if isinstance(node, Differential):
        return _is_greedy(node.body)
    unbracketed = isinstance(node, Operator) and not node.bracket
    split = isinstance(node, Derivative) and node.split
    return unbracketed or split or isinstance(node, (Big, Nabla))


def _grouped(node: Node) -> Group:
    return Group("(", node, span=node.span)


def _product(factors: tuple[Node, ...], span: Span) -> Node:
    """Factors side by side: none may take the next one, and a product in a product needs brackets."""
    if len(factors) == 1:
        return factors[0]
    last = len(factors) - 1
    return Product(
        tuple(
            _grouped(one) if _level(one) <= 2 or (_level(one) == 3 and k < last) else one
            for k, one in enumerate(factors)
        ),
        span=span,
    )


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _number(value: int, span: Span) -> Node:
    number = Number(Fraction(abs(value)), span=span)
    return number if value >= 0 else Add(("-",), (number,), span=span)


def _is_inverse(node: Node) -> bool:
    return isinstance(node, Power) and bare(node.exponent) == bare(_number(-1, node.span))


# The operators


def _drop_transpose(node: Node) -> Iterator[Node]:
    if isinstance(node, Marked) and node.mark == "\\top":
        yield node.base
    elif isinstance(node, Marked) and node.mark == "-\\top":
        yield Power(node.base, _number(-1, node.span), span=node.span)


def _add_transpose(node: Node) -> Iterator[Node]:
    if isinstance(node, Power) and _is_inverse(node):
        yield Marked(node.base, "-\\top", span=node.span)
    elif isinstance(node, (Power, Derivative)) or (isinstance(node, Marked) and "\\top" not in node.mark):
        yield Marked(_grouped(node), "\\top", span=node.span)
    elif _is_transposable(node):
        yield Marked(node, "\\top", span=node.span)


def _is_transposable(node: Node) -> bool:
    dressed = isinstance(node, Number) and bool(node.dress)
    bracketed = isinstance(node, Operator) and bool(node.bracket)
    return dressed or bracketed or isinstance(node, (Name, Sub, Group, Call, Matrix, Listed))


def _drop_inverse(node: Node) -> Iterator[Node]:
    if isinstance(node, Power) and _is_inverse(node):
        yield node.base
    elif isinstance(node, Marked) and node.mark == "-\\top":
        yield Marked(node.base, "\\top", span=node.span)
    elif isinstance(node, Marked) and node.mark in ("+", "\\#"):
        yield node.base


def _flip_sign(node: Node) -> Iterator[Node]:
    if isinstance(node, Indicator) and node.relation in _TURNED:
        yield replace(node, relation=_TURNED[node.relation])
    if not isinstance(node, Add):
        return
    for k, sign in enumerate(node.signs):
        yield _sum((*node.signs[:k], _OPPOSITE[sign], *node.signs[k + 1 :]), node.terms, node.span)


def _sum(signs: tuple[Sign, ...], terms: tuple[Node, ...], span: Span) -> Node:
    return terms[0] if signs == ("+",) else Add(signs, terms, span=span)


def _change_coefficient(node: Node) -> Iterator[Node]:
    if isinstance(node, Number) and not node.dress:
        yield replace(node, value=node.value + 1)


def _drop_term(node: Node) -> Iterator[Node]:
    if isinstance(node, Add) and len(node.terms) > 1:
        for k in range(len(node.terms)):
            signs, terms = node.signs[:k] + node.signs[k + 1 :], node.terms[:k] + node.terms[k + 1 :]
            yield _sum(signs, terms, node.span)


def _drop_factor(node: Node) -> Iterator[Node]:
    if isinstance(node, Product):
        for k in range(len(node.factors)):
            yield _product(node.factors[:k] + node.factors[k + 1 :], node.span)
    elif isinstance(node, Divide):
        yield node.numerator
    elif isinstance(node, Entrywise):
        yield node.left
        yield node.right


def _swap_factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Product):
        for factors in _swapped(node.factors):
            yield _product(factors, node.span)
    elif isinstance(node, Entrywise) and node.operator == "\\otimes":
        right = _grouped(node.left) if _level(node.left) < 2 else node.left
        yield replace(node, left=node.right, right=right)


def _swap_indices(node: Node) -> Iterator[Node]:
    if isinstance(node, Run):
        for atoms in _swapped(node.atoms):
            yield replace(node, atoms=atoms)
    elif isinstance(node, Sub):
        for indices in _swapped(node.indices):
            yield replace(node, indices=indices)


def _swapped(items: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    for k in range(len(items) - 1):
        yield (*items[:k], items[k + 1], items[k], *items[k + 2 :])


def _entrywise_to_product(node: Node) -> Iterator[Node]:
    if isinstance(node, Entrywise) and node.operator == "\\odot":
        yield _product((*_factors(node.left), *_factors(node.right)), node.span)


def _product_to_entrywise(node: Node) -> Iterator[Node]:
    if not isinstance(node, Product):
        return
    for k in range(len(node.factors) - 1):
        left, right = node.factors[k : k + 2]
        if any(isinstance(one, Dots) or (isinstance(one, Number) and not one.dress) for one in (left, right)):
            continue
        both = Entrywise("\\odot", left, right, span=Span(left.span.start, right.span.end))
        if len(node.factors) == 2:
            yield both
        else:
            yield _product((*node.factors[:k], _grouped(both), *node.factors[k + 2 :]), node.span)


def _drop_differential(node: Node) -> Iterator[Node]:
    if isinstance(node, Differential):
        yield replace(node, order=node.order - 1) if node.order > 1 else node.body


def _drop_prime(node: Node) -> Iterator[Node]:
    if isinstance(node, Prime):
        yield replace(node, count=node.count - 1) if node.count > 1 else node.base
    elif isinstance(node, Operator) and node.primes:
        yield replace(node, primes=node.primes - 1)


def _swap_invariants(node: Node) -> Iterator[Node]:
    if isinstance(node, Operator) and node.name in _OTHER_INVARIANT:
        yield replace(node, name=_OTHER_INVARIANT[node.name])
    elif isinstance(node, Bars):
        yield Operator("tr", (node.body,), span=node.span)


def _shift_range(node: Node) -> Iterator[Node]:
    if isinstance(node, Big) and node.upper is not None:
        for step in (1, -1):
            yield replace(node, upper=_shifted(node.upper, step))
    elif isinstance(node, Clause) and node.bound is not None and node.relation == "=":
        for step in (1, -1):
            yield replace(node, bound=_shifted(node.bound, step))
    elif isinstance(node, Clause) and node.relation in _WIDENED:
        relation = _WIDENED[node.relation]
        yield replace(node, relation=relation, bound=node.bound if relation else None)


def _shifted(bound: Node, step: int) -> Node:
    if isinstance(bound, Number) and bound.value.denominator == 1:
        return _number(int(bound.value) + step, bound.span)
    sign: Sign = "+" if step > 0 else "-"
    one = _number(1, bound.span)
    if isinstance(bound, Add):
        return Add((*bound.signs, sign), (*bound.terms, one), span=bound.span)
    return Add(("+", sign), (bound, one), span=bound.span)


def _another_symbol(lookalikes: Lookalikes) -> Rewrite:
    def rewrite(node: Node) -> Iterator[Node]:
        key = node.key if isinstance(node, (Name, Sub)) else ""
        for other in lookalikes.get(key, ()):
            yield replace(other, span=node.span)

    return rewrite


def _of_the_whole(tree: Node) -> Iterator[tuple[str, Node]]:
    """Changes of a side as a whole: its sign, and the unwritten coefficient 1 of each of its terms."""
    if isinstance(tree, (Blank, Dots)) or (isinstance(tree, Number) and tree.value == 0):
        return
    if not isinstance(tree, Add):
        yield "flip a sign", Add(("-",), (tree,), span=tree.span)
        if not isinstance(_factors(tree)[0], Number):
            yield "change a coefficient", _doubled(tree)
        return
    for k, term in enumerate(tree.terms):
        if not isinstance(_factors(term)[0], (Number, Dots)):
            yield (
                "change a coefficient",
                replace(tree, terms=(*tree.terms[:k], _doubled(term), *tree.terms[k + 1 :])),
            )


def _doubled(term: Node) -> Node:
    return _product((_number(2, term.span), *_factors(term)), term.span)


_NO_MATRIX = _NUMBERS | {"base", "function", "index"}
_SLIPS = (
    _Slip("drop a transpose", _drop_transpose),
    _Slip("add a transpose", _add_transpose, _NO_MATRIX),
    _Slip("drop an inverse", _drop_inverse),
    _Slip("flip a sign", _flip_sign),
    _Slip("change a coefficient", _change_coefficient),
    _Slip("drop a term", _drop_term),
    _Slip("drop a factor", _drop_factor),
    _Slip("swap factors", _swap_factors),
    _Slip("swap indices", _swap_indices),
    _Slip("element-wise to product", _entrywise_to_product),
    _Slip("product to element-wise", _product_to_entrywise),
    _Slip("drop a differential", _drop_differential),
    _Slip("drop a prime", _drop_prime),
    _Slip("determinant and trace", _swap_invariants),
    _Slip("shift a range", _shift_range),
)
