"""Matrices and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tracetrick.latex.brackets import Brackets
from tracetrick.latex.cursor import found
from tracetrick.latex.tree import Bars, Blank, Case, Cases, Dots, Matrix, Node, Span
from tracetrick.latex.vocabulary import COMPARISONS, MATRICES

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token


class Environments(Brackets):
    r"""Reads from `\begin` to `\end`."""

    def environment(self) -> Node:
        """A matrix or cases."""
        start = self.next()
        if start.text == "cases":
            return self._cases(start)
        if start.text not in MATRICES:
            self.fail(f"the environment {start.text} is not read here", start)
        if start.text == "array" and self.at("{"):
            self.skip_script()
        bars, self.bars = self.bars, 0
        rows = self._rows(start)
        self.bars = bars
        matrix = Matrix("matrix" if start.text == "vmatrix" else start.text, rows, span=self.span(start))
        return Bars(matrix, span=self.span(start)) if start.text == "vmatrix" else matrix

    def _rows(self, start: Token) -> tuple[tuple[Node, ...], ...]:
        r"""Cells between & and \\, to the end of the environment."""
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            row.append(self._cell())
            if self.at("&"):
                self.next()
                continue
            rows.append(tuple(row))
            row = []
            if self.at("\\\\"):
                self.next()
                if not self._at_end_of(start):
                    continue
            if not self._at_end_of(start):
                self.fail(f"expected \\end{{{start.text}}}, {found(self.token)}")
            self.next()
            return tuple(rows)

    def _at_end_of(self, start: Token) -> bool:
        return self.token.kind == "end" and self.token.text == start.text

    def _cell(self) -> Node:
        """One cell."""
        token = self.token
        if self.at("&", "\\\\") or token.kind == "end":
            return Blank(span=Span(token.start, token.end))
        if self.at("\\vdots", "\\ddots"):
            self.next()
            return Dots(cast("Any", token.text), span=Span(token.start, token.end))
        return self.expression()

    def _cases(self, start: Token) -> Node:
        """Values with their conditions."""
        cases: list[Case] = []
        while not self.is_kind("end"):
            first = self.token
            value = self.expression()
            self._skip(",", "\\quad", "\\qquad", "&")
            condition: tuple[Node, str, Node] | None = None
            if not self.at("\\\\") and not self.is_kind("end"):
                condition = self._condition()
            cases.append(Case(value, condition, span=self.span(first)))
            self._skip(",", ".", ";")
            if self.at("\\\\"):
                self.next()
            elif not self.is_kind("end"):
                self.fail(f"expected the next case, {found(self.token)}")
        if self.next().text != "cases":
            self.fail("expected \\end{cases}")
        return Cases(tuple(cases), span=self.span(start))

    def _skip(self, *marks: str) -> None:
        """Pass over words and these marks."""
        while self.is_kind("prose") or self.at(*marks):
            self.next()

    def _condition(self) -> tuple[Node, str, Node]:
        """`x > 0` of a case."""
        left = self.expression()
        if self.token.mark not in COMPARISONS:
            self.fail(f"expected a comparison, {found(self.token)}")
        relation = self.next().text
        return left, relation, self.expression()
