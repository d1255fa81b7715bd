"""A statement that is being read: its fragment, and what its suffixes say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracetrick.errors import NotationError
from tracetrick.latex.parser import Lexicon, Parser
from tracetrick.latex.tree import Listed, Name, Node, Span, Sub, atoms
from tracetrick.page.conditions import of_draws, trailing_condition
from tracetrick.page.context import family_above, literal_key
from tracetrick.page.implications import Part
from tracetrick.page.scope import family_key
from tracetrick.page.statement import Statement
from tracetrick.page.suffixes import of_indices

if TYPE_CHECKING:
    from tracetrick.errors import SpanError
    from tracetrick.latex.tokens import Token
    from tracetrick.page.context import Context
    from tracetrick.page.formula import Formula
    from tracetrick.page.fragments import Fragment
    from tracetrick.page.scope import Range, Restriction
    from tracetrick.page.source import Source
    from tracetrick.page.statement import Kind


# A name to declare: its key, the indices that make it a family, and where it begins.
NewName = tuple[str, tuple[str, ...], "Token"]


@dataclass
class Display:
    """The formula that is being read; `number` counts its statements, `skipped` is the author's reason."""

    source: Source
    formula: Formula
    context: Context
    skipped: str = ""
    number: int = 0

    def unread(self, start: int, end: int, error: SpanError, relation: str = "") -> Statement:
        """A claim that cannot be read."""
        return self.statement("claim", start, end, error.start, relation, error=error)

    def statement(
        self,
        kind: Kind,
        start: int,
        end: int,
        at: int,
        relation: str,
        **fields: Any,  # noqa: ANN401  (likewise)
    ) -> Statement:
        """The next statement of this formula."""
        self.number += 1
        fields.setdefault("scope", self.context.scope)
        skipped = self.skipped if kind == "claim" else ""
        return Statement(
            kind, self.source.text[start:end], start, end, at, self.number, relation,
            skipped=skipped, formula=self.formula, **fields,
        )  # fmt: skip


@dataclass
class Draft:
    """A fragment that is a statement of `display`, with its suffixes."""

    fragment: Fragment
    display: Display
    part: Part = field(default_factory=Part)
    ranges: list[Range] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)

    @property
    def context(self) -> Context:
        """What is in force at it."""
        return self.display.context

    @property
    def lexicon(self) -> Lexicon:
        """What the parser has to know of names and of the indices that have a range."""
        return self.context.lexicon(self.ranges)

    @property
    def indices(self) -> set[str]:
        """The indices that have a range."""
        return {item.index for item in self.ranges}

    def concludes(self, key: str) -> bool:
        """Whether this is a conclusion, and so a claim, about a name in force."""
        return self.part.is_conclusion and key in self.context.names

    def refuse_beside_arrow(self) -> None:
        """Raise NotationError where an arrow leads directly to what would be declared, defined or assumed."""
        if self.part.arrow:
            first, last = self.fragment.tokens[0], self.fragment.tokens[-1]
            arrow = self.part.arrow
            message = (
                f"beside {arrow} stands a conclusion, which is judged: declare, define or assume before it"
            )
            raise NotationError(first.start, last.end, message)

    def parser(self, tokens: list[Token]) -> Parser:
        """A parser of some of its tokens."""
        return Parser.of(tokens, self.lexicon)

    def expression(self, tokens: list[Token], lexicon: Lexicon | None = None) -> Node:
        """One side; a bracket with a relation at its end is a suffix of the statement."""
        condition = trailing_condition(tokens)
        if condition and (said := of_indices(condition[1], self.fragment, self.context)):
            self.ranges += said.ranges
            self.restrictions += said.restrictions
            tokens = tokens[: condition[0]]
        elif condition:
            self.restrictions += of_draws(condition[1], self.context.scope)
            tokens = tokens[: condition[0]]
        return Parser.of(tokens, lexicon or self.lexicon).whole()

    def take_range(self, number: int) -> None:
        r"""Take the range from the end of a set: `x_i \in \mathbb{R}^n\ (i = 1,\dots,N)`."""
        side = self.fragment.sides[number]
        condition = trailing_condition(side)
        said = of_indices(condition[1], self.fragment, self.context) if condition else None
        if condition and condition[0] and said:
            said.attach([self])
            self.fragment.sides[number] = side[: condition[0]]

    def listed(self, sides: list[list[Token]]) -> Node:
        """One expression, or several as a list."""
        items = [self.parser(side).whole() for side in sides]
        span = Span(items[0].span.start, items[-1].span.end)
        return items[0] if len(items) == 1 else Listed("(", tuple(items), span=span)

    def names(self, tokens: list[Token]) -> list[NewName]:
        """`X, x_i` as keys with the indices that make them families.

        Raises NotationError at anything else.
        """
        parser = Parser.of(tokens, Lexicon())
        found: list[NewName] = []
        while True:
            start = parser.token
            if start.kind not in ("letter", "word"):
                parser.fail("expected a name")
            if start.kind == "word":
                parser.next()
                node: Node = Name(f"\\{start.text.lower()}", span=Span(start.start, start.end))
            else:
                node = parser.scripts(parser.atom())
            found.append((*_key_of(node, self.indices, start), start))
            if parser.token.kind == "eof":
                return found
            parser.expect(",")

    def made(self, kind: Kind, link: int = 0, *, last: int = 0, **fields: Any) -> Statement:  # noqa: ANN401  (the fields of a statement)
        """The statement that relation `link` of the fragment makes, or those from `link` to `last`."""
        relation = self.fragment.relations[link]
        left, right = self.fragment.sides[link], self.fragment.sides[max(link, last) + 1]
        start = left[0].start if left else relation.start
        end = right[-1].end if right else relation.end
        fields.setdefault("relation", relation.text)
        fields.setdefault("at", relation.start)
        return self.display.statement(
            kind, start, end, **fields, ranges=tuple(self.ranges), restrictions=tuple(self.restrictions)
        )


def _key_of(node: Node, indices: set[str], token: Token) -> tuple[str, tuple[str, ...]]:
    node = family_above(node, indices) or node
    if isinstance(node, Name):
        return node.key, ()
    if isinstance(node, Sub) and isinstance(node.base, Name):
        letters = tuple(atom.key if isinstance(atom, Name) else "" for atom in atoms(node.indices))
        if letters and all(letter in indices for letter in letters):
            return family_key(node.base.key), letters
        return literal_key(node.base, node.indices), ()
    raise NotationError(token.start, token.end, "expected a bare name to declare")
