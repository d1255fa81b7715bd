"""Letters and numerals, functions with their arguments, indicators."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from tracetrick.latex.brackets import Brackets
from tracetrick.latex.cursor import found
from tracetrick.latex.printer import subscript_key
from tracetrick.latex.tokens import BOLD
from tracetrick.latex.tree import Bracket, Call, Indicator, Name, Node, Number, Prime, Span, Sub
from tracetrick.latex.vocabulary import BRACKETS, COMPARISONS

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token

_STARS = frozenset(["*", "\\star"])
MAX_DIGITS = 100


class Names(Brackets):
    """Reads what begins with a letter or a digit."""

    def number(self) -> Node:
        r"""A numeral; `\mathbf 1` and `\mathbb 1` are vectors of ones or indicators."""
        token = self.next()
        if len(token.text) > MAX_DIGITS:
            self.fail(f"a number of more than {MAX_DIGITS} digits", token)
        if token.dress and token.text == "1" and self.at(*BRACKETS) and self._holds_comparison():
            return self._indicator(token)
        return Number(Fraction(token.text), token.dress, span=Span(token.start, token.end))

    def name(self) -> Node:
        """A letter, with `^*` and `^{(k)}` as part of the name, applied if it is a function."""
        token = self.next()
        if token.text == "\\mathbb{1}":
            if self.at(*BRACKETS):
                return self._indicator(token)
            return Number(Fraction(1), "mathbb", span=Span(token.start, token.end))
        key = token.text
        if token.dress in BOLD:
            bold = f"\\mathbf{{{key}}}"  # the key of a bold letter that is a name of its own
            key = bold if bold in self.lexicon.letters else key
        if self.token.mark == "^" and not self.is_family_member(key):
            key += self._name_mark()
        name: Node = Name(key, token.dress, span=self.span(token))
        return name if self.script else self._applied(name, key, token)

    def _name_mark(self) -> str:
        r"""`^*`, `^{\star}` and `^{(k)}` behind a letter."""
        braced = self.peek().mark == "{"
        mark = self.peek(2 if braced else 1)
        if mark.mark in _STARS:
            if not braced:
                self.go(self.position + 2)
                return f"^{{{mark.mark}}}"
            return f"^{{{mark.mark}}}" if self._closes_mark(3) else ""
        if braced and mark.mark == "(":
            place, parts = 3, ""
            while self.peek(place).kind in ("letter", "number"):
                parts += self.peek(place).text
                place += 1
            if parts and self.peek(place).mark == ")" and self._closes_mark(place + 1):
                return f"^{{({parts})}}"
        return ""

    def _closes_mark(self, ahead: int) -> bool:
        r"""Pass over the mark of a name, which ends `ahead` places further on.

        A transpose in the same braces, as in `W^{(2)\\top}`, is read as a superscript of its own.
        """
        place = self.position + ahead
        after = self.tokens[min(place, len(self.tokens) - 1)]
        if after.mark != "}":
            if after.mark != "\\top" and after.text not in ("T", "t"):
                return False
            opening = after._replace(end=after.start)
            again = [opening._replace(kind="sign", text=one, mark=one) for one in ("^", "{")]
            self.tokens[place:place] = again
            place -= 1
        self.go(place + 1)
        return True

    def _applied(self, name: Node, key: str, start: Token) -> Node:
        """A function with its subscripts and primes, applied to the bracket that follows."""
        functions = self.lexicon.functions
        if not functions:
            return name
        function, full = name, key
        if self.at("_"):
            self.next()
            indices = self.indices()
            function = Sub(name, indices, span=self.span(start))
            full = f"{key}_{{{subscript_key(indices)}}}"
        if key not in functions and full not in functions:
            return function
        primes = self.primes()
        if primes:
            function = Prime(function, primes, span=self.span(start))
        if self.at(*BRACKETS):
            return Call(function, self.bracketed(), span=self.span(start))
        if self.at("^") and self._call_behind_script():
            self.fail("a superscript between a function and its argument: write it behind the bracket")
        return function

    def _call_behind_script(self) -> bool:
        mark = self.position
        self.next()
        self.skip_script()
        calls = self.at("(")
        self.go(mark)
        return calls

    def _holds_comparison(self) -> bool:
        """Whether the bracket ahead holds a comparison, as an indicator does."""
        depth = 0
        for token in self.tokens[self.position :]:
            if token.mark in ("(", "[", "\\{", "{"):
                depth += 1
            elif token.mark in (")", "]", "\\}", "}"):
                depth -= 1
                if depth == 0:
                    return False
            elif depth == 1 and token.mark in COMPARISONS:
                return True
        return False

    def _indicator(self, start: Token) -> Node:
        r"""`\mathbb{1}[X > 0]`."""
        opening = self.next()
        left = self.expression()
        relation = self.token
        if relation.mark not in COMPARISONS:
            self.fail(f"expected a comparison in the indicator, {found(relation)}")
        self.next()
        right = self.expression()
        self.expect(BRACKETS[opening.text])
        bracket = cast("Bracket", opening.text)
        return Indicator(left, relation.text, right, bracket, span=self.span(start))
