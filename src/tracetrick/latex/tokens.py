"""LaTeX to tokens, each with its place in the page."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tracetrick.errors import NotationError
from tracetrick.latex.vocabulary import (
    ARROWS,
    COMMANDS,
    GREEK,
    MAX_NESTING,
    OPERATORS,
    RELATIONS,
    SYNONYMS,
)

Kind = Literal["letter", "number", "word", "sign", "begin", "end", "prose", "differential", "eof"]


class Token(NamedTuple):
    r"""One token.

    `kind` says how to read `text`: a letter (with its accent, as `\hat{x}`), a number, the word of an
    operator, a sign (a symbol or a command), the name of an environment that begins or ends, prose
    (`\text{...}`), or the upright d. `start` and `end` are offsets in the page; `dress` is the font command
    around a letter or digit. `mark` is the text of a sign, empty for all other kinds.
    """

    kind: Kind
    text: str
    start: int
    end: int
    dress: str = ""
    mark: str = ""


_DRESSES = frozenset(["mathbf", "boldsymbol", "bm", "mathit", "mathsf", "bf", "symbf"])
_FACES = frozenset(["mathcal", "mathscr", "mathfrak", "mathbb"])
_WORDS = frozenset(["text", "mathrm", "operatorname", "textrm", "mbox", "textbf", "rm"])
_TEXTS = frozenset(["text", "textrm", "mbox", "textbf"])
_ACCENTS = {
    name: name for name in ("hat", "tilde", "bar", "dot", "ddot", "check", "breve")
} | {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}  # fmt: skip
_SPACES = frozenset(
    [*(f"\\{mark}" for mark in ",;:!> "), "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits",
     "\\notag", "\\nonumber", "\\thinspace", "\\hfill"]
)  # fmt: skip
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])")
_BLANK_BRACKET = re.compile(r"\s*\.")
_PROSE = "[⺀-鿿豈-﫿：（）“”、]+"
_SCAN = re.compile(
    r"(?P<space>\s+|~|%[^\n]*)|(?P<number>\d+(?:\.\d+)?)|(?P<run>[A-Za-z]+)"
    r"|(?P<break>\\\\(?:\s*\[[^\]\n]*\])?)|(?P<command>\\[A-Za-z]+\*?|\\.)"
    rf"|(?P<prose>{_PROSE}(?:[A-Za-z]+{_PROSE})*)|(?P<symbol>:=|.)",
    re.DOTALL,
)
_OPERATOR_SUFFIX = re.compile(r"(?:vech|vec|tr|det|diag|log|exp|sin|cos|max|relu|softmax|adj)$")
_BRACKET_AHEAD = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:\(|\[|\\\{)")
_LETTER = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+)*")
_MATHEMATICS = re.compile(r"[$=<>≤≥≠\\]")


def tokenize(text: str, offset: int = 0) -> list[Token]:
    r"""Tokens of `text`, whose first character stands at `offset` of the page, and a last one of kind `eof`.

    Spacing, sizes and `\left`/`\right` are dropped; synonyms are given one spelling; font commands become
    the `dress` of the letters in them. Raises NotationError at a command that cannot be read.
    """
    tokens = _Scanner(text, offset).tokens(0, len(text))
    end = offset + len(text)
    tokens.append(Token("eof", "", end, end))
    return tokens


class _Scanner:
    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.depth = 0

    def tokens(self, position: int, stop: int) -> list[Token]:
        """Tokens of `text[position:stop]`."""
        text, offset = self.text, self.offset
        found: list[Token] = []
        while position < stop:
            match = _SCAN.match(text, position, stop)
            if match is None:  # the last alternative takes any character
                raise AssertionError
            group, start, position = match.lastgroup, position, match.end()
            if group == "space":
                continue
            if group == "command":
                position = self._command(match[0], start, position, stop, found)
            elif group == "run":
                self._run(match[0], start, position, found)
            elif group == "symbol":
                symbol = SYNONYMS.get(match[0], match[0])
                found.append(Token("sign", symbol, start + offset, position + offset, "", symbol))
            elif group == "number":
                found.append(Token("number", match[0], start + offset, position + offset))
            elif group == "break":
                found.append(Token("sign", "\\\\", start + offset, position + offset, "", "\\\\"))
            else:
                found.append(Token("prose", match[0], start + offset, position + offset))
        return found

    def _run(self, run: str, start: int, end: int, found: list[Token]) -> None:
        """Letters one by one; the word of an operator (`tr`, `vec`) is one token."""
        word, offset = len(run), self.offset
        if word > 1:
            if run.lower() in OPERATORS:
                word = 0
            elif (suffix := _OPERATOR_SUFFIX.search(run)) and _BRACKET_AHEAD.match(self.text, end):
                word = suffix.start()
        for place in range(word):
            here = start + place + offset
            found.append(Token("letter", run[place], here, here + 1))
        if word < len(run):
            found.append(Token("word", run[word:].lower(), start + word + offset, end + offset, "bare"))

    def _command(self, command: str, start: int, end: int, stop: int, found: list[Token]) -> int:  # noqa: C901  (a table of cases; where the command stands, and where its tokens go)
        """Read a command with what it takes; return the place after it."""
        if command in _SPACES:
            return end
        name = command[1:].rstrip("*")
        where = (start + self.offset, end + self.offset)
        if command in GREEK:
            found.append(Token("letter", command, *where))
        elif name in COMMANDS:
            found.append(Token("word", name, *where))
        elif _SIZES.fullmatch(command):
            blank = _BLANK_BRACKET.match(self.text, end)  # `\left.` and `\right.` show no bracket
            return blank.end() if blank else end
        elif name in _WORDS:
            return self._word(name, start, end, stop, found)
        elif name in _DRESSES:
            return self._dressed(name, start, end, stop, found)
        elif name in ("begin", "end"):
            first, last, after = self._argument(end, stop, start)
            kind: Kind = "begin" if name == "begin" else "end"
            found.append(Token(kind, self.text[first:last].strip(), where[0], after + self.offset))
            return after
        elif name in _FACES:
            inner, after = self._one(start, end, stop)
            face = f"\\{name}{{{inner.text}}}"
            found.append(Token("letter", face, where[0], after + self.offset))
            return after
        elif name in _ACCENTS:
            inner, after = self._one(start, end, stop)
            accented = f"\\{_ACCENTS[name]}{{{inner.text}}}"
            found.append(Token("letter", accented, where[0], after + self.offset, inner.dress))
            return after
        elif name in ("tag", "label"):
            return self._argument(end, stop, start)[2]
        else:
            mark = SYNONYMS.get(command, command)
            found.append(Token("sign", mark, *where, "", mark))
        return end

    def _argument(self, position: int, stop: int, start: int) -> tuple[int, int, int]:
        """First and last place of what a command takes, without braces, and the place after it."""
        while position < stop and self.text[position].isspace():
            position += 1
        if position >= stop:
            raise NotationError(
                start + self.offset, position + self.offset, "the argument of this command is missing"
            )
        if self.text[position] != "{":
            match = _SCAN.match(self.text, position, stop)
            command = bool(match and match.lastgroup == "command")
            end = match.end() if match and command else position + 1
            return position, end, end
        depth = 0
        for place in range(position, stop):
            mark = self.text[place]
            if mark not in "{}" or (place and self.text[place - 1] == "\\"):
                continue
            depth += 1 if mark == "{" else -1
            if depth == 0:
                return position + 1, place, place + 1
        message = "a closing } is missing"
        raise NotationError(start + self.offset, start + self.offset + 1, message)

    def _inside(self, first: int, last: int, start: int, end: int) -> list[Token]:
        """The tokens inside a command, one level deeper."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise NotationError(
                start + self.offset, end + self.offset, f"nested more than {MAX_NESTING} deep"
            )
        inner = self.tokens(first, last)
        self.depth -= 1
        return inner

    def _one(self, start: int, end: int, stop: int) -> tuple[Token, int]:
        """The single letter or digit under an accent or in a face."""
        first, last, after = self._argument(end, stop, start)
        inner = self._inside(first, last, start, end)
        if len(inner) != 1 or inner[0].kind not in ("letter", "number"):
            raise NotationError(start + self.offset, after + self.offset, "expected one letter here")
        return inner[0], after

    def _dressed(self, name: str, start: int, end: int, stop: int, found: list[Token]) -> int:
        """Letters and digits in a font."""
        first, last, after = self._argument(end, stop, start)
        inner: list[Token] = []
        for token in self._inside(first, last, start, end):
            if token.kind == "word" and token.dress == "bare":
                inner += self._letters(token)
            else:
                inner.append(token)
        inner = _in_dress(inner, name)
        if len(inner) == 1:
            inner = [inner[0]._replace(start=start + self.offset, end=after + self.offset)]
        found += inner
        return after

    def _letters(self, word: Token) -> list[Token]:
        """A bare operator's word is read as its letters when it is dressed as letters are."""
        written = self.text[word.start - self.offset : word.end - self.offset]
        return [
            Token("letter", letter, word.start + shift, word.start + shift + 1)
            for shift, letter in enumerate(written)
        ]

    def _word(self, name: str, start: int, end: int, stop: int, found: list[Token]) -> int:
        r"""`\text{...}`, `\mathrm{...}`, `\operatorname{...}`: words, or letters that stand upright."""
        first, last, after = self._argument(end, stop, start)
        words = self.text[first:last].strip()
        where = (start + self.offset, after + self.offset)
        if name in _TEXTS:
            found += _text(words, where)
        elif _LETTER.fullmatch(words):
            found.append(_upright(words, where))
        elif _WORD.fullmatch(words):
            found.append(Token("word", words.replace(" ", ""), *where, name))
        else:
            found += _in_dress(self._inside(first, last, start, after), name)
        return after


def _in_dress(tokens: list[Token], name: str) -> list[Token]:
    """Tokens inside a font command; it is no place for a relation."""
    for token in tokens:
        if token.mark in RELATIONS or token.mark in ARROWS or token.mark in ("&", "\\\\"):
            message = f"{token.mark} inside \\{name}: nothing inside a font command is judged"
            raise NotationError(token.start, token.end, message)
    return [token._replace(dress=name) if token.kind in ("letter", "number") else token for token in tokens]


def _upright(letter: str, where: tuple[int, int]) -> Token:
    if letter == "d":
        return Token("differential", "d", *where)
    return Token("letter", letter, *where, "mathrm")


def _text(words: str, where: tuple[int, int]) -> list[Token]:
    if words == "d tr":
        return [Token("differential", "d", *where), Token("word", "tr", *where)]
    if _LETTER.fullmatch(words):
        return [_upright(words, where)]
    if words.lower() in OPERATORS:
        return [Token("word", words, *where, "text")]
    if _MATHEMATICS.search(words):
        raise NotationError(*where, r"\text holds mathematics: nothing is shown that is not read")
    return [Token("prose", words, *where)]
