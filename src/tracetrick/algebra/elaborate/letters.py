"""What a syntax tree says of its letters, before any of them means anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Divide,
    Group,
    Listed,
    Marked,
    Name,
    Node,
    Norm,
    Number,
    Operator,
    Power,
    Product,
    Root,
    Run,
    Sub,
    letters_in,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.page.scope import Scope


def name_letters(key: str, node: Node) -> set[str]:
    r"""The letters in the subscript, or in the brackets above, of a node that is one name."""
    if isinstance(node, Sub) and node.key == key:
        return letters_in(node.indices)
    return set(key.rpartition("^{(")[2].removesuffix(")}")) if key.endswith(")}") else set()


def weak_letters(node: Big, scope: Scope) -> set[str]:
    """The letters of `i < j` under a sum that the sum binds too, unless they have a value outside."""
    return {
        clause.bound.key
        for clause in node.clauses
        if clause.relation not in ("", "=")
        and isinstance(clause.bound, Name)
        and clause.bound.key not in scope.names
    }


def free_letters(node: Node, scope: Scope) -> set[str]:
    """The index letters that no sum binds."""
    return set() if node.letters <= scope.names.keys() else _free_letters(node, scope, frozenset())


def _free_letters(node: Node, scope: Scope, bound: frozenset[str]) -> set[str]:
    if isinstance(node, Big):
        inner = bound | {clause.index.key for clause in node.clauses} | weak_letters(node, scope)
        limits = [clause.bound for clause in node.clauses if clause.bound] + (
            [node.upper] if node.upper else []
        )
        own = {key for key in letters_in(limits) if key not in inner and key not in scope.names}
        return _free_letters(node.body, scope, inner) | own
    if isinstance(node, Sub):
        if node.key in scope.names or _name_below_mark(node) in scope.names:
            return set()
        found = {key for key in letters_in(node.indices) if key not in bound and key not in scope.names}
        return found | _free_letters(node.base, scope, bound)
    found = set[str]()
    for child in node.children:
        found |= _free_letters(child, scope, bound)
    return found


def _name_below_mark(node: Sub) -> str:
    r"""The key of the name that `X^\top_u` is the transpose of."""
    if isinstance(node.base, (Marked, Power)):
        return replace(node, base=node.base.base).key
    return ""


def bound_letters(node: Node) -> set[str]:
    """The letters that sums in a tree bind."""
    return {clause.index.key for one in walk(node) if isinstance(one, Big) for clause in one.clauses}


def bare_names(node: Node) -> dict[int, str]:
    r"""The names, by where they begin, of which a function without its argument can only mean its value.

    They are an expression, its terms and factors, and what operators are put to: d(fg) = f dg + g df.
    Before a bracket, below an exponent that is no numeral, and in a composition it could be the function.
    """
    if isinstance(node, Name):
        return {node.span.start: node.key}
    if isinstance(node, Sub) or (isinstance(node, Marked) and node.mark == "\\top"):
        return bare_names(node.base)
    inner: tuple[Node, ...] = ()
    if isinstance(node, (Group, Root, Big, Bars, Norm)):
        inner = (node.body,)
    elif isinstance(node, Add):
        inner = node.terms
    elif isinstance(node, Divide):
        inner = (node.numerator, node.denominator)
    elif isinstance(node, Product):
        behind = (*node.factors[1:], None)
        inner = tuple(
            one
            for one, other in zip(node.factors, behind, strict=True)
            if not isinstance(other, (Group, Listed))
        )
    elif isinstance(node, Power):
        is_power = isinstance(node.exponent, Number) and node.exponent.value > 1
        inner = (node.base, node.exponent) if is_power or _is_e(node.base) else (node.exponent,)
    elif isinstance(node, Operator) and not node.primes:
        inner = node.arguments
    return {start: key for part in inner for start, key in bare_names(part).items()}


def _is_e(node: Node) -> bool:
    """Whether this is the base of the exponential function."""
    return isinstance(node, Name) and node.key == "e"


def outside_its_sum(node: Node, letter: str) -> Node | None:
    """The first place of a letter where no sum binds it."""
    if isinstance(node, Big) and any(clause.index.key == letter for clause in node.clauses):
        return None
    if isinstance(node, Name) and node.key == letter:
        return node
    return next((found for child in node.children if (found := outside_its_sum(child, letter))), None)


def is_zero(node: Node) -> bool:
    """Whether an expression is literally 0."""
    while not isinstance(node, Number):
        if isinstance(node, Group):
            node = node.body
        elif isinstance(node, Add) and len(node.terms) == 1:
            node = node.terms[0]
        elif isinstance(node, Marked) and node.mark == "\\top":
            node = node.base
        else:
            return False
    return node.value == 0


def is_transposed(node: Node) -> bool:
    """Whether a literal 0 is transposed."""
    if isinstance(node, Marked):
        return not is_transposed(node.base)
    return any(is_transposed(child) for child in node.children)


def atoms_of(indices: Iterable[Node]) -> list[Node]:
    """Indices with runs of letters and digits split."""
    return [atom for part in indices for atom in (part.atoms if isinstance(part, Run) else (part,))]


def member_atoms(indices: tuple[Node, ...], arity: int) -> list[Node]:
    """The indices of a member of a family that takes `arity` of them: 12 may be one index or two."""
    whole = not any(isinstance(part, Run) for part in indices)
    number = arity == len(indices) == 1 and all(isinstance(one, Number) for one in atoms_of(indices))
    return list(indices) if (whole and len(indices) == arity) or number else atoms_of(indices)


def capital_of(key: str) -> str:
    r"""The capital of a letter: `x` to `X`, `\sigma` to `\Sigma`, `\hat{x}` to `\hat{X}`."""
    if key.startswith("\\") and "{" in key:
        head, inner = key[:-1].split("{", 1)
        return f"{head}{{{capital_of(inner)}}}"
    if key.startswith("\\"):
        return "\\" + key[1:2].upper() + key[2:]
    return key[:1].upper() + key[1:]
