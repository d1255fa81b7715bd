"""Subscripts, superscripts and primes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from tracetrick.latex.cursor import found
from tracetrick.latex.printer import FAMILY_ABOVE
from tracetrick.latex.rules import Rules
from tracetrick.latex.tree import (
    Colon,
    Group,
    Mark,
    Marked,
    Name,
    Node,
    Number,
    Power,
    Prime,
    Run,
    Span,
    Sub,
    Word,
)
from tracetrick.latex.vocabulary import MAX_NESTING, OPERATORS, RELATIONS

if TYPE_CHECKING:
    from tracetrick.latex.tokens import Token

_TRANSPOSES = frozenset(["T", "t", "-T", "-t", "-1T", "-1t"])
_MARKS = {
    "\\top": "\\top",
    "-\\top": "-\\top",
    "-1\\top": "-\\top",
    "\\#": "\\#",
    "+": "+",
    "\\dagger": "+",
    "+\\top": "+\\top",
    "+T": "+\\top",
    "\\dagger\\top": "+\\top",
    "\\dagger T": "+\\top",
    "\\#\\top": "\\#\\top",
    "'": "'",
}
_LONGEST_MARK = max(map(len, (*_TRANSPOSES, *_MARKS)))  # and so the most tokens that one is made of
_LONGEST = 1000  # signs of a subscript: nested ones are each looked through once
_SIGNS = frozenset(["\\infty", "*", "\\star", "+", "-"])
_TWO_MARKS = {"+\\top": ("+", "\\top"), "\\#\\top": ("\\#", "\\top")}


class Scripts(Rules):
    """Reads what stands behind an atom, above or below the line."""

    def scripts(self, node: Node) -> Node:
        """Subscripts, superscripts and primes behind an atom."""
        for _ in range(MAX_NESTING):
            mark = self.token.mark
            if mark == "_":
                self.next()
                node = Sub(node, self.indices(node), span=self._behind(node))
            elif mark == "'":
                node = Prime(node, self.primes(), span=self._behind(node))
            elif mark == "^":
                node = self.superscript(node)
            else:
                return node
        return self.fail(f"nested more than {MAX_NESTING} deep")

    def _behind(self, node: Node) -> Span:
        return self.span_from(node.span.start, node.span.end)

    def is_family_member(self, key: str) -> bool:
        r"""Whether `^{(i)}` follows that makes a member of the family `x^{(i)}`."""
        if f"{key}{FAMILY_ABOVE}" not in self.lexicon.letters or self.peek(2).mark != "(":
            return False
        text = "".join(token.text for token in self.tokens[self.position + 2 : self.position + 5])
        return f"{key}^{{{text}}}" not in self.lexicon.letters

    def _member(self, node: Node, name: Name) -> Node:
        r"""`x^{(i)}` of a family, or `x_j^{(i)}`, its entry j."""
        self.next()
        self._split_transpose()
        index = self.script_argument()
        inner = index.body if isinstance(index, Group) else index
        base = replace(name, key=f"{name.key}{FAMILY_ABOVE}")
        member = Sub(base, (inner,), span=self._behind(node))
        return replace(node, base=member, span=member.span) if isinstance(node, Sub) else member

    def _split_transpose(self) -> None:
        r"""`^{(l)\top}` is `^{(l)}`, and behind it `^{\top}`."""
        depth = 0
        for place in range(self.position + 1, len(self.tokens) - 2):
            token, after = self.tokens[place], self.tokens[place + 1]
            depth += (token.mark == "(") - (token.mark == ")")
            if depth == 0:
                transposes = after.mark == "\\top" or after.text in ("T", "t")
                if transposes and self.tokens[place + 2].mark == "}":
                    empty = after._replace(kind="sign", end=after.start)
                    between = [empty._replace(text=one, mark=one) for one in ("}", "^", "{")]
                    self.tokens[place + 1 : place + 1] = between
                return

    def superscript(self, node: Node) -> Node:
        """One superscript: a mark or an exponent."""
        name = node.base if isinstance(node, Sub) else node
        if isinstance(name, Name) and isinstance(node, (Name, Sub)) and self.is_family_member(name.key):
            return self._member(node, name)
        start = self.next()
        if self.script:
            self._refuse_second(node, start)
            return Power(node, self.script_argument(), span=self._behind(node))
        mark = self.script_mark()
        if mark == "'":
            self.skip_script()
            return Prime(node, 1, span=self._behind(node))
        if mark:
            last = self.script_tokens()[-1]
            letter = last.text if last.kind == "letter" and not last.dress else ""
            self.skip_script()
            for one in _TWO_MARKS.get(mark, (mark,)):
                node = Marked(node, cast("Mark", one), letter, span=self._behind(node))
            return node
        if self.at("(", "\\odot", "\\otimes", "\\dots"):
            self.fail(f"a superscript {self.token.text} is not in the notation that is read here")
        if self.at("{") and self.peek().mark == "\\odot":
            self.fail("an element-wise power is not read: write x \\odot x", self.peek())
        self._refuse_second(node, start)
        return Power(node, self.script_argument(), span=self._behind(node))

    def _refuse_second(self, node: Node, start: Token) -> None:
        r"""`{x^2}^3` shows two exponents side by side."""
        if isinstance(node, Power):
            self.fail("a second exponent: write brackets around what the first one belongs to", start)

    def script_mark(self) -> str:
        r"""The mark that a superscript is (`^\top`, `^{-T}`, `^{\#}`), or nothing."""
        inner = self.script_tokens()
        words = "".join(token.text for token in inner)
        if words in _TRANSPOSES:
            letter = words[-1]
            if letter in self.lexicon.dimensions and not inner[-1].dress:
                self.fail(f"{letter} is a dimension here: write ^\\top for the transpose", inner[-1])
            if letter in self.lexicon.letters and not inner[-1].dress:
                return ""
            return "\\top" if words in "Tt" else "-\\top"
        return _MARKS.get(words, "")

    def script_tokens(self) -> list[Token]:
        """The tokens of the next script, without braces; only the first of one too long for a mark."""
        if self.token.mark != "{":
            return [self.token]
        place = self.position + 1
        depth = 1
        while self.tokens[place].kind != "eof" and place <= self.position + _LONGEST_MARK + 1:
            mark = self.tokens[place].mark
            depth += (mark == "{") - (mark == "}")
            if depth == 0:
                break
            place += 1
        return self.tokens[self.position + 1 : place]

    def skip_script(self) -> None:
        """Pass over the next script."""
        braces = 2 if self.at("{") else 0
        self.go(self.position + len(self.script_tokens()) + braces)

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
            self.split_number()
            node = self._single()
        self.script = script
        return node

    def _single(self) -> Node:
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
        if (signs := self._signs()) is not None:
            return signs
        return self.expression()

    def _signs(self) -> Word | None:
        r"""Signs that are a subscript alone and so part of a name: `x_*`, `K_{**}`, `x_+`."""
        start = self.token
        ahead = 0
        while self.peek(ahead).mark == start.mark and start.mark in _SIGNS:
            ahead += 1
        alone = ahead == 1 and start.mark in ("*", "\\star", "\\infty")
        if not ahead or not (alone or self.peek(ahead).mark == "}"):
            return None
        self.go(self.position + ahead)
        return Word(start.mark * ahead, span=self.span(start))

    def split_number(self) -> None:
        """`x^23` is x² followed by 3: a script without braces takes one digit."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1:
            head = token._replace(text=token.text[0], end=token.start + 1)
            tail = token._replace(text=token.text[1:], start=token.start + 1)
            self.tokens[self.position : self.position + 1] = [head, tail]
            self.go(self.position)

    def indices(self, base: Node | None = None) -> tuple[Node, ...]:
        """A subscript, split at its commas; letters and digits side by side stay a run."""
        script, self.script = self.script, True
        if self.at("{"):
            self._split_sizes(base)
            self.next()
            parts = [self._index()]
            while self.at(","):
                self.next()
                parts.append(self._index())
            if not self.at("}"):
                if self.token.mark in RELATIONS:
                    self.fail("a relation in a subscript")
                self.fail(f"expected }} behind the subscript, {found(self.token)}")
            self.next()
        else:
            self.split_number()
            parts = [self._bare_index()]
        self.script = script
        return tuple(parts)

    def _bare_index(self) -> Node:
        """A subscript without braces: one token."""
        token = self.token
        if self.at(":"):
            self.next()
            return Colon(span=Span(token.start, token.end))
        if token.kind in ("letter", "number"):
            return self._index_atom()
        if token.kind in ("word", "prose") or token.mark in _SIGNS:
            self.next()
            return Word(
                token.text if token.kind in ("word", "prose") else token.mark,
                span=Span(token.start, token.end),
            )
        if self.at("(", "["):
            self.expect("{")
        return self.atom()

    def _split_sizes(self, base: Node | None) -> None:
        r"""`0_{m\times n}` is `0_{m,n}`; behind a name it would select an entry, which it never means."""
        depth = 0
        for place, token in enumerate(self.tokens[self.position : self.position + _LONGEST], self.position):
            depth += (token.mark == "{") - (token.mark == "}")
            if depth == 0:
                return
            if depth == 1 and token.mark == "\\times":
                if not isinstance(base, Number) and not (isinstance(base, Name) and base.key == "I"):
                    self.fail(
                        "a size below a name is not read: say X \\in \\mathbb{R}^{m\\times n} once", token
                    )
                self.tokens[place] = token._replace(text=",", mark=",")
        if len(self.tokens) - self.position > _LONGEST:
            self.fail(f"a subscript of more than {_LONGEST} signs")

    def _index(self) -> Node:
        """One index: `:`, a run of letters and digits, a word or an expression."""
        token = self.token
        if self.at(":"):
            self.next()
            return Colon(span=Span(token.start, token.end))
        run: list[Node] = []
        mark = self.position
        while self.token.kind in ("letter", "number"):
            run += self._index_atoms()
        if self.at(",", "}") and run:
            return run[0] if len(run) == 1 else Run(tuple(run), span=self.span(token))
        self.go(mark)
        return self.word_or_expression()

    def _index_atom(self) -> Node:
        token = self.next()
        span = Span(token.start, token.end)
        if token.kind == "number":
            return Number(Fraction(token.text), span=span)
        return Name(token.text, token.dress, span=span)

    def _index_atoms(self) -> list[Node]:
        """A letter, or the digits of a number one by one."""
        token = self.token
        if token.kind != "number" or not token.text.isdigit():
            self.split_number()
            return [self._index_atom()]
        self.next()
        places = range(token.start, token.start + len(token.text))
        return [
            Number(Fraction(int(digit)), span=Span(place, place + 1))
            for place, digit in zip(places, token.text, strict=True)
        ]

    def primes(self) -> int:
        """The number of primes that follow."""
        count = 0
        while self.at("'"):
            self.next()
            count += 1
        return count
