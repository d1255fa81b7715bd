"""What the page has said of names, as far as the grammar depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    r"""What a reader must know of names to see how a formula is put together.

    `functions` are applied to the bracket that follows; `scalars` are defined scalars, which `\nabla` takes
    alone; `letters` are all names in force; `dimensions` those of them that are dimensions.
    """

    functions: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()
