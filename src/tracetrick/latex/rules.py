"""The rules of the grammar that refer to one another; each module of the parser adds some of them.

`scripts` sub- and superscripts · `brackets` groups, bars, norms · `names` letters, numerals, functions ·
`environments` matrices and cases · `sums` sums and products over indices · `operators` tr, det, log, … ·
`derivatives` d, ∂, ∇ · `parser` sums and products, and all of them together.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from tracetrick.latex.cursor import Cursor

if TYPE_CHECKING:
    from tracetrick.latex.tree import Node


class Rules(Cursor, ABC):
    """What a rule of one module may ask of another."""

    @abstractmethod
    def expression(self) -> Node:
        """Terms with + and - between them."""

    @abstractmethod
    def term(self) -> Node:
        """Products with element-wise and Kronecker products between them."""

    @abstractmethod
    def product(self) -> Node:
        """Factors side by side."""

    @abstractmethod
    def factor(self) -> Node:
        """A prefix operator with what it takes, or an atom with its scripts."""

    @abstractmethod
    def beside(self, left: Node) -> Node:
        """The factor that stands beside `left`, without a sign between them."""

    @abstractmethod
    def atom(self) -> Node:
        """A number, a name, or something in brackets."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """Whether the next token can begin a factor."""

    @abstractmethod
    def is_differential(self) -> bool:
        """Whether the next token is the d of a differential."""
