"""LaTeX to tokens, each with its place in the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tracetrick.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "letter", "number", "word", "command", "symbol", "begin", "end", "prose", "differential", "eof"
]


@dataclass(frozen=True, slots=True)
class Token:
    r"""One token.

    `kind` says how to read `text`: a letter (with its accent, as `\hat{x}`), a number, the word of an
    operator, a command, a symbol, the name of an environment that begins or ends, prose (`\text{...}`), or
    the upright d. `start` and `end` are offsets in the page; `dress` is the font command around a letter or
    digit. `glued` says that no space stands between this token and the one before it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    dress: str = ""
    glued: bool = False


MAX_NESTING = 200
GREEK = frozenset(
    "\\" + name
    for name in [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
)
# The words of operators, as written in lower case, and the operator that each means.
OPERATORS = {
    "tr": "tr", "trace": "tr", "det": "det", "vec": "vec", "vech": "vech", "diag": "diag", "adj": "adj",
    "exp": "exp", "log": "log", "ln": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "arctan": "arctan", "relu": "relu", "sign": "sign", "sgn": "sign",
    "sigmoid": "sigmoid", "softmax": "softmax", "softplus": "softplus", "max": "max", "min": "min",
    "abs": "abs", "rank": "rank",
}  # fmt: skip
# Those of them that are commands of LaTeX; \\vec is an arrow, not vec.
_COMMANDS = frozenset(
    ["det", "exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "max", "min"]
)
_DRESSES = frozenset(["mathbf", "boldsymbol", "bm", "mathit", "mathsf", "bf", "symbf"])
_FACES = frozenset(["mathcal", "mathscr", "mathfrak"])
_WORDS = frozenset(["text", "mathrm", "operatorname", "textrm", "mbox", "textbf", "rm"])
_ACCENTS = frozenset(
    ["hat", "tilde", "bar", "widehat", "widetilde", "overline", "dot", "ddot", "check", "breve"]
)
_SPACES = frozenset(
    [*(f"\\{mark}" for mark in ",;:!> "), "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits",
     "\\notag", "\\nonumber", "\\thinspace", "\\hfill"]
)  # fmt: skip
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])")
_SCAN = re.compile(
    r"(?P<space>\s+|~|%[^\n]*)|(?P<number>\d+(?:\.\d+)?)|(?P<run>[A-Za-z]+)"
    r"|(?P<break>\\\\(?:\s*\[[^\]\n]*\])?)|(?P<command>\\[A-Za-z]+\*?|\\.)|(?P<prose>[⺀-鿿豈-﫿：（）“”、]+(?:[A-Za-z]+[⺀-鿿豈-﫿：（）“”、]+)*)"
    r"|(?P<symbol>:=|.)",
    re.DOTALL,
)
_OPERATOR_SUFFIX = re.compile(r"(?:vech|vec|tr|det|diag|log|exp|sin|cos|max|relu|softmax|adj)$")
_BRACKET_AHEAD = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:\(|\[|\\\{)")
_SYNONYMS = {
    "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\mid": "|", "\\lVert": "\\|", "\\rVert": "\\|",
    "\\Vert": "\\|", "\\lbrack": "[", "\\rbrack": "]", "\\lbrace": "\\{", "\\rbrace": "\\}",
    "\\leq": "\\le", "\\leqslant": "\\le", "\\geq": "\\ge", "\\geqslant": "\\ge", "\\neq": "\\ne",
    "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "\\lt": "<", "\\gt": ">", "\\colon": ":", "\\coloneqq": ":=",
    "\\triangleq": ":=",
    "\\ldots": "\\dots", "\\dotsc": "\\dots", "\\cdots": "\\dots", "\\dotsb": "\\dots", "\\dotsm": "\\dots",
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\Longrightarrow": "\\Rightarrow", "\\implies": "\\Rightarrow",
    "\\iff": "\\Leftrightarrow", "\\Longleftrightarrow": "\\Leftrightarrow", "\\impliedby": "\\Leftarrow",
    "\\transpose": "\\top", "\\intercal": "\\top", "\\prime": "'", "，": ",", "；": ";", "。": ".",
    "\\star": "*", "\\ast": "*", "\\circ": "\\odot", "×": "\\times", "·": "\\cdot", "−": "-",
}  # fmt: skip


def tokenize(text: str, offset: int = 0) -> list[Token]:
    r"""Tokens of `text`, whose first character stands at `offset` of the page, and a last one of kind `eof`.

    Spacing, sizes and `\left`/`\right` are dropped; synonyms are given one spelling; font commands become
    the `dress` of the letters in them. Raises NotationError at a command that cannot be read.
    """
    tokens = list(_Scanner(text, offset).tokens(0, len(text)))
    end = offset + len(text)
    return [*tokens, Token("eof", "", end, end)]


@dataclass
class _Scanner:
    text: str
    offset: int
    depth: int = 0

    def tokens(self, position: int, stop: int) -> Iterator[Token]:
        """Tokens of `text[position:stop]`."""
        glued = False
        while position < stop:
            match = _SCAN.match(self.text, position, stop)
            if match is None:  # the last alternative takes any character
                raise AssertionError
            position = match.end()
            if match.lastgroup == "space":
                glued = False
                continue
            found: list[Token] = []
            if match.lastgroup == "command":
                found, position = self._command(match, stop)
            elif match.lastgroup == "run":
                found = list(self._run(match))
            else:
                found = [self._simple(match)]
            for token in found:
                yield replace(token, glued=True) if glued else token
                glued = True

    def _token(self, kind: Kind, text: str, start: int, end: int, dress: str = "") -> Token:
        return Token(kind, text, start + self.offset, end + self.offset, dress)

    def _simple(self, match: re.Match[str]) -> Token:
        start, end = match.span()
        if match.lastgroup == "number":
            return self._token("number", match[0], start, end)
        if match.lastgroup == "break":
            return self._token("symbol", "\\\\", start, end)
        if match.lastgroup == "prose":
            return self._token("prose", match[0], start, end)
        return self._token("symbol", _SYNONYMS.get(match[0], match[0]), start, end)

    def _run(self, match: re.Match[str]) -> Iterator[Token]:
        """Letters one by one; the word of an operator (`tr`, `vec`) is one token."""
        start, end = match.span()
        run = match[0]
        word = end
        if run.lower() in OPERATORS:
            word = start
        elif (suffix := _OPERATOR_SUFFIX.search(run)) and _BRACKET_AHEAD.match(self.text, end):
            word = start + suffix.start()
        for place in range(start, word):
            yield self._token("letter", self.text[place], place, place + 1)
        if word < end:
            yield self._token("word", self.text[word:end].lower(), word, end, "bare")

    def _command(self, match: re.Match[str], stop: int) -> tuple[list[Token], int]:  # noqa: C901  (a table of cases)
        start, end = match.span()
        command = match[0]
        name = command[1:].rstrip("*")
        if command in _SPACES:
            return [], end
        if _SIZES.fullmatch(command):
            return [], self._after_dot(end)
        if name in ("tag", "label"):
            return [], self._argument(end, stop, start)[2]
        if name in _WORDS:
            return self._word(name, start, end, stop)
        if name in _DRESSES:
            return self._dressed(name, start, end, stop)
        if name in _FACES or name == "mathbb":
            inner = self._one(start, end, stop)
            return [self._token("letter", f"\\{name}{{{inner[0].text}}}", start, inner[1])], inner[1]
        if name in _ACCENTS:
            accent = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(name, name)
            token, after = self._one(start, end, stop)
            return [self._token("letter", f"\\{accent}{{{token.text}}}", start, after, token.dress)], after
        if name in ("begin", "end"):
            first, last, after = self._argument(end, stop, start)
            kind: Kind = "begin" if name == "begin" else "end"
            return [self._token(kind, self.text[first:last].strip(), start, after)], after
        if name in _COMMANDS:
            return [self._token("word", name, start, end)], end
        if command in GREEK:
            return [self._token("letter", command, start, end)], end
        return [self._token("command", _SYNONYMS.get(command, command), start, end)], end

    def _after_dot(self, position: int) -> int:
        r"""`\left.` and `\right.` show no bracket."""
        match = re.compile(r"\s*\.").match(self.text, position)
        return match.end() if match else position

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
            if place and self.text[place - 1] == "\\" and mark in "{}":
                continue
            depth += (mark == "{") - (mark == "}")
            if depth == 0:
                return position + 1, place, place + 1
        message = "a closing } is missing"
        raise NotationError(start + self.offset, start + self.offset + 1, message)

    def _one(self, start: int, end: int, stop: int) -> tuple[Token, int]:
        """The single letter or digit under an accent or in a face."""
        first, last, after = self._argument(end, stop, start)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise NotationError(
                start + self.offset, end + self.offset, f"nested more than {MAX_NESTING} deep"
            )
        inner = list(self.tokens(first, last))
        self.depth -= 1
        if len(inner) != 1 or inner[0].kind not in ("letter", "number"):
            raise NotationError(start + self.offset, after + self.offset, "expected one letter here")
        return inner[0], after

    def _dressed(self, name: str, start: int, end: int, stop: int) -> tuple[list[Token], int]:
        first, last, after = self._argument(end, stop, start)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise NotationError(
                start + self.offset, end + self.offset, f"nested more than {MAX_NESTING} deep"
            )
        inner = [
            replace(token, dress=name) if token.kind in ("letter", "number") else token
            for token in self._letters(first, last)
        ]
        self.depth -= 1
        if len(inner) == 1:
            inner = [replace(inner[0], start=start + self.offset, end=after + self.offset)]
        return inner, after

    def _letters(self, first: int, last: int) -> Iterator[Token]:
        """Tokens in which a bare operator's word is read as its letters when it is dressed as letters are."""
        for token in self.tokens(first, last):
            if token.kind == "word" and token.dress == "bare":
                for shift, letter in enumerate(
                    self.text[token.start - self.offset : token.end - self.offset]
                ):
                    yield Token("letter", letter, token.start + shift, token.start + shift + 1)
            else:
                yield token

    def _word(self, name: str, start: int, end: int, stop: int) -> tuple[list[Token], int]:
        first, last, after = self._argument(end, stop, start)
        words = self.text[first:last].strip()
        where = (start + self.offset, after + self.offset)
        if name in ("text", "textrm", "mbox", "textbf"):
            return [self._text(words, where)] if words != "d tr" else self._pair(where), after
        if re.fullmatch(r"[A-Za-z]", words):
            return [self._upright(words, where)], after
        if re.fullmatch(r"[A-Za-z]+", words.replace(" ", "")):
            return [Token("word", words.replace(" ", ""), *where, dress=name)], after
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise NotationError(*where, f"nested more than {MAX_NESTING} deep")
        inner = [replace(token, dress=name) for token in self.tokens(first, last)]
        self.depth -= 1
        return inner, after

    def _pair(self, where: tuple[int, int]) -> list[Token]:
        return [Token("differential", "d", *where), Token("word", "tr", *where)]

    def _upright(self, letter: str, where: tuple[int, int]) -> Token:
        if letter == "d":
            return Token("differential", "d", *where)
        return Token("letter", letter, *where, dress="mathrm")

    def _text(self, words: str, where: tuple[int, int]) -> Token:
        if re.fullmatch(r"[A-Za-z]", words):
            return self._upright(words, where)
        if words.lower() in OPERATORS:
            return Token("word", words, *where, dress="text")
        if re.search(r"[$=<>≤≥≠\\]", words):
            raise NotationError(*where, r"\text holds mathematics: nothing is shown that is not read")
        return Token("prose", words, *where)
