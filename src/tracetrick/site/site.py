"""The whole site, before its first page is rendered: every formula set, every snippet run, every page read.

What fails here fails before anything published is touched.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracetrick.cache import Cache, key, write
from tracetrick.errors import Place, SnippetError, SourceError, TracetrickError
from tracetrick.judged import FAILED, Judge, Judged, versions
from tracetrick.page.markdown import Formula
from tracetrick.scores import Scores
from tracetrick.site.agreements import Agreements
from tracetrick.site.assets import assets, publish
from tracetrick.site.details import details_json, details_name
from tracetrick.site.guilty import with_guilty_signs
from tracetrick.site.history import last_changes
from tracetrick.site.labels import LABELS
from tracetrick.site.made import made
from tracetrick.site.mathjax import MathJax, MathJaxError, Rendered
from tracetrick.site.pages import Page, read
from tracetrick.site.seen import unread_signs
from tracetrick.site.symbols import Symbol, symbols
from tracetrick.site.theorems import Theorem, repeated, theorems
from tracetrick.site.trust import PageTrust, Trust
from tracetrick.site.twins import differences
from tracetrick.snippets import Result, Runner, environment_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Sized

    from tracetrick.site.project import Project


_SPACES = re.compile(r"[ \t]+")


class SiteError(TracetrickError):
    """Something on the site is wrong; the text lists all of it."""


@dataclass(frozen=True)
class Problem:
    """Something that stops publication: the `text`, with its place, and the file that has to be mended."""

    path: Path
    text: str

    @classmethod
    def of(cls, error: SourceError) -> Problem:
        """Return `error` as a problem of the file it names."""
        return cls(error.place.path, str(error))


@dataclass
class Site:
    """What is known of a site.

    `pages`, `judged`, `theorems` and `symbols` are by the page's path, `results` by the snippet's.
    `problems` are what stops publication.
    """

    project: Project
    pages: dict[Path, Page] = field(default_factory=dict)
    results: dict[Path, Result | SnippetError] = field(default_factory=dict)
    judged: dict[Path, tuple[Judged, ...]] = field(default_factory=dict)
    theorems: dict[Path, list[Theorem]] = field(default_factory=dict)
    symbols: dict[Path, dict[int, list[Symbol]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _formulas: dict[tuple[str, bool], Rendered | MathJaxError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cache = Cache(self.project.cache)
        self._mathjax = MathJax(self.project.modules, self._cache)
        self._runner = Runner(self.project.root)
        self._judge = Judge(self._cache)
        self._agreements = Agreements(self.project.root, self._cache)

    def refresh(self) -> None:
        """Bring everything up to date with the files; do nothing if none has changed.

        Raises TracetrickError if the tools are not installed; what is wrong with pages and snippets goes
        to `problems`.
        """
        if not self.project.docs.is_dir():
            raise TracetrickError(
                f"there is no folder docs in {self.project.root}: build in the folder of mkdocs.yml"
            )
        seen = {
            path: _stamp(self.project.root / path)
            for path in [*self.project.pages(), *self.project.programs()]
        }
        if seen == self._seen:
            return
        self._read_pages()
        ran = self._run_snippets()
        judged = self._judge_pages()
        wrong_marks = self._read_theorems()
        self._read_symbols()
        rendered = self._render_formulas()
        self._find_problems()
        self.problems += map(Problem.of, wrong_marks)
        self._publish_assets()
        self._seen = seen
        self._tell(ran, rendered, judged)

    def formula(self, formula: Formula) -> Rendered | MathJaxError:
        """Return `formula` as it is set, or why it cannot be."""
        shown = (_SPACES.sub(" ", formula.latex), formula.display)  # generators expand tabs
        if shown not in self._formulas:
            try:
                self._formulas[shown] = self._mathjax.render(formula.latex, display=formula.display)
            except MathJaxError as error:
                self._formulas[shown] = error
        return self._formulas[shown]

    def marked(self, formula: Formula, judged: Sequence[Judged]) -> Rendered | MathJaxError:
        """Return `formula` with the signs of its relations marked that fail."""
        signs = [one.sign - formula.start for one in judged if one.verdict in FAILED]
        latex = with_guilty_signs(formula.latex, [sign for sign in signs if sign >= 0])
        if latex == formula.latex:
            return self.formula(formula)
        return self.formula(replace(formula, latex=latex))

    def judged_in(self, page: Path, formula: Formula) -> list[Judged]:
        """Return the statements of one formula of a page."""
        return [one for one in self.judged[page] if one.formula == formula.start]

    def problems_of(self, page: Path) -> list[str]:
        """Return what is wrong on one page (not in the snippets it embeds)."""
        return [problem.text for problem in self.problems if problem.path == page]

    def close(self) -> None:
        """End all processes."""
        self._mathjax.close()
        self._runner.close()

    def _read_pages(self) -> None:
        self.pages = {path: read(self.project.root, path) for path in self.project.pages()}

    def _run_snippets(self) -> int:
        """Run the snippets that are not in the cache; return how many."""
        environment = environment_key()
        self.results = {}
        missing = {}
        for path in self.project.programs():
            entry = key("snippet", environment, path.as_posix(), (self.project.root / path).read_bytes())
            cached = self._cache.get(entry)
            if cached is None:
                missing[path] = entry
            else:
                self.results[path] = Result.from_json(cached)
        for (path, entry), outcome in zip(missing.items(), self._runner.run(list(missing)), strict=True):
            self.results[path] = outcome
            if isinstance(outcome, Result):
                self._cache.put(entry, outcome.to_json())
        return len(missing)

    def _render_formulas(self) -> int:
        """Set the formulas of all pages; return for how many MathJax was asked."""
        before = self._mathjax.rendered
        for path, page in self.pages.items():
            for formula in page.formulas:
                self.formula(formula)
                self.marked(formula, self.judged_in(path, formula))
            for theorem in self.theorems[path]:
                for latex in theorem.given:
                    self.formula(in_a_line(latex))
            for symbol in chain.from_iterable(self.symbols[path].values()):
                for latex in (symbol.name, *symbol.said):
                    self.formula(in_a_line(latex))
        return self._mathjax.rendered - before

    def _judge_pages(self) -> int:
        """Judge the pages that can be read; return how many claims were not in the cache."""
        before = self._judge.asked
        sources = [page.source for page in self.pages.values()]
        self.judged = dict(zip(self.pages, self._judge.pages(sources), strict=True))
        return self._judge.asked - before

    def _read_theorems(self) -> list[SourceError]:
        """Find what the pages mark as results; return what is wrong with the marks."""
        errors: list[SourceError] = []
        for path, page in self.pages.items():
            self.theorems[path], wrong = theorems(page.source, self.judged[path], self._cache)
            errors += wrong
        for folder in sorted({language_folder(path) for path in self.pages}):
            errors += repeated(self.theorems_below(folder))
        return errors

    def _read_symbols(self) -> None:
        """Find what the pages say of the names in their displays."""
        self.symbols = {path: symbols(page.source, self._cache) for path, page in self.pages.items()}

    def theorems_below(self, folder: Path) -> list[Theorem]:
        """Return the theorems of the pages below `folder`."""
        return [one for path, _ in self.pages_below(folder) for one in self.theorems[path]]

    def pages_below(self, folder: Path) -> list[tuple[Path, Page]]:
        """Return the pages below `folder`; first its own pages, the general ones."""
        found = [(path, page) for path, page in self.pages.items() if path.is_relative_to(folder)]
        return sorted(found, key=lambda one: len(one[0].parts))

    def _find_problems(self) -> None:
        self.problems = [Problem.of(error) for page in self.pages.values() for error in self._wrong_on(page)]
        self.problems += [Problem.of(error) for error in differences(self.pages, self._cache)]
        self.problems += [
            Problem(path, one.text)
            for path, judged in self.judged.items()
            for one in judged
            if not one.expected
        ]
        for path, outcome in self.results.items():
            places = [
                embed.place for page in self.pages.values() for embed in page.embeds if embed.snippet == path
            ]
            if isinstance(outcome, SnippetError):
                shown_on = "".join(f"\nshown on {place}" for place in places)
                self.problems.append(Problem(path, outcome.described() + shown_on))
            if not places:
                self.problems.append(Problem.of(SourceError(Place(path, 1), "no page embeds this snippet")))

    def _wrong_on(self, page: Page) -> Iterator[SourceError]:
        yield from page.problems
        for formula in page.formulas:
            rendered = self.formula(formula)
            if isinstance(rendered, MathJaxError):
                place = page.source.place(formula.start)
                yield SourceError(
                    place, f"MathJax refuses this formula: {rendered}\n    {formula.latex.strip()}"
                )
            elif message := unread_signs(formula, rendered.text):
                yield SourceError(page.source.place(formula.start), message)
        for block in page.evidence:
            inside = (one for one in self.judged[page.source.path] if block.start < one.formula < block.end)
            if not any(one.kind == "claim" for one in inside):
                message = "a block of evidence needs a formula with a claim"
                yield SourceError(page.source.place(block.start), message)
        for embed in page.embeds:
            message = self._wrong_with_embed(embed.snippet, has_caption=embed.has_caption)
            if message:
                yield SourceError(embed.place, message)
            outcome = self.results.get(embed.snippet)
            if isinstance(outcome, Result):
                yield from self._agreements.compare(page, embed, outcome)

    def _wrong_with_embed(self, snippet: Path, *, has_caption: bool) -> str:
        outcome = self.results.get(snippet)
        if outcome is None:
            return f"there is no snippet {snippet.as_posix()}"
        if isinstance(outcome, SnippetError):
            return ""  # told once, with all places that show it
        if outcome.figures and not has_caption:
            return f"{snippet.as_posix()} draws a figure: the block needs a caption that says what one sees"
        if has_caption and not outcome.figures:
            return f"{snippet.as_posix()} draws no figure: the block must be empty"
        return ""

    def _publish_assets(self) -> None:
        details = {details_name(path): self._details(path) for path in self.pages}
        base = self._mathjax.base_css()
        needed: dict[str, None] = {}
        glyphs: dict[str, set[str]] = {}
        for rendered in self._formulas.values():
            if isinstance(rendered, Rendered):
                needed.update(dict.fromkeys(rendered.css))
                for font, characters in rendered.glyphs.items():
                    glyphs.setdefault(font, set()).update(characters)
        programs = {path: (self.project.root / path).read_bytes() for path in self.project.programs()}
        files = assets(self.project.modules, self._cache, [*base, *needed], glyphs, programs)
        publish(self.project.assets, files | details)
        template = made(files, last_changes(self.project.docs)).encode()
        if not self.project.made.is_file() or self.project.made.read_bytes() != template:
            write(self.project.made, template)

    def _details(self, path: Path) -> bytes:
        """Return what is loaded when a reader of a page asks how a display was checked."""
        formulas, labels = self.pages[path].formulas, LABELS.get(language_folder(path).name, LABELS["en"])
        return details_json(
            formulas,
            self.judged[path],
            self.symbols[path],
            lambda latex: self.formula(in_a_line(latex)),
            labels,
        )

    def claims(self) -> list[Judged]:
        """Return the claims of all pages."""
        return [one for judged in self.judged.values() for one in judged if one.kind == "claim"]

    def trust(self, folder: Path) -> Trust:
        """Return what is known of the pages below `folder`."""
        scores = Scores(self._cache, versions())
        return Trust(
            tuple(
                PageTrust(
                    path,
                    page.title,
                    tuple(one for one in self.judged[path] if one.kind == "claim"),
                    scores.known(page.source),
                )
                for path, page in self.pages_below(folder)
            )
        )

    def _tell(self, ran: int, rendered: int, judged: int) -> None:
        claims = self.claims()
        click.echo(
            f"tracetrick: {_count(self.pages, 'page')}, "
            f"{_count(self.results, 'snippet')} ({ran} executed, {len(self.results) - ran} from the cache), "
            f"{_count(self._formulas, 'formula')} ({rendered} set, {len(self._formulas) - rendered} known), "
            f"{_count(claims, 'claim')} ({judged} judged, {len(claims) - judged} known)",
            err=True,
        )


def report(problems: Sequence[Problem]) -> str:
    """Return all `problems` as one text."""
    texts = [problem.text for problem in problems]
    return "\n\n".join([f"{_count(problems, 'problem')}, nothing is published:", *texts])


def in_a_line(latex: str) -> Formula:
    """Return a formula of the table of formulas, which stands on no page as it is set."""
    return Formula(latex, display=False, start=0, outer=(0, len(latex)))


def language_folder(page: Path) -> Path:
    """Return the folder of all pages in a page's language."""
    return Path(*page.parts[:2])


def _count(things: Sized, noun: str) -> str:
    number = len(things)
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def serving() -> bool:
    """Whether this process is a live preview, which shows what is wrong instead of refusing to go on."""
    return "serve" in sys.argv
