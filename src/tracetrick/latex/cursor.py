"""A place in the tokens of a formula, and the steps that every rule of the grammar takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tracetrick.errors import NotationError
from tracetrick.latex.tree import Span
from tracetrick.latex.unseen import Unseen
from tracetrick.latex.vocabulary import ARROWS, ENTRYWISE, RELATIONS, SEPARATORS, SIGNS

if TYPE_CHECKING:
    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.latex.tokens import Kind, Token

_KNOWN = RELATIONS | SEPARATORS | ARROWS | SIGNS | ENTRYWISE | frozenset(["\\}", "\\|", "\\rangle"])
_FULL_WIDTH = frozenset(["（", "）", "【", "】", "［", "］"])


def found(token: Token) -> str:
    """How a message calls `token`."""
    if token.kind == "eof":
        return "the formula ends"
    if token.mark in _FULL_WIDTH:
        return f"found {token.text}, a full-width bracket"
    names = {
        "differential": "\\mathrm{d}",
        "begin": f"\\begin{{{token.text}}}",
        "end": f"\\end{{{token.text}}}",
    }
    return f"found {names.get(token.kind, token.text)}"


class Cursor:
    """Stands before `token`, which is `tokens[position]`; the last token is of kind `eof`.

    `bars` counts the open vertical bars, `depth` the factors inside one another; in a `script`, letters side
    by side are indices; `below_bar` is where the variables of a derivative stand, each behind its d or ∂;
    `unseen` are the groups without brackets that were read.
    """

    def __init__(self, tokens: list[Token], lexicon: Lexicon, *, script: bool = False) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.script = script
        self.below_bar = False
        self.bars = 0
        self.depth = 0
        self.unseen: list[Unseen] = []
        self.go(0)

    def go(self, position: int) -> None:
        """Stand before token number `position`, or at the end."""
        self.position = min(position, len(self.tokens) - 1)
        self.token = self.tokens[self.position]

    def peek(self, ahead: int = 1) -> Token:
        """The token `ahead` places further on."""
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind != "eof":
            self.position += 1
            self.token = self.tokens[self.position]
        return token

    def at(self, *marks: str) -> bool:
        """Whether the next token is one of these signs."""
        return self.token.mark in marks

    def is_kind(self, kind: Kind) -> bool:
        """Whether the next token is of this kind."""
        return self.token.kind == kind

    def expect(self, mark: str) -> Token:
        """Read the sign `mark`."""
        if self.token.mark != mark:
            self.fail(f"expected {mark}, {found(self.token)}")
        return self.next()

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self.token.kind != "eof":
            self.fail(self.expected("the end of the expression"))

    def expected(self, what: str) -> str:
        """What to say of the next token, where something else was expected."""
        mark = self.token.mark
        if mark.startswith("\\") and mark not in _KNOWN:
            return f"{self.token.text} is not in the notation that is read here"
        return f"expected {what}, {found(self.token)}"

    def note_unseen(self, start: int, first: int, last: int) -> None:
        """Tokens `start` to `first`, and `last` to here, make a group but show no bracket."""
        around = self.tokens[start:first] + self.tokens[last : self.position]
        self.unseen.append(Unseen(self.tokens[start], frozenset(token.start for token in around)))

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise NotationError at `token` or at the next one."""
        token = token or self.token
        raise NotationError(token.start, max(token.end, token.start + 1), message)

    def span(self, start: Token) -> Span:
        """From `start` to the last token read."""
        return self.span_from(start.start, start.end)

    def span_from(self, start: int, end: int) -> Span:
        """From the offset `start` to the last token read, at least to the offset `end`."""
        return Span(start, max(self.tokens[self.position - 1].end, end))
