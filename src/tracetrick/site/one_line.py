"""LaTeX of a display → the same on one line."""

from __future__ import annotations

import re

_NESTING = re.compile(r"\\(?:begin|end)\{|\\\\(?:\[[^\]]*\])?|(?<!\\)&")
_GAP = r"(?:[\s,;.，；。]|\\\\|\\q?quad(?![A-Za-z])|\\[,;:! ])+"
_BORDER = re.compile(rf"\A{_GAP}|{_GAP}\Z")


def on_one_line(latex: str) -> str:
    """Leave out the marks of rows and of alignment that are not those of a matrix."""
    pieces, depth, position = [], 0, 0
    for mark in _NESTING.finditer(latex):
        if mark[0].startswith(r"\begin"):
            depth += 1
        elif mark[0].startswith(r"\end"):
            if not depth:
                latex = latex[: mark.start()]
                break
            depth -= 1
        elif not depth:
            pieces.append(latex[position : mark.start()])
            position = mark.end()
    return _BORDER.sub("", " ".join(" ".join([*pieces, latex[position:]]).split()))
