"""What is in force at a place of a page: names, assumptions, relations between dimensions, the layout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tracetrick.errors import SourceError
from tracetrick.latex.printer import FAMILY_ABOVE, subscript_key
from tracetrick.latex.tree import Group, Name, Node, Number, Power, Sub, Word, atoms
from tracetrick.page.outline import Layout, Region, layout_of, regions, tab_layout
from tracetrick.page.scope import (
    Assumption,
    Definition,
    Entry,
    Home,
    Restriction,
    Scope,
    Variable,
    family_key,
    is_integer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracetrick.latex.lexicon import Lexicon
    from tracetrick.page.scope import Range
    from tracetrick.page.source import Source


_MOST_KEPT = 10**6
_TOO_MUCH = "this page declares or defines too many names: split it into several"


@dataclass
class _Frame:
    """A region that is being read, with what its end undoes."""

    region: Region
    saved: dict[str, Entry] = field(default_factory=dict)
    held: tuple[tuple[Assumption, Entry | None], ...] = ()
    relations: tuple[Restriction, ...] = ()
    before: dict[str, Entry] = field(default_factory=dict)


class Context:
    """Moves down a page and keeps what is in force there.

    `homes` are the scopes of the definitions in the formula that is being read, `coming` the letters of the
    families that it defines, which may mention one another before that. Each scope keeps its names:
    `kept` counts them, for a page of thousands of declarations would fill the memory.
    """

    def __init__(self, source: Source) -> None:
        self.regions = regions(source)
        self.layout: Layout = layout_of(source)
        self.names: dict[str, Entry] = {}
        self.homes: list[Home] = []
        self.coming: frozenset[str] = frozenset()
        self.source = source
        self.offset = 0
        self.kept = 0
        self._frames = [_Frame(Region("section", 0, len(source.text) + 1))]
        self._opened = 0
        self._implication = 0
        self._scope: Scope | None = None

    def enter(self, offset: int) -> None:
        """Leave the regions that end before `offset`, enter those that begin before it."""
        self.offset = offset
        self._leave(offset)
        while self._opened < len(self.regions) and self.regions[self._opened].start <= offset:
            region = self.regions[self._opened]
            self._opened += 1
            if region.end > offset:
                self._leave(region.start)
                before = dict(self.names) if region.kind == "wrong" else {}
                self._frames.append(_Frame(region, before=before))
                self._scope = None
        self.homes = []

    def _leave(self, offset: int) -> None:
        while self._frames[-1].region.end <= offset and len(self._frames) > 1:
            self._leave_one()

    def _leave_one(self) -> None:
        frame = self._frames.pop()
        self._scope = None
        if frame.region.kind == "wrong":
            self.names = frame.before
        else:
            self.names.update(frame.saved)

    def enter_implication(self, number: int) -> None:
        """Leave the implication of this display that was read last for that with this number; 0 for none.

        What its premises say holds in it alone.
        """
        if number == self._implication:
            return
        if self._implication:
            self.settle()
            self._leave_one()
        if number:
            self._frames.append(_Frame(Region("implication", self.offset, self.offset)))
        self._implication = number

    @property
    def scope(self) -> Scope:
        """What is in force now.

        Raises SourceError if the page says too much to keep what holds at each of its statements.
        """
        if self._scope is None:
            self.kept += len(self.names)
            if self.kept > _MOST_KEPT:
                raise SourceError(self.source.place(self.offset), _TOO_MUCH)
            held = tuple(
                assumption
                for frame in self._frames
                for assumption, meaning in frame.held
                if self.names.get(assumption.key) is meaning
            )
            relations = tuple(relation for frame in self._frames for relation in frame.relations)
            self._scope = Scope(dict(self.names), held, relations, self._current_layout())
        return self._scope

    def lexicon(self, ranges: list[Range]) -> Lexicon:
        """What the parser has to know of the names, and of the indices in `ranges`."""
        lexicon = self.scope.lexicon
        new = self.coming.union(item.index for item in ranges) - lexicon.letters
        return replace(lexicon, letters=lexicon.letters | new) if new else lexicon

    def _current_layout(self) -> Layout:
        for frame in reversed(self._frames):
            if frame.region.kind == "tab" and (layout := tab_layout(frame.region.label)):
                return layout
        return self.layout

    @property
    def _around(self) -> _Frame:
        """The innermost part of the page that bounds what is defined: an implication does not."""
        return next(frame for frame in reversed(self._frames) if frame.region.kind != "implication")

    def set_name(self, key: str, entry: Entry) -> None:
        """Put a name in force; an earlier meaning comes back at the end of the section."""
        old = self.names.get(key)
        if old == entry and not isinstance(entry, Definition):
            return
        if isinstance(old, Definition) and isinstance(entry, Definition) and self._says_the_same(old, entry):
            return
        if old is not None and not _goes_on(old, entry):
            frame = self._around if isinstance(entry, Definition) else self._frames[-1]
            frame.saved.setdefault(key, old)
        self.names[key] = entry
        self._scope = None

    def hide(self, key: str) -> None:
        """Put a name out of force: `y_i` is no name of its own once a family of that letter is declared."""
        if key in self.names:
            del self.names[key]
            self._scope = None

    def _says_the_same(self, old: Definition, new: Definition) -> bool:
        return old == new and all(
            rule.home.scope.names.get(key) is self.names.get(key)
            for rule in old.rules
            for key in letter_keys(rule.body, self.names)
            if key != old.key and key not in rule.parameters
        )

    def hold(self, assumption: Assumption) -> None:
        """Hold a variable constant to the end of what this is said in, while its name keeps its meaning."""
        self._frames[-1].held += ((assumption, self.names.get(assumption.key)),)
        self._scope = None

    def relate(self, relation: Restriction) -> None:
        """Put a relation between dimensions in force until the end of what it is said in."""
        self._frames[-1].relations += (relation,)
        self._scope = None

    def settle(self) -> None:
        """At the end of a display, its definitions may mention one another."""
        for home in self.homes:
            home.scope = self.scope
        self.homes = []

    def is_settled(self, letter: str) -> bool:
        """Whether a letter has a meaning that keeps it from being an index."""
        entry = self.names.get(letter)
        return entry is not None and not (isinstance(entry, Variable) and entry.kind == "label")


def letter_keys(node: Node, names: Mapping[str, Entry]) -> Iterator[str]:
    """The names in a tree; a subscripted name that is in force is one name."""
    if isinstance(node, Name):
        yield node.key
    elif isinstance(node, Sub) and isinstance(node.base, Name):
        literal, family = literal_key(node.base, node.indices), family_key(node.base.key)
        if literal in names:
            yield literal
            return
        if family in names:
            yield family
            for index in node.indices:
                yield from letter_keys(index, names)
            return
    for child in node.children:
        yield from letter_keys(child, names)


def family_above(node: Node, indices: set[str]) -> Sub | None:
    r"""`x^{(i)}`, of which the parser made one name or a power, as a member of a family if i has a range."""
    if isinstance(node, Name) and node.key.endswith(")}") and "^{(" in node.key:
        key, _, inner = node.key.removesuffix(")}").rpartition("^{(")
        if inner in indices or (indices and inner.isdigit()):
            index = (
                Number(Fraction(inner), span=node.span) if inner.isdigit() else Name(inner, span=node.span)
            )
            return Sub(replace(node, key=key + FAMILY_ABOVE), (index,), span=node.span)
    if isinstance(node, Power) and isinstance(node.base, Name) and isinstance(node.exponent, Group):
        used = node.exponent.letters
        if used & indices:
            base = replace(node.base, key=node.base.key + FAMILY_ABOVE)
            return Sub(base, (node.exponent.body,), span=node.span)
    return None


def literal_key(base: Name, indices: tuple[Node, ...]) -> str:
    """The key of a name of which the subscript is a part."""
    return f"{base.key}_{{{subscript_key(indices)}}}"


def selects(base: str, indices: tuple[Node, ...], names: Mapping[str, Entry]) -> bool:
    """Whether a subscript behind a name in force selects an entry or a member.

    It needs as many indices as the name takes; there is no entry 0, and what is no integer selects nothing.
    """
    entry = names.get(family_key(base)) or names.get(base)
    if any(isinstance(index, Word) for index in indices):
        return False
    meanings = [names.get(index.key) for index in atoms(indices) if isinstance(index, Name)]
    if not all(one is None or is_integer(one) for one in meanings):
        return False
    is_family = family_key(base) in names
    if not is_family and any(isinstance(index, Number) and index.value == 0 for index in indices):
        return False
    if isinstance(entry, Definition):
        return not entry.is_function
    if not isinstance(entry, Variable):
        return False
    counts = {len(atoms(indices))}
    if len(indices) == 1 and all(isinstance(atom, Number) for atom in atoms(indices)):
        counts.add(1)  # 12 may be one index or two
    return (len(entry.indices) or len(entry.shape)) in counts


def _goes_on(old: Entry, new: Entry) -> bool:
    """Whether the new meaning adds rules to a family and takes none away."""
    if not (isinstance(old, Definition) and isinstance(new, Definition)):
        return False
    return len(new.rules) > len(old.rules) and all(
        one is other for one, other in zip(old.rules, new.rules, strict=False)
    )
