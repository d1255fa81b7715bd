"""What a page says: one statement for each relation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tracetrick.page.scope import Scope

if TYPE_CHECKING:
    from tracetrick.errors import SpanError
    from tracetrick.latex.tree import Node
    from tracetrick.page.formula import Formula
    from tracetrick.page.scope import Entry, Range, Restriction
    from tracetrick.page.sets import DeclaredSet

Kind = Literal["declaration", "definition", "assumption", "claim"]
Expected = Literal["true", "value", "shape", "unreadable", "false"]


@dataclass(frozen=True)
class Solving:
    r"""`E = F \Rightarrow w = s`: the variable's key, its solution and the equations it satisfies.

    `indices` are those of a member of a family. `only` says that no other solution exists;
    `E = F \Leftarrow w = s` does not.
    """

    variable: str
    indices: tuple[Node, ...]
    solution: Node
    equations: tuple[tuple[Node, Node], ...]
    only: bool = True


@dataclass(frozen=True)
class Statement:
    """One statement; a chain of n relations makes n of them.

    `start` and `end` are its offsets in the page, `at` that of the relation; `number` counts the relations of
    the display. `error` says why it could not be read. `chain` are all sides of the chain that a claim
    belongs to. `equation` is set on an equation that `solving` solves. `taken` is the name on the left of a
    `:=` that is a claim because it has a meaning already.
    """

    kind: Kind
    latex: str
    start: int
    end: int
    at: int
    number: int
    relation: str = ""
    left: Node | None = None
    right: Node | None = None
    membership: DeclaredSet | None = None
    scope: Scope = field(default_factory=Scope, repr=False)
    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    entry: Entry | None = None
    solving: Solving | None = None
    equation: bool = False
    error: SpanError | None = None
    expected: Expected = "true"
    skipped: str = ""
    formula: Formula | None = field(default=None, repr=False)
    chain: tuple[Node, ...] = ()
    taken: str = ""
