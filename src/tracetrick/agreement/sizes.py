"""The dimensions of a page at the data of a snippet: read from the shapes, or from globals of their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracetrick.agreement.kinds import is_as_declared
from tracetrick.agreement.names import python_name
from tracetrick.agreement.snippet import DisagreementError, Snippet
from tracetrick.algebra.dimensions import Dimensions
from tracetrick.algebra.elaborate import Elaborator, Where
from tracetrick.errors import SpanError
from tracetrick.latex.tree import Name, Node, Sub
from tracetrick.page.scope import Dimension, Scope, Variable, family_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

_KINDS = ("a number", "a vector", "a matrix")


_DECLARED = {
    "symmetric": "symmetric",
    "definite": "symmetric positive definite",
    "orthogonal": "orthogonal",
    "positive": "positive",
    "simplex": "a probability vector",
    "onehot": "one-hot",
    "sign": "made of -1 and 1",
    "binary": "made of 0 and 1",
}


@dataclass(frozen=True)
class Sizes:
    """The numbers of the dimension letters, and those of the labels, which count from 1 on a page.

    `snippet` has the data, `scope` says what the names of the page mean.
    """

    snippet: Snippet
    scope: Scope
    dimensions: Dimensions = field(default_factory=lambda: Dimensions({}))
    labels: dict[str, int] = field(default_factory=dict)

    def measure(self, variables: Mapping[str, Variable], named: AbstractSet[str]) -> None:
        """Find the sizes at which the data of the snippet are the `variables` of the page.

        Of the letters in `named`, which the claim mentions, a global of that name must be that size; of
        others it only tells the size if no shape does.
        Raises DisagreementError if there are none, or if a variable is not what the page declares.
        """
        matrices = {}
        for key, variable in variables.items():
            if variable.kind == "natural":
                self.dimensions.letters[key] = self.snippet.integer(key)
            elif variable.kind == "label":
                if not variable.indices:
                    self.labels[key] = self.snippet.integer(key) + 1
            else:
                matrices[key] = variable
        self.take_globals(named)
        for key, variable in matrices.items():
            for name, member in self.snippet.members(key) if variable.indices else [(python_name(key), ())]:
                self.note(variable, name, member)
        self.take_globals(self.scope.names.keys() - self.dimensions.letters.keys())

    def take_globals(self, keys: AbstractSet[str]) -> None:
        """Take dimension letters among `keys` from globals of their names, where the snippet has some."""
        for key in sorted(keys):
            if isinstance(self.scope.names[key], Dimension) and self.is_number(key):
                self.dimensions.letters.setdefault(key, self.snippet.integer(key))

    def is_number(self, key: str) -> bool:
        """Whether the snippet has a number of that name."""
        value = self.snippet.values.get(python_name(key))
        return value is not None and value.shape == ()

    def note(self, variable: Variable, name: str, member: tuple[int, ...]) -> None:
        """Take the dimensions of one variable, or member, from the shape of its value."""
        value = self.snippet.values.get(name)
        if value is None:
            raise self.snippet.missing(variable.key)
        shape, place = value.shape, self.snippet.line_of(name)
        if len(variable.shape) == 1 and len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        if len(shape) != len(variable.shape) and not (not variable.shape and len(value.entries) == 1):
            raise DisagreementError(
                f"{variable.letter} is {_KINDS[len(variable.shape)]} on this page, "
                f"but of shape {written(value.shape)} in {place}"
            )
        if not is_as_declared(variable.kind, value):
            raise DisagreementError(
                f"{variable.letter} is {_DECLARED[variable.kind]} on this page, but not in {place}"
            )
        where = Where(self.scope, dict(zip(variable.indices, member, strict=False)))
        for part, size in zip(variable.shape, shape, strict=False):
            letter, known = self.known(part, size, where)
            if known != size:
                raise DisagreementError(
                    f"{letter} is {known} by other data, but {size} by the shape of {name}, {place}"
                )

    def known(self, part: Node, size: int, where: Where) -> tuple[str, int]:
        """A dimension letter and its number: `size` if none is known, or if it is no letter."""
        names = self.scope.names
        if isinstance(part, Name) and isinstance(names.get(part.key), Dimension):
            return part.key, self.dimensions.letters.setdefault(part.key, size)
        if isinstance(part, Sub) and isinstance(part.base, Name) and family_key(part.base.key) in names:
            try:
                elaborator = Elaborator(self.scope, self.dimensions)
                indices = tuple(elaborator.integer(index, where) for index in part.indices)
            except SpanError:
                return "", size
            known = self.dimensions.members.setdefault((part.base.key, indices), size)
            return f"{part.base.key}_{','.join(map(str, indices))}", known
        return "", size


def written(shape: tuple[int, ...]) -> str:
    """A shape as Python shows it, but for the comma of a single one."""
    return f"({', '.join(map(str, shape))})"
