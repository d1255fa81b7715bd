r"""Implications: which fragments of a display are premises of an arrow, and which are conclusions.

A premise holds in its implication alone. A conclusion is judged: it never declares, defines or assumes.
"""

from __future__ import annotations

from dataclasses import dataclass
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
        leads_back = not _BACKWARD.isdisjoint(arrows)
        for place, arrow in enumerate(arrows):
            following = arrows[place + 1] if place + 1 < len(arrows) else ""
            beside = arrow or (following if following in _BACKWARD else "")
            made.append(Part(number, leads_back or any(arrows[: place + 1]), beside))
    return made


def _implications(found: tuple[Fragment, ...]) -> list[list[Fragment]]:
    split: list[list[Fragment]] = [[]]
    for fragment in found:
        if fragment.begins_row and not fragment.arrow and any(one.arrow for one in split[-1]):
            split.append([])
        split[-1].append(fragment)
    return split
