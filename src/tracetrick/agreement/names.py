r"""What a snippet calls the names of a page.

`X` is X, `\lambda` is lambda_ (a word that Python keeps gets an underscore), `\hat w` is w_hat, `W_{hh}` is
W_hh, `x^{*}` is x_star, `x^{(k)}` is x_k, `\mathcal{L}` is L; the member `W_2` of a family is W[2]; a label
counts from 0.
"""

from __future__ import annotations

import keyword
import re

from tracetrick.page.scope import family_letter

_ACCENT = re.compile(r"^\\(hat|tilde|bar|dot|ddot|check|breve)\{((?:[^{}]|\{[^{}]*\})*)\}$")
_FACE = re.compile(r"^\\math(?:cal|scr|frak|bf|bb)\{(.*)\}$")
_MARK = re.compile(r"^(.*?)\^\{(.*)\}$")
_SUBSCRIPT = re.compile(r"^(.*?)_\{(.*)\}$")
_NOT_A_LETTER = re.compile(r"\W+")


def python_name(key: str) -> str:
    """What a name of a page is called in a snippet."""
    key = family_letter(key)
    if match := _FACE.match(key):
        return python_name(match[1])
    if match := _ACCENT.match(key):
        return f"{python_name(match[2])}_{match[1]}"
    if match := _SUBSCRIPT.match(key) or _MARK.match(key):
        mark = "star" if match[2] in ("*", "\\star") else match[2]
        return "_".join([_identifier(match[1]), _NOT_A_LETTER.sub("_", mark).strip("_")])
    return _identifier(key)


def _identifier(key: str) -> str:
    if _FACE.match(key) or _ACCENT.match(key):
        return python_name(key)
    name = _NOT_A_LETTER.sub("", key)
    return f"{name}_" if keyword.iskeyword(name) else name
