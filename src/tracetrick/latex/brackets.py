r"""Groups: brackets, braces, bars, norms and inner products."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tracetrick.errors import NotationError
from tracetrick.latex.cursor import found
from tracetrick.latex.scripts import Scripts
from tracetrick.latex.tree import Bars, Bracket, Group, Inner, Listed, Name, Node, Norm, Number, Power, Sub
from tracetrick.latex.vocabulary import BRACKETS, RELATIONS

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token


class Brackets(Scripts):
    """Reads what stands between two delimiters."""

    def group(self) -> Node:
        """An expression in brackets, or a row of several."""
        token = self.token
        items = self.bracketed()
        bracket = cast("Bracket", token.text)
        if bracket == "\\{" and (len(items) > 1 or isinstance(items[0], (Name, Sub, Number))):
            raise NotationError(token.start, self.span(token).end, "a set has no value: write round brackets")
        if len(items) == 1:
            return Group(bracket, items[0], span=self.span(token))
        return Listed(bracket, items, span=self.span(token))

    def bracketed(self) -> tuple[Node, ...]:
        """Expressions in brackets, with commas between them."""
        opening = self.next()
        bars, self.bars = self.bars, 0
        script, self.script = self.script, False
        items = [self.expression()]
        while self.at(","):
            self.next()
            items.append(self.expression())
        self.bars, self.script = bars, script
        closing = BRACKETS[opening.text]
        if not self.at(closing):
            if self.token.mark in RELATIONS:
                self.fail("a relation inside brackets: nothing inside brackets is judged")
            self.fail(f"expected {closing} for the {opening.text} here, {found(self.token)}", opening)
        self.next()
        return tuple(items)

    def argument(self) -> Node:
        """What a command takes: a group in braces or one token."""
        if not self.at("{"):
            self.split_number()
            return self.atom()
        opening = self.next()
        bars, self.bars = self.bars, 0
        node = self.expression()
        self.bars = bars
        if not self.at("}"):
            if self.token.mark in RELATIONS:
                self.fail("a relation inside braces: nothing inside braces is judged")
            self.fail(f"expected }} for the {{ here, {found(self.token)}", opening)
        self.next()
        return replace(node, span=self.span(opening))

    def braces(self) -> Node:
        """An operand in braces, which a reader does not see."""
        start = self.position
        node = self.argument()
        self.note_unseen(start, start + 1, self.position - 1)
        return node

    def between_bars(self) -> Node:
        r"""`|X|`, `||x||`, `\|x\|_F`."""
        start, after = self.token, self.peek()
        single = start.text == "|"
        double = single and after.mark == "|" and after.start == start.end
        marks = 2 if double else 1
        self.go(self.position + marks)
        self.bars += 1
        body = self.expression()
        self.bars -= 1
        for _ in range(marks):
            if not self.at(start.text):
                self.fail(f"expected a second {start.text} for the one here, {found(self.token)}", start)
            self.next()
        if single and not double and isinstance(body, Bars) and after.mark == "|":
            body = body.body  # what is set apart by spaces alone looks the same
        elif single and not double:
            return Bars(body, span=self.span(start))
        return self._norm(body, start)

    def _norm(self, body: Node, start: Token) -> Node:
        """The scripts of a norm, in either order."""
        kind, power = "", None
        while self.at("_") or (self.at("^") and power is None):
            if self.next().text == "_":
                kind = self._norm_kind()
            elif self.script_mark():
                self.fail("a norm is a scalar: nothing to transpose")
            else:
                power = self.script_argument()
        node: Node = Norm(body, kind, span=self.span(start))
        return node if power is None else Power(node, power, span=self.span(start))

    def _norm_kind(self) -> str:
        inner = self.script_tokens()
        if self.token.kind == "eof" or not inner:
            self.fail(f"expected 1, 2, F, * or \\infty, {found(self.token)}")
        self.skip_script()
        words = "".join(token.text for token in inner)
        if words not in ("1", "2", "F", "*", "\\star", "\\infty", "fro"):
            self.fail(f"unknown norm {words}: expected 1, 2, F, * or \\infty", inner[0] if inner else None)
        return {"fro": "F", "\\star": "*"}.get(words, words)

    def inner(self) -> Node:
        r"""`\langle A, B\rangle`."""
        start = self.next()
        bars, self.bars = self.bars, 0
        left = self.expression()
        self.expect(",")
        right = self.expression()
        self.bars = bars
        self.expect("\\rangle")
        if self.at("_"):
            self._of_frobenius()
        return Inner(left, right, span=self.span(start))

    def _of_frobenius(self) -> None:
        r"""`\langle A, B\rangle_F` says what `\langle A, B\rangle` means anyway."""
        self.next()
        inner = self.script_tokens()
        if [token.text for token in inner] not in (["F"], ["fro"]):
            self.fail("of an inner product only the subscript F is read")
        self.skip_script()
