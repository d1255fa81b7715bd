"""A formula's tokens to fragments: chains of sides and relations, between separators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, pairwise
from operator import attrgetter
from typing import NoReturn

from tracetrick.errors import NotationError
from tracetrick.latex.environments import refuse_column
from tracetrick.latex.tokens import Token
from tracetrick.latex.vocabulary import ARROWS, FORBIDDEN, RELATIONS

_OPENING = frozenset(["(", "[", "{", "\\{", "\\langle"])
_CLOSING = frozenset([")", "]", "}", "\\}", "\\rangle"])
_ROWS = frozenset(
    ["aligned", "align", "align*", "gather", "gather*", "gathered", "split", "alignedat", "alignat",
     "alignat*",      "equation", "equation*", "eqnarray", "eqnarray*"]
)  # fmt: skip
_BINARY = frozenset(["+", "-", "\\pm", "\\mp", "\\odot", "\\oslash", "\\otimes", "\\cdot", "\\times", "/"])
_CONTINUING = _BINARY | {"^", "_", "'", "[", "{", "|", "\\{", "\\|", "\\frac", "\\sqrt", "\\langle"}
BEHIND_LISTS = frozenset(["\\in", ":", ">"])  # the relations before which names with commas are one side
_FACTORS = frozenset(["letter", "number", "word", "differential", "begin"])
_PUNCTUATION = frozenset([",", ";", "."])
_FOR_ALL = re.compile(r"(?:for\s+)?(?:all|each|every|any)|.*(?:所有|任意|每个|每一个)(?:的)?", re.IGNORECASE)
_KEYBOARD = {"=>": "\\Rightarrow", "<=": "\\le", ">=": "\\ge", "!=": "\\ne", "==": "="}


@dataclass
class Fragment:
    """A chain: `sides[k] relations[k] sides[k+1]`; `arrow` stands before it."""

    sides: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[Token] = field(default_factory=list)
    arrow: str = ""
    comma: bool = False  # a comma stands before it
    for_all: bool = False  # "for all" stands before it, in words
    begins_row: bool = False

    @property
    def tokens(self) -> list[Token]:
        """All tokens of the sides and relations, in order."""
        return sorted(chain(self.relations, *self.sides), key=attrgetter("start"))

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.relations and not any(self.sides)


def fragments(tokens: list[Token]) -> list[Fragment]:
    """Split a formula.

    Raises NotationError at brackets that do not match and commands that hide something.
    """
    for token in tokens:
        if token.mark in FORBIDDEN:
            message = "is not read: nothing is shown that is not read, and nothing read that is not shown"
            raise NotationError(token.start, token.end, f"{token.text} {message}")
    for one, other in pairwise(tokens):
        if (sign := _KEYBOARD.get(one.mark + other.mark)) and one.end == other.start:
            raise NotationError(one.start, other.end, f"{one.text}{other.text} is no relation: write {sign}")
    return _merged(_Splitter(tokens).run())


@dataclass
class _Splitter:
    tokens: list[Token]
    position: int = 0
    found: list[Fragment] = field(default_factory=list)
    current: Fragment = field(default_factory=Fragment)
    brackets: list[Token] = field(default_factory=list)
    row_start: bool = True
    spaced: bool = False
    punctuated: bool = False
    ampersands: int = 0
    transparent: list[str] = field(default_factory=list)

    def run(self) -> list[Fragment]:
        while self.tokens[self.position].kind != "eof":
            self.step(self.tokens[self.position])
            self.position += 1
        if self.brackets:
            token = self.brackets[-1]
            raise NotationError(token.start, token.end, f"{_name(token)} is never closed")
        if self.transparent:
            token = self.tokens[-1]
            raise NotationError(
                token.start, token.end, f"expected \\end{{{self.transparent[-1]}}}, the formula ends"
            )
        self.close()
        if self.current.arrow and any(fragment.relations for fragment in self.found):
            token = self.tokens[-1]
            raise NotationError(token.start, token.end, f"{self.current.arrow} leads to nothing")
        return [fragment for fragment in self.found if not fragment.empty]

    def step(self, token: Token) -> None:
        if self.brackets or (token.kind == "begin" and not self._is_rows(token)):
            self.nested(token)
        elif token.kind in ("begin", "end"):
            self.boundary(token)
        elif token.mark == "\\{" and self._is_rows(self.tokens[self.position + 1]):
            pass  # the brace of a system of equations
        elif token.kind == "prose":
            if not self.found and self.current.empty:
                raise NotationError(token.start, token.end, "words before the first statement of a formula")
            self.close()
            self.current.for_all = bool(_FOR_ALL.fullmatch(token.text.strip()))
        elif token.mark and self.separates(token):
            pass
        else:
            self.content(token)

    def nested(self, token: Token) -> None:
        """A token in brackets or in a matrix belongs to the side as it is."""
        self.begin()
        self.add(token)
        mark = token.mark
        if token.kind == "begin" or mark in _OPENING:
            self.brackets.append(token)
        elif token.kind == "end" or mark in _CLOSING:
            opening = self.brackets.pop()
            if (opening.kind == "begin") != (token.kind == "end") or not _match(opening, token):
                raise NotationError(token.start, token.end, f"{_name(token)} does not close {_name(opening)}")

    def _is_rows(self, token: Token) -> bool:
        """Whether an environment that begins here holds rows of statements."""
        if token.kind != "begin" or token.text != "array":
            return token.kind == "begin" and token.text in _ROWS
        return _holds_relation(self.tokens, self.tokens.index(token, self.position))

    def boundary(self, token: Token) -> None:
        r"""`\begin{aligned}` and `\end{aligned}` carry no meaning but their rows."""
        following = self.tokens[self.position + 1]
        if token.kind == "begin":
            within = [one for one in self.tokens[self.position + 1 : self.position + 3] if one.mark != "&"]
            if self.current.sides[-1] and within[0].mark not in RELATIONS:
                self._refuse_beside(token)
            self.transparent.append(token.text)
            self.ampersands = 0
            if token.text in ("array", "alignedat", "alignat", "alignat*"):
                self._columns(token.text)
        elif not self.transparent or self.transparent.pop() != token.text:
            raise NotationError(token.start, token.end, f"{_name(token)} closes nothing")
        elif self.current.sides[-1] and self._goes_on(following):
            self._refuse_beside(token._replace(kind="begin"))

    def _goes_on(self, token: Token) -> bool:
        """Whether a side would go on with this token behind an environment of rows."""
        if token.mark == "(":  # of a suffix
            return not _holds_relation(self.tokens, self.position + 1)
        return token.kind in _FACTORS or token.mark in _CONTINUING

    def _refuse_beside(self, token: Token) -> NoReturn:
        """Rows beside a factor or a term look like one thing, and are not read as one."""
        message = f"{_name(token)} is no bracket: write brackets around what belongs together"
        raise NotationError(token.start, token.end, message)

    def _columns(self, environment: str) -> None:
        """Pass over the columns of an array, or the number of columns of an alignment."""
        if self.tokens[self.position + 1].mark != "{":
            return
        self.position += 2
        while self.tokens[self.position].mark != "}":
            token = self.tokens[self.position]
            if token.kind == "eof":
                raise NotationError(token.start, token.end, "a closing } is missing")
            if environment == "array":
                refuse_column(token)
            elif token.kind != "number":
                raise NotationError(token.start, token.end, "expected the number of columns")
            self.position += 1

    def separates(self, token: Token) -> bool:
        """Whether the token is a separator, and what it does."""
        if token.text == "\\\\":
            self.close()
            self.row_start, self.ampersands = True, 0
        elif token.text == "&":
            if self.current.relations and not self.current.sides[-1]:
                return True  # directly behind a relation, as in `&=&`, there is nothing to separate
            self.ampersands += 1
            if self.ampersands % 2 == 0:
                self.close()
        elif token.text in _PUNCTUATION:
            self.close()
            self.punctuated = True
            self.current.comma = token.text == ","
        elif token.text in ("\\quad", "\\qquad"):
            if not self.current.relations or self.current.sides[-1]:  # else space behind a relation
                self.close()
                self.spaced = True
        elif token.text in ARROWS:
            self.close()
            self.current.arrow = token.text
        else:
            return False
        return True

    def close(self) -> None:
        """End the current fragment."""
        if not self.current.empty:
            self.found.append(self.current)
            self.current = Fragment()
            self.punctuated = False

    def content(self, token: Token) -> None:
        """A token at depth 0 that is part of a side, or a relation."""
        following = self.tokens[self.position + 1]
        if token.mark == "\\forall" or (token.mark == "(" and following.mark == "\\forall"):
            self.close()
        if (self.row_start or self.spaced) and self.current.empty and self.found:
            self.resume(token)
        self.begin()
        self.row_start = self.spaced = False
        if token.mark in RELATIONS:
            self.current.relations.append(token)
            self.current.sides.append([])
            return
        if token.mark in _OPENING:
            self.brackets.append(token)
        elif token.mark in _CLOSING:
            raise NotationError(token.start, token.end, f"{token.text} closes nothing")
        self.add(token)

    def resume(self, token: Token) -> None:
        """A row that begins with a relation, or with a binary operator, goes on with the row above."""
        if not token.mark or self.current.arrow:
            return
        goes_on = token.mark in RELATIONS or (
            token.mark in _BINARY and not self.punctuated and self.row_start
        )
        if goes_on:
            self.current = self.found.pop()

    def begin(self) -> None:
        """Take note of a fragment that begins a row."""
        self.current.begins_row |= self.row_start and self.current.empty

    def add(self, token: Token) -> None:
        self.row_start = False
        self.current.sides[-1].append(token)


def _match(opening: Token, closing: Token) -> bool:
    if opening.kind == "begin":
        return opening.text == closing.text
    pairs = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\langle": "\\rangle"}
    return pairs[opening.text] == closing.text


def _name(token: Token) -> str:
    return f"\\{token.kind}{{{token.text}}}" if token.kind in ("begin", "end") else token.text


def _holds_relation(tokens: list[Token], begin: int) -> bool:
    """Whether a relation stands in the environment that begins at `begin`, outside brackets."""
    depth = 0
    for token in tokens[begin + 1 :]:
        if token.kind == "begin" or token.mark in _OPENING:
            depth += 1
        elif token.kind == "end" or token.mark in _CLOSING:
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and token.mark in RELATIONS:
            return True
    return False


def _merged(found: list[Fragment]) -> list[Fragment]:
    r"""Put together what commas split but belongs together: `i = 1,\dots,n` and `X, Y \in ...`."""
    return _lists(_ranges(found))


def is_dots(side: list[Token]) -> bool:
    """Whether dots are all that stands here."""
    return [token.mark for token in side] == ["\\dots"]


def _is_dots(fragment: Fragment) -> bool:
    return not fragment.relations and is_dots(fragment.sides[0])


def _ranges(found: list[Fragment]) -> list[Fragment]:
    merged: list[Fragment] = []
    place = 0
    while place < len(found):
        fragment = found[place]
        last = found[place + 1] if place + 1 < len(found) else None
        if _is_dots(fragment) and fragment.comma and merged and last and last.comma and not last.relations:
            tail = [fragment, last]
            while merged and not merged[-1].relations:  # i = 1, 2, \dots, n
                tail.insert(0, merged.pop())
            if merged and merged[-1].relations[-1].text == "=":
                for part in tail:
                    comma = comma_before(part.sides[0])
                    merged[-1].sides[-1] += [comma, *part.sides[0]]
                place += 2
                continue
            merged += [part for part in tail if part not in (fragment, last)]
        if merged and fragment.comma and _is_value(fragment, behind=merged[-1]):
            merged[-1].sides[-1] += [comma_before(fragment.sides[0]), *fragment.sides[0]]  # i = 1, 2
        else:
            merged.append(fragment)
        place += 1
    return merged


def _is_value(fragment: Fragment, *, behind: Fragment) -> bool:
    """Whether a fragment is one more number in a list of the values of a letter."""
    if fragment.relations or [one.text for one in behind.relations] != ["="]:
        return False
    first, last = behind.sides[1][:1], behind.sides[1][-2:]  # what stands between them has been looked at
    is_list = len(behind.sides[1]) == 1 or (len(last) == 2 and last[0].mark == ",")
    return (
        is_list
        and len(fragment.sides[0]) == 1
        and _are_numbers([*first, last[-1], *fragment.sides[0]])
        and (_is_name_side(behind.sides[0]))
    )


def _are_numbers(tokens: list[Token]) -> bool:
    return bool(tokens) and all(token.kind == "number" for token in tokens)


def _lists(found: list[Fragment]) -> list[Fragment]:
    r"""Names with commas, and dots, before `\in`, `:`, `>` or a range are one left side."""
    merged: list[Fragment] = []
    for fragment in found:
        if merged and fragment.comma and _is_letter(fragment) and _is_quantified(merged[-1]):
            merged[-1].sides[0] += [comma_before(fragment.sides[0]), *fragment.sides[0]]  # \forall i, j
            continue
        names = [fragment]
        goes_on = _takes_names(fragment)
        while goes_on and names[-1].comma and merged and (_is_name(merged[-1]) or _is_dots(merged[-1])):
            goes_on = names[-1].sides[0][0].kind == "letter" or _is_dots(names[-1])  # a word comes before all
            names.append(merged.pop())
        first = names.pop()
        for name in reversed(names):
            first.sides[0] += [comma_before(name.sides[0]), *name.sides[0]]
        fragment.sides[0] = first.sides[0]
        fragment.arrow, fragment.comma, fragment.begins_row = first.arrow, first.comma, first.begins_row
        merged.append(fragment)
    return merged


def _takes_names(fragment: Fragment) -> bool:
    """Whether names and commas before it belong to its left side."""
    relation = fragment.relations[0].text if fragment.relations else ""
    takes = relation in BEHIND_LISTS or (relation == "=" and _is_range(fragment))
    return takes and _is_name_side(fragment.sides[0])


def _is_letter(fragment: Fragment) -> bool:
    return not fragment.relations and [token.kind for token in fragment.sides[0]] == ["letter"]


def _is_quantified(fragment: Fragment) -> bool:
    return not fragment.relations and (fragment.for_all or fragment.sides[0][0].mark == "\\forall")


def comma_before(side: list[Token]) -> Token:
    """The comma before these tokens, which separated them from others."""
    start = side[0].start
    return Token("sign", ",", start - 1, start, mark=",")


def _is_range(fragment: Fragment) -> bool:
    """Whether dots or numbers between commas stand on the right."""
    side = fragment.sides[-1]
    listed = any(token.text == "\\dots" for token in side) or _are_numbers(side[::2])
    return listed and any(token.text == "," for token in side)


def _is_name(fragment: Fragment) -> bool:
    return not fragment.relations and _is_name_side(fragment.sides[0])


def _is_name_side(side: list[Token]) -> bool:
    side = side[1:] if side and side[0].mark == "\\forall" else side
    if not side or (side[0].kind not in ("letter", "word")):
        return False
    depth = 0
    for before, token in pairwise(side):
        if token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
        elif before.text == "_" and token.text in ("+", "-"):
            continue
        elif depth == 0 and token.text not in ("_", "^", ",", "*") and token.kind not in ("number", "letter"):
            return False
    return True


def split_at(tokens: list[Token], mark: str) -> list[list[Token]]:
    """The tokens between the signs `mark` that stand outside brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "begin" or token.mark in _OPENING:
            depth += 1
        elif token.kind == "end" or token.mark in _CLOSING:
            depth -= 1
        if depth == 0 and token.mark == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
