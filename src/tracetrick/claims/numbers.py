"""Numbers that a claim is not written with, but that depend on dimensions: tr I is n."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracetrick.algebra.judgement import SCALAR_ORDERS
from tracetrick.algebra.terms import KINKS
from tracetrick.algebra.terms import walk as walk_terms
from tracetrick.claims.mentions import sides
from tracetrick.latex.tree import Big, Number, Power, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.algebra.judgement import Problem
    from tracetrick.algebra.terms import Term
    from tracetrick.page.statements import Statement

_UNIFORM = frozenset(["eye", "ones"])
_KEEPING = frozenset(["scale", "transpose", "kron", "odot", "add", "matmul", "named"])
_LARGEST_EXPONENT = 30
_COUNTING = frozenset(["trace", "total", "matmul", "det"])


def limits_of_indices(statement: Statement) -> dict[str, frozenset[str]]:
    """The letters in the limits of each index that a sum in the claim binds from one value to another."""
    found: dict[str, frozenset[str]] = {}
    unlimited = set[str]()
    for node in (one for side in sides(statement) for one in walk(side) if isinstance(one, Big)):
        lower = next((clause.bound for clause in node.clauses if clause.relation == "="), None)
        bound = {clause.index.key for clause in node.clauses}
        if node.upper is None or lower is None:
            unlimited |= bound
            continue
        for key in bound:
            found[key] = found.get(key, frozenset()) | lower.letters | node.upper.letters
    return {key: letters for key, letters in found.items() if key not in unlimited}


def compared_by_sign(problem: Problem) -> Iterator[int]:
    """The whole numbers of which, and of dimensions alone, the claim takes signs: 30 in |n - 30|."""
    for term in problem.terms:
        if term.op == "pointwise" and term.data in KINKS and problem.builder.is_constant(term):
            for one in walk_terms(term.args):
                if one.op == "const":
                    yield from (abs(int(entry)) for entry in one.data if entry != "π")


def numbers_written(statement: Statement) -> set[int]:
    """The whole numbers that a claim is written with: of 3/100 and 10^4 also 100 and 10000."""
    found: set[int] = set()
    for node in (one for side in sides(statement) for one in walk(side)):
        if isinstance(node, Number):
            found |= {abs(node.value.numerator), node.value.denominator}
        elif isinstance(node, Power) and isinstance(node.base, Number) and isinstance(node.exponent, Number):
            base, exponent = abs(node.base.value), node.exponent.value
            if base.denominator == exponent.denominator == 1 and 0 < exponent <= _LARGEST_EXPONENT:
                found.add(int(base) ** int(exponent))
    return found


def may_count(statement: Statement) -> bool:
    r"""Whether the number of factors or pairs may decide, as its parity does of `\prod_{i<j}(x_j-x_i)`."""
    found = (node for side in sides(statement) for node in walk(side) if isinstance(node, Big))
    return any(
        node.operator == "\\prod" or any(clause.relation in SCALAR_ORDERS for clause in node.clauses)
        for node in found
    )


def hides_numbers(problem: Problem) -> bool:
    """Whether a dimension becomes a number in the claim other than by its letter.

    That is so where entries are counted: in a product, trace, sum or determinant of matrices that are the
    same for all draws but for factors, and where the same term is added several times.
    """
    uniform: set[Term] = set()
    for term in problem.terms:
        same = [arg in uniform for arg in term.args]
        if term.op in _COUNTING and same and all(same):
            return True
        if (
            term.op in ("trace", "det")
            and term.args[0].op == "kron"
            and any(arg in uniform for arg in term.args[0].args)
        ):
            return True
        if term.op == "add" and len(set(term.args)) < len(term.args):
            return True
        if term.op in _UNIFORM or (term.op in _KEEPING and any(same) and _is_uniform(term, same)):
            uniform.add(term)
    return False


def _is_uniform(term: Term, same: list[bool]) -> bool:
    return same[-1] if term.op == "scale" else all(same)
