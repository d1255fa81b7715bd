"""Operators that are words, such as tr, det and log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn, cast

from tracetrick.latex.brackets import Brackets
from tracetrick.latex.cursor import found
from tracetrick.latex.tree import (
    Add,
    Big,
    Bracket,
    Marked,
    Matrix,
    Name,
    Node,
    Operator,
    Power,
    Product,
    Span,
    is_minus_one,
)
from tracetrick.latex.vocabulary import BRACKETS, ENTRYWISE, OPERATORS

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token


_BRACKETED = frozenset(["bmatrix", "pmatrix", "Bmatrix"])


class Operators(Brackets):
    """Reads the word of an operator with its scripts and its argument."""

    def operator(self) -> Node:
        """An operator applied."""
        start = self.next()
        name = OPERATORS.get(start.text.lower())
        if name is None:
            return self._unknown_word(start)
        self._refuse_letters(start)
        subscript: Node | None = None
        power: Node | None = None
        transposed = False
        primes = self.primes()
        while self.at("_", "^"):
            if self.next().text == "_":
                subscript = self.script_argument()
            elif self.script_mark() == "'":
                self.skip_script()
                primes += 1
            elif self.script_mark() == "\\top":
                self.skip_script()
                transposed = True
            else:
                power = self.script_argument()
                if is_minus_one(power) or isinstance(power, Add):
                    self.fail(f"\\{start.text}^{{-1}} is ambiguous: write brackets", start)
        arguments, bracket = self._arguments(name)
        node: Node = Operator(name, arguments, bracket, subscript, primes, span=self.span(start))
        if power is not None:
            node = Power(node, power, span=self.span(start))
        if transposed:
            node = Marked(node, "\\top", span=self.span(start))
        return self.scripts(node) if bracket else node

    def _refuse_letters(self, word: Token) -> None:
        """`tr` is no operator where t and r are both names."""
        if word.dress == "bare" and all(letter in self.lexicon.letters for letter in word.text):
            operator = f"\\operatorname{{{word.text}}}"
            self.fail(f"{word.text} could be the operator or a product of names: write {operator}", word)

    def _unknown_word(self, start: Token) -> Node:
        """A word that is no operator: letters in upright dress, if all of them are names."""
        if start.text in self.lexicon.letters:
            return self.scripts(Name(start.text, start.dress, span=Span(start.start, start.end)))
        names = [Name(letter, start.dress, span=Span(start.start, start.end)) for letter in start.text]
        if start.dress == "mathrm" and all(letter in self.lexicon.letters for letter in start.text):
            last = self.scripts(names[-1])
            return Product((*names[:-1], last), span=self.span(start))
        return self._refuse_word(start)

    def _refuse_word(self, word: Token) -> NoReturn:
        self.fail(f"unknown {'operator' if self.starts_factor() else 'word'} {word.text}", word)

    def _arguments(self, name: str) -> tuple[tuple[Node, ...], Literal["", "(", "[", "\\{"]]:
        """The group in brackets, or the product up to the next operator."""
        if self.at(*BRACKETS):
            bracket = cast("Bracket", self.token.text)
            return self.bracketed(), bracket
        if self.at("{") and name not in ("max", "min"):
            return (self.scripts(self.atom()),), ""
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected the argument of {name}, {found(self.token)}")
        return (self._unbracketed(name),), ""

    def _ends_argument(self, name: str) -> bool:
        """Whether what follows is no part of an argument without brackets."""
        if self.token.kind == "word" or self.token.text in ("\\sum", "\\prod", "\\nabla", "/"):
            return True
        takes_differentials = name in ("tr", "vec") and not self.below_bar
        return not takes_differentials and (self.is_differential() or self.token.text == "\\partial")

    def _unbracketed(self, name: str) -> Node:
        r"""`\operatorname{tr} AB` takes the product.

        It ends before an operator, and before d save for tr and vec.
        """
        start = self.token
        first = self.factor()
        if isinstance(first, (Operator, Big)) or start.kind == "word":
            return first
        if start.kind == "begin" and start.text in _BRACKETED:
            return self._matrix_alone(name, first)
        factors = [first]
        while self.starts_factor() or self.at("\\cdot", "\\times"):
            before = self.position
            is_sign = self.at("\\cdot", "\\times")
            if is_sign:
                self.next()
            if self._ends_argument(name):
                self.go(before)
                break
            factors.append(self.factor() if is_sign else self.beside(factors[-1]))
        if self.token.text in ENTRYWISE and name in ("tr", "det", "vec"):
            self.fail(f"{name} without brackets before {self.token.text}: write brackets")
        return first if len(factors) == 1 else Product(tuple(factors), span=self.span(start))

    def _matrix_alone(self, name: str, first: Node) -> Node:
        """A matrix with brackets of its own: to a reader they may be those of the operator's argument."""
        goes_on = self.starts_factor() or self.at("\\cdot", "\\times")
        is_raised = not isinstance(first, Matrix) and name != "det"  # det M² is the same either way
        if is_raised or (goes_on and not self._ends_argument(name)):
            self.fail(f"what follows the matrix may belong to {name} of it or to the matrix: write brackets")
        return first
