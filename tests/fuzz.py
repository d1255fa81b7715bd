"""Throws random and broken strings at the checker: each must get verdicts, in time and in little memory.

    python tests/fuzz.py --count 100000 --processes 2     the whole run
    python tests/fuzz.py --seed 1 --only 4711             one case of it, with its text

A case is made of the seed and its number alone, so that every one can be made again.
"""

from __future__ import annotations

import argparse
import re
import resource
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING

from tracetrick.check import DEFECT, check, default_float_judge
from tracetrick.errors import TracetrickError
from tracetrick.page.source import Source
from tracetrick.page.statements import statements
from tracetrick.report import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 2.0  # of processor time: the machine may be busy with other things
MEGABYTES = 500
GIVEN_UP = 30  # seconds of processor time after which a case is ended
PREAMBLE = (
    r"$A, B \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^{n}$, $t > 0$, "
    r"$k \in \mathbb{N}$, $P \in \mathbb{S}^n_{++}$, $f : \mathbb{R}^n \to \mathbb{R}$, "
    r"$\sigma : \mathbb{R} \to \mathbb{R}$, $C := AB$, $x_i \in \mathbb{R}^n,\ i = 1,\dots,m$"
    "\n\n"
)
RARE = (
    r"\begin{cases}", r"\end{cases}", r"\begin{aligned}", r"\end{aligned}", r"\begin{array}{rl}",
    r"\end{array}", r"\pm", r"\mp", r"^{\#}", r"^\dagger", r"\phantom{x}", r"\def\x{y}", r"\newcommand",
    r"\underbrace{x}_{y}", r"\overset{x}{=}", r"\boxed{x=y}", r"\color{red}", r"\mathbb{1}[x>0]",
    r"\tag{1}", r"\label{a}", r"\limits", r"\nolimits", r"\middle|", r"\dots", r"\iff", r"\Leftarrow",
    r"\preceq", r"\succ", r"\approx", r"\propto", r"\emptyset", r"\max", r"\min",
    r"\operatorname{softmax}", r"\operatorname{vech}", "D_n", "K_{mn}", r"\|_F", r"\|_*", r"\langle",
    r"\rangle", r"\lvert", r"\rvert", "'", "''", "^{1/2}", "^{-T}", "^{k}", "_{k+1}", r"\prod_{k=3}^{1}",
    r"\sum_{i\ne j}", r"\int", r"\lim", r"\infty", r"\text{其中}", "，", "。", "；", "：", "$", "%", "#", "~",
    "@", r"\u", "\\", "\x00", "\u202e", "퟿", "\U0001d400", "\xe9",
)  # fmt: skip
MARKUP = ("$", "$$", "\n", "\n\n", "```", "```math\n", "~~~", "# ", "## h\n", "- ", "1. ", "> ", "    ", "\t", "| a | b |\n|---|---|\n",
          "/// wrong | x\n", "///\n", "    at: 2\n", "    expect: shape\n", "<!-- unchecked: x -->", "<!--", "-->", "\\[", "\\]",
          "\\(", "\\)", "`", '=== "分子布局"\n', "??? note\n", "---\n", "layout: numerator\n", "\\$", "<div>", "text ", "是")  # fmt: skip
OPENINGS = ("(", "[", "{", "\\{", "\\left(", "\\sqrt{", "\\frac{1}{", "x^{", "x_{", "\\mathrm{d}", "\\operatorname{tr}(", "\\text{",
            "\\begin{bmatrix}", "\\nabla_x", "\\sum_i", "-", "x'", "\\partial ", "|", "\\|", "\\mathbf{", "\\hat ", "\\det", "\\frac",
            "\\begin{aligned}", "\\begin{cases}", "\\langle x,", "x\\otimes(", "\\log", "x^", "x_", "A^{-1", "f(", "\\left|", "+")  # fmt: skip
CLOSINGS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "\\{": "\\}",
    "\\left(": "\\right)",
    "\\begin{bmatrix}": "\\end{bmatrix}",
}


@dataclass(frozen=True)
class Formula:
    """A formula of the corpus, and what its page said before it that is no claim."""

    latex: str
    context: str


@cache
def formulas() -> tuple[Formula, ...]:
    """All formulas of the corpus."""
    found = []
    for path in sorted(CORPUS.glob("*.md")):
        said: dict[str, None] = {}
        kinds: dict[str, set[str]] = {}
        for one in statements(Source.read(path)):
            if one.formula is not None:
                kinds.setdefault(one.formula.latex, set()).add("" if one.error else one.kind)
        for latex, of in kinds.items():
            found.append(Formula(latex, "".join(f"${text.strip()}$\n\n" for text in said)))
            if not of & {"claim", ""}:
                said[latex] = None
    return tuple(found)


@cache
def pieces() -> tuple[str, ...]:
    """The tokens of the corpus, each once, and some that it lacks."""
    texts = [one.latex for one in formulas()]
    tokens = dict.fromkeys(token for text in texts for token in split(text))
    return (*tokens, *RARE)


def split(latex: str) -> list[str]:
    """Commands with a braced word, and characters."""
    return re.findall(r"\\[a-zA-Z]+(?:\{[a-zA-Z*]+\})?|\\.|\s+|.", latex, re.DOTALL)


# Kinds of cases: each makes the text of a page


def random_text(random: Random) -> str:
    """Any characters in a display."""
    top = random.choice((0x7F, 0x2FFF, 0x1FFFF))
    marks = (chr(random.randrange(top)) for _ in range(random.randrange(80)))
    return PREAMBLE + "$$" + "".join(mark for mark in marks if not "\ud800" <= mark <= "\udfff") + "$$\n"


def random_pieces(random: Random) -> str:
    """Tokens of the language in any order."""
    return PREAMBLE + "$$" + "".join(random.choices(pieces(), k=random.randrange(40))) + "$$\n"


def mutated(random: Random) -> str:
    """A formula of the corpus, in its context, with a few edits."""
    one = random.choice(formulas())
    tokens = split(one.latex)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        edit(tokens, random)
    return f"{one.context}$${''.join(tokens)}$$\n"


def edit(tokens: list[str], random: Random) -> None:
    """One edit in place: delete, insert, replace, repeat or exchange tokens."""
    place, other = (random.randrange(len(tokens) + 1) for _ in range(2))
    few = slice(place, place + random.randrange(1, 4))
    choice = random.randrange(5)
    if choice == 0:
        del tokens[few]
    elif choice == 1:
        tokens.insert(place, random.choice(pieces()))
    elif choice == 2:
        tokens[place : place + 1] = [random.choice(pieces())]
    elif choice == 3:
        tokens[other:other] = tokens[few]
    else:
        tokens[few], tokens[other:other] = [], tokens[few]


def crossed(random: Random) -> str:
    """The beginning of one formula and the end of another, which says other things."""
    one, other = random.choice(formulas()), random.choice(formulas())
    head, tail = split(one.latex), split(other.latex)
    text = "".join(head[: random.randrange(len(head) + 1)] + tail[random.randrange(len(tail) + 1) :])
    return f"{one.context}{other.context}$${text}$$\n"


def nested(random: Random) -> str:
    """Brackets and commands as deep as may be, and deeper."""
    depth = random.choice((3, 50, 150, 199, 200, 201, 1000, 8000))
    opening = [random.choice(OPENINGS) for _ in range(random.randrange(1, 4))]
    closing = [CLOSINGS.get(mark, "}" if mark.endswith("{") else "") for mark in reversed(opening)]
    inner = random.choice(("x", "", "A", "x+y", "1"))
    end = "".join(closing) * (depth if random.random() < 0.8 else depth - 1)
    return f"{PREAMBLE}$${random.choice(('t = ', 'A = ', ''))}{''.join(opening) * depth}{inner}{end}$$\n"


def page(random: Random) -> str:
    """Markdown in any order, with formulas and parts of formulas in it."""
    made = [PREAMBLE] if random.random() < 0.5 else []
    for _ in range(random.randrange(30)):
        kind = random.randrange(4)
        if kind == 0:
            made.append(f"${random.choice(('x+y', 'A = A^T', 'X', 'f(x) = 1', 'C := A', chr(92)))}$")
        elif kind == 1:
            made.append(random.choice(pieces()))
        else:
            made.append(random.choice(MARKUP))
    return "".join(made)


def huge(random: Random) -> str:
    """About a megabyte of one thing."""
    unit = random.choice(
        (
            *pieces(),
            *MARKUP,
            *OPENINGS,
            "x + ",
            "x = ",
            "x, ",
            "x & y \\\\",
            "x \\in ",
            "一",
            "x \\Rightarrow ",
        )
    )
    text = unit * (1_000_000 // max(1, len(unit)))
    before, behind = random.choice(
        (
            ("", ""),
            ("# ", "\n"),
            (PREAMBLE + "$$", "$$\n"),
            (PREAMBLE + "$", "$\n"),
            ("\\[", "\\]\n"),
            ("$$", ""),
        )
    )
    return before + text + behind


KINDS: tuple[tuple[float, Callable[[Random], str]], ...] = (
    (10, random_text), (25, random_pieces), (40, mutated), (10, crossed), (5, nested), (9.8, page), (0.2, huge),
)  # fmt: skip


def case(seed: int, number: int) -> tuple[str, str]:
    """The name of the kind and the text of one case."""
    random = Random(f"{seed}:{number}")
    (make,) = random.choices([kind for _, kind in KINDS], [weight for weight, _ in KINDS])
    return make.__name__, make(random)


@dataclass
class Tally:
    """What came out of some cases; `failures` are lines that name them."""

    cases: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    megabytes: int = 0

    def add(self, other: Tally) -> None:
        """Take in what another process counted."""
        self.cases += other.cases
        self.verdicts += other.verdicts
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)


class HangError(BaseException):
    """A case that does not come to its end; no `except Exception` stops it."""


def peak() -> int:
    """The largest memory of this process so far, in MB."""
    return (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == "linux" else 1024) // 1024
    )


def wrong_with(text: str, tally: Tally) -> Iterator[str]:
    """Judge a page; say what must not happen."""
    source = Source(Path("page.md"), text)
    before, start = peak(), process_time()
    try:
        for one in check(source, float_judge=default_float_judge()):
            tally.verdicts[one.verdict] += 1
            if DEFECT in one.message:
                yield one.message
            if not one.as_expected:
                "\n".join(failure(source, one))
    except TracetrickError:
        tally.verdicts["page refused"] += 1
    except HangError:
        yield f"no end after {GIVEN_UP} s"
    except Exception as error:  # noqa: BLE001  (any exception but our own is what is looked for)
        yield f"{type(error).__name__}: {error}"
    seconds = process_time() - start
    tally.slowest = max(tally.slowest, seconds)
    tally.megabytes = max(tally.megabytes, peak())
    if seconds > SECONDS:
        yield f"{seconds:.1f} s"
    if peak() > max(MEGABYTES, before):
        yield f"{peak()} MB"


def fuzz(seed: int, numbers: range) -> Tally:
    """Judge these cases, in the main thread."""
    import torch  # noqa: PLC0415  (paid before the first case is timed)

    torch.set_num_threads(1)
    signal.signal(signal.SIGPROF, hang)
    tally = Tally()
    check(Source(Path("page.md"), PREAMBLE + "$A+A=2A$\n"), float_judge=default_float_judge())
    for number in numbers:
        kind, text = case(seed, number)
        tally.cases[kind] += 1
        signal.setitimer(signal.ITIMER_PROF, GIVEN_UP)
        found = list(wrong_with(text, tally))
        signal.setitimer(signal.ITIMER_PROF, 0)
        tally.failures += [f"--only {number}  {kind}: {one}" for one in found]
    return tally


def hang(*_: object) -> None:
    """End a case."""
    raise HangError


def _share(arguments: tuple[int, range]) -> Tally:
    return fuzz(*arguments)


def main() -> None:
    """Run cases in several processes; the exit status is 1 if one fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    if options.only is not None:
        print(case(options.seed, options.only)[1])
        numbers, size = range(options.only, options.only + 1), 1
    else:
        numbers, size = range(options.first, options.first + options.count), 500
    total = Tally()
    shares = [(options.seed, numbers[k : k + size]) for k in range(0, len(numbers), size)]
    with get_context("spawn").Pool(options.processes) as pool:
        for tally in pool.imap_unordered(_share, shares):
            total.add(tally)
            for line in tally.failures:
                print(line, flush=True)
    print(f"{total.cases.total()} cases of seed {options.seed}: {dict(total.cases)}")
    print(f"verdicts: {dict(total.verdicts)}")
    print(f"slowest {total.slowest:.2f} s of processor time, largest process {total.megabytes} MB")
    print(f"{len(total.failures)} failures")
    sys.exit(1 if total.failures else 0)


if __name__ == "__main__":
    main()
