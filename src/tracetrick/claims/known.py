"""Claims that came out as announced: one is judged again only if something that it rests on has changed.

What a claim rests on is written out: its own trees; what its names mean, with what these meanings rest on;
the variables, functions, assumptions and relations in force; the layout; the page's dimension letters; and
the claims that restrict the draws of others, for they hold an inverse or a logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from tracetrick.cache import Cache, key
from tracetrick.claims.verdict import Verdict
from tracetrick.latex.tree import (
    Add,
    Colon,
    Derivative,
    Differential,
    Entrywise,
    Group,
    Marked,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Run,
    Span,
    Sub,
    Word,
    walk,
)
from tracetrick.page.scope import Definition, Rule, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracetrick.claims.page import PageJudge
    from tracetrick.page.statements import Statement

_TOTAL = (
    Add,
    Colon,
    Derivative,
    Differential,
    Entrywise,
    Group,
    Nabla,
    Name,
    Number,
    Product,
    Run,
    Sub,
    Word,
)
"""Nodes that have a value wherever their parts have."""


@dataclass(frozen=True)
class Known:
    """The claims that were true before, or false as their author says; what fails is never kept.

    `versions` is everything but the page that a verdict rests on.
    """

    cache: Cache
    versions: str

    def run(self, page: PageJudge) -> list[Verdict]:
        """The verdicts of a page's statements, from the cache where they are known."""
        grounds = _Grounds(page)
        return [self.verdict(one, page, grounds) for one in page.found]

    def verdict(self, statement: Statement, page: PageJudge, grounds: _Grounds) -> Verdict:
        if statement.kind != "claim" or statement.error is not None or statement.skipped:
            return page.verdict(statement)
        entry = self.entry(statement, grounds)
        known = self.cache.get(entry)
        if known is not None:
            dimensions = tuple(known.pop("dimensions"))
            return Verdict(statement, at=statement.at + known.pop("behind"), dimensions=dimensions, **known)
        found = page.verdict(statement)
        if found.as_expected and found.verdict in ("true", "false"):
            kept = {name: getattr(found, name) for name in _KEPT}
            self.cache.put(entry, kept | {"behind": found.at - statement.at})
        return found

    def entry(self, statement: Statement, grounds: _Grounds) -> str:
        """The key of a claim; a refutation also tells where in the text of the claim it is wrong."""
        announced = () if statement.expected == "true" else (statement.expected, statement.latex)
        return key("claim", self.versions, grounds.of(statement), *announced)


_KEPT = ("verdict", "message", "kind", "exact", "float", "draws", "residual", "dimensions", "seconds")


class _Grounds:
    """What the claims of a page rest on, as text."""

    def __init__(self, page: PageJudge) -> None:
        self.page = page
        self.meanings: dict[int, str] = {}
        self.scopes: dict[int, tuple[Scope, str]] = {}
        self.chains: dict[tuple[int, int], tuple[tuple[Node, ...], str]] = {}

    def of(self, statement: Statement) -> str:
        """Everything that the verdict of a claim rests on."""
        return "\n".join((self.own(statement), self.in_force(statement.scope), self.of_all))

    @cached_property
    def of_all(self) -> str:
        """What the claims of the page have in common."""
        partial = [self.own(one) for one in self.page.found if one.kind == "claim" and self.is_partial(one)]
        return key(repr(self.page.assignments.letters), *partial)

    def own(self, statement: Statement) -> str:
        """The claim itself, with what its names mean."""
        parts = (
            statement.relation, statement.left, statement.right, statement.membership,
            statement.ranges, statement.restrictions, statement.solving, statement.equation,
        )  # fmt: skip
        keys = _keys((statement.left, statement.right, statement.solving, statement.restrictions))
        meanings = "".join(self.meaning(name, statement.scope) for name in keys)
        return _said(parts) + meanings + self.of_chain(statement.chain, statement.scope)

    def of_chain(self, chain: tuple[Node, ...], scope: Scope) -> str:
        """The sides of a chain, with what their names mean: the same for each claim of the chain."""
        place = id(chain), id(scope)
        if place not in self.chains:
            meanings = (self.meaning(name, scope) for name in _keys(chain))
            self.chains[place] = chain, key(_said(chain), *meanings)
        return self.chains[place][1]

    def in_force(self, scope: Scope) -> str:
        """What holds at a statement, whether it mentions it or not."""
        if id(scope) not in self.scopes:
            declared = {
                name: name if isinstance(entry, Definition) else entry for name, entry in scope.names.items()
            }
            text = key(_said((tuple(declared.values()), scope.held, scope.relations, scope.layout)))
            self.scopes[id(scope)] = scope, text
        return self.scopes[id(scope)][1]

    def meaning(self, name: str, scope: Scope) -> str:
        """What a defined name means, and the names in its definition."""
        entry = scope.names.get(name)
        if not isinstance(entry, Definition):
            return ""
        if id(entry) not in self.meanings:
            self.meanings[id(entry)] = name  # where the definition comes back to itself
            text = _said(entry.rules) + "".join(self.of_rule(rule) for rule in entry.rules)
            self.meanings[id(entry)] = key(text)
        return self.meanings[id(entry)]

    def of_rule(self, rule: Rule) -> str:
        home = rule.home.scope
        meanings = (self.meaning(name, home) for name in _keys((rule.body, rule.ranges)))
        return self.in_force(home) + "".join(meanings)

    def is_partial(self, statement: Statement) -> bool:
        """Whether there may be values at which a claim has none."""
        trees = [statement.left, statement.right, *(entry for entry in _definitions(statement))]
        return any(not _is_total(node) for tree in trees if tree is not None for node in walk(tree))


def _is_total(node: Node) -> bool:
    return isinstance(node, _TOTAL) or (isinstance(node, Marked) and node.mark == "\\top")


def _definitions(statement: Statement) -> Iterator[Node]:
    """The bodies of all definitions that a claim comes to."""
    seen = set[int]()
    waiting = [(name, statement.scope) for name in _keys((statement.left, statement.right))]
    while waiting:
        name, scope = waiting.pop()
        entry = scope.names.get(name)
        if isinstance(entry, Definition) and id(entry) not in seen:
            seen.add(id(entry))
            for rule in entry.rules:
                yield rule.body
                waiting += [(other, rule.home.scope) for other in _keys(rule.body)]


def _keys(value: object) -> list[str]:
    """The names in trees, and those below which they may be entries."""
    found = {name for node in _nodes(value) for name in node.keys}
    return sorted(found | {name.upper() for name in found})


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    else:
        for name in _compared(type(value)) or ():  # type: ignore[arg-type]  # mypy takes a class for unhashable
            yield from _nodes(getattr(value, name))


def _said(value: Any) -> str:  # noqa: ANN401  (trees, and what is made of trees)
    """What says the same is the same text, wherever it stands: without the fields that are not compared."""
    if isinstance(value, tuple):
        return f"({','.join(map(_said, value))})"
    kind = type(value)
    names = _compared(kind)  # type: ignore[arg-type]  # likewise
    if names is None:
        return repr(value)
    return f"{kind.__name__}({','.join([_said(getattr(value, name)) for name in names])})"


@cache
def _compared(kind: type) -> tuple[str, ...] | None:
    """The fields that are compared of a dataclass, but for a place; None of anything else."""
    if not is_dataclass(kind) or issubclass(kind, Span):
        return None
    return tuple(one.name for one in fields(kind) if one.compare)


__all__ = ["Known"]
