"""The right side of a declaration: which set a name is declared to lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from tracetrick.errors import NotationError
from tracetrick.latex.parser import Lexicon, Parser

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token
    from tracetrick.latex.tree import Node
    from tracetrick.page.scope import VariableKind
# A plain S without a subscript is a sphere to many.
_TWO_VALUES: dict[str, VariableKind] = {
    "-1,1": "sign", "-1,+1": "sign", "1,-1": "sign", "+1,-1": "sign", "\\pm1": "sign",
    "0,1": "binary", "1,0": "binary",
}  # fmt: skip
_DEFINITE = {"\\mathbb{S}": ("", "++"), "S": ("++",)}


@dataclass(frozen=True)
class DeclaredSet:
    """A kind of variable with no, one or two dimensions."""

    kind: VariableKind
    shape: tuple[Node, ...] = ()


def read_set(tokens: list[Token], lexicon: Lexicon) -> DeclaredSet:
    """The set that `tokens` name, as in section 2 of the notation. Raises NotationError if they name none."""
    return _SetReader(tokens, lexicon).read()


def read_expression(tokens: list[Token], lexicon: Lexicon) -> Node:
    """The expression that `tokens` are. Raises NotationError where they are none."""
    return Parser.of(tokens, lexicon, script=True).whole()


@dataclass
class _SetReader:
    tokens: list[Token]
    lexicon: Lexicon

    def read(self) -> DeclaredSet:
        head, rest = self.tokens[0], self.tokens[1:]
        above, below = self.scripts(rest) if head.text not in ("\\{", "O") else ([], [])
        below_text = "".join(token.text for token in below)
        if head.text == "\\mathbb{R}" and below_text in (">0", "++") and not above:
            return DeclaredSet("positive")
        if head.text == "\\mathbb{R}" and not below:
            return DeclaredSet("real", self.dimensions(above))
        if head.text in ("\\mathbb{S}", "S") and below_text in _DEFINITE[head.text] and above:
            size = self.dimensions(above)
            if len(size) == 1:
                return DeclaredSet("definite" if below else "symmetric", size * 2)
        if head.text == "\\mathbb{N}" and not above:
            return DeclaredSet("natural")
        if head.text == "\\Delta" and above and not below:
            return DeclaredSet("simplex", self.dimensions(above))
        if head.text == "O" and rest and rest[0].text == "(" and rest[-1].text == ")":
            return DeclaredSet("orthogonal", (read_expression(rest[1:-1], self.lexicon),) * 2)
        if head.text == "\\{":
            return self.braced()
        self.fail()

    def fail(self) -> NoReturn:
        expected = (
            "\\mathbb{R}^{m\\times n}, \\mathbb{S}^n, \\mathbb{S}^n_{++}, \\mathrm{O}(n), "
            "\\{e_1,\\dots,e_m\\}, \\{-1,1\\}"
        )
        raise NotationError(self.tokens[0].start, self.tokens[-1].end, f"expected a set such as {expected}")

    def scripts(self, tokens: list[Token]) -> tuple[list[Token], list[Token]]:
        """The tokens of the superscript and of the subscript."""
        above: list[Token] = []
        below: list[Token] = []
        place = 0
        while place < len(tokens):
            mark = tokens[place].text
            if mark not in {"^", "_"} or place + 1 >= len(tokens):
                self.fail()
            inner, place = _script(tokens, place + 1)
            if mark == "^":
                above += inner
            else:
                below += inner
        return above, below

    def dimensions(self, tokens: list[Token]) -> tuple[Node, ...]:
        r"""`m\times n` as its dimensions."""
        if not tokens:
            return ()
        parts: list[list[Token]] = [[]]
        for token in tokens:
            if token.text == "\\times":
                parts.append([])
            else:
                parts[-1].append(token)
        if len(parts) > 2 or not all(parts):
            self.fail()
        return tuple(read_expression(part, self.lexicon) for part in parts)

    def braced(self) -> DeclaredSet:
        r"""`\{-1,1\}`, `\{0,1\}^{n}`, or a list with dots."""
        end = next((k for k, token in enumerate(self.tokens) if token.text == "\\}"), None)
        if end is None:
            self.fail()
        kind = _TWO_VALUES.get("".join(token.text for token in self.tokens[1:end]))
        above, below = self.scripts(self.tokens[end + 1 :])
        if kind and not below:
            return DeclaredSet(kind, self.dimensions(above))
        if end < len(self.tokens) - 1:
            self.fail()
        return self.listed()

    def listed(self) -> DeclaredSet:
        r"""`\{1,\dots,c\}` and `\{e_1,\dots,e_m\}`."""
        parts: list[list[Token]] = [[]]
        for token in self.tokens[1:-1]:
            if token.text == ",":
                parts.append([])
            else:
                parts[-1].append(token)
        if len(parts) < 3 or [t.text for t in parts[-2]] != ["\\dots"] or not all(parts):
            self.fail()
        first = "".join(token.text for token in parts[0])
        second = "".join(token.text for token in parts[1]) if len(parts) == 4 else ""
        if len(parts) > 4 or second not in ("", "2", "e_2", "e_{2}"):
            self.fail()
        if first == "1":
            return DeclaredSet("label", (read_expression(parts[-1], self.lexicon),))
        last = [token.text for token in parts[-1]]
        if first in ("e_1", "e_{1}") and last[:2] == ["e", "_"] and len(last) > 2:
            inner, end = _script(parts[-1], 2)
            if end < len(parts[-1]):
                self.fail()
            return DeclaredSet("onehot", (read_expression(inner, self.lexicon),))
        self.fail()


def _script(tokens: list[Token], place: int) -> tuple[list[Token], int]:
    """The tokens of one script that begins at `place`, without braces, and the place behind it."""
    if tokens[place].text != "{":
        return [tokens[place]], place + 1
    depth = 0
    for end in range(place, len(tokens)):
        depth += (tokens[end].text == "{") - (tokens[end].text == "}")
        if depth == 0:
            return tokens[place + 1 : end], end + 1
    return tokens[place + 1 :], len(tokens)
