"""Sums and products over indices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from tracetrick.errors import NotationError
from tracetrick.latex.cursor import found
from tracetrick.latex.scripts import Scripts
from tracetrick.latex.tree import Big, Clause, Name, Node, Product, Span
from tracetrick.latex.vocabulary import COMPARISONS, SIGNS

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token

_TURNED = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le"}


class Sums(Scripts):
    r"""Reads `\sum` and `\prod`."""

    def big(self) -> Node:
        """A sum or product over indices takes the product that follows."""
        start = self.next()
        clauses: tuple[Clause, ...] = ()
        upper: Node | None = None
        while self.at("_", "^"):
            if self.next().text == "^":
                upper = self.script_argument()
            else:
                clauses = self._clauses()
        if not clauses:
            self.fail(f"expected an index under {start.text}", start)
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected what {start.text} takes, {found(self.token)}")
        body = self.term() if self.token.mark not in SIGNS else self.factor()
        return Big(cast("Any", start.text), clauses, upper, body, span=self.span(start))

    def _clauses(self) -> tuple[Clause, ...]:
        r"""What stands under a sum: `i=1`, `i`, `i,j`, `ij`, `j \ne k`, `1 \le i < j \le n`."""
        if not self.at("{"):
            token = self.next()
            return (Clause(self._index_letter(token), span=Span(token.start, token.end)),)
        self.next()
        script, self.script = self.script, True
        clauses: list[Clause] = []
        while not self.at("}"):
            clauses += self._clause()
            if self.at(",", "\\\\"):
                self.next()
            elif self.token.kind == "eof":
                self.fail("a closing } is missing")
        self.next()
        self.script = script
        return tuple(clauses)

    def _index_letter(self, token: Token) -> Name:
        """`token` as the letter of an index."""
        if token.kind != "letter":
            self.fail(f"expected an index, {found(token)}", token)
        return Name(token.text, token.dress, span=Span(token.start, token.end))

    def _clause(self) -> list[Clause]:
        """One chain of relations under a sum."""
        start = self.token
        sides = [self.expression()]
        relations: list[str] = []
        while self.token.mark in COMPARISONS:
            relations.append(self.next().text)
            sides.append(self.expression())
        if not relations:
            names = sides[0].factors if isinstance(sides[0], Product) else (sides[0],)
            if not all(isinstance(name, Name) for name in names):
                self.fail("expected an index under the sum", start)
            return [Clause(cast("Name", name), span=name.span) for name in names]
        return [
            _comparison(left, relation, right)
            for left, relation, right in zip(sides, relations, sides[1:], strict=False)
        ]


def apart(node: Node) -> list[Node]:
    r"""`\prod_k a_k \prod_k b_k` as two factors: a product does not take another one over its own index."""
    if not isinstance(node, Big) or node.operator != "\\prod" or not isinstance(node.body, Product):
        return [node]
    letters = _letters(node)
    factors = node.body.factors
    for k, factor in enumerate(factors[1:], start=1):
        if isinstance(factor, Big) and letters & _letters(factor):
            own, end = factors[:k], factors[k - 1].span.end
            body = own[0] if k == 1 else Product(own, span=Span(own[0].span.start, end))
            return [replace(node, body=body, span=Span(node.span.start, end)), *factors[k:]]
    return [node]


def _letters(node: Big) -> set[str]:
    return {clause.index.key for clause in node.clauses}


def _comparison(left: Node, relation: str, right: Node) -> Clause:
    span = Span(left.span.start, right.span.end)
    if isinstance(left, Name):
        return Clause(left, relation, right, span=span)
    if isinstance(right, Name):
        return Clause(right, _TURNED.get(relation, relation), left, span=span)
    raise NotationError(span.start, span.end, "expected an index on one side of this relation")
