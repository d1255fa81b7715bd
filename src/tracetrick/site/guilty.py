r"""Marks the sign of a relation that fails: the finished formula carries the class `guilty` there.

The sign is set by MathJax's `\mmlToken`, the one command of its base that puts a class on a token; on a page
itself the reader refuses it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGN = re.compile(r"\\[A-Za-z]+|[:<>]=|.")
_COMMANDS = {
    r"\equiv": "≡", r"\ne": "≠", r"\neq": "≠", r"\in": "∈", r"\lt": "<", r"\gt": ">",
    r"\le": "≤", r"\leq": "≤", r"\leqq": "≦", r"\leqslant": "⩽",
    r"\ge": "≥", r"\geq": "≥", r"\geqq": "≧", r"\geqslant": "⩾",
    r"\preceq": "⪯", r"\preccurlyeq": "≼", r"\succeq": "⪰", r"\succcurlyeq": "≽",
    r"\prec": "≺", r"\succ": "≻",
    ":=": ":=", "<=": "<=", ">=": ">=", r"\coloneqq": ":=", r"\coloneq": ":=", r"\triangleq": "≜",
}  # fmt: skip
_SHOWN = {**{sign: sign for sign in "=<>≠≡≤≥≦≧⪯⪰∈≔＝"}, **_COMMANDS}


def with_guilty_signs(latex: str, places: Iterable[int]) -> str:
    """Return `latex` with the signs at the offsets `places` marked; where no sign stands, nothing is."""
    for place in sorted(set(places), reverse=True):
        if place and latex[place - 1 : place + 1] in _SHOWN:
            place -= 1  # noqa: PLW2901  (the second character of a sign)
        sign = _SIGN.match(latex, place)
        if sign and sign[0] in _SHOWN:
            marked = rf'\mmlToken{{mo}}[class="guilty"]{{{_SHOWN[sign[0]]}}}'
            latex = latex[:place] + marked + latex[sign.end() :]
    return latex
