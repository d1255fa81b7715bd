"""LaTeX to tokens, each with its place in the page."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Literal, NamedTuple

from tracetrick.errors import NotationError
from tracetrick.latex.vocabulary import (
    ARROWS,
    COMMANDS,
    FORBIDDEN,
    GREEK,
    MATRICES,
    MAX_NESTING,
    NOT_READ,
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


BOLD = frozenset(["mathbf", "boldsymbol", "bm", "bf", "symbf"])
_DRESSES = BOLD - {"bf"} | {"mathit", "mathsf"}
_SWITCHES = frozenset(["rm", "bf", "it", "sf"])  # they hold to the end of their group
_FACES = frozenset(["mathcal", "mathscr", "mathfrak", "mathbb"])
_WORDS = frozenset(["text", "mathrm", "operatorname", "textrm", "mbox", "textbf"])
_TEXTS = frozenset(["text", "textrm", "mbox", "textbf"])
_ACCENTS = {
    name: name for name in ("hat", "tilde", "bar", "dot", "ddot", "check", "breve", "vec", "underline")
} | {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}  # fmt: skip
_CLASSES = frozenset(["mathop", "mathbin", "mathrel", "mathord", "mathinner"])  # of spacing alone
_SPACES = frozenset(
    [*(f"\\{mark}" for mark in ",;:!> "), "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits",
     "\\notag", "\\nonumber", "\\thinspace", "\\enspace", "\\medspace", "\\thickspace", "\\hfill",
     "\\allowbreak",      "\\scriptstyle", "\\mathstrut", "\\strut"]
)  # fmt: skip
# Spaces that set two cells of a row apart; what a thin one sets apart is still a product.
_GAPS = frozenset(["\\;", "\\:", "\\ ", "\\>", "\\enspace", "\\medspace", "\\thickspace", "~"])
_GAP = "\\ "
# Environments of which a bracket behind `\\begin{...}` says where they stand.
_PLACED = frozenset(["aligned", "gathered", "alignedat", "array"])
_PLACE = re.compile(r"\s*\[(?:([tbc])\])?")
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])")
_BLANK_BRACKET = re.compile(r"\s*([.<>])")
_WIDTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(em|ex|cm|mm|pt|px|in|mu)\s*")
_WIDTHS = {"em": 1, "ex": 2, "cm": 0.4, "mm": 4, "pt": 10, "px": 16, "in": 0.15, "mu": 18}  # a quad of each
_HAN = "\u3400-\u9fff\uf900-\ufaff々〇"
_SCAN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<run>[A-Za-z]+)"
    r"|(?P<break>\\\\(?:\[[^\]\n]*\])?)|(?P<command>\\[A-Za-z]+\*?|\\.)"
    rf"|(?P<prose>[{_HAN}“”！？《》]+：?|（(?=[^（）]*[{_HAN}])[{_HAN}“”！？《》、，。；：\d .]*）)"
    r"|(?P<symbol>:=|\.\.\.|\S))",
    re.DOTALL,
)
# Signs behind which a group is an argument.
_TAKING = frozenset(["^", "_", "}", "]", "\\frac", "\\sqrt", "\\underbrace", "\\overbrace", "\\boxed"])
_COMMON = ["\\frac", "\\top", "\\partial", "\\odot", "\\otimes", "\\sum", "\\nabla", "\\|", "\\{", "\\}",
           "\\quad", "\\qquad", "\\sqrt", "\\cdot", "\\times", "\\prod", "\\vdots", "\\ddots"]  # fmt: skip
_ROW_GAP = re.compile(r"\\\\\[\s*(-?(?:\d+(?:\.\d+)?|\.\d+))\s*(pt|em|ex|mm|cm|mu|in|px)\s*\]")
_LEAST_GAP = -0.5  # of a quad, between rows: with less they begin to cover one another
_BACKWARDS = re.compile(r"(?:\\!\s*){3}")  # as far back as a digit is wide
_OVERPRINTED = "negative space: what stands there may cover what is read"
# Commands that are relations in LaTeX and its packages, by parts of their names.
RELATION = re.compile(
    r"\\(?!over|under|eqref)[A-Za-z]*(?:eq|sim|approx|cong|prec|succ|subset|supset|less|gtr|arrow|Arrow|asymp|"
    r"mapsto|[vV]dash|models|perp|bowtie|Join|multimap|pitchfork|notin|owns|propto|parallel|relbar|Relbar)"
    r"[A-Za-z]*|\\(?:ll|gg|lll|ggg|ni|isin|not|smile|frown|gets|therefore|because)"
)
# Characters that look like =, < or > by their names in Unicode.
_LOOKS_RELATED = re.compile(
    r"EQUALS|LESS-THAN|GREATER-THAN|DOUBLE HYPHEN|DOUBLE OBLIQUE HYPHEN|BOX DRAWINGS DOUBLE HORIZONTAL$"
    r"|MODIFIER LETTER UNASPIRATED|(?:LEFT|RIGHT)-POINTING ANGLE QUOTATION MARK"
)
_OPENING = frozenset(["(", "[", "{", "\\{"])
_CLOSING = frozenset([")", "]", "}", "\\}"])
_READ = RELATIONS | ARROWS | FORBIDDEN
# The commands that take nothing, as kind, text and mark of their tokens.
_PLAIN: dict[str, tuple[Kind, str, str]] = {
    **{command: ("letter", command, "") for command in GREEK},
    **{f"\\{name}": ("word", name, "") for name in COMMANDS},
    **{command: ("sign", mark, mark) for command, mark in SYNONYMS.items()},
    **{command: ("sign", command, command) for command in (*_READ, *_COMMON)},
}
ENTITY = re.compile(r"&(?:[A-Za-z]+|#\d+|#[xX][0-9A-Fa-f]+);")
_OPERATOR_SUFFIX = re.compile(r"(?:vech|vec|tr|det|diag|log|exp|sin|cos|max|relu|softmax|adj)$")
_BRACKET_AHEAD = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:\(|\[|\\\{)")
_LETTER = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+)*")
# Words and the numbers in them: nothing that could be read as a part of the formula.
_PUNCTUATION = r" \t\n~,.;:!?'\"“”‘’，。；：、！？()（）《》—…"
_WORDS_OF_TEXT = re.compile(
    rf"[{_PUNCTUATION}]*(?:[^\W\d_ª²³¹ºᴀ-ᶿⁱ-ₜ][^\W_ª²³¹ºᴀ-ᶿ⁰-ₜ]*(?:[{_PUNCTUATION}]|[-–/](?=[^\W\d_]))*"
    rf"(?:\d+[{_PUNCTUATION}]*)*)+|[,.;:!?，。；：、！？ ~]*"
)
_TAG = re.compile(r"[\w.,:;'’“”()（） \t—–-]*")
_TAG_DRESS = re.compile(r"\$|\\(?:ast|star|dagger|ddagger|text|mathrm|quad| )(?![A-Za-z])|[{}*†‡§]")


def tokenize(text: str, offset: int = 0) -> list[Token]:
    r"""Tokens of `text`, whose first character stands at `offset` of the page, and a last one of kind `eof`.

    Spacing, sizes and `\left`/`\right` are dropped; synonyms are given one spelling; font commands become
    the `dress` of the letters in them. Raises NotationError at a command that cannot be read.
    """
    if entity := ENTITY.search(text):
        message = f"{entity[0]} is an entity of HTML: write the sign itself"
        raise NotationError(entity.start() + offset, entity.end() + offset, message)
    tokens = _Scanner(text, offset).tokens(0, len(text))
    end = offset + len(text)
    tokens.append(Token("eof", "", end, end))
    if any(token.mark == _GAP for token in tokens):
        tokens = _without_gaps(tokens)
    return _without_empty_groups(tokens)


def _without_gaps(tokens: list[Token]) -> list[Token]:
    r"""Tokens without the spaces.

    In `[A\; B]`, and in a cell of a matrix, a space between factors sets them apart. In a matrix that holds
    relations it does not: its rows are statements.
    """
    found: list[Token] = []
    frames: list[Token | None] = [None]  # the opening of each bracket that may be a row
    guilty: dict[int, Token] = {}
    spaced = False
    for token in tokens:
        if token.mark == _GAP:
            spaced = True
            continue
        before = found[-1] if found else token
        frame = frames[-1]
        if spaced and frame and _ends_factor(before) and _begins_factor(token):
            guilty.setdefault(frame.start, token)
        spaced = False
        if token.kind == "begin" or token.mark in _OPENING:
            is_row = token.text in MATRICES or (token.mark == "[" and before.kind != "word")
            unseen = token.mark == "{" and before.mark not in _TAKING and before.kind != "begin"
            frames.append(frame if unseen else token if is_row else None)
        elif token.kind == "end" or token.mark in _CLOSING:
            frame = frames.pop() if len(frames) > 1 else None
            if frame and token.mark != "}" and (one := guilty.pop(frame.start, None)):
                message = "a space sets this apart: write & or a comma for a row, \\cdot for a product"
                raise NotationError(one.start, one.end, message)
        elif frame and token.mark in RELATIONS:
            frames[-1] = None
            guilty.pop(frame.start, None)
        found.append(token)
    return found


def _ends_factor(token: Token) -> bool:
    return token.kind in ("letter", "number", "end") or token.mark in _CLOSING or token.mark in ("\\top", "'")


def _begins_factor(token: Token) -> bool:
    """Whether a cell may begin here; a d rather goes on with its product."""
    if token.text == "d" and token.kind == "letter":
        return False
    return token.kind in ("letter", "number", "word", "begin") or token.mark in ("(", "[", "\\frac", "\\sqrt")


def _without_empty_groups(tokens: list[Token]) -> list[Token]:
    """`{}` between terms says nothing; where an argument is due it is an error, which the parser finds."""
    empty = [
        place
        for place, (one, other) in enumerate(pairwise(tokens))
        if one.mark == "{" and other.mark == "}" and not _takes(tokens, place)
    ]
    for place in reversed(empty):
        del tokens[place : place + 2]
    return tokens


def _takes(tokens: list[Token], place: int) -> bool:
    r"""Whether the group at a place is an argument of what stands before it, as in `\frac1{}`."""
    before = tokens[place - 1] if place else None
    if before is None or before.mark in _TAKING:
        return before is not None
    return place > 1 and tokens[place - 2].mark == "\\frac" and not _is_both_parts(before)


def _is_both_parts(number: Token) -> bool:
    r"""`\frac12`: the digits behind `\frac` are numerator and denominator."""
    return number.kind == "number" and len(number.text) > 1


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
            group = match and match.lastgroup
            if match is None or group is None:  # space to the end
                break
            written = match[group]
            start, position = match.span(group)
            if group == "command":
                plain = _PLAIN.get(written)
                if plain:
                    found.append(Token(plain[0], plain[1], start + offset, position + offset, "", plain[2]))
                else:
                    position = self._command(written, start, position, stop, found)
            elif group == "run":
                self._run(written, start, position, found)
            elif group == "symbol":
                symbol = SYNONYMS.get(written, written)
                mark = "\\relation" if symbol > "\x7f" and _is_relation(symbol) else symbol
                mark = _GAP if symbol == "~" else mark
                found.append(Token("sign", symbol, start + offset, position + offset, "", mark))
            elif group == "number":
                found.append(Token("number", written, start + offset, position + offset))
            elif group == "break":
                position = self._row_end(written, start)
                found.append(Token("sign", "\\\\", start + offset, position + offset, "", "\\\\"))
            else:
                found.append(Token("prose", written, start + offset, position + offset))
        return found

    def _row_end(self, row_end: str, start: int) -> int:
        r"""The place behind `\\\\` and the space below the row: in any other bracket the next row begins."""
        gap = _ROW_GAP.fullmatch(row_end)
        if gap and float(gap[1]) < _LEAST_GAP * _WIDTHS[gap[2]]:
            raise NotationError(start + self.offset, start + len(row_end) + self.offset, _OVERPRINTED)
        return start + (len(row_end) if gap else 2)

    def _run(self, run: str, start: int, end: int, found: list[Token]) -> None:
        """Letters one by one; the word of an operator (`tr`, `vec`) is one token.

        A script without braces takes one letter: `A^TR` is no trace.
        """
        offset = self.offset
        if len(run) > 1 and found and found[-1].mark in ("^", "_"):
            found.append(Token("letter", run[0], start + offset, start + offset + 1))
            run, start = run[1:], start + 1
        word = len(run)
        if word > 1:
            if run.lower() in OPERATORS:
                word = 0
            elif (suffix := _OPERATOR_SUFFIX.search(run)) and _BRACKET_AHEAD.match(self.text, end):
                word = suffix.start()
        for place in range(word):
            here = start + place + offset
            found.append(Token("letter", run[place], here, here + 1))
        if word < len(run):
            found.append(Token("word", run[word:], start + word + offset, end + offset, "bare"))

    def _command(self, command: str, start: int, end: int, stop: int, found: list[Token]) -> int:  # noqa: C901, PLR0912  (a table of cases; where the command stands, and where its tokens go)
        """Read a command with what it takes; return the place after it."""
        if command in _SPACES:
            if _BACKWARDS.match(self.text, start, stop):
                raise NotationError(start + self.offset, end + self.offset, _OVERPRINTED)
            if command in _GAPS:
                found.append(Token("sign", command, start + self.offset, end + self.offset, "", _GAP))
            return end
        name = command[1:].rstrip("*")
        where = (start + self.offset, end + self.offset)
        if _SIZES.fullmatch(command):
            return self._sized(end, found)
        if name in _WORDS:
            return self._word(name, start, end, stop, found)
        if name in _DRESSES:
            return self._dressed(name, start, end, stop, found)
        if name in _SWITCHES:
            return self._switched(name, start, end, stop, found)
        if name in ("begin", "end"):
            first, last, after = self._argument(end, stop, start)
            kind: Kind = "begin" if name == "begin" else "end"
            environment = self.text[first:last].strip()
            found.append(Token(kind, environment, where[0], after + self.offset))
            return self._placed(environment, after) if kind == "begin" and environment in _PLACED else after
        if name in _FACES:
            inner, after = self._one(start, end, stop)
            face = f"\\{name}{{{inner.text}}}"
            found.append(Token("letter", face, where[0], after + self.offset))
            return after
        if name in _ACCENTS:
            inner, after = self._one(start, end, stop)
            accented = f"\\{_ACCENTS[name]}{{{inner.text}}}"
            found.append(Token("letter", accented, where[0], after + self.offset, inner.dress))
            return after
        if name in ("hspace", "mspace"):
            return self._space(start, end, stop, found)
        if name in _CLASSES:
            first, last, after = self._argument(end, stop, start)
            found += _together(
                self._inside(first, last, start, end), (*where[:1], after + self.offset), found
            )
            return after
        if name == "label":
            return self._argument(end, stop, start)[2]
        if name == "tag":
            return self._tag(start, end, stop)
        if command.rstrip("*") in FORBIDDEN:
            command = command.rstrip("*")  # \\newcommand* is \\newcommand
        if (mark := SYNONYMS.get(command)) or command in _READ or not RELATION.fullmatch(command):
            mark = mark or command
            found.append(Token("sign", mark, *where, "", mark))
        else:
            return self._relation(command, start, end, found)
        return end

    def _placed(self, environment: str, end: int) -> int:
        r"""The `[t]` of `\\begin{aligned}[t]` is not shown, nor is whatever an array has in its place."""
        bracket = _PLACE.match(self.text, end)
        if bracket and bracket[1]:
            return bracket.end()
        if bracket and environment == "array":
            message = "brackets that begin an array are not shown: expected [t], [c] or [b]"
            raise NotationError(bracket.end() - 1 + self.offset, bracket.end() + self.offset, message)
        return end

    def _sized(self, end: int, found: list[Token]) -> int:
        r"""Behind `\left` and `\right` a point shows no bracket, and `<` and `>` are angles."""
        bracket = _BLANK_BRACKET.match(self.text, end)
        if not bracket:
            return end
        angle = {"<": "\\langle", ">": "\\rangle"}.get(bracket[1])
        if angle:
            place = bracket.end() + self.offset
            found.append(Token("sign", angle, place - 1, place, "", angle))
        return bracket.end()

    def _space(self, start: int, end: int, stop: int, found: list[Token]) -> int:
        r"""`\hspace{1em}`: as wide as a `\quad` it separates as one; no space may be negative."""
        first, last, after = self._argument(end, stop, start)
        width = _WIDTH.fullmatch(self.text[first:last])
        where = (start + self.offset, after + self.offset)
        if not width:
            raise NotationError(*where, "expected a width such as 1em")
        if float(width[1]) >= _WIDTHS[width[2]]:
            found.append(Token("sign", "\\quad", *where, "", "\\quad"))
        return after

    def _relation(self, command: str, start: int, end: int, found: list[Token]) -> int:
        r"""A relation that the notation does not name; `\not=` is one that it names."""
        if command == "\\not" and (equals := _EQUALS.match(self.text, end)):
            found.append(Token("sign", "\\ne", start + self.offset, equals.end() + self.offset, "", "\\ne"))
            return equals.end()
        found.append(Token("sign", command, start + self.offset, end + self.offset, "", "\\relation"))
        return end

    def _tag(self, start: int, end: int, stop: int) -> int:
        r"""`\tag{...}` is shown: it may hold a number, a mark or words."""
        first, last, after = self._argument(end, stop, start)
        if not _TAG.fullmatch(_TAG_DRESS.sub("", self.text[first:last])):
            message = f"\\tag holds mathematics: {NOT_READ}"
            raise NotationError(start + self.offset, after + self.offset, message)
        return after

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

    def _switched(self, name: str, start: int, end: int, stop: int, found: list[Token]) -> int:
        r"""`{\rm tr}`, `{\bf A}`: the font holds to the end of the group."""
        last = self._group_end(end, stop)
        inner: list[Token] = []
        words = self.text[end:last].strip()
        if name == "rm" and _WORD.fullmatch(words):
            self._upright_words(words, (start, last), inner, "mathrm")
        else:
            inner = _in_dress(self._inside(end, last, start, end), name)
        opened = bool(found) and found[-1].mark == "{" and last < stop
        if opened and len(inner) == 1:  # the braces are only there for the font
            brace = found.pop()
            found.append(inner[0]._replace(start=brace.start, end=last + 1 + self.offset))
            return last + 1
        found += inner
        return last

    def _group_end(self, position: int, stop: int) -> int:
        """The place of the brace that closes the group around `position`, or `stop`."""
        depth = 0
        for place in range(position, stop):
            mark = self.text[place]
            if mark not in "{}" or self.text[place - 1] == "\\":
                continue
            if mark == "}" and depth == 0:
                return place
            depth += 1 if mark == "{" else -1
        return stop

    def _upright_words(self, words: str, where: tuple[int, int], found: list[Token], name: str) -> None:
        """A letter or a word that stands upright."""
        start, end = where[0] + self.offset, where[1] + self.offset
        if _LETTER.fullmatch(words):
            found.append(_upright(words, (start, end)))
        else:
            found.append(Token("word", words.replace(" ", ""), start, end, name))

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
        found += _together(inner, (start + self.offset, after + self.offset), found)
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
        elif _WORD.fullmatch(words):
            self._upright_words(words, (start, after), found, name)
        else:
            found += _together(_in_dress(self._inside(first, last, start, after), name), where, found)
        return after


_EQUALS = re.compile(r"\s*=")


def _is_relation(symbol: str) -> bool:
    """Whether a character is an arrow or a relation of Unicode."""
    return (
        "\u2190" <= symbol <= "\u21ff"
        or "\u2208" <= symbol <= "\u220d"
        or "\u223c" <= symbol <= "\u228b"
        or "\u22a2" <= symbol <= "\u22b9"
        or "\u22d0" <= symbol <= "\u22ed"
        or "\u27f0" <= symbol <= "\u27ff"
        or "\u2900" <= symbol <= "\u297f"
        or "\u2a66" <= symbol <= "\u2aff"
        or symbol in "∝∥⟂⋈≪≫⋍"
        or _LOOKS_RELATED.search(unicodedata.name(symbol, "")) is not None
    ) and symbol not in RELATIONS


def _in_dress(tokens: list[Token], name: str) -> list[Token]:
    """Tokens inside a font command; it is no place for a relation."""
    for token in tokens:
        if token.mark in RELATIONS or token.mark in ARROWS or token.mark in ("&", "\\\\"):
            message = f"{token.mark} inside \\{name}: nothing inside a font command is judged"
            raise NotationError(token.start, token.end, message)
    return [token._replace(dress=name) if token.kind in ("letter", "number") else token for token in tokens]


def _together(inner: list[Token], where: tuple[int, int], before: list[Token]) -> list[Token]:
    r"""In `a^\\mathbf{bc}` the whole group is the exponent: it gets the braces that it would have."""
    if len(inner) == 1 or not _is_argument(before):
        return inner
    start, end = where
    opening, closing = (
        Token("sign", "{", start, start + 1, "", "{"),
        Token("sign", "}", end - 1, end, "", "}"),
    )
    return [opening, *inner, closing]


def _is_argument(before: list[Token]) -> bool:
    """Whether what comes next is an argument of what stands before."""
    if not before or before[-1].mark in _TAKING - {"}", "]"}:
        return bool(before)
    place = len(before) - 1
    if _is_both_parts(before[-1]):
        return False
    depth = 0
    while place >= 0:
        depth += (before[place].mark == "}") - (before[place].mark == "{")
        if depth <= 0:
            break
        place -= 1
    return place > 0 and before[place - 1].mark == "\\frac"


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
    if not _WORDS_OF_TEXT.fullmatch(words):
        raise NotationError(*where, f"\\text holds mathematics: {NOT_READ}")
    return [Token("prose", words, *where)]
