r"""Markdown → the formulas of a page, in reading order, each with its exact place.

Found are `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and ```` ```math ```` fences.
Code (fenced, indented, in backticks, in raw `<pre>`, `<code>`, `<script>`, `<style>`) and comments are passed
over. One scan from left to right, in time linear in the length of the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError
from tracetrick.page.code import fences, indented
from tracetrick.page.formula import Formula, Scan
from tracetrick.page.markup import FORMULA, refuse_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracetrick.page.source import Source

_MARK = re.compile(
    r"\\begin\{(?P<environment>(?:equation|align|alignat|aligned|gather|gathered|eqnarray|multline|flalign|split)"
    r"\*?)\}"
    r"|\\.|`+|<!--|<(?P<tag>pre|code|script|style)(?=[\s>/][^<>]*>|>)|\$\$|\$",
    re.DOTALL | re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t>]*(?=\n|\Z)")
_QUOTE = re.compile(r"(?:[ \t]|[-*+][ \t]|\d+[.)][ \t])*>[ \t>]*")
_CLOSING = {
    opening: re.compile(rf"(?<!\\)(?:\\\\)*(?P<mark>{re.escape(closing)})")
    for opening, closing in {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]"}.items()
}
_TEX = re.compile(r"[\\^_=]")
_COMPARED = re.compile(r"[\w})]\s*[<>]\s*[\w\\({]")  # with words it is prose: "$5 < my $6"
_PROSE = re.compile(r"[^\W\d_]{2}")
_MATH = re.compile(r"\{?[ \t]*\.?math(?![\w-])")
_TICKS = re.compile(r"`+")
_HEADING = re.compile(r"(?m)^[ \t>]*#{1,6}[^#\n].*$")
_ITEM = re.compile(r"(?m)^[ \t>]*(?:[-*+]|\d+\.)[ \t]")
_ROW = re.compile(r".+")
DELIMITER = re.compile(r"(?m)^(?=.*\|)(?=.*-)[ \t>|:-]+$")
_OTHER_BLOCK = re.compile(r"[-*+][ \t]|\d+[.)][ \t]|#|!!!|\?\?\?|===|///|<|[-=]+[ \t]*$")
_MATHEMATICS = re.compile(r"\$|\\[(\[]|\\begin")


def scan(source: Source) -> Scan:
    """Find the formulas of a page.

    Raises SourceError if a fence or a display is not closed, or if a formula might not be seen.
    """
    return _Scanner(source).run()


@dataclass
class _Scanner:
    """The state of one scan.

    `text` has the lines of code blanked out.
    `missing` are marks whose closing partner occurs no more; `missing_here` are opening marks of inline
    formulas, and ends of environments, that do not come in the rest of the paragraph, which ends at
    `paragraph_end`.
    `ticks` maps the length of a run of backticks to where such runs start in the paragraph, item, heading or
    row that ends at `block_end`; `breaks` are such ends to come, the last first, and `rows`
    those of rows.
    All this keeps the scan linear.
    """

    source: Source
    text: str = ""
    lowered: str = ""
    formulas: list[Formula] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    missing_here: set[str] = field(default_factory=set)
    ticks: dict[int, list[int]] = field(default_factory=dict)
    paragraph_end: int = 0
    block_end: int = 0
    breaks: list[int] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)

    def run(self) -> Scan:
        self._hide_code()
        position = 0
        self._find_blocks()
        while mark := _MARK.search(self.text, position):
            position = self._step(mark)
        self._refuse_unseen()
        return Scan(
            tuple(sorted(self.formulas, key=lambda formula: formula.start)), tuple(sorted(self.hidden))
        )

    def _refuse_unseen(self) -> None:
        shown = list(blanked(self.source.text, self.hidden))
        for formula in self.formulas:
            start, end = formula.outer
            shown[start:end] = FORMULA * (end - start)
        refuse_unseen(self.source, "".join(shown), self.formulas)

    def _find_blocks(self) -> None:
        """Where a paragraph, heading, item of a list or row of a table ends for sure."""
        found: list[int] = []
        behind = -1  # the end of the last blank line: of a million of them only the first counts
        for blank in _BLANK_LINE.finditer(self.text):
            found += [blank.start()] * (blank.start() != behind)
            behind = blank.end()
        for start, end in pairwise([0, *found, len(self.text)]):
            block = self.text[start:end]
            if "`" not in block:
                continue
            found += [start + place for heading in _HEADING.finditer(block) for place in heading.span()]
            if _ITEM.match(block.lstrip("\n")):
                found += [start + item.start() for item in _ITEM.finditer(block)]
            if DELIMITER.search(block):
                self.rows.update(start + row.end() for row in _ROW.finditer(block))
        self.breaks = [len(self.text), *sorted({*found, *self.rows}, reverse=True)]

    def _hide_code(self) -> None:
        source = self.source
        if source.front_matter:
            self.hidden.append((0, source.lines[source.front_matter - 1].end))
        fenced = list(fences(source))
        for fence in fenced:
            self.hidden.append((fence.start, fence.end))
            if _MATH.match(fence.info) and fence.lines:
                start, end = fence.lines[0].start, fence.lines[-1].end
                latex = _unquoted(
                    source.text[start - 1 : end], source.lines[source.place(fence.start).line - 1].text
                )[1:]
                self.formulas.append(
                    Formula(latex, display=True, start=start, outer=(fence.start, fence.end))
                )
        self.hidden.extend((line.start, line.end) for line in indented(source, fenced))
        self.text = blanked(source.text, self.hidden)
        self.lowered = self.text.lower()

    def _step(self, mark: re.Match[str]) -> int:
        """Deal with one mark; return where to go on."""
        start, opening = mark.start(), mark.group()
        self._enter_paragraph(start)
        if opening[0] == "`":
            return self._code_span(start, len(opening))
        if opening == "<!--":
            return self._comment(start)
        if mark["tag"]:
            return self._hide_until(start, f"</{mark['tag'].lower()}")
        if mark["environment"]:
            return self._environment(mark)
        if opening in ("$$", r"\["):
            return self._display(start, opening)
        if opening in ("$", r"\("):
            return self._inline(start, opening)
        return mark.end()  # an escaped character

    def _enter_paragraph(self, position: int) -> None:
        if position < self.paragraph_end:
            return
        blank = _BLANK_LINE.search(self.text, position)
        self.paragraph_end = blank.start() if blank else len(self.text)
        self.missing_here.clear()

    def _code_span(self, start: int, length: int) -> int:
        self._enter_block(start)
        runs = self.ticks.get(length, [])
        following = bisect_right(runs, start)
        if following == len(runs):
            return start + length
        end = runs[following] + length
        if self._may_leave(start, end) and _MATHEMATICS.search(self.text, start, self.block_end):
            message = (
                "this backtick meets its partner in another item, row, cell or quote: write \\` for the sign"
            )
            raise SourceError(self.source.place(start), message)
        self.hidden.append((start, end))
        return end

    def _may_leave(self, start: int, end: int) -> bool:
        """Whether these backticks may stand in two cells, items or the like, and so be no code."""
        line = self.text.rfind("\n", 0, start) + 1
        first, *others = self.text[start:end].split("\n")
        if "|" in first and self.block_end in self.rows:
            return True
        if not others:
            return False
        depth = _depth(self.text[line:start])
        return any(_depth(other) != depth or _OTHER_BLOCK.match(other.lstrip(" \t>")) for other in others)

    def _enter_block(self, position: int) -> None:
        """Find the backticks that may pair with one at `position`."""
        if position < self.block_end:
            return
        while self.breaks[-1] <= position:
            self.breaks.pop()
        self.block_end = self.breaks[-1]
        self.ticks.clear()
        for run in _TICKS.finditer(self.text, position, self.block_end):
            self.ticks.setdefault(len(run.group()), []).append(run.start())

    def _comment(self, start: int) -> int:
        behind = self._hide_until(start, "-->")
        comment = self.text[start:behind]
        if comment.startswith(("<!-->", "<!--->")) or "--!>" in comment:
            raise SourceError(self.source.place(start), "browsers end this comment before its -->")
        return behind

    def _hide_until(self, start: int, closing: str) -> int:
        end = -1 if closing in self.missing else self.lowered.find(closing, start)
        if end < 0:
            self.missing.add(closing)
            return start + 1
        self.hidden.append((start, end + len(closing)))
        return end + len(closing)

    def _display(self, start: int, opening: str) -> int:
        closing = None
        if opening not in self.missing:
            closing = _CLOSING[opening].search(self.text, start + len(opening))
        if not closing and opening == r"\[":  # without its partner it is Markdown's escaped bracket
            self.missing.add(opening)
            return start + len(opening)
        if not closing:
            raise SourceError(self.source.place(start), f"the display opened by {opening} is never closed")
        return self._add(start, opening, closing, display=True)

    def _environment(self, mark: re.Match[str]) -> int:
        r"""`\begin{align}` outside formulas is a display without dollars."""
        start, closing = mark.start(), f"\\end{{{mark['environment']}}}"
        end = -1 if closing in self.missing_here else self.text.find(closing, mark.end(), self.paragraph_end)
        if end < 0:
            self.missing_here.add(closing)
            return mark.end()
        end += len(closing)
        latex = self._shown(start, start, end)
        self.formulas.append(Formula(latex, display=True, start=start, outer=(start, end)))
        return end

    def _inline(self, start: int, opening: str) -> int:
        behind = start + len(opening)
        if opening in self.missing_here:
            return behind
        closing = _CLOSING[opening].search(self.text, behind, self.paragraph_end)
        if not closing:
            self.missing_here.add(opening)
            return behind
        if opening == "$" and not self._reads_as_formula(behind, closing):
            return behind
        return self._add(start, opening, closing, display=False)

    def _reads_as_formula(self, behind: int, closing: re.Match[str]) -> bool:
        """Tell `$x$` from the prose "$5 and $6": spaces inside or a digit behind ask for some sign of TeX."""
        latex = self.text[behind : closing.start("mark")]
        if not latex.strip():
            return False
        tight = latex == latex.strip() and not self.text[closing.end() : closing.end() + 1].isdigit()
        compared = _COMPARED.search(latex) and not _PROSE.search(latex)
        return tight or bool(compared or _TEX.search(latex))

    def _add(self, start: int, opening: str, closing: re.Match[str], *, display: bool) -> int:
        behind = start + len(opening)
        latex = self._shown(start, behind, closing.start("mark"))
        self.formulas.append(Formula(latex, display, behind, (start, closing.end())))
        return closing.end()

    def _shown(self, outer: int, start: int, end: int) -> str:
        """The text from `start` to `end` of a formula that begins at `outer`, without marks of a quote."""
        latex = self.text[start:end]
        if "\n" not in latex:
            return latex
        return _unquoted(latex, self.text[self.text.rfind("\n", 0, outer) + 1 : outer])


def _depth(line: str) -> int:
    """How many quotes a line stands in."""
    return line[: len(line) - len(line.lstrip(" \t>"))].count(">")


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with every character in `spans` but line ends replaced by a NUL; of the same length."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        if end > position:
            start = max(start, position)  # noqa: PLW2901  (spans may nest)
            pieces += [text[position:start], re.sub(r"[^\n]", "\0", text[start:end])]
            position = end
    return "".join([*pieces, text[position:]])


def _unquoted(latex: str, line: str) -> str:
    """Blank out the marks of a block quote at the beginning of lines, if the first `line` stands in one."""
    quote = _QUOTE.match(line)
    if not quote:
        return latex
    marks = re.compile(rf"(?m)^[ \t]*(?:>[ \t]?){{1,{quote.group().count('>')}}}")
    first, rest = latex.split("\n", 1)
    return first + "\n" + marks.sub(lambda mark: " " * len(mark.group()), rest)
