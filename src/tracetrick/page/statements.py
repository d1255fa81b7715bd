"""A page to its statements in reading order: declarations, definitions, assumptions and claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from tracetrick.errors import NotationError, SpanError
from tracetrick.latex.parser import Lexicon, Parser, subscript_key
from tracetrick.latex.tokens import Token, tokenize
from tracetrick.latex.tree import (
    Differential,
    Group,
    Listed,
    Name,
    Node,
    Number,
    Product,
    Run,
    Span,
    Sub,
    walk,
)
from tracetrick.latex.vocabulary import FORBIDDEN, RELATIONS
from tracetrick.page.fragments import Fragment, fragments
from tracetrick.page.markdown import Formula, scan
from tracetrick.page.outline import Region, layout_of, regions, tab_layout
from tracetrick.page.scope import (
    Assumption,
    Definition,
    Dimension,
    Entry,
    Function,
    Home,
    Range,
    Restriction,
    Rule,
    Scope,
    Variable,
    family_key,
)
from tracetrick.page.sets import DeclaredSet, read_expression, read_set
from tracetrick.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracetrick.page.source import Source

Kind = Literal["declaration", "definition", "assumption", "claim"]
Expected = Literal["true", "value", "shape", "unreadable", "false"]
_UNCHECKED_BEFORE = re.compile(r"<!--\s*unchecked:\s*(.*?)\s*-->\s*\Z", re.DOTALL)
_UNCHECKED_BEHIND = re.compile(r"\s?<!--\s*unchecked:\s*(.*?)\s*-->", re.DOTALL)
_OPTION = re.compile(r"^[ \t]+(at|expect):[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_ORDER = frozenset(["=", "\\le", "\\ge", "<", ">", "\\ne"])
_BUILT_IN = frozenset(["I", "\\pi", "e_", "E_", "K_", "D_", "I_"])
_SILENT = frozenset(["\\approx", "\\sim", "\\propto", "\\to", "\\mapsto"])
MAX_DISPLAY = 64 * 1024


@dataclass(frozen=True)
class Solving:
    r"""`E = F \Rightarrow w = s`: the variable's key, its solution and the equations it satisfies.

    `only` says that no other solution exists; `E = F \Leftarrow w = s` does not.
    """

    variable: str
    solution: Node
    equations: tuple[tuple[Node, Node], ...]
    only: bool = True


@dataclass(frozen=True)
class Statement:
    """One statement; a chain of n relations makes n of them.

    `start` and `end` are its offsets in the page, `at` that of the relation; `number` counts the relations of
    the display. `error` says why it could not be read. `chain` are all sides of the chain that a claim
    belongs to. `equation_for` is set on an equation that `solving` solves.
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


def statements(source: Source, *, first_use: bool = False) -> Iterator[Statement]:
    """The statements of a page. With `first_use`, `f = ...` of a new name defines it.

    Raises SourceError if the page's Markdown cannot be read.
    """
    with deep_recursion():
        return _PageReader(source, first_use=first_use).read()


@dataclass
class _Frame:
    """A region that is being read, with what its end undoes."""

    region: Region
    saved: dict[str, Entry] = field(default_factory=dict)
    held: tuple[Assumption, ...] = ()
    relations: tuple[Restriction, ...] = ()
    before: dict[str, Entry] = field(default_factory=dict)


@dataclass
class _Raw:
    """A fragment that is a statement, with its suffixes."""

    fragment: Fragment
    ranges: list[Range] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)


class _PageReader:
    """Reads a page from top to bottom and keeps what is in force."""

    def __init__(self, source: Source, *, first_use: bool) -> None:
        self.source = source
        self.first_use = first_use
        self.scanned = scan(source)
        self.regions = regions(source, self.scanned)
        self.layout = layout_of(source)
        self.names: dict[str, Entry] = {}
        whole = Region("section", 0, len(source.text) + 1)
        self.frames = [_Frame(whole)]
        self.opened = 0
        self.distinct = _distinct_dresses(self.scanned.formulas)
        self.homes: list[Home] = []
        self.number = 0
        self._scope: Scope | None = None
        self.wrong: dict[int, int] = {}

    def read(self) -> Iterator[Statement]:
        found: list[Statement] = []
        for formula in self.scanned.formulas:
            self.enter(formula.start)
            self.number = 0
            found += self.marked(formula, list(self.formula(formula)))
        return iter(self.with_expectations(found))

    # Regions

    def enter(self, offset: int) -> None:
        """Leave the regions that end before `offset`, enter those that begin before it."""
        self.leave(offset)
        while self.opened < len(self.regions) and self.regions[self.opened].start <= offset:
            region = self.regions[self.opened]
            self.opened += 1
            if region.end > offset:
                self.leave(region.start)
                self.frames.append(_Frame(region, before=dict(self.names)))
        self._scope = None

    def leave(self, offset: int) -> None:
        while self.frames[-1].region.end <= offset and len(self.frames) > 1:
            frame = self.frames.pop()
            if frame.region.kind == "wrong":
                self.names = frame.before
            else:
                self.names.update(frame.saved)

    @property
    def scope(self) -> Scope:
        """What is in force now."""
        if self._scope is None:
            held = tuple(assumption for frame in self.frames for assumption in frame.held)
            relations = tuple(relation for frame in self.frames for relation in frame.relations)
            self._scope = Scope(dict(self.names), held, relations, self.current_layout())
        return self._scope

    def current_layout(self) -> Literal["denominator", "numerator"]:
        for frame in reversed(self.frames):
            if frame.region.kind == "tab" and (layout := tab_layout(frame.region.label)):
                return layout
        return self.layout

    def bounding_frame(self) -> _Frame:
        """The innermost section, item, answer or wrong block."""
        return next(frame for frame in reversed(self.frames) if frame.region.kind != "tab")

    def set_name(self, key: str, entry: Entry) -> None:
        """Put a name in force; an earlier meaning comes back at the end of the section."""
        old = self.names.get(key)
        if old == entry and not isinstance(entry, Definition):
            return
        if isinstance(old, Definition) and isinstance(entry, Definition) and self.says_the_same(old, entry):
            return
        if old is not None:
            self.bounding_frame().saved.setdefault(key, old)
        self.names[key] = entry
        self._scope = None

    def says_the_same(self, old: Definition, new: Definition) -> bool:
        return old == new and all(
            rule.home.scope.names.get(key) is self.names.get(key)
            for rule in old.rules
            for key in letter_keys(rule.body)
            if key != old.key and key not in rule.parameters
        )

    # Formulas

    def formula(self, formula: Formula) -> Iterator[Statement]:
        """The statements of one formula."""
        try:
            if len(formula.latex.encode()) > MAX_DISPLAY:
                raise NotationError(formula.start, formula.start + 1, "a formula of more than 64 KB")
            tokens = self.redressed(tokenize(formula.latex, formula.start))
            if not any(_is_relation(token) or token.text in FORBIDDEN for token in tokens):
                return
            found = fragments(tokens)
            if any(fragment.relations for fragment in found):
                yield from self.grouped(found)
            else:
                self.refuse_nested(found)
        except SpanError as error:
            if _speaks(formula.latex):
                yield self.unread(formula, error)
        self.homes = []

    def refuse_nested(self, found: list[Fragment]) -> None:
        """In a formula that is no statement, a relation may stand only where one is read."""
        for fragment in found:
            if any(_is_relation(token) for token in fragment.tokens):
                self.parser(fragment.tokens, _Raw(fragment)).whole()

    def unread(self, formula: Formula, error: SpanError) -> Statement:
        """A formula that cannot be split into statements."""
        self.number += 1
        end = formula.start + len(formula.latex)
        return Statement(
            "claim", formula.latex.strip(), formula.start, end, error.start, self.number, error=error
        )

    def redressed(self, tokens: list[Token]) -> list[Token]:
        """Bold letters that the page declares as different things are names of their own."""
        return [
            token._replace(text=f"\\mathbf{{{token.text}}}")
            if token.kind == "letter" and token.dress and token.text in self.distinct
            else token
            for token in tokens
        ]

    def grouped(self, found: list[Fragment]) -> Iterator[Statement]:
        """Give the statements of a display their suffixes, then read them in order."""
        closed = False
        used: set[str] = set()
        pending: list[_Raw] = []
        done: list[_Raw | Statement] = []
        for fragment in found:
            try:
                suffix = self.suffix(fragment, pending, used)
            except SpanError as error:
                done.append(self.failed(fragment, error))
                continue
            if suffix is None:
                if closed:
                    pending, closed, used = [], False, set()
                raw = _Raw(fragment)
                used |= _index_letters(fragment)
                pending.append(raw)
                done.append(raw)
                continue
            closed = True
            for raw in pending:
                self.attach(raw, suffix)
        yield from self.read_group(done)

    def attach(self, raw: _Raw, suffix: tuple[list[Range], list[Restriction]]) -> None:
        ranges, restrictions = suffix
        raw.ranges += ranges
        raw.restrictions += restrictions

    def suffix(
        self, fragment: Fragment, before: list[_Raw], used: set[str]
    ) -> tuple[list[Range], list[Restriction]] | None:
        """What a fragment says of the indices or draws of the statements before it, if it is a suffix."""
        inner = _round_bracket(fragment)
        if inner:
            if not before:
                raise NotationError(
                    inner.tokens[0].start, inner.tokens[-1].end, "a suffix without a statement before it"
                )
            restriction = self.restrictions(inner, of_draws=True)
            before[-1].restrictions += restriction  # of that one statement
            return [], []
        if not fragment.relations:
            return None
        letters = [token.text for token in _names_of(fragment)]
        is_range = _is_range(fragment)
        if not letters or not all(letter in used and not self.is_settled(letter) for letter in letters[:1]):
            if is_range and not self.is_settled(letters[0] if letters else ""):
                first, last = fragment.tokens[0], fragment.tokens[-1]
                raise NotationError(
                    first.start, last.end, "a range of an index without a statement that uses the index"
                )
            return None
        if is_range:
            return self.ranges(fragment), []
        return self.index_chain(fragment)

    def is_settled(self, letter: str) -> bool:
        """Whether a letter has a meaning that keeps it from being an index."""
        entry = self.names.get(letter)
        return entry is not None and not (isinstance(entry, Variable) and entry.kind == "label")

    def ranges(self, fragment: Fragment) -> list[Range]:
        r"""`i, j = 1,\dots,n`."""
        lexicon = self.scope.lexicon
        parts: list[list[Token]] = [[]]
        for token in fragment.sides[-1]:
            if token.text == ",":
                parts.append([])
            else:
                parts[-1].append(token)
        first, last = read_expression(parts[0], lexicon), read_expression(parts[-1], lexicon)
        return [Range(token.text, first, last) for token in fragment.sides[0] if token.kind == "letter"]

    def index_chain(self, fragment: Fragment) -> tuple[list[Range], list[Restriction]]:
        r"""`1 \le i \le n` is a range; anything else restricts."""
        relations = [token.text for token in fragment.relations]
        if relations == ["\\le", "\\le"] and len(fragment.sides[1]) == 1:
            lexicon = self.scope.lexicon
            first, last = (read_expression(fragment.sides[k], lexicon) for k in (0, 2))
            return [Range(fragment.sides[1][0].text, first, last)], []
        return [], self.restrictions(fragment, of_draws=False)

    def restrictions(self, fragment: Fragment, *, of_draws: bool) -> list[Restriction]:
        lexicon = self.scope.lexicon
        sides = [read_expression(side, lexicon) for side in fragment.sides]
        for relation in fragment.relations:
            if relation.text not in _ORDER:
                raise NotationError(
                    relation.start, relation.end, f"a suffix with {relation.text} is not read"
                )
        return [
            Restriction(left, relation.text, right, of_draws)
            for left, relation, right in zip(sides, fragment.relations, sides[1:], strict=False)
        ]

    # Statements

    def read_group(self, raws: list[_Raw | Statement]) -> Iterator[Statement]:
        """Read the statements of one display; families in it may mention one another."""
        found: list[Statement] = []
        arrows: dict[int, str] = {}
        for raw in raws:
            if isinstance(raw, Statement):
                found.append(raw)
                continue
            arrows[len(found)] = raw.fragment.arrow
            try:
                self._scope = None
                found += self.statement(raw)
            except SpanError as error:
                found.append(self.failed(raw.fragment, error))
        self._scope = None
        for home in self.homes:
            home.scope = self.scope
        return iter(self.solved(found, arrows))

    def failed(self, fragment: Fragment, error: SpanError) -> Statement:
        tokens = fragment.tokens
        self.number += 1
        start, end = tokens[0].start, tokens[-1].end
        relation = fragment.relations[0].text if fragment.relations else ""
        return Statement(
            "claim",
            self.source.text[start:end],
            start,
            end,
            error.start,
            self.number,
            relation,
            scope=self.scope,
            error=error,
        )

    def statement(self, raw: _Raw) -> list[Statement]:
        """One fragment: classify it and put in force what it says."""
        fragment = raw.fragment
        if not fragment.relations:
            first, last = fragment.tokens[0], fragment.tokens[-1]
            message = (
                "neither a statement nor a suffix: "
                "in a display with a relation everything must be part of one"
            )
            raise NotationError(first.start, last.end, message)
        for relation in fragment.relations:
            if relation.text in _SILENT and fragment.relations[0].text != ":":
                message = f"{relation.text} claims nothing that is judged: mark it <!-- unchecked: reason -->"
                raise NotationError(relation.start, relation.end, message)
        head = fragment.relations[0].text
        if head == ":":
            return self.function(raw)
        if head == "\\in":
            return self.membership(raw)
        if (head == ":=" or (head == "=" and self.first_use)) and (definition := self.definition(raw, head)):
            return definition
        if len(fragment.relations) == 1:
            declared = self.comparison(raw) or self.assumption(raw)
            if declared:
                return declared
        return self.claims(raw, 0)

    def made(self, raw: _Raw, kind: Kind, link: int = 0, entry: Entry | None = None) -> Statement:
        """A statement for relation `link` of a fragment."""
        fragment = raw.fragment
        self.number += 1
        relation = fragment.relations[link]
        left, right = fragment.sides[link], fragment.sides[link + 1]
        start = left[0].start if left else relation.start
        end = right[-1].end if right else relation.end
        ranges, restrictions = tuple(raw.ranges), tuple(raw.restrictions)
        return Statement(
            kind, self.source.text[start:end], start, end, relation.start, self.number, relation.text,
            scope=self.scope, ranges=ranges, restrictions=restrictions, entry=entry,
        )  # fmt: skip

    def names_in(self, tokens: list[Token], ranges: list[Range]) -> list[tuple[str, tuple[str, ...], Token]]:
        """`X, x_i` as keys with the indices that make them families."""
        parser = Parser.of(tokens, Lexicon())
        indices = {item.index for item in ranges}
        found: list[tuple[str, tuple[str, ...], Token]] = []
        while True:
            start = parser.token
            if start.kind not in ("letter", "word"):
                parser.fail("expected a name")
            if start.kind == "word":
                parser.next()
                node: Node = Name(f"\\{start.text.lower()}", span=Span(start.start, start.end))
            else:
                node = parser.scripts(parser.atom())
            found.append((*self.key_of(node, indices, start), start))
            if parser.token.kind == "eof":
                return found
            parser.expect(",")

    def key_of(self, node: Node, indices: set[str], token: Token) -> tuple[str, tuple[str, ...]]:
        if isinstance(node, Name):
            return node.key, ()
        if isinstance(node, Sub) and isinstance(node.base, Name):
            letters = tuple(
                atom.key if isinstance(atom, Name) else ""
                for part in node.indices
                for atom in (part.atoms if isinstance(part, Run) else (part,))
            )
            if letters and all(letter in indices for letter in letters):
                return node.base.key, letters
            return f"{node.base.key}_{{{subscript_key(node.indices)}}}", ()
        raise NotationError(token.start, token.end, "expected a bare name to declare")

    def introduce_dimensions(self, nodes: Iterable[Node], ranges: list[Range]) -> None:
        """The letters in shapes and ranges become dimensions."""
        indices = {item.index for item in ranges}
        for node in nodes:
            self.introduce(node, indices)
        for item in ranges:
            self.introduce(item.first, indices)
            self.introduce(item.last, indices)

    def introduce(self, node: Node, indices: set[str]) -> None:
        if isinstance(node, Sub) and isinstance(node.base, Name):
            key = node.base.key
            literal = f"{key}_{{{subscript_key(node.indices)}}}"
            used = {name.key for part in node.indices for name in walk(part) if isinstance(name, Name)}
            if literal in self.names or (used and not used & indices and family_key(key) not in self.names):
                self.introduce_letter(literal, node, family=False)
            else:
                self.introduce_letter(family_key(key), node, family=True)
                for part in node.indices:
                    self.introduce(part, indices)
        elif isinstance(node, Name):
            if node.key not in indices:
                self.introduce_letter(node.key, node, family=False)
        elif not isinstance(node, Number):
            for child in walk(node):
                if child is not node and isinstance(child, (Name, Sub)):
                    self.introduce(child, indices)

    def introduce_letter(self, key: str, node: Node, *, family: bool) -> None:
        entry = self.names.get(key)
        if entry is None:
            self.set_name(key, Dimension(key, family))
        elif not isinstance(entry, Dimension) and not (
            isinstance(entry, Variable) and entry.kind in ("natural", "label")
        ):
            raise NotationError(
                node.span.start, node.span.end, f"{key} stands for something else than a dimension here"
            )

    def function(self, raw: _Raw) -> list[Statement]:
        r"""`f : \mathbb{R}^{m\times n} \to \mathbb{R}`."""
        fragment = raw.fragment
        if [token.text for token in fragment.relations] != [":", "\\to"]:
            token = fragment.relations[-1]
            raise NotationError(token.start, token.end, "expected f : A \\to B")
        if not all(fragment.sides):
            token = fragment.relations[0]
            raise NotationError(token.start, token.end, "expected f : A \\to B")
        lexicon = self.scope.lexicon
        domain = tuple(self.real(part, lexicon) for part in _split_product(fragment.sides[1]))
        codomain = self.real(fragment.sides[2], lexicon)
        self.introduce_dimensions([node for shape in (*domain, codomain) for node in shape], raw.ranges)
        entry: Function | None = None
        for key, _, _ in self.names_in(fragment.sides[0], raw.ranges):
            entry = Function(key, domain, codomain)
            self.set_name(key, entry)
        statement = self.made(raw, "declaration", entry=entry)
        end = fragment.sides[2][-1].end
        return [replace(statement, end=end, latex=self.source.text[statement.start : end])]

    def real(self, tokens: list[Token], lexicon: Lexicon) -> tuple[Node, ...]:
        declared = read_set(tokens, lexicon)
        if declared.kind != "real":
            raise NotationError(
                tokens[0].start,
                tokens[-1].end,
                "expected \\mathbb{R}, \\mathbb{R}^n or \\mathbb{R}^{m\\times n}",
            )
        return declared.shape

    def membership(self, raw: _Raw) -> list[Statement]:
        r"""`X \in \mathbb{R}^{m\times n}`.

        It is a declaration, or a claim about a defined name or an expression.
        """
        fragment = raw.fragment
        if len(fragment.relations) > 1:
            token = fragment.relations[1]
            raise NotationError(token.start, token.end, "a second relation behind \\in")
        if not fragment.sides[0]:
            token = fragment.relations[0]
            raise NotationError(token.start, token.end, "expected a name before \\in")
        if not fragment.sides[1]:
            token = fragment.relations[0]
            raise NotationError(token.start, token.end, "expected a set behind \\in")
        declared = read_set(fragment.sides[1], self.scope.lexicon)
        names = self.declarable(raw)
        if names is None:
            left = self.listed(fragment.sides[0], raw)
            return [replace(self.made(raw, "claim"), left=left, membership=declared)]
        self.introduce_dimensions(declared.shape, raw.ranges)
        entry: Entry | None = None
        for key, indices, token in names:
            used = {item.index for item in raw.ranges} & {
                node.key for part in declared.shape for node in walk(part) if isinstance(node, Name)
            }
            if not used <= set(indices):
                raise NotationError(
                    token.start, token.end, f"the shape uses the index {min(used)}, the name does not"
                )
            entry = Variable(
                key, declared.kind, declared.shape, indices, tuple(raw.ranges) if indices else ()
            )
            self.set_name(key, entry)
        return [self.made(raw, "declaration", entry=entry)]

    def declarable(self, raw: _Raw) -> list[tuple[str, tuple[str, ...], Token]] | None:
        """The names to declare, or None if the left side is an expression or has defined names."""
        try:
            names = self.names_in(raw.fragment.sides[0], raw.ranges)
        except NotationError:
            return None
        if any(isinstance(self.names.get(key), (Definition, Function)) for key, _, _ in names):
            return None
        for key, _, token in names:
            if isinstance(self.names.get(key), Dimension):
                raise NotationError(token.start, token.end, f"{key} is a dimension")
        if any(self.is_entry(token, key) for key, _, token in names):
            return None
        return names

    def is_entry(self, token: Token, key: str) -> bool:
        r"""Whether a subscripted name selects from a name in force (`X_{ij} \in \mathbb{R}` is a claim)."""
        return (
            "_{" in key
            and key not in self.names
            and isinstance(self.names.get(token.text), (Definition, Variable))
            and (_selects(self.names[token.text]))
        )

    def listed(self, tokens: list[Token], raw: _Raw) -> Node:
        """One expression, or several with commas."""
        parser = self.parser(tokens, raw)
        items = [parser.expression()]
        while parser.at(","):
            parser.next()
            items.append(parser.expression())
        parser.expect_end()
        span = replace(items[0].span, end=items[-1].span.end)
        return items[0] if len(items) == 1 else Listed("(", tuple(items), span=span)

    def comparison(self, raw: _Raw) -> list[Statement] | None:
        r"""`t > 0` of a new scalar, `m \ge n` of dimensions."""
        fragment = raw.fragment
        relation = fragment.relations[0].text
        if relation not in _ORDER or not all(fragment.sides):
            return None
        if relation == "\\ne" and _is_numeral(fragment.sides[1]):
            left = self.expression(fragment.sides[0], self.lexicon(raw), raw)
            right = self.expression(fragment.sides[1], self.lexicon(raw), raw)
            return [replace(self.made(raw, "declaration"), left=left, right=right)]
        try:
            names = self.names_in(fragment.sides[0], raw.ranges)
            right = read_expression(fragment.sides[1], self.scope.lexicon)
        except NotationError:
            return None
        if self.is_dimension(fragment.sides[0], raw) and _is_size(right, self.names):
            left = read_expression(fragment.sides[0], self.scope.lexicon)
            self.bounding_frame().relations += (Restriction(left, relation, right),)
            self._scope = None
            return [self.made(raw, "declaration")]
        if relation != ">" or right != Number(Fraction(0), span=right.span):
            return None
        if not all(self.may_be_positive(key, token) for key, _, token in names):
            return None
        entry: Entry | None = None
        for key, indices, _ in names:
            entry = Variable(key, "positive", (), indices, tuple(raw.ranges) if indices else ())
            self.introduce_dimensions((), raw.ranges)
            self.set_name(key, entry)
        return [self.made(raw, "declaration", entry=entry)]

    def may_be_positive(self, key: str, token: Token) -> bool:
        entry = self.names.get(key)
        if entry is None:
            return not self.is_entry(token, key)
        return isinstance(entry, Variable) and entry.kind in ("real", "positive") and not entry.shape

    def is_dimension(self, tokens: list[Token], raw: _Raw) -> bool:
        keys = self.names_in(tokens, raw.ranges)
        if len(keys) != 1:
            return False
        member = "_" in keys[0][0] and family_key(tokens[0].text) in self.names
        return isinstance(self.names.get(keys[0][0]), Dimension) or member

    def definition(self, raw: _Raw, sign: str) -> list[Statement] | None:
        """`A := B = C` defines A and claims B = C; None if the left side is not one new name."""
        fragment = raw.fragment
        left = self.definable(raw)
        if left is None or (sign == "=" and not self.is_new(left)):
            return None
        key, indices, parameters = left
        if not fragment.sides[1]:
            token = fragment.relations[0]
            raise NotationError(token.start, token.end, "expected what the name means")
        letters = frozenset(parameters) | frozenset(
            n.key for part in indices for n in walk(part) if isinstance(n, Name)
        )
        lexicon = self.scope.lexicon
        functions = lexicon.functions | {key} if parameters else lexicon.functions - {key}
        lexicon = replace(
            lexicon, letters=lexicon.letters | letters, functions=functions - frozenset(parameters)
        )
        body = self.expression(fragment.sides[1], lexicon, raw)
        if not indices and key in letter_keys(body):
            if sign == "=":
                return None
            token = fragment.relations[0]
            raise NotationError(
                token.start, token.end, f"{key} is defined by itself: give the new value a new name"
            )
        self.introduce_dimensions((), raw.ranges)
        home = Home(self.scope)
        rule = Rule(indices, parameters, body, tuple(raw.ranges), home)
        old = self.names.get(key)
        joins = isinstance(old, Definition) and indices and old.rules[0].home in self.homes
        rules = (*old.rules, rule) if joins and isinstance(old, Definition) else (rule,)
        entry = Definition(key, rules)
        self.set_name(key, entry)
        home.scope = self.scope
        if indices:
            self.homes.append(home)
        current = self.names[key]
        rest = self.claims(raw, 1) if len(fragment.relations) > 1 else []
        made = replace(self.made(raw, "definition", entry=current), right=body)
        return [
            replace(made, number=made.number - len(rest)),
            *(replace(one, number=one.number + 1) for one in rest),
        ]

    def is_new(self, left: tuple[str, tuple[Node, ...], tuple[str, ...]]) -> bool:
        return left[0] not in self.names and (not left[1] or left[0].split("_")[0] not in self.names)

    def definable(self, raw: _Raw) -> tuple[str, tuple[Node, ...], tuple[str, ...]] | None:
        """Key, indices and parameters of a new name on the left of `:=`."""
        try:
            parser = self.parser(raw.fragment.sides[0], raw)
            parser.lexicon = replace(
                parser.lexicon, functions=frozenset(), letters=parser.lexicon.letters | {"d"}
            )
            node = parser.expression()
            parser.expect_end()
        except NotationError:
            return None
        parameters: tuple[str, ...] = ()
        if isinstance(node, Product) and len(node.factors) == 2:
            names = _parameters(node.factors[1])
            if names is None:
                return None
            node, parameters = node.factors[0], names
        if isinstance(node, Name):
            return None if node.key in ("I", "\\pi") else (node.key, (), parameters)
        if not isinstance(node, Sub) or not isinstance(node.base, Name):
            return None
        return self.subscripted(node, node.base.key, parameters, raw)

    def subscripted(
        self, node: Sub, base: str, parameters: tuple[str, ...], raw: _Raw
    ) -> tuple[str, tuple[Node, ...], tuple[str, ...]] | None:
        """What a subscript makes a family of, if it makes one.

        It does if it holds an index with a range, or a value at which a family begins.
        """
        literal = f"{base}_{{{subscript_key(node.indices)}}}"
        if f"{base}_" in _BUILT_IN and base not in self.names and not raw.ranges:
            return None
        atoms = tuple(
            atom for part in node.indices for atom in (part.atoms if isinstance(part, Run) else (part,))
        )
        ranged = {item.index for item in raw.ranges}
        used = {name.key for atom in atoms for name in walk(atom) if isinstance(name, Name)}
        if used & ranged or (raw.ranges and not used - set(self.names)):
            if isinstance(self.names.get(base), Variable):
                return None
            return base, atoms, parameters
        return literal, (), parameters

    def assumption(self, raw: _Raw) -> list[Statement] | None:
        r"""`\mathrm{d}A = 0` of a declared name."""
        fragment = raw.fragment
        if fragment.relations[0].text != "=" or not all(fragment.sides):
            return None
        left = self.expression(fragment.sides[0], self.lexicon(raw), raw)
        right = fragment.sides[1]
        zero = len(right) == 1 and right[0].kind == "number" and right[0].text == "0"
        if not zero or not isinstance(left, Differential) or left.order != 1:
            return None
        body = left.body
        while isinstance(body, Group):
            body = body.body
        held = self.held(body, raw)
        if held is None:
            return None
        statement = self.made(raw, "assumption")
        self.bounding_frame().held += (held,)
        self._scope = None
        return [replace(statement, left=left)]

    def held(self, body: Node, raw: _Raw) -> Assumption | None:
        """The declared name that an assumption is about."""
        if isinstance(body, Name):
            entry = self.names.get(body.key)
            return Assumption(body.key) if isinstance(entry, Variable) else None
        if not isinstance(body, Sub) or not isinstance(body.base, Name):
            return None
        literal = f"{body.base.key}_{{{subscript_key(body.indices)}}}"
        if isinstance(self.names.get(literal), Variable):
            return Assumption(literal)
        entry = self.names.get(body.base.key)
        if isinstance(entry, Variable) and entry.indices:
            atoms = tuple(
                a for part in body.indices for a in (part.atoms if isinstance(part, Run) else (part,))
            )
            return Assumption(body.base.key, atoms, tuple(raw.ranges), tuple(raw.restrictions))
        return None

    def claims(self, raw: _Raw, first: int) -> list[Statement]:
        """One claim for each relation from number `first` of a chain."""
        fragment = raw.fragment
        found: list[Statement] = []
        nodes: dict[int, Node | SpanError] = {}
        written = None
        for link in range(first, len(fragment.relations)):
            for side in (link, link + 1):
                if side not in nodes:
                    nodes[side] = self.side(raw, side)
            statement = self.made(raw, "claim", link)
            if written is None:
                written = link
            if _only_dots(fragment.sides[link + 1]) and link + 1 < len(fragment.relations):
                self.number -= 1
                continue
            left, right = nodes[written], nodes[link + 1]
            relation = "=" if statement.relation in ("\\equiv", ":=") else statement.relation
            error = next((node for node in (left, right) if isinstance(node, SpanError)), None)
            if error:
                found.append(replace(statement, error=error, at=error.start))
            elif isinstance(left, Node) and isinstance(right, Node):
                found.append(replace(statement, left=left, right=right, relation=relation))
            written = link + 1
        chain = tuple(node for node in nodes.values() if isinstance(node, Node))
        return [replace(one, chain=chain) for one in found] if len(chain) > 2 else found

    def side(self, raw: _Raw, side: int) -> Node | SpanError:
        tokens = raw.fragment.sides[side]
        relations = raw.fragment.relations
        try:
            if not tokens:
                near = relations[min(side, len(relations) - 1)] if side < len(relations) else relations[-1]
                where = "before" if side == 0 else "behind"
                if 0 < side < len(relations):
                    near, where = relations[side], "before"
                raise NotationError(near.start, near.end, f"expected an expression {where} {near.text}")
            if _only_dots(tokens):
                if side in (0, len(raw.fragment.sides) - 1):
                    raise NotationError(
                        tokens[0].start, tokens[0].end, "a chain neither begins nor ends with dots"
                    )
                return NotationError(tokens[0].start, tokens[0].end, "steps left out")
            return self.expression(tokens, self.lexicon(raw), raw)
        except SpanError as error:
            return error

    def lexicon(self, raw: _Raw) -> Lexicon:
        lexicon = self.scope.lexicon
        indices = frozenset(item.index for item in raw.ranges)
        return replace(lexicon, letters=lexicon.letters | indices) if indices - lexicon.letters else lexicon

    def parser(self, tokens: list[Token], raw: _Raw) -> Parser:
        return Parser.of(tokens, self.lexicon(raw))

    def expression(self, tokens: list[Token], lexicon: Lexicon, raw: _Raw) -> Node:
        """One side; a bracket with a relation at its end is a suffix of the statement."""
        inner = _trailing_condition(tokens)
        if inner:
            raw.restrictions += self.restrictions(inner[1], of_draws=True)
            tokens = tokens[: inner[0]]
        return Parser.of(tokens, lexicon).whole()

    # Solving, marks

    def solved(self, found: list[Statement], arrows: dict[int, str]) -> list[Statement]:
        r"""In `E = F \Rightarrow w = s` the last links before are equations for w."""
        starts = sorted(arrows)
        for place, start in enumerate(starts):
            arrow = arrows[start]
            if (
                arrow not in ("\\Rightarrow", "\\Leftarrow")
                or start >= len(found)
                or not self.is_solution(found[start])
            ):
                continue
            if place + 1 < len(starts) and arrows[starts[place + 1]] == "\\Rightarrow":
                continue
            self.solve(found, start, _equations(starts, arrows, place, arrow), only=arrow == "\\Rightarrow")
        return found

    def solve(self, found: list[Statement], last: int, equations: list[int], *, only: bool) -> None:
        """Mark the equations and their solution."""
        solution = found[last]
        pairs = tuple(
            (one.left, one.right) for one in (found[k] for k in equations) if one.left and one.right
        )
        if len(pairs) != len(equations) or any(found[k].relation != "=" for k in equations):
            return
        if solution.left is None or solution.right is None:
            return
        solving = Solving(_key(solution.left), solution.right, pairs, only)
        for k in equations:
            found[k] = replace(found[k], solving=solving, equation=True)
        found[last] = replace(solution, solving=solving)

    def is_solution(self, statement: Statement) -> bool:
        """`w = s`: a declared variable alone on the left, and s does not mention it."""
        if (
            statement.kind != "claim"
            or statement.relation != "="
            or not statement.left
            or not statement.right
        ):
            return False
        if not isinstance(statement.left, (Name, Sub)):
            return False
        key = _key(statement.left)
        if not isinstance(statement.scope.names.get(key), Variable):
            return False
        base = statement.left.key if isinstance(statement.left, Name) else ""
        return not any(isinstance(node, Name) and node.key == base for node in walk(statement.right))

    def marked(self, formula: Formula, found: list[Statement]) -> list[Statement]:
        """Put the author's mark `unchecked` on the claims of a formula."""
        text = self.source.text
        if formula.display:
            match = _UNCHECKED_BEFORE.search(text, max(0, formula.outer[0] - 2000), formula.outer[0])
        else:
            match = _UNCHECKED_BEHIND.match(text, formula.outer[1])
        found = [replace(one, formula=formula) for one in found]
        if not match:
            return found
        return [
            replace(one, skipped=match[1] or "no reason given") if one.kind == "claim" else one
            for one in found
        ]

    def with_expectations(self, found: list[Statement]) -> list[Statement]:
        """Say which relation of a `/// wrong` block must fail, and how."""
        for region in self.regions:
            if region.kind != "wrong":
                continue
            header_end = self.source.text.find("\n", region.start)
            options = dict(_OPTION.findall(self.source.text[region.start : region.end]))
            inside = [
                k
                for k, one in enumerate(found)
                if header_end < one.start < region.end
                and one.kind == "claim"
                and one.formula
                and one.formula.display
            ]
            if not inside:
                continue
            at = int(options["at"]) if options.get("at", "").isdigit() else len(inside)
            how = options.get("expect", "false")
            if 1 <= at <= len(inside):
                guilty = inside[at - 1]
                expected: Expected = how if how in ("value", "shape", "unreadable") else "false"
                found[guilty] = replace(found[guilty], expected=expected)
        return found


def _equations(starts: list[int], arrows: dict[int, str], place: int, arrow: str) -> list[int]:
    """The last links of the chains before a solution, as far as arrows of this kind join them."""
    equations: list[int] = []
    while place > 0 and arrows[starts[place]] == arrow:
        equations.insert(0, starts[place] - 1)
        place -= 1
        if arrow == "\\Leftarrow":
            break
    return equations


def letter_keys(node: Node) -> Iterator[str]:
    """The names and subscripted names in a tree."""
    for one in walk(node):
        if isinstance(one, Name):
            yield one.key
        elif isinstance(one, Sub) and isinstance(one.base, Name):
            yield f"{one.base.key}_{{{subscript_key(one.indices)}}}"


def _key(node: Node) -> str:
    if isinstance(node, Name):
        return node.key
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return f"{node.base.key}_{{{subscript_key(node.indices)}}}"
    return ""


def _is_relation(token: Token) -> bool:
    return token.mark in RELATIONS


def _speaks(latex: str) -> bool:
    """Whether a formula that cannot be split would have held a statement."""
    signs = (
        r"=|<|>|\\(?:in|ne|neq|le|leq|ge|geq|equiv|preceq|succeq|approx|sim|propto|coloneqq|triangleq|def|"
    )
    return re.search(signs + r"newcommand|phantom|href|require)(?![A-Za-z])|=|<|>|≤|≥|≠", latex) is not None


def _only_dots(side: list[Token]) -> bool:
    return len(side) == 1 and side[0].text == "\\dots"


def _names_of(fragment: Fragment) -> list[Token]:
    """The letters that a suffix would be about."""
    side = fragment.sides[0]
    if len(fragment.sides) == 3 and len(fragment.sides[1]) == 1 and not any(t.kind == "letter" for t in side):
        side = fragment.sides[1]
    if len(fragment.sides) == 3 and len(side) > 1 and len(fragment.sides[1]) == 1:
        side = fragment.sides[1]
    letters, commas = side[::2], side[1::2]
    plain = all(token.kind == "letter" for token in letters) and all(token.text == "," for token in commas)
    return letters if plain else []


def _is_range(fragment: Fragment) -> bool:
    r"""`i, j = 1,\dots,n`: letters, and dots between commas at depth 0."""
    if len(fragment.relations) != 1 or fragment.relations[0].text != "=":
        return False
    if not all(token.kind == "letter" or token.text == "," for token in fragment.sides[0]):
        return False
    depth = 0
    marks = []
    for token in fragment.sides[-1]:
        if token.kind == "begin" or token.text in ("(", "[", "{", "\\{"):
            depth += 1
        elif token.kind == "end" or token.text in (")", "]", "}", "\\}"):
            depth -= 1
        elif depth == 0:
            marks.append(token.text)
    return "\\dots" in marks and "," in marks


def _index_letters(fragment: Fragment) -> set[str]:
    """The letters in subscripts."""
    letters: set[str] = set()
    depth = 0
    before = ""
    for token in fragment.tokens:
        if depth:
            depth += (token.text == "{") - (token.text == "}")
        elif before == "_" and token.text == "{":
            depth = 1
        if token.kind == "letter" and (depth or before == "_"):
            letters.add(token.text)
        before = token.mark
    return letters


def _round_bracket(fragment: Fragment) -> Fragment | None:
    """`(t > 0)` as a fragment of its own."""
    if fragment.relations or len(fragment.sides[0]) < 3:
        return None
    side = fragment.sides[0]
    condition = _trailing_condition(side)
    return condition[1] if condition and condition[0] == 0 else None


def _trailing_condition(side: list[Token]) -> tuple[int, Fragment] | None:
    """A round bracket with a relation at the end of a side: where it begins, and what it says."""
    if not side or side[-1].text != ")":
        return None
    depth = 0
    for place in range(len(side) - 1, -1, -1):
        text = side[place].mark
        depth += (text in (")", "]", "\\}", "}")) - (text in ("(", "[", "\\{", "{"))
        if depth == 0:
            break
    else:
        return None
    if place > 0 and (
        side[place - 1].text in ("1", "\\mathbb{1}") and side[place - 1].kind in ("number", "letter")
    ):
        return None
    inner = Fragment()
    depth = 0
    for token in side[place + 1 : -1]:
        text = token.mark
        depth += (text in ("(", "[", "\\{", "{")) - (text in (")", "]", "\\}", "}"))
        if depth == 0 and text in _ORDER:
            inner.relations.append(token)
            inner.sides.append([])
        else:
            inner.sides[-1].append(token)
    return (place, inner) if inner.relations and all(inner.sides) else None


def _split_product(tokens: list[Token]) -> list[list[Token]]:
    r"""`\mathbb{R}^n \times \mathbb{R}^m` at its depth-0 signs."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text == "\\times":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_numeral(side: list[Token]) -> bool:
    return len(side) == 1 and side[0].kind == "number"


def _parameters(node: Node) -> tuple[str, ...] | None:
    if isinstance(node, Group) and node.bracket == "(" and isinstance(node.body, Name):
        return (node.body.key,)
    if isinstance(node, Listed) and all(isinstance(item, Name) for item in node.items):
        return tuple(item.key for item in node.items if isinstance(item, Name))
    return None


def _is_size(node: Node, names: dict[str, Entry]) -> bool:
    if isinstance(node, Number):
        return True
    if isinstance(node, Sub) and isinstance(node.base, Name):
        return family_key(node.base.key) in names
    return isinstance(node, Name) and isinstance(names.get(node.key), Dimension)


def _selects(entry: Entry) -> bool:
    """Whether a subscript behind this name selects entries."""
    if isinstance(entry, Variable):
        return bool(entry.shape) or bool(entry.indices)
    return isinstance(entry, Definition)


def _introduced(fragment: Fragment) -> list[Token]:
    """The letters at the head of the names that a fragment introduces."""
    side = fragment.sides[0]
    heads = [token for place, token in enumerate(side) if place == 0 or side[place - 1].text == ","]
    return heads[:1] if fragment.relations[0].text == ":=" else heads


def _distinct_dresses(formulas: tuple[Formula, ...]) -> frozenset[str]:
    """Letters that the page introduces both bold and plain, as different things."""
    meanings: dict[str, dict[bool, set[str]]] = {}
    for formula in formulas:
        try:
            found = fragments(tokenize(formula.latex, formula.start))
        except SpanError:
            continue
        for fragment in found:
            if not fragment.relations or fragment.relations[0].text not in ("\\in", ":", ":=", ">"):
                continue
            right = " ".join(token.text for side in fragment.sides[1:] for token in side)
            for token in _introduced(fragment):
                if token.kind == "letter":
                    meanings.setdefault(token.text, {}).setdefault(bool(token.dress), set()).add(right)
    return frozenset(
        letter for letter, seen in meanings.items() if len(seen) == 2 and not seen[True] & seen[False]
    )
