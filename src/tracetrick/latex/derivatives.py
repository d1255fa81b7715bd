"""Differentials and derivatives: d, ∂ and ∇."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracetrick.latex.brackets import Brackets
from tracetrick.latex.cursor import found
from tracetrick.latex.tree import (
    Add,
    Call,
    Derivative,
    Differential,
    Divide,
    Group,
    Marked,
    Nabla,
    Name,
    Node,
    Number,
    Power,
    Sub,
    is_minus_one,
)

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token


_OPENS = frozenset(["(", "[", "\\{", "\\|", "{", "\\frac", "\\sqrt"])


class Derivatives(Brackets):
    r"""Reads `\mathrm{d}`, `\partial`, `\nabla` and fractions of them."""

    def is_differential(self) -> bool:
        """An upright d, or a bare one before something, unless d is a name of the page."""
        token = self.token
        if token.kind == "differential":
            return True
        if token.kind != "letter" or token.text != "d" or token.dress or self.script:
            return False
        after = self.peek()
        if after.kind == "eof" or after.mark in ("_", "'"):
            return False
        begins = after.kind in ("letter", "word", "differential") or after.mark in _OPENS
        if "d" in self.lexicon.dimensions and begins:
            self.fail(
                "d is a dimension here: write \\mathrm{d} for the differential, \\cdot for a product", token
            )
        if "d" in self.lexicon.letters:
            return False
        return begins or after.mark in ("^", "|", "\\sum", "\\prod", "\\langle", "\\nabla", "\\partial")

    def differential(self) -> Node:
        r"""`\mathrm{d}` takes one factor with its scripts."""
        start = self.next()
        return self._differential_of(start)

    def _differential_of(self, start: Token) -> Node:
        """What follows a d outside a fraction."""
        order = self._order()
        return self._made_differential(start, order, *self._differentiated())

    def _differentiated(self) -> tuple[Token, Node]:
        """What a d or a ∂ takes, and where it begins."""
        if not self.starts_factor() and not self.is_differential():
            self.fail(self.expected("what is differentiated"))
        return self.token, self.factor()

    def _made_differential(self, start: Token, order: int, first: Token, body: Node) -> Node:
        if isinstance(body, Power) and self._is_doubtful(body):
            self.fail("a power after d could belong to either: write d(x^2) or (dx)^2", first)
        return Differential(body, order, span=self.span(start))

    def _is_doubtful(self, power: Power) -> bool:
        r"""`\mathrm{d}x^2` could be d(x^2) or (dx)^2; inverses, roots and e^x could not."""
        if self._is_exponential(power):
            return False
        if not isinstance(power.base, (Name, Sub, Group)) or isinstance(power.exponent, Divide):
            return False
        exponent = power.exponent
        return not (
            isinstance(exponent, Add)
            and exponent.signs == ("-",)
            and isinstance(exponent.terms[0], (Number, Divide))
        )

    def _is_exponential(self, power: Power) -> bool:
        """Whether this is the exponential function: its exponent is no power of what stands before."""
        return isinstance(power.base, Name) and power.base.key == "e" and "e" not in self.lexicon.letters

    def _order(self) -> int:
        """`^2` behind a d, a ∂ or a ∇."""
        if not self.at("^"):
            return 1
        self.next()
        token = self.token
        exponent = self.script_argument()
        if not isinstance(exponent, Number) or exponent.value not in (1, 2, 3):
            self.fail("expected the order 2 here", token)
        return int(exponent.value)

    def partial(self) -> Node:
        r"""`\partial f/\partial X`, or the differential as the Matrix Cookbook writes it."""
        start = self.next()
        order = self._order()
        first, body = self._differentiated()
        if self.at("/") and (self.peek().text == "\\partial"):
            self.next()
            return self.scripts(Derivative(body, self._variables(order, slash=True), span=self.span(start)))
        return self._made_differential(start, order, first, body)

    def _variables(self, order: int, *, slash: bool = False) -> tuple[Node, ...]:
        r"""`\partial x\,\partial x^\top`, `\partial x^2`: one node for each time of differentiation."""
        variables: list[Node] = []
        first = self.peek()
        while self.at("\\partial") or self.is_differential():
            self.next()
            if not self.starts_factor():
                self.fail(f"expected a variable, {found(self.token)}")
            self.below_bar = True
            node = self.factor()
            self.below_bar = False
            if isinstance(node, Power) and isinstance(node.exponent, Number):
                variables += [node.base] * int(node.exponent.value)
            else:
                variables.append(node)
            if slash:
                break
        if order == 1 and len({*variables}) == 1 < len(variables):
            self.fail(
                "a first derivative by a power: give the power a name, and differentiate by that", first
            )
        if len(variables) != order:
            self.fail(f"differentiated {order} times by {len(variables)} variables")
        return tuple(variables)

    def fraction(self) -> Node:
        r"""`\frac`: a quotient or a derivative."""
        start = self.next()
        mark = self._fraction_mark()
        if mark:
            node = self._derivative(start, mark)
        else:
            numerator = self._part()
            node = Divide(numerator, self._part(), span=self.span(start))
        if self.at("^"):
            self.fail("a superscript behind a fraction: write \\left(\\frac{..}{..}\\right)^\\top")
        return self.scripts(node) if isinstance(node, Divide) else node

    def _part(self) -> Node:
        """The numerator or the denominator: without braces it is one letter, and no bracket."""
        if self.at("(", "[", "\\{", "|", "\\|", "\\langle"):
            self.expect("{")
        return self.argument()

    def _fraction_mark(self) -> str:
        r"""The mark of a derivative at the head of the numerator: `d`, `\partial` or none."""
        if not self.at("{"):
            return ""
        mark = self.position
        self.next()
        head = "d" if self._is_numerator_d() else "\\partial" if self.at("\\partial") else ""
        self.go(mark)
        if not head:
            return ""
        place = self.position + 1
        depth = 1
        while depth:
            token = self.tokens[place]
            if token.kind == "eof":
                self.fail("a closing } is missing")
            depth += (token.mark == "{") - (token.mark == "}")
            place += 1
        below = self.tokens[place + 1] if self.tokens[place].text == "{" else self.tokens[place]
        marked = (
            below.text == "\\partial"
            or below.kind == "differential"
            or (below.text == "d" and not below.dress)
        )
        if marked:
            return head
        if head == "\\partial":
            self.fail(f"expected \\partial in the denominator, {found(below)}", below)
        return ""

    def _is_numerator_d(self) -> bool:
        r"""`\frac{d}{dx}`: a d alone is one too."""
        return self.is_differential() or (
            self.token.kind == "letter" and self.token.text == "d" and self.peek().text in ("}", "^")
            and "d" not in self.lexicon.letters
        )  # fmt: skip

    def _derivative(self, start: Token, mark: str) -> Node:
        """A fraction whose numerator begins with d or ∂."""
        self.expect("{")
        self.next()
        order = self._order()
        body = None if self.at("}") else self.expression()
        self.expect("}")
        self.expect("{")
        variables = self._variables(order)
        self.expect("}")
        if body is not None:
            self._refuse_value()
            return Derivative(body, variables, span=self.span(start))
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected what {mark} differentiates, {found(self.token)}")
        return Derivative(self._taken(), variables, split=True, span=self.span(start))

    def _refuse_value(self) -> None:
        r"""`\\frac{\\mathrm{d}f}{\\mathrm{d}x}(3)` is the derivative at 3 to a reader, not a product."""
        if self.token.mark != "(" or self.peek(2).mark != ")":
            return
        if self.peek().kind in ("letter", "number"):
            self.fail("a derivative before a bracket: write \\cdot for a product, f'(3) for its value at 3")

    def _taken(self) -> Node:
        r"""What `\nabla` and `\frac{\partial}{\partial x}` take.

        It is a function or defined scalar alone, or a product.
        """
        name = self.token.text
        if self.token.kind == "word":
            body = self.factor()
            if self.starts_factor() and not self.is_differential():
                self.fail("is this differentiated too? write brackets around what is")
            return body
        if name in self.lexicon.functions or name in self.lexicon.scalars:
            return self.factor()
        return self.product()

    def nabla(self) -> Node:
        r"""`\nabla_X^2 f`."""
        start = self.next()
        order, variable = 1, None
        while self.at("_", "^"):
            if self.at("^"):
                order = self._order()
            else:
                self.next()
                variable = self.script_argument()
        if not self.starts_factor():
            self.fail(f"expected what is differentiated, {found(self.token)}")
        body = self._taken()
        span = self.span(start)
        if isinstance(body, (Marked, Power)) and isinstance(body.base, (Call, Name)):
            inner = Nabla(body.base, variable, order, span=span)
            if isinstance(body, Marked) and body.mark == "\\top":
                return replace(body, base=inner, span=span)
            if (
                isinstance(body, Power)
                and isinstance(body.base, Call)
                and order == 2
                and is_minus_one(body.exponent)
            ):
                return replace(body, base=inner, span=span)  # the inverse of the Hessian, as in Newton's step
            if isinstance(body.base, Call) or (isinstance(body, Power) and not self._is_exponential(body)):
                self.fail("a power behind \\nabla f could belong to either: write brackets")
        return Nabla(body, variable, order, span=span)
