"""Tokens to a syntax tree, by precedence climbing (Pratt, Top Down Operator Precedence, 1973)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tracetrick.errors import NotationError
from tracetrick.latex.cursor import found
from tracetrick.latex.derivatives import Derivatives
from tracetrick.latex.environments import Environments
from tracetrick.latex.lexicon import Lexicon
from tracetrick.latex.names import Names
from tracetrick.latex.operators import Operators
from tracetrick.latex.printer import subscript_key
from tracetrick.latex.sums import Sums, apart
from tracetrick.latex.tokens import Token, tokenize
from tracetrick.latex.tree import (
    Add,
    Derivative,
    Divide,
    Dots,
    Entrywise,
    Node,
    Product,
    Root,
    Sign,
    Span,
    is_numeral,
)
from tracetrick.latex.unseen import Unseen, plain, without
from tracetrick.latex.vocabulary import (
    BRACKETS,
    DOTS,
    ENTRYWISE,
    MATRICES,
    MAX_NESTING,
    NOT_READ,
    SIGNS,
)
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Callable

_STARTS = frozenset(
    ["(", "[", "\\{", "{", "\\frac", "\\sqrt", "\\sum", "\\prod", "\\nabla", "\\partial", "\\langle",
     "\\dots", "\\infty", "\\vdots", "\\ddots", "\\boxed", "\\underbrace", "\\overbrace"]
)  # fmt: skip
_MANY = 20  # groups among which the one is looked for that changes the meaning

__all__ = ["Lexicon", "Parser", "parse", "subscript_key"]


def parse(text: str, lexicon: Lexicon | None = None) -> Node:
    """The tree of one expression. Raises NotationError where it cannot be read."""
    with deep_recursion():
        return Parser(tokenize(text), lexicon or Lexicon()).whole()


class Parser(Derivatives, Operators, Sums, Environments, Names):
    """Reads expressions from `tokens`, starting at `position`; stops at what cannot continue one."""

    @classmethod
    def of(cls, tokens: list[Token], lexicon: Lexicon, *, script: bool = False) -> Parser:
        """A parser of some tokens of a formula."""
        end = tokens[-1].end if tokens else 0
        return cls([*tokens, Token("eof", "", end, end)], lexicon, script=script)

    def whole(self) -> Node:
        """The expression that all tokens are.

        It is the one that a reader sees. Raises NotationError where a group that is not seen, such as braces,
        would make it another one.
        """
        tokens = list(self.tokens)
        node = self._as_written()
        if not self.unseen:
            return node
        self.unseen.sort(key=lambda group: group.opening.start)
        seen = self._without(tokens, self.unseen)
        if seen is not None and plain(seen) == plain(node):
            return seen
        guilty = next(
            (one for one in self.unseen[:_MANY] if not self._is_harmless(tokens, one, node)), self.unseen[0]
        )
        return self.fail(guilty.message, guilty.opening)

    def _as_written(self) -> Node:
        node = self.expression()
        self.expect_end()
        return node

    def _without(self, tokens: list[Token], groups: list[Unseen]) -> Node | None:
        """The expression that is left without these groups, if there is one."""
        try:
            return Parser(without(tokens, groups), self.lexicon, script=self.script)._as_written()  # noqa: SLF001  (another parser)
        except NotationError:
            return None

    def _is_harmless(self, tokens: list[Token], group: Unseen, node: Node) -> bool:
        """Whether the expression is the same without this group."""
        seen = self._without(tokens, [group])
        return seen is not None and plain(seen) == plain(node)

    # Sums, element-wise products, products

    def expression(self) -> Node:
        """Terms with + and - between them."""
        start = self.token
        signs: list[Sign] = []
        terms: list[Node] = []
        while True:
            if self.token.mark in SIGNS:
                signs.append(cast("Sign", self.next().text))
                if self.token.mark in SIGNS:
                    self.fail(f"{self.token.text} behind {signs[-1]}: write brackets, as in x+(-y)")
            elif terms:
                break
            else:
                signs.append("+")
            terms.append(self.term())
        if len(terms) == 1 and signs[0] == "+":
            return terms[0]
        return Add(tuple(signs), tuple(terms), span=self.span(start))

    def term(self) -> Node:
        """Products with element-wise and Kronecker products between them, from left to right."""
        start = self.token
        left = self.product()
        while self.token.mark in ENTRYWISE:
            operator = self.next().text
            right = self.product()
            left = Entrywise(cast("Any", operator), left, right, span=self.span(start))
        return left

    def product(self) -> Node:
        r"""Factors side by side, with `\cdot`, `\times` or a slash between them."""
        start = self.token
        factors = apart(self.factor())
        while True:
            if self.starts_factor():
                factors += apart(self.beside(factors[-1]))
            elif self.at("\\cdot", "\\times"):
                self.next()
                factors.append(self._multiplied())
            elif self.at("/"):
                factors = [self._slashed(factors, start)]
            else:
                break
        return factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.span(start))

    def beside(self, left: Node) -> Node:
        """The factor that stands beside `left`, without a sign between them."""
        start = self.token
        right = self.factor()
        if is_numeral(left) and is_numeral(right, fraction=True):
            self.fail("two numerals side by side: write \\cdot between them", start)
        return right

    def _multiplied(self) -> Node:
        """A factor after a sign of multiplication."""
        if not self.starts_factor():
            self.fail(f"expected a factor, {found(self.token)}")
        return self.factor()

    def _slashed(self, factors: list[Node], start: Token) -> Node:
        """`a/b`; what follows b without brackets could belong to either part."""
        self.next()
        numerator = factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.span(start))
        denominator = self.factor()
        if self.starts_factor() and not isinstance(numerator, Derivative):
            self.fail("a/b is followed by a factor without a sign: write brackets")
        return Divide(numerator, denominator, slash=True, span=self.span(start))

    def starts_factor(self) -> bool:
        """Whether the next token can begin a factor."""
        token = self.token
        if token.kind in ("letter", "number", "word", "differential"):
            return True
        if token.kind == "begin":
            return token.text in MATRICES or token.text == "cases"
        if token.mark in ("|", "\\|"):
            if self.bars == 0 and self.peek().mark == "_":
                self.fail("the value at a point is not read: define f(t) := ... and write f'(0)", token)
            return self.bars == 0
        return token.mark in _STARTS

    # Factors

    def factor(self) -> Node:
        """A prefix operator with what it takes, or an atom with its scripts."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fail(f"nested more than {MAX_NESTING} deep")
        node = self._prefixed()
        self.depth -= 1
        return node

    def _prefixed(self) -> Node:
        """One factor, at whose depth the parser already is."""
        token = self.token
        if token.kind == "word":
            return self.operator()
        if self.is_differential():
            return self.differential()
        if token.mark == "\\partial":
            return self.partial()
        if token.mark in ("\\sum", "\\prod"):
            return self.big()
        if token.mark == "\\nabla":
            return self.nabla()
        if token.mark == "\\frac":
            return self.fraction()
        return self.scripts(self.atom())

    def atom(self) -> Node:
        """A number, a name, or something in brackets."""
        token = self.token
        if token.kind == "letter":
            return self.name()
        if token.kind == "number":
            return self.number()
        if token.kind == "begin":
            return self.environment()
        if token.mark in _MARKED:
            return _MARKED[token.mark](self)
        return self.fail(self.expected("an expression"))

    def dots(self) -> Node:
        token = self.next()
        return Dots(cast("Any", token.text), span=Span(token.start, token.end))

    def root(self) -> Node:
        r"""`\sqrt{x}`."""
        start = self.next()
        self.depth += 1
        if self.at("["):
            self.fail("only the square root is read here: write x^{1/3}")
        if self.depth > MAX_NESTING:
            self.fail(f"nested more than {MAX_NESTING} deep")
        body = self.argument()
        self.depth -= 1
        return Root(body, span=self.span(start))

    def boxed(self) -> Node:
        r"""`\\boxed{x}`: the box says nothing."""
        start = self.position
        self.next()
        braced = self.at("{")
        node = self.argument()
        self.note_unseen(start, start + 1 + braced, self.position - braced)
        return node

    def braced(self) -> Node:
        r"""`\\underbrace{x}_{\\text{words}}`: words below a brace say nothing that is judged."""
        place = self.position
        start = self.next()
        braced = self.at("{")
        node = self.argument()
        last = self.position - braced
        if self.at("_", "^"):
            self.next()
            label = self.script_tokens()
            if any(token.kind != "prose" for token in label):
                self.fail(f"the label of {start.text} may hold words alone: {NOT_READ}", label[0])
            self.skip_script()
        self.note_unseen(place, place + 1 + braced, last)
        return node


# The atoms that begin with a sign.
_MARKED: dict[str, Callable[[Parser], Node]] = {
    **dict.fromkeys(BRACKETS, Parser.group),
    "{": Parser.braces,
    "|": Parser.between_bars,
    "\\|": Parser.between_bars,
    "\\sqrt": Parser.root,
    "\\boxed": Parser.boxed,
    "\\underbrace": Parser.braced,
    "\\overbrace": Parser.braced,
    "\\langle": Parser.inner,
    **dict.fromkeys(DOTS, Parser.dots),
}
