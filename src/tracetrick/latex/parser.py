"""Tokens to a syntax tree, by precedence climbing (Pratt, Top Down Operator Precedence, 1973)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, NoReturn, cast

from tracetrick.errors import NotationError
from tracetrick.latex.tokens import MAX_NESTING, OPERATORS, Token, tokenize
from tracetrick.latex.tree import (
    Add,
    Bars,
    Big,
    Blank,
    Call,
    Case,
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
    Mark,
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
    Sign,
    Span,
    Sub,
    Word,
)
from tracetrick.recursion import deep_recursion

Bracket = Literal["(", "[", "\\{"]
RELATIONS = frozenset(
    ["=", "\\equiv", "\\ne", "\\le", "\\ge", "<", ">", "\\preceq", "\\succeq", "\\approx", "\\sim",
     "\\propto", "\\to", "\\mapsto", "\\in", ":=", ":", "\\prec", "\\succ"]
)  # fmt: skip
ARROWS = frozenset(["\\Rightarrow", "\\Leftrightarrow", "\\Leftarrow"])
SEPARATORS = frozenset([",", ";", ".", "\\quad", "\\qquad", "\\\\", "&"])
MATRICES = frozenset(["matrix", "bmatrix", "pmatrix", "array", "vmatrix", "Bmatrix", "smallmatrix"])
MAX_DIGITS = 100
_SIGNS = frozenset(["+", "-", "\\pm", "\\mp"])
_ENTRYWISE = frozenset(["\\odot", "\\oslash", "\\otimes"])
_CLOSING = {"(": ")", "[": "]", "\\{": "\\}"}
_DOTS = frozenset(["\\dots", "\\vdots", "\\ddots"])
_COMPARISONS = frozenset(["<", ">", "\\le", "\\ge", "=", "\\ne"])


@dataclass(frozen=True)
class Lexicon:
    r"""What a reader must know of names to see how a formula is put together.

    `functions` are applied to the bracket that follows; `scalars` are defined scalars, which `\nabla` takes
    alone; `letters` are all names in force; `dimensions` those of them that are dimensions.
    """

    functions: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()


def parse(text: str, lexicon: Lexicon | None = None) -> Node:
    """The tree of one expression. Raises NotationError where it cannot be read."""
    with deep_recursion():
        return Parser(tokenize(text), lexicon or Lexicon()).whole()


def found(token: Token) -> str:
    """How a message calls `token`."""
    if token.kind == "eof":
        return "the formula ends"
    names = {
        "differential": "\\mathrm{d}",
        "begin": f"\\begin{{{token.text}}}",
        "end": f"\\end{{{token.text}}}",
    }
    return f"found {names.get(token.kind, token.text)}"


@dataclass
class Parser:
    """Reads expressions from `tokens`, starting at `position`; stops at what cannot continue one."""

    tokens: list[Token]
    lexicon: Lexicon
    position: int = 0
    bars: int = 0
    depth: int = 0
    script: bool = field(default=False)

    @classmethod
    def of(cls, tokens: list[Token], lexicon: Lexicon) -> Parser:
        """A parser of some tokens of a formula."""
        end = tokens[-1].end if tokens else 0
        return cls([*tokens, Token("eof", "", end, end)], lexicon)

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def peek(self, ahead: int = 1) -> Token:
        """The token `ahead` places further on."""
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind != "eof":
            self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is a symbol or command with one of `texts`."""
        return self.token.kind in ("symbol", "command") and self.token.text in texts

    def expect(self, text: str) -> Token:
        """Read the symbol `text`."""
        if not self.at(text):
            self.fail(f"expected {text}, {found(self.token)}")
        return self.next()

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self.token.kind != "eof":
            self.fail(f"expected the end of the expression, {found(self.token)}")

    def whole(self) -> Node:
        """The expression that all tokens are."""
        node = self.expression()
        self.expect_end()
        return node

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise NotationError at `token` or at the next one."""
        token = token or self.token
        raise NotationError(token.start, max(token.end, token.start + 1), message)

    def span(self, start: Token) -> Span:
        """From `start` to the last token read."""
        return Span(start.start, max(self.tokens[self.position - 1].end, start.end))

    # Sums, element-wise products, products

    def expression(self) -> Node:
        """Terms with + and - between them."""
        start = self.token
        signs: list[Sign] = []
        terms: list[Node] = []
        while True:
            if self.token.text in _SIGNS and self.token.kind != "letter":
                signs.append(cast("Sign", self.next().text))
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
        while self.token.text in _ENTRYWISE:
            operator = self.next().text
            right = self.product()
            left = Entrywise(cast("Any", operator), left, right, span=self.span(start))
        return left

    def product(self) -> Node:
        r"""Factors side by side, with `\cdot`, `\times` or a slash between them."""
        start = self.token
        factors = [self.factor()]
        while True:
            if self.at("\\cdot", "\\times"):
                self.next()
                factors.append(self.signed_factor())
            elif self.at("/"):
                factors = [self.slashed(factors, start)]
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                break
        return factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.span(start))

    def signed_factor(self) -> Node:
        """A factor after a sign of multiplication."""
        if not self.starts_factor():
            self.fail(f"expected a factor, {found(self.token)}")
        return self.factor()

    def slashed(self, factors: list[Node], start: Token) -> Node:
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
        if token.text in ("|", "\\|"):
            return self.bars == 0
        return token.kind in ("symbol", "command") and token.text in (
            "(", "[", "\\{", "{", "\\frac", "\\sqrt", "\\sum", "\\prod", "\\nabla", "\\partial", "\\langle",
            "\\dots", "\\infty", "\\operatorname", "\\vdots", "\\ddots",
        )  # fmt: skip

    # Factors

    def factor(self) -> Node:
        """A prefix operator with what it takes, or an atom with its scripts."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fail(f"nested more than {MAX_NESTING} deep")
        node = self.prefixed()
        self.depth -= 1
        return node

    def prefixed(self) -> Node:
        """One factor, at whose depth the parser already is."""
        token = self.token
        if token.kind == "word":
            return self.operator()
        if self.is_differential():
            return self.differential()
        if token.text == "\\partial":
            return self.partial()
        if token.text in ("\\sum", "\\prod"):
            return self.big()
        if token.text == "\\nabla":
            return self.nabla()
        if token.text == "\\frac":
            return self.fraction()
        return self.scripts(self.atom())

    def is_differential(self) -> bool:
        """An upright d, or a bare one before something, unless d is a name of the page."""
        token = self.token
        if token.kind == "differential":
            return True
        if token.kind != "letter" or token.text != "d" or token.dress or self.script:
            return False
        after = self.peek()
        if after.kind == "eof" or after.text in ("_", "'"):
            return False
        begins = after.kind in ("letter", "word", "differential") or after.text in (
            "(",
            "[",
            "\\{",
            "\\|",
            "{",
            "\\frac",
        )
        if "d" in self.lexicon.dimensions and begins:
            self.fail(
                "d is a dimension here: write \\mathrm{d} for the differential, \\cdot for a product", token
            )
        if "d" in self.lexicon.letters:
            return False
        return begins or after.text in ("^", "|", "\\sum", "\\prod", "\\langle", "\\nabla", "\\partial")

    def differential(self) -> Node:
        r"""`\mathrm{d}` takes one factor with its scripts."""
        start = self.next()
        return self.differential_of(start)

    def differential_of(self, start: Token) -> Node:
        """What follows a d or a ∂ outside a fraction."""
        order = self.order()
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected what is differentiated, {found(self.token)}")
        first = self.token
        body = self.factor()
        if isinstance(body, Power) and self.is_doubtful(body):
            self.fail("a power after d could belong to either: write d(x^2) or (dx)^2", first)
        return Differential(body, order, span=self.span(start))

    def is_doubtful(self, power: Power) -> bool:
        r"""`\mathrm{d}x^2` could be d(x^2) or (dx)^2; inverses, roots and e^x could not."""
        if isinstance(power.base, Name) and power.base.key == "e" and "e" not in self.lexicon.letters:
            return False
        if not isinstance(power.base, (Name, Sub, Group)) or isinstance(power.exponent, Divide):
            return False
        exponent = power.exponent
        return not (
            isinstance(exponent, Add)
            and exponent.signs == ("-",)
            and isinstance(exponent.terms[0], (Number, Divide))
        )

    def order(self) -> int:
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
        start = self.token
        mark = self.position
        self.next()
        order = self.order()
        body = self.factor()
        if self.at("/") and (self.peek().text == "\\partial"):
            self.next()
            return self.scripts(Derivative(body, self.variables(order, slash=True), span=self.span(start)))
        self.position = mark + 1
        return self.differential_of(start)

    def variables(self, order: int, *, slash: bool = False) -> tuple[Node, ...]:
        r"""`\partial x\,\partial x^\top`, `\partial x^2`: one node for each time of differentiation."""
        found_: list[Node] = []
        while self.at("\\partial") or self.is_differential():
            self.next()
            if not self.starts_factor():
                self.fail(f"expected a variable, {found(self.token)}")
            node = self.factor()
            if isinstance(node, Power) and isinstance(node.exponent, Number):
                found_ += [node.base] * int(node.exponent.value)
            else:
                found_.append(node)
            if slash:
                break
        if len(found_) != order:
            self.fail(f"differentiated {order} times by {len(found_)} variables")
        return tuple(found_)

    def fraction(self) -> Node:
        r"""`\frac`: a quotient or a derivative."""
        start = self.next()
        mark = self.fraction_mark()
        if mark:
            node = self.derivative(start, mark)
        else:
            numerator = self.argument()
            node = Divide(numerator, self.argument(), span=self.span(start))
        if self.at("^"):
            self.fail("a superscript behind a fraction: write \\left(\\frac{..}{..}\\right)^\\top")
        return self.scripts(node) if isinstance(node, Divide) else node

    def fraction_mark(self) -> str:
        r"""The mark of a derivative at the head of the numerator: `d`, `\partial` or none."""
        if not self.at("{"):
            return ""
        mark = self.position
        self.next()
        head = "d" if self.is_numerator_d() else "\\partial" if self.at("\\partial") else ""
        self.position = mark
        if not head:
            return ""
        place = self.position + 1
        depth = 1
        while depth:
            token = self.tokens[place]
            if token.kind == "eof":
                self.fail("a closing } is missing")
            depth += (token.text == "{" and token.kind == "symbol") - (
                token.text == "}" and token.kind == "symbol"
            )
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

    def is_numerator_d(self) -> bool:
        r"""`\frac{d}{dx}`: a d alone is one too."""
        return self.is_differential() or (
            self.token.kind == "letter" and self.token.text == "d" and self.peek().text in ("}", "^")
            and "d" not in self.lexicon.letters
        )  # fmt: skip

    def derivative(self, start: Token, mark: str) -> Node:
        """A fraction whose numerator begins with d or ∂."""
        self.expect("{")
        self.next()
        order = self.order()
        body = None if self.at("}") else self.expression()
        self.expect("}")
        self.expect("{")
        variables = self.variables(order)
        self.expect("}")
        if body is not None:
            return Derivative(body, variables, span=self.span(start))
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected what {mark} differentiates, {found(self.token)}")
        return Derivative(self.taken(), variables, split=True, span=self.span(start))

    def taken(self) -> Node:
        r"""What `\nabla` and `\frac{\partial}{\partial x}` take.

        It is a function or defined scalar alone, or a product.
        """
        name = self.token.text
        if self.token.kind == "word" or name in self.lexicon.functions or name in self.lexicon.scalars:
            return self.factor()
        return self.product()

    def nabla(self) -> Node:
        r"""`\nabla_X^2 f`."""
        start = self.next()
        order, variable = 1, None
        while self.at("_", "^"):
            if self.at("^"):
                order = self.order()
            else:
                self.next()
                variable = self.script_argument()
        if not self.starts_factor():
            self.fail(f"expected what is differentiated, {found(self.token)}")
        body = self.taken()
        if isinstance(body, Marked) and isinstance(body.base, (Call, Name)) and body.mark == "\\top":
            inner = Nabla(body.base, variable, order, span=self.span(start))
            return Marked(inner, "\\top", span=self.span(start))
        if isinstance(body, Power) and isinstance(body.base, (Call, Name)):
            self.fail("a power behind \\nabla f could belong to either: write brackets")
        return Nabla(body, variable, order, span=self.span(start))

    def big(self) -> Node:
        """A sum or product over indices takes the product that follows."""
        start = self.next()
        clauses: tuple[Clause, ...] = ()
        upper: Node | None = None
        while self.at("_", "^"):
            if self.next().text == "^":
                upper = self.script_argument()
            else:
                clauses = self.clauses()
        if not clauses:
            self.fail(f"expected an index under {start.text}", start)
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected what {start.text} takes, {found(self.token)}")
        body = self.term() if not self.at(*_SIGNS) else self.factor()
        return Big(cast("Any", start.text), clauses, upper, body, span=self.span(start))

    def clauses(self) -> tuple[Clause, ...]:
        r"""What stands under a sum: `i=1`, `i`, `i,j`, `ij`, `j \ne k`, `1 \le i < j \le n`."""
        if not self.at("{"):
            token = self.next()
            return (Clause(self.index(token), span=Span(token.start, token.end)),)
        self.next()
        script, self.script = self.script, True
        clauses: list[Clause] = []
        while not self.at("}"):
            clauses += self.clause()
            if self.at(",", "\\\\"):
                self.next()
            elif self.token.kind == "eof":
                self.fail("a closing } is missing")
        self.next()
        self.script = script
        return tuple(clauses)

    def index(self, token: Token) -> Name:
        """`token` as the letter of an index."""
        if token.kind != "letter":
            self.fail(f"expected an index, {found(token)}", token)
        return Name(token.text, token.dress, span=Span(token.start, token.end))

    def clause(self) -> list[Clause]:
        """One chain of relations under a sum."""
        start = self.token
        sides = [self.expression()]
        relations: list[str] = []
        while self.token.text in _COMPARISONS and self.token.kind != "letter":
            relations.append(self.next().text)
            sides.append(self.expression())
        if not relations:
            names = sides[0].factors if isinstance(sides[0], Product) else (sides[0],)
            if not all(isinstance(name, Name) for name in names):
                self.fail("expected an index under the sum", start)
            return [Clause(cast("Name", name), span=name.span) for name in names]
        return [
            self._comparison(left, relation, right)
            for left, relation, right in zip(sides, relations, sides[1:], strict=False)
        ]

    def _comparison(self, left: Node, relation: str, right: Node) -> Clause:
        span = Span(left.span.start, right.span.end)
        if isinstance(left, Name):
            return Clause(left, relation, right, span=span)
        if isinstance(right, Name):
            turned = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le"}.get(relation, relation)
            return Clause(right, turned, left, span=span)
        raise NotationError(span.start, span.end, "expected an index on one side of this relation")

    # Operators

    def operator(self) -> Node:
        """The word of an operator with its scripts and argument."""
        start = self.next()
        name = OPERATORS.get(start.text.lower())
        if name is None:
            return self.unknown_word(start)
        self._refuse_letters(start)
        subscript: Node | None = None
        power: Node | None = None
        transposed = False
        while self.at("_", "^"):
            if self.next().text == "_":
                subscript = self.script_argument()
            elif self._script_mark() == "\\top":
                self._skip_script()
                transposed = True
            else:
                power = self.script_argument()
                if _is_minus_one(power) or isinstance(power, Add):
                    self.fail(f"\\{start.text}^{{-1}} is ambiguous: write brackets", start)
        arguments, bracket = self.operator_arguments(name)
        node: Node = Operator(name, arguments, bracket, subscript, span=self.span(start))
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

    def unknown_word(self, start: Token) -> Node:
        """A word that is no operator: letters in upright dress, if all of them are names."""
        if start.text in self.lexicon.letters:
            return self.scripts(Name(start.text, start.dress, span=Span(start.start, start.end)))
        names = [Name(letter, start.dress, span=Span(start.start, start.end)) for letter in start.text]
        if start.dress == "mathrm" and all(letter in self.lexicon.letters for letter in start.text):
            last = self.scripts(names[-1])
            return Product((*names[:-1], last), span=self.span(start))
        if self.starts_factor():
            return self.fail(f"unknown operator {start.text}", start)
        return self.fail(f"unknown word {start.text}", start)

    def operator_arguments(self, name: str) -> tuple[tuple[Node, ...], Literal["", "(", "[", "\\{"]]:
        """The group in brackets, or the product up to the next operator."""
        if self.at("(", "[", "\\{"):
            bracket = cast("Bracket", self.token.text)
            return self.bracketed(), bracket
        if self.at("{") and name not in ("max", "min"):
            return (self.scripts(self.atom()),), ""
        if not self.starts_factor() and not self.is_differential():
            self.fail(f"expected the argument of {name}, {found(self.token)}")
        return (self.unbracketed(name),), ""

    def unbracketed(self, name: str) -> Node:
        r"""`\operatorname{tr} AB` takes the product.

        It ends before an operator, and before d save for tr and vec.
        """
        start = self.token
        first = self.factor()
        if isinstance(first, (Operator, Big)) or start.kind == "word":
            return first
        factors = [first]
        while self.starts_factor() or self.at("\\cdot", "\\times"):
            ahead = self.token
            if ahead.kind == "word" or ahead.text in ("\\sum", "\\prod", "\\nabla", "/"):
                break
            if (self.is_differential() or ahead.text == "\\partial") and name not in ("tr", "vec"):
                break
            if self.at("\\cdot", "\\times"):
                if self.peek().kind == "word":
                    break
                self.next()
            factors.append(self.factor())
        if self.token.text in _ENTRYWISE and name in ("tr", "det", "vec"):
            self.fail(f"{name} without brackets before {self.token.text}: write brackets")
        return first if len(factors) == 1 else Product(tuple(factors), span=self.span(start))

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
        closing = _CLOSING[opening.text]
        if not self.at(closing):
            if self.token.text in RELATIONS and self.token.kind != "letter":
                self.fail("a relation inside brackets: nothing inside brackets is judged")
            self.fail(f"expected {closing} for the {opening.text} here, {found(self.token)}", opening)
        self.next()
        return tuple(items)

    # Atoms and scripts

    def atom(self) -> Node:  # noqa: C901  (a table of cases)
        """A number, a name, or something in brackets."""
        token = self.token
        here = Span(token.start, token.end)
        if token.kind == "number":
            return self.number()
        if token.kind == "letter":
            return self.name()
        if token.kind == "begin":
            return self.environment()
        if self.at("(", "[", "\\{"):
            items = self.bracketed()
            bracket = cast("Bracket", token.text)
            if len(items) == 1:
                return Group(bracket, items[0], span=self.span(token))
            return Listed(bracket, items, span=self.span(token))
        if self.at("{"):
            return self.argument()
        if self.at("|", "\\|"):
            return self.between_bars()
        if self.at("\\sqrt"):
            self.depth += 1
            self.next()
            if self.at("["):
                self.fail("only the square root is read here: write x^{1/3}")
            if self.depth > MAX_NESTING:
                self.fail(f"nested more than {MAX_NESTING} deep")
            body = self.argument()
            self.depth -= 1
            return Root(body, span=self.span(token))
        if self.at("\\langle"):
            return self.inner()
        if self.at(*_DOTS):
            self.next()
            return Dots(cast("Any", token.text), span=here)
        return self.fail(self._expected_expression())

    def _expected_expression(self) -> str:
        token = self.token
        if token.kind == "command" and token.text not in RELATIONS | SEPARATORS | ARROWS:
            return f"{token.text} is not in the notation that is read here"
        return f"expected an expression, {found(token)}"

    def number(self) -> Node:
        r"""A numeral; `\mathbf 1` and `\mathbb 1` are vectors of ones or indicators."""
        token = self.next()
        if len(token.text) > MAX_DIGITS:
            self.fail(f"a number of more than {MAX_DIGITS} digits", token)
        if token.dress and token.text == "1" and self.at("(", "[", "\\{") and self._holds_comparison():
            return self.indicator(token)
        return Number(Fraction(token.text), token.dress, span=Span(token.start, token.end))

    def name(self) -> Node:
        """A letter, with `^*` and `^{(k)}` as part of the name, applied if it is a function."""
        token = self.next()
        here = Span(token.start, token.end)
        if token.text == "\\mathbb{1}":
            if self.at("[", "(", "\\{"):
                return self.indicator(token)
            return Number(Fraction(1), "mathbb", span=here)
        bold = f"\\mathbf{{{token.text}}}"  # the key of a bold letter that is a name of its own
        key = (bold if token.dress and bold in self.lexicon.letters else token.text) + self._name_mark()
        name: Node = Name(key, token.dress, span=self.span(token))
        if self.script:
            return name
        return self.applied(name, key, token)

    def _name_mark(self) -> str:
        r"""`^*`, `^{\star}` and `^{(k)}` behind a letter."""
        if not self.at("^"):
            return ""
        braced = self.peek().text == "{"
        mark = self.peek(2 if braced else 1)
        if mark.text == "*" and (not braced or self.peek(3).text == "}"):
            self.position += 4 if braced else 2
            return "^{*}"
        if braced and mark.text == "(":
            place, parts = 3, ""
            while self.peek(place).text != ")" and self.peek(place).kind in ("letter", "number"):
                parts += self.peek(place).text
                place += 1
            if parts and self.peek(place).text == ")" and self.peek(place + 1).text == "}":
                self.position += place + 2
                return f"^{{({parts})}}"
        return ""

    def applied(self, name: Node, key: str, start: Token) -> Node:
        """A function with its subscripts and primes, applied to the bracket that follows."""
        mark = self.position
        function = name
        full = key
        if self.at("_"):
            self.next()
            indices = self.indices()
            function = Sub(name, indices, span=self.span(start))
            full = f"{key}_{{{subscript_key(indices)}}}"
        if key not in self.lexicon.functions and full not in self.lexicon.functions:
            self.position = mark
            return name
        primes = self.primes()
        if primes:
            function = Prime(function, primes, span=self.span(start))
        if self.at("(", "[", "\\{"):
            return Call(function, self.bracketed(), span=self.span(start))
        if self.at("^") and self._call_behind_script():
            self.fail("a superscript between a function and its argument: write it behind the bracket")
        return function

    def _call_behind_script(self) -> bool:
        mark = self.position
        self.next()
        self._skip_script()
        found_ = self.at("(")
        self.position = mark
        return found_

    def primes(self) -> int:
        """The number of primes that follow."""
        count = 0
        while self.at("'"):
            self.next()
            count += 1
        return count

    def scripts(self, node: Node) -> Node:
        """Subscripts, superscripts and primes behind an atom."""
        while True:
            start = Token("symbol", "", node.span.start, node.span.end)
            if self.at("_"):
                self.next()
                node = Sub(node, self.indices(), span=self.span(start))
            elif self.at("'"):
                node = Prime(node, self.primes(), span=self.span(start))
            elif self.at("^"):
                node = self.superscript(node, start)
            else:
                return node

    def superscript(self, node: Node, start: Token) -> Node:
        """One superscript: a mark or an exponent."""
        self.next()
        if self.script:
            return Power(node, self.script_argument(), span=self.span(start))
        mark = self._script_mark()
        if mark == "'":
            self._skip_script()
            return Prime(node, 1, span=self.span(start))
        if mark:
            self._skip_script()
            return Marked(node, cast("Mark", mark), span=self.span(start))
        if self.at("(", "\\odot", "\\otimes", "\\dots"):
            self.fail(f"a superscript {self.token.text} is not in the notation that is read here")
        return Power(node, self.script_argument(), span=self.span(start))

    def _script_mark(self) -> str:
        r"""The mark that a superscript is (`^\top`, `^{-T}`, `^{\#}`), or nothing."""
        inner = self._script_tokens()
        words = "".join(token.text for token in inner)
        if words in ("T", "t", "-T", "-t", "-1T", "-1t"):
            letter = words[-1]
            if letter in self.lexicon.dimensions and not inner[-1].dress:
                self.fail(f"{letter} is a dimension here: write ^\\top for the transpose", inner[-1])
            if letter in self.lexicon.letters and not inner[-1].dress:
                return ""
            return "\\top" if words in "Tt" else "-\\top"
        known = {
            "\\top": "\\top",
            "-\\top": "-\\top",
            "-1\\top": "-\\top",
            "\\#": "\\#",
            "+": "+",
            "\\dagger": "+",
            "'": "'",
        }
        return known.get(words, "")

    def _script_tokens(self) -> list[Token]:
        """The tokens of the next script, without braces."""
        if not self.at("{"):
            return [self.token]
        place = self.position + 1
        depth = 1
        while self.tokens[place].kind != "eof":
            text = self.tokens[place].text if self.tokens[place].kind == "symbol" else ""
            depth += (text == "{") - (text == "}")
            if depth == 0:
                break
            place += 1
        return self.tokens[self.position + 1 : place]

    def _skip_script(self) -> None:
        braces = 2 if self.at("{") else 0
        self.position += len(self._script_tokens()) + braces

    def script_argument(self) -> Node:
        """The expression in a script: one token or a group in braces."""
        script, self.script = self.script, False
        if self.at("{"):
            self.next()
            if self.at("}"):
                self.fail("an empty script")
            node = self.word_or_expression()
            self.expect("}")
        else:
            self._split_number()
            node = self.single()
        self.script = script
        return node

    def single(self) -> Node:
        """A script without braces takes one token."""
        if self.token.kind in {"letter", "number"}:
            return self._index_atom()
        return self.atom() if self.token.kind != "word" else self.word_or_expression()

    def word_or_expression(self) -> Node:
        r"""A word (`\mathrm{row}`, `\infty`) or an expression."""
        token = self.token
        single = token.kind == "word" and self.peek().text in ("}", "_", "^")
        if single or token.kind == "prose" or (token.kind == "word" and token.text.lower() not in OPERATORS):
            self.next()
            return Word(token.text, span=Span(token.start, token.end))
        if self.at("\\infty", "*"):
            self.next()
            return Word(token.text, span=Span(token.start, token.end))
        return self.expression()

    def _split_number(self) -> None:
        """`x^23` is x² followed by 3: a script without braces takes one digit."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1:
            head = replace(token, text=token.text[0], end=token.start + 1)
            tail = replace(token, text=token.text[1:], start=token.start + 1)
            self.tokens[self.position : self.position + 1] = [head, tail]

    def indices(self) -> tuple[Node, ...]:
        """A subscript, split at its commas; letters and digits side by side stay a run."""
        script, self.script = self.script, True
        if self.at("{"):
            self.next()
            parts = [self.index_part()]
            while self.at(","):
                self.next()
                parts.append(self.index_part())
            if not self.at("}"):
                if self.token.text in RELATIONS:
                    self.fail("a relation in a subscript")
                self.fail(f"expected }} behind the subscript, {found(self.token)}")
            self.next()
        else:
            self._split_number()
            parts = [self.index_part(single=True)]
        self.script = script
        return tuple(parts)

    def index_part(self, *, single: bool = False) -> Node:
        """One index: `:`, a run of letters and digits, a word or an expression."""
        token = self.token
        if self.at(":"):
            self.next()
            return Colon(span=Span(token.start, token.end))
        if single:
            if token.kind in ("letter", "number"):
                return self._index_atom()
            return self.word_or_expression()
        run: list[Node] = []
        mark = self.position
        while self.token.kind in ("letter", "number"):
            if self.token.kind == "number" and len(self.token.text) > 1:
                self._split_number()
            run.append(self._index_atom())
        if self.at(",", "}") and run:
            return run[0] if len(run) == 1 else Run(tuple(run), span=self.span(token))
        self.position = mark
        return self.word_or_expression()

    def _index_atom(self) -> Node:
        token = self.next()
        span = Span(token.start, token.end)
        if token.kind == "number":
            return Number(Fraction(token.text), span=span)
        return Name(token.text, token.dress, span=span)

    # Groups

    def argument(self) -> Node:
        """What a command takes: a group in braces or one token."""
        if not self.at("{"):
            self._split_number()
            return self.atom()
        opening = self.next()
        bars, self.bars = self.bars, 0
        node = self.expression()
        self.bars = bars
        if not self.at("}"):
            if self.token.text in RELATIONS:
                self.fail("a relation inside braces: nothing inside braces is judged")
            self.fail(f"expected }} for the {{ here, {found(self.token)}", opening)
        self.next()
        return replace(node, span=self.span(opening))

    def between_bars(self) -> Node:
        r"""`|X|`, `||x||`, `\|x\|_F`."""
        start = self.token
        single = start.text == "|"
        double = single and self.peek().text == "|" and self.peek().glued
        self.position += 2 if double else 1
        self.bars += 1
        body = self.expression()
        self.bars -= 1
        for _ in range(2 if double else 1):
            if not self.at(start.text):
                self.fail(f"expected a second {start.text} for the one here, {found(self.token)}", start)
            self.next()
        if single and not double:
            return Bars(body, span=self.span(start))
        return self.norm(body, start)

    def norm(self, body: Node, start: Token) -> Node:
        """The scripts of a norm, in either order."""
        kind, power = "", None
        while self.at("_") or (self.at("^") and power is None):
            if self.next().text == "_":
                kind = self._norm_kind()
            elif self._script_mark():
                self.fail("a norm is a scalar: nothing to transpose")
            else:
                power = self.script_argument()
        node: Node = Norm(body, kind, span=self.span(start))
        return node if power is None else Power(node, power, span=self.span(start))

    def _norm_kind(self) -> str:
        inner = self._script_tokens()
        self._skip_script()
        words = "".join(token.text for token in inner)
        if words not in ("1", "2", "F", "*", "\\infty", "fro"):
            self.fail(f"unknown norm {words}: expected 1, 2, F, * or \\infty", inner[0] if inner else None)
        return "F" if words == "fro" else words

    def inner(self) -> Node:
        r"""`\langle A, B\rangle`."""
        start = self.next()
        bars, self.bars = self.bars, 0
        left = self.expression()
        self.expect(",")
        right = self.expression()
        self.bars = bars
        self.expect("\\rangle")
        return Inner(left, right, span=self.span(start))

    def _holds_comparison(self) -> bool:
        """Whether the bracket ahead holds a comparison, as an indicator does."""
        depth = 0
        for token in self.tokens[self.position :]:
            if token.text in ("(", "[", "\\{", "{") and token.kind in ("symbol", "command"):
                depth += 1
            elif token.text in (")", "]", "\\}", "}") and token.kind in ("symbol", "command"):
                depth -= 1
                if depth == 0:
                    return False
            elif depth == 1 and token.kind in ("symbol", "command") and token.text in _COMPARISONS:
                return True
        return False

    def indicator(self, start: Token) -> Node:
        r"""`\mathbb{1}[X > 0]`."""
        opening = self.next()
        left = self.expression()
        relation = self.token
        if relation.text not in _COMPARISONS:
            self.fail(f"expected a comparison in the indicator, {found(relation)}")
        self.next()
        right = self.expression()
        self.expect(_CLOSING[opening.text])
        bracket = cast("Bracket", opening.text)
        return Indicator(left, relation.text, right, bracket, span=self.span(start))

    # Environments

    def environment(self) -> Node:
        """A matrix or cases."""
        start = self.next()
        if start.text == "cases":
            return self.cases(start)
        if start.text not in MATRICES:
            self.fail(f"the environment {start.text} is not read here", start)
        if start.text == "array" and self.at("{"):
            self._skip_script()
        bars, self.bars = self.bars, 0
        rows = self.rows(start)
        self.bars = bars
        matrix = Matrix("matrix" if start.text == "vmatrix" else start.text, rows, span=self.span(start))
        return Bars(matrix, span=self.span(start)) if start.text == "vmatrix" else matrix

    def rows(self, start: Token) -> tuple[tuple[Node, ...], ...]:
        r"""Cells between & and \\, to the end of the environment."""
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            row.append(self.cell())
            if self.at("&"):
                self.next()
                continue
            rows.append(tuple(row))
            row = []
            if self.at("\\\\"):
                self.next()
                if not self._at_end(start):
                    continue
            if not self._at_end(start):
                self.fail(f"expected \\end{{{start.text}}}, {found(self.token)}")
            self.next()
            return tuple(rows)

    def _at_end(self, start: Token) -> bool:
        return self.token.kind == "end" and self.token.text == start.text

    def cell(self) -> Node:
        """One cell."""
        token = self.token
        if self.at("&", "\\\\") or token.kind == "end":
            return Blank(span=Span(token.start, token.end))
        if self.at("\\vdots", "\\ddots"):
            self.next()
            return Dots(cast("Any", token.text), span=Span(token.start, token.end))
        return self.expression()

    def is_kind(self, kind: str) -> bool:
        """Whether the next token is of this kind."""
        return self.token.kind == kind

    def cases(self, start: Token) -> Node:
        """Values with their conditions."""
        found_: list[Case] = []
        while not self.is_kind("end"):
            first = self.token
            value = self.expression()
            while self.at(",", "\\quad", "\\qquad", "&") or self.is_kind("prose"):
                self.next()
            condition: tuple[Node, str, Node] | None = None
            if not self.at("\\\\") and not self.is_kind("end"):
                condition = self.condition()
            found_.append(Case(value, condition, span=self.span(first)))
            while self.at(",", ".", ";") or self.is_kind("prose"):
                self.next()
            if self.at("\\\\"):
                self.next()
            elif not self.is_kind("end"):
                self.fail(f"expected the next case, {found(self.token)}")
        if self.next().text != "cases":
            self.fail("expected \\end{cases}")
        return Cases(tuple(found_), span=self.span(start))

    def condition(self) -> tuple[Node, str, Node]:
        """`x > 0` of a case."""
        left = self.expression()
        if self.token.text not in _COMPARISONS:
            self.fail(f"expected a comparison, {found(self.token)}")
        relation = self.next().text
        return left, relation, self.expression()


def _is_minus_one(node: Node) -> bool:
    return (
        isinstance(node, Add)
        and node.signs == ("-",)
        and node.terms[0] == Number(Fraction(1), span=node.span)
    )


def subscript_key(indices: tuple[Node, ...]) -> str:
    """How a subscript that belongs to a name is spelled in its key."""
    return ",".join(_index_key(index) for index in indices)


def _index_key(index: Node) -> str:
    if isinstance(index, Run):
        return "".join(_index_key(atom) for atom in index.atoms)
    if isinstance(index, Name):
        return index.key
    if isinstance(index, Number):
        return str(index.value)
    if isinstance(index, Word):
        return index.text
    return "?"
