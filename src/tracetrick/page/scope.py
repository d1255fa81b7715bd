"""What the page has said so far: the names in force and what is held constant."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tracetrick.latex.parser import Lexicon
from tracetrick.latex.tree import MEMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracetrick.latex.tree import Node
    from tracetrick.page.outline import Layout

VariableKind = Literal[
    "real",
    "symmetric",
    "definite",
    "orthogonal",
    "positive",
    "simplex",
    "onehot",
    "sign",
    "binary",
    "natural",
    "label",
]


@dataclass(frozen=True)
class Range:
    """`index` runs from `first` to `last`, up or down."""

    index: str
    first: Node
    last: Node

    @property
    def letters(self) -> frozenset[str]:
        """The letters in its limits."""
        return self.first.letters | self.last.letters


@dataclass(frozen=True)
class Restriction:
    """`left relation right` must hold of the indices, or of the draws if `of_draws`."""

    left: Node
    relation: str
    right: Node
    of_draws: bool = False

    @property
    def letters(self) -> frozenset[str]:
        """The letters on both sides."""
        return self.left.letters | self.right.letters


def family_key(letter: str) -> str:
    """The key of the family `x_i`, which may stand beside a plain x."""
    return f"{letter}{MEMBER}"


def family_letter(key: str) -> str:
    """The letter of a key, be it of a family or not."""
    return key.removesuffix(MEMBER)


@dataclass(frozen=True)
class Named:
    """What has a name."""

    key: str

    @property
    def letter(self) -> str:
        """The name as it is written, without an index."""
        return family_letter(self.key)


@dataclass(frozen=True)
class Variable(Named):
    """A declared variable, or a family of them over `ranges`; `shape` holds no, one or two dimensions."""

    kind: VariableKind
    shape: tuple[Node, ...]
    indices: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True)
class Function(Named):
    """Any smooth function, or a family of them over `ranges`; `domain` has the shape of each argument."""

    domain: tuple[tuple[Node, ...], ...]
    codomain: tuple[Node, ...]
    indices: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True)
class Dimension(Named):
    """A letter that the sampler gives a value: a dimension, or the family of them under that letter."""

    family: bool = False


@dataclass(eq=False)
class Home:
    """The scope in which a definition was said; set when its display ends, so that families may recur."""

    scope: Scope


@dataclass(frozen=True)
class Rule:
    """One clause of a definition: for these `indices` and `parameters` the name means `body`."""

    indices: tuple[Node, ...]
    parameters: tuple[str, ...]
    body: Node
    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    home: Home = field(default_factory=lambda: Home(Scope()), compare=False)


@dataclass(frozen=True)
class Definition(Named):
    """A defined name; a family may need several rules (`a_0 := x`, `a_d := ...`)."""

    rules: tuple[Rule, ...]

    @property
    def is_function(self) -> bool:
        """Whether the name takes arguments."""
        return bool(self.rules[0].parameters)

    @property
    def is_family(self) -> bool:
        """Whether the name takes indices."""
        return bool(self.rules[0].indices)


def is_integer(entry: Entry) -> bool:
    """Whether a name stands for an integer, which may be an index or a size."""
    return isinstance(entry, Dimension) or (
        isinstance(entry, Variable) and entry.kind in ("natural", "label")
    )


Entry = Variable | Function | Dimension | Definition


@dataclass(frozen=True)
class Assumption:
    r"""`\mathrm{d}A = 0`: the variable, with indices for a member of a family, is held constant."""

    key: str
    indices: tuple[Node, ...] = ()
    ranges: tuple[Range, ...] = ()
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Everything in force at one statement."""

    names: Mapping[str, Entry] = field(default_factory=dict)
    held: tuple[Assumption, ...] = ()
    relations: tuple[Restriction, ...] = ()
    layout: Layout = "denominator"

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that are no families."""
        return frozenset(
            key
            for key, entry in self.names.items()
            if isinstance(entry, Variable) and entry.kind == "label" and not entry.indices
        )

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the parser has to know of the names."""
        functions, scalars, letters, dimensions = set(), set(), set(), set()
        for full, entry in self.names.items():
            key = full if isinstance(entry, Dimension) else family_letter(full)
            letters.add(key)
            if isinstance(entry, Function) or (isinstance(entry, Definition) and entry.is_function):
                functions.add(key)
            elif isinstance(entry, Definition):
                scalars.add(key)
            elif isinstance(entry, Dimension) and not entry.family:
                dimensions.add(key)
        return Lexicon(frozenset(functions), frozenset(scalars), frozenset(letters), frozenset(dimensions))
