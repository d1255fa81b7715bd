"""A syntax tree back to LaTeX that reads as the same tree."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Blank,
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
    Sub,
    Word,
    is_numeral,
)
from tracetrick.latex.vocabulary import BRACKETS, COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction


def to_latex(node: Node) -> str:
    """LaTeX for a tree that the parser made: parsed with the same lexicon it gives an equal tree."""
    return _PRINTERS[type(node)](node)


FAMILY_ABOVE = "^{()}"
"""What the key of a family whose index stands above (`x^{(i)}`) ends with."""


def subscript_key(indices: tuple[Node, ...]) -> str:
    """How a subscript that belongs to a name is spelled in its key."""
    return ",".join(_index_key(index) for index in indices)


def _index_key(index: Node) -> str:
    if isinstance(index, Run):
        return "".join(_index_key(atom) for atom in index.atoms)
    if isinstance(index, Name):
        return index.key
    return index.text if isinstance(index, Word) else to_latex(index)


def _number(node: Number) -> str:
    text = _decimal(node.value)
    return f"\\{node.dress}{{{text}}}" if node.dress else text


def _decimal(value: Fraction) -> str:
    """The decimal numeral of a fraction whose denominator divides a power of ten."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    text = str(int(value * 10**digits)).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _name(node: Name) -> str:
    plain = not node.dress or "^" in node.key or node.key.startswith("\\mathbf")
    return node.key if plain else f"\\{node.dress}{{{node.key}}}"


def _sub(node: Sub) -> str:
    if isinstance(node.base, Name) and node.base.key.endswith(FAMILY_ABOVE):
        indices = ",".join(to_latex(index) for index in node.indices)
        name = replace(node.base, key=node.base.key.removesuffix(FAMILY_ABOVE))
        return f"{to_latex(name)}^{{({indices})}}"
    return f"{to_latex(node.base)}_{{{','.join(to_latex(index) for index in node.indices)}}}"


def _run(node: Run) -> str:
    return " ".join(to_latex(atom) for atom in node.atoms)


def _power(node: Power) -> str:
    if isinstance(node.base, Operator) and not node.base.bracket:
        return _operator(node.base, f"^{{{to_latex(node.exponent)}}}")
    return f"{to_latex(node.base)}^{{{to_latex(node.exponent)}}}"


def _marked(node: Marked) -> str:
    mark = node.mark.replace("\\top", node.letter or "\\top")
    if isinstance(node.base, Operator) and not node.base.bracket:
        return _operator(node.base, f"^{{{mark}}}")
    return f"{to_latex(node.base)}^{{{mark}}}"


def _group(node: Group) -> str:
    return f"{node.bracket} {to_latex(node.body)} {BRACKETS[node.bracket]}"


def _list(bracket: str, items: tuple[Node, ...]) -> str:
    return f"{bracket} {' , '.join(to_latex(item) for item in items)} {BRACKETS[bracket]}"


def _add(node: Add) -> str:
    pairs = list(zip(node.signs, node.terms, strict=True))
    head = "" if pairs[0][0] == "+" else f"{pairs[0][0]} "
    rest = "".join(f" {sign} {to_latex(term)}" for sign, term in pairs[1:])
    return f"{head}{to_latex(pairs[0][1])}{rest}"


def _product(node: Product) -> str:
    r"""Factors side by side; between numerals stands `\cdot`."""
    text = to_latex(node.factors[0])
    for left, right in pairwise(node.factors):
        numerals = is_numeral(left) and is_numeral(right, fraction=True)
        text += (" \\cdot " if numerals else " ") + to_latex(right)
    return text


def _divide(node: Divide) -> str:
    numerator, denominator = to_latex(node.numerator), to_latex(node.denominator)
    return f"{numerator} / {denominator}" if node.slash else f"\\frac{{{numerator}}}{{{denominator}}}"


def _operator(node: Operator, superscript: str = "") -> str:
    word = f"\\{node.name}" if node.name in COMMANDS else f"\\operatorname{{{node.name}}}"
    word += "'" * node.primes
    below = f"_{{{to_latex(node.subscript)}}}" if node.subscript else ""
    if node.bracket:
        return f"{word}{below}{superscript}{_list(node.bracket, node.arguments)}"
    return f"{word}{below}{superscript} {to_latex(node.arguments[0])}"


def _norm(node: Norm) -> str:
    below = f"_{{{node.kind}}}" if node.kind else ""
    return f"\\lVert {to_latex(node.body)} \\rVert{below}"


def _differential(node: Differential) -> str:
    order = f"^{{{node.order}}}" if node.order > 1 else ""
    return f"\\mathrm{{d}}{order} {to_latex(node.body)}"


def _derivative(node: Derivative) -> str:
    count = len(node.variables)
    order = f"^{{{count}}}" if count > 1 else ""
    below = " ".join(f"\\partial {to_latex(variable)}" for variable in node.variables)
    body = to_latex(node.body)
    if node.split:
        return f"\\frac{{\\partial{order}}}{{{below}}} {body}"
    return f"\\frac{{\\partial{order} {body}}}{{{below}}}"


def _nabla(node: Nabla) -> str:
    below = f"_{{{to_latex(node.variable)}}}" if node.variable else ""
    order = f"^{{{node.order}}}" if node.order > 1 else ""
    return f"\\nabla{below}{order} {to_latex(node.body)}"


def _clause(node: Clause) -> str:
    bound = f" {node.relation} {to_latex(node.bound)}" if node.bound else ""
    return f"{to_latex(node.index)}{bound}"


def _big(node: Big) -> str:
    upper = f"^{{{to_latex(node.upper)}}}" if node.upper else ""
    below = ",".join(to_latex(clause) for clause in node.clauses)
    return f"{node.operator}_{{{below}}}{upper} {to_latex(node.body)}"


def _indicator(node: Indicator) -> str:
    inside = f"{to_latex(node.left)} {node.relation} {to_latex(node.right)}"
    return f"\\mathbb{{1}}{node.bracket} {inside} {BRACKETS[node.bracket]}"


def _matrix(node: Matrix) -> str:
    rows = " \\\\ ".join(" & ".join(to_latex(cell) for cell in row) for row in node.rows)
    columns = "{c}" if node.environment == "array" else ""
    return f"\\begin{{{node.environment}}}{columns} {rows} \\end{{{node.environment}}}"


def _cases(node: Cases) -> str:
    rows = []
    for case in node.cases:
        condition = ""
        if case.condition:
            left, relation, right = case.condition
            condition = f" & {to_latex(left)} {relation} {to_latex(right)}"
        rows.append(to_latex(case.value) + condition)
    return "\\begin{cases} " + " \\\\ ".join(rows) + " \\end{cases}"


_PRINTERS: dict[type[Node], Callable[[Any], str]] = {
    Number: _number,
    Name: _name,
    Word: lambda node: node.text if node.text in ("*", "\\star", "\\infty") else f"\\mathrm{{{node.text}}}",
    Colon: lambda _: ":",
    Run: _run,
    Sub: _sub,
    Power: _power,
    Marked: _marked,
    Prime: lambda node: to_latex(node.base) + "'" * node.count,
    Group: _group,
    Listed: lambda node: _list(node.bracket, node.items),
    Dots: lambda node: node.mark,
    Blank: lambda _: "",
    Add: _add,
    Product: _product,
    Entrywise: lambda node: f"{to_latex(node.left)} {node.operator} {to_latex(node.right)}",
    Divide: _divide,
    Call: lambda node: f"{to_latex(node.function)}{_list('(', node.arguments)}",
    Operator: _operator,
    Root: lambda node: f"\\sqrt{{{to_latex(node.body)}}}",
    Bars: lambda node: f"\\lvert {to_latex(node.body)} \\rvert",
    Norm: _norm,
    Inner: lambda node: f"\\langle {to_latex(node.left)} , {to_latex(node.right)} \\rangle",
    Differential: _differential,
    Derivative: _derivative,
    Nabla: _nabla,
    Clause: _clause,
    Big: _big,
    Indicator: _indicator,
    Matrix: _matrix,
    Cases: _cases,
}
