"""Matrices and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tracetrick.errors import NotationError
from tracetrick.latex.brackets import Brackets
from tracetrick.latex.cursor import found
from tracetrick.latex.tree import Bars, Blank, Case, Cases, Dots, Matrix, Node, Span
from tracetrick.latex.unseen import WITHOUT_BRACKETS
from tracetrick.latex.vocabulary import BRACKETS, COMPARISONS, MATRICES

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token


_IF = frozenset(["", "if", "when", "for", "where", "and", "若", "当", "如果", "时", "的时候"])
_OTHERWISE = frozenset(
    ["otherwise", "else", "elsewhere", "否则", "其他", "其它", "其余", "其他情况", "其它情况", "其余情况",
     "其他情形", "其余情形"]
)  # fmt: skip
# What may stand around a matrix that has no brackets of its own.
_BARS = frozenset(["|", "\\|", "&", "\\\\"])
_OPENS = frozenset(BRACKETS) | _BARS
_CLOSES = frozenset(BRACKETS.values()) | _BARS


def refuse_column(token: Token) -> None:
    """Raise NotationError at a column of an array that is not l, c, r or |."""
    if token.text not in ("l", "c", "r", "|"):
        message = "the columns of an array are l, c, r and |"
        raise NotationError(token.start, token.end, message)


class Environments(Brackets):
    r"""Reads from `\begin` to `\end`."""

    def environment(self) -> Node:
        """A matrix or cases."""
        place = self.position
        start = self.next()
        if start.text == "cases":
            return self._cases(start)
        if start.text not in MATRICES:
            self.fail(f"the environment {start.text} is not read here", start)
        if start.text == "array" and self.at("{"):
            self._columns()
        bars, self.bars = self.bars, 0
        first = self.position
        rows = self._rows(start)
        self.bars = bars
        if start.text in WITHOUT_BRACKETS and len(rows) == 1:
            self._as_one_line(place, first, rows[0])
        matrix = Matrix("matrix" if start.text == "vmatrix" else start.text, rows, span=self.span(start))
        return Bars(matrix, span=self.span(start)) if start.text == "vmatrix" else matrix

    def _as_one_line(self, place: int, first: int, row: tuple[Node, ...]) -> None:
        r"""A line without brackets of its own, from token `place`: nobody sees where it begins and ends."""
        if len(row) == 1:
            end = row[0].span.end
            last = next(k for k in range(first, self.position) if self.tokens[k].start >= end)
            self.note_unseen(place, first, last)
            return
        before, after = self.tokens[place - 1] if place else None, self.token
        opened = before is not None and (before.mark in _OPENS or before.kind == "begin")
        if not opened or not (after.mark in _CLOSES or after.kind == "end"):
            self.fail("a row without brackets looks like a product: write bmatrix", self.tokens[place])

    def _columns(self) -> None:
        """The columns of an array: anything but l, c, r and | would show something that is not read."""
        for token in self.script_tokens():
            refuse_column(token)
        self.skip_script()

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
            condition = self._case_condition()
            cases.append(Case(value, condition, span=self.span(first)))
            self._skip(",", ".", ";", "\\quad", "\\qquad")
            if self.at("\\\\"):
                self.next()
            elif not self.is_kind("end"):
                self.fail(f"expected the next case, {found(self.token)}")
        if self.next().text != "cases":
            self.fail("expected \\end{cases}")
        if len(cases) == 1 and cases[0].condition is None:
            self.fail("one case without a condition: write brackets", start)
        return Cases(tuple(cases), span=self.span(start))

    def _case_condition(self) -> tuple[Node, str, Node] | None:
        """What stands behind a value: `if x > 0`, `otherwise` or nothing."""
        words = self._skip(",", ".", ";", "\\quad", "\\qquad", "&")
        if self.at("\\\\") or self.is_kind("end"):
            if words and words[-1] not in _OTHERWISE:
                self.fail("expected a condition")
            return None
        if any(word in _OTHERWISE for word in words):
            self.fail(f"expected the next case, {found(self.token)}")
        left = self.expression()
        if self.token.mark not in COMPARISONS:
            self.fail(f"expected a comparison, {found(self.token)}")
        relation = self.next().text
        right = self.expression()
        self._skip()
        return left, relation, right

    def _skip(self, *marks: str) -> list[str]:
        """Pass over these marks and over words of cases, which are returned."""
        words: list[str] = []
        while self.is_kind("prose") or self.at(*marks):
            token = self.next()
            if token.kind == "prose":
                word = token.text.strip(" ~,.;:，。；：").lower()
                if word not in _IF | _OTHERWISE:
                    self.fail(f"expected if, when or otherwise, found {token.text}", token)
                words.append(word)
        return words
