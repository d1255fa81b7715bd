r"""Implications: which fragments of a display are premises of an arrow, and which are conclusions.

A premise holds in its implication alone. A conclusion is judged: it never declares, defines or assumes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracetrick.page.fragments import Fragment

_BACKWARD = frozenset(["\\Leftarrow", "\\Leftrightarrow"])


@dataclass(frozen=True)
class Part:
    r"""What a fragment is in the implication with this `number`; 0 stands for none.

    `arrow` is the one that leads directly to a conclusion. All that stands behind an arrow is a conclusion,
    and so is all that stands before `\Leftarrow` or `\iff`.
    """

    number: int = 0
    is_conclusion: bool = False
    arrow: str = ""


def parts(found: tuple[Fragment, ...]) -> list[Part]:
    """The part of each fragment of a display.

    An implication ends where a row begins without an arrow.
    """
    made: list[Part] = []
    for number, implication in enumerate(_implications(found), 1):
        arrows = [fragment.arrow for fragment in implication]
        if not any(arrows):
            made += [Part()] * len(implication)
            continue
        is_conclusion = not _BACKWARD.isdisjoint(arrows)
        for arrow, following in pairwise([*arrows, ""]):
            is_conclusion |= bool(arrow)
            made.append(Part(number, is_conclusion, arrow or (following if following in _BACKWARD else "")))
    return made


def _implications(found: tuple[Fragment, ...]) -> list[list[Fragment]]:
    split: list[list[Fragment]] = [[]]
    has_arrow = False
    for fragment in found:
        if fragment.begins_row and not fragment.arrow and has_arrow:
            split.append([])
            has_arrow = False
        split[-1].append(fragment)
        has_arrow |= bool(fragment.arrow)
    return split
