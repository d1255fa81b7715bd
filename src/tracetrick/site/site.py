"""The whole site, before its first page is rendered: every formula set, every snippet run, every page read.

What fails here fails before anything published is touched.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from tracetrick.cache import Cache, key, locked, write
from tracetrick.errors import Place, SnippetError, SourceError, TracetrickError
from tracetrick.installed import digest, version
from tracetrick.judged import FAILED, Judged, versions
from tracetrick.page.formula import Formula
from tracetrick.site.assets import assets, publish, published
from tracetrick.site.details import details_json, details_name
from tracetrick.site.findings import Findings
from tracetrick.site.guilty import with_guilty_signs
from tracetrick.site.history import last_changes
from tracetrick.site.lab import wrong_captions
from tracetrick.site.labels import LABELS
from tracetrick.site.laboratory import Laboratory
from tracetrick.site.made import made
from tracetrick.site.mathjax import MathJax, MathJaxError, Rendered
from tracetrick.site.memo import Memo
from tracetrick.site.project import ASSETS
from tracetrick.site.related import related
from tracetrick.site.seen import unread_signs
from tracetrick.site.show import program_html
from tracetrick.site.theorems import repeated, theorems
from tracetrick.site.trust import PageTrust, Trust
from tracetrick.site.twins import alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Sized

    from tracetrick.site.lab import Notebook, Shown
    from tracetrick.site.pages import Page
    from tracetrick.site.project import Project
    from tracetrick.site.theorems import Theorem
    from tracetrick.snippets import Result


_SHOW = Path(__file__).with_name("show.py")
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
    """What is known of a site, and how its formulas are set.

    `pages` and `related` are by the page's path, `results` by the snippet's.
    `problems` are what stops publication.
    With `laboratory` notebooks are run: `outcomes` are theirs, by the page's path.
    """

    project: Project
    laboratory: bool = False
    related: dict[Path, list[Path]] = field(default_factory=dict)
    notebooks: dict[Path, Notebook] = field(default_factory=dict)
    outcomes: dict[Path, list[Shown] | SnippetError] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _formulas: dict[tuple[str, bool], Rendered | MathJaxError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cache = Cache(self.project.cache)
        self._mathjax = MathJax(self.project.modules, self._cache)
        self._findings = Findings(self.project, self._cache)
        self._wrong: Memo[list[SourceError]] = Memo()
        self._detailed: Memo[bytes] = Memo()
        self._cells: Memo[Notebook] = Memo()
        self._beside: Memo[list[Formula]] = Memo()
        self._published_in: set[Path] = set()
        self._links: dict[Path, tuple[str, ...]] = {}
        self._theorems: Memo[tuple[list[Theorem], list[SourceError]]] = Memo()
        self._laboratory = Laboratory(self.project.root, self._cache)

    @property
    def pages(self) -> dict[Path, Page]:
        """All pages."""
        return self._findings.pages

    @property
    def results(self) -> dict[Path, Result | SnippetError]:
        """What became of the snippets."""
        return self._findings.results

    def judged_on(self, page: Path) -> tuple[Judged, ...]:
        """Return the statements of a page."""
        return self._findings.read[page].judged

    def refresh(self) -> None:
        """Bring everything up to date with the files; do nothing if none has changed.

        Raises TracetrickError if the tools are not installed; what is wrong with pages and snippets goes
        to `problems`.
        """
        if not self.project.docs.is_dir():
            raise TracetrickError(
                f"there is no folder docs in {self.project.root}: build in the folder of mkdocs.yml"
            )
        first = not self.pages
        if not self._findings.read_pages():
            return
        self._relate()
        before = self._mathjax.rendered
        with self._setting(formula for page in self.pages.values() for formula in page.formulas):
            self._findings.find_out()
        with self._setting(chain.from_iterable(map(self._formulas_beside, self.pages))):
            self._findings.compare()
            self._run_notebooks()
        rendered = self._mathjax.rendered - before
        self._find_problems()
        self._publish_assets()
        if first:
            self._cache.trim()
        self._tell(rendered)
        if serving():  # what is saved next is to be judged at once
            self._mathjax.start()
            self._findings.start()
        else:  # the memory is for the generator
            self.close()

    def _relate(self) -> None:
        """Find out which pages are related, unless links are as they were."""
        links = {path: page.links for path, page in self.pages.items()}
        if links != self._links:
            self._links, self.related = links, {}
            for folder in {language_folder(path) for path in self.pages}:
                self.related |= related(dict(self.pages_below(folder)))

    def _run_notebooks(self) -> None:
        marked = {path: page for path, page in self.pages.items() if page.is_notebook}
        self.notebooks = {
            path: self._cells.get(path, [page], partial(_cells, page)) for path, page in marked.items()
        }
        self.outcomes = self._laboratory.outcomes(self.notebooks.values()) if self.laboratory else {}

    @contextmanager
    def _setting(self, formulas: Iterable[Formula]) -> Iterator[None]:
        """Set `formulas` meanwhile."""
        stopped = Event()

        def set_all() -> None:
            for formula in formulas:
                if stopped.is_set():
                    return
                self.formula(formula)

        with ThreadPoolExecutor(1) as beside:
            done = beside.submit(set_all)
            try:
                yield
            except BaseException:
                stopped.set()
                raise
        done.result()

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
        return self.formula(_marked(formula, judged))

    def judged_in(self, page: Path, formula: Formula) -> list[Judged]:
        """Return the statements of one formula of a page."""
        return [one for one in self.judged_on(page) if one.formula == formula.start]

    def problems_of(self, page: Path) -> list[str]:
        """Return what is wrong on one page (not in the snippets it embeds)."""
        return [problem.text for problem in self.problems if problem.path == page]

    def close(self) -> None:
        """End all processes."""
        self._mathjax.close()
        self._findings.close()

    def _formulas_beside(self, path: Path) -> list[Formula]:
        """Return what is set for a page besides its formulas as they are: marked, of theorems, of symbols."""
        return self._beside.get(
            path,
            [self.pages[path], self._findings.read[path]],
            lambda: list(self._found_formulas_beside(path)),
        )

    def _found_formulas_beside(self, path: Path) -> Iterator[Formula]:
        judged = defaultdict[int, list[Judged]](list)
        for one in self.judged_on(path):
            judged[one.formula].append(one)
        for formula in self.pages[path].formulas:
            if judged[formula.start]:
                yield _marked(formula, judged[formula.start])
        for theorem in self._theorems_of(path)[0]:
            yield from map(in_a_line, theorem.given)
        for symbol in chain.from_iterable(self._findings.read[path].meanings.symbols.values()):
            yield from map(in_a_line, (symbol.name, *symbol.said))

    def theorems_below(self, folder: Path) -> list[Theorem]:
        """Return the theorems of the pages below `folder`."""
        return [one for path, _ in self.pages_below(folder) for one in self._theorems_of(path)[0]]

    def _theorems_of(self, path: Path) -> tuple[list[Theorem], list[SourceError]]:
        page, read = self.pages[path], self._findings.read[path]
        make = partial(theorems, page, read.judged, read.meanings.results)
        return self._theorems.get(path, [page, read], make)

    def pages_below(self, folder: Path) -> list[tuple[Path, Page]]:
        """Return the pages below `folder`; first its own pages, the general ones."""
        found = [(path, page) for path, page in self.pages.items() if path.is_relative_to(folder)]
        return sorted(found, key=lambda one: len(one[0].parts))

    def _find_problems(self) -> None:
        self.problems = [
            Problem.of(error)
            for path, page in self.pages.items()
            for error in self._wrong.get(path, self._parts(page), partial(self._all_wrong_on, page))
        ]
        self.problems += map(Problem.of, [*alone(self.pages), *self._findings.differences])
        self.problems += [
            Problem(path, one.text)
            for path, read in self._findings.read.items()
            for one in read.judged
            if not one.expected
        ]
        shown = defaultdict[Path, list[Place]](list)
        for page in self.pages.values():
            for embed in page.embeds:
                shown[embed.snippet].append(embed.place)
        for path, outcome in self.results.items():
            places = shown[path]
            if isinstance(outcome, SnippetError):
                shown_on = "".join(f"\nshown on {place}" for place in places)
                self.problems.append(Problem(path, outcome.described() + shown_on))
            if not places:
                self.problems.append(Problem.of(SourceError(Place(path, 1), "no page embeds this snippet")))
        for path, cells in self.outcomes.items():
            if isinstance(cells, SnippetError):
                self.problems.append(Problem(path, cells.described()))
        for path in self.pages:
            self.problems += map(Problem.of, self._theorems_of(path)[1])
        for folder in sorted({language_folder(path) for path in self.pages}):
            self.problems += map(Problem.of, repeated(self.theorems_below(folder)))

    def _parts(self, page: Page) -> list[object]:
        """Return all that decides what is shown of a page, but how formulas are set."""
        path = page.source.path
        outcomes = [self.results.get(embed.snippet) for embed in page.embeds]
        disagreements = self._findings.disagreements[path]
        return [page, self._findings.read[path], disagreements, self.outcomes.get(path), *outcomes]

    def _all_wrong_on(self, page: Page) -> list[SourceError]:
        return list(self._wrong_on(page))

    def _wrong_on(self, page: Page) -> Iterator[SourceError]:
        yield from page.problems
        shown = self.outcomes.get(page.source.path)
        if shown and not isinstance(shown, SnippetError):
            yield from wrong_captions(self.notebooks[page.source.path], shown)
        for formula, signs in zip(page.formulas, page.signs, strict=True):
            rendered = self.formula(formula)
            if isinstance(rendered, MathJaxError):
                place = page.source.place(formula.start)
                yield SourceError(
                    place, f"MathJax refuses this formula: {rendered}\n    {formula.latex.strip()}"
                )
            elif message := unread_signs(formula, rendered.text, signs):
                yield SourceError(page.source.place(formula.start), message)
        for start, end in page.evidence:
            inside = (one for one in self.judged_on(page.source.path) if start < one.formula < end)
            if not any(one.kind == "claim" for one in inside):
                message = "a block of evidence needs a formula with a claim"
                yield SourceError(page.source.place(start), message)
        for embed in page.embeds:
            message = self._wrong_with_embed(embed.snippet, has_caption=embed.has_caption)
            if message:
                yield SourceError(embed.place, message)
        yield from self._findings.disagreements[page.source.path]

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
        details = {
            details_name(path): self._detailed.get(path, self._parts(page), partial(self._details, path))
            for path, page in self.pages.items()
        }
        base = self._mathjax.base_css()
        needed: dict[str, None] = {}
        glyphs: dict[str, set[str]] = {}
        for rendered in self._formulas.values():
            if isinstance(rendered, Rendered):
                needed.update(dict.fromkeys(rendered.css))
                for font, characters in rendered.glyphs.items():
                    glyphs.setdefault(font, set()).update(characters)
        programs = {path: (self.project.root / path).read_bytes() for path in self.project.programs()}
        for path, shown in self.outcomes.items():
            if not isinstance(shown, SnippetError):
                from tracetrick.site.lab_export import downloads  # noqa: PLC0415  (most builds run no notebook)

                programs |= downloads(self.notebooks[path], shown)
        self._published_in.clear()
        files = assets(self.project.modules, self._cache, [*base, *needed], glyphs, programs)
        template = made(files, last_changes(self.project.docs)).encode()
        with locked(self.project.cache / "lock"):  # against another build of the same project
            publish(self.project.assets, files | details)
            if not self.project.made.is_file() or self.project.made.read_bytes() != template:
                write(self.project.made, template)

    def publish_in(self, folder: Path) -> None:
        """Publish the assets in the built site in `folder`, too, once after each refresh."""
        if folder not in self._published_in:
            self._published_in.add(folder)
            publish(folder / ASSETS, published(self.project.assets))

    def program(self, path: Path) -> str:
        """Return a snippet, highlighted."""
        source = (self.project.root / path).read_text("utf-8")
        entry = key("program", version("pygments"), digest(_SHOW), path.as_posix(), source)
        known: str | None = self._cache.get(entry)
        if known is None:
            known = program_html(path, source)
            self._cache.put(entry, known)
        return known

    def _details(self, path: Path) -> bytes:
        """Return what is loaded when a reader of a page asks how a display was checked."""
        formulas, labels = self.pages[path].formulas, LABELS.get(language_folder(path).name, LABELS["en"])
        return details_json(
            formulas,
            self.judged_on(path),
            self._findings.read[path].meanings.symbols,
            lambda latex: self.formula(in_a_line(latex)),
            labels,
        )

    def claims(self) -> list[Judged]:
        """Return the claims of all pages."""
        return [one for path in self.pages for one in self.judged_on(path) if one.kind == "claim"]

    def trust(self, folder: Path) -> Trust:
        """Return what is known of the pages below `folder`."""
        from tracetrick.scores import Scores  # noqa: PLC0415  (few pages report them)

        scores = Scores(self._cache, versions())
        return Trust(
            tuple(
                PageTrust(
                    path,
                    page.title,
                    tuple(one for one in self.judged_on(path) if one.kind == "claim"),
                    scores.known(page.source),
                )
                for path, page in self.pages_below(folder)
            )
        )

    def _tell(self, rendered: int) -> None:
        ran, asked, claims = self._findings.ran, self._findings.asked, self.claims()
        click.echo(
            f"tracetrick: {_count(self.pages, 'page')}, "
            f"{_count(self.results, 'snippet')} ({ran} executed, {len(self.results) - ran} from the cache), "
            f"{_count(self._formulas, 'formula')} ({rendered} set, {len(self._formulas) - rendered} known), "
            f"{_count(claims, 'claim')} ({asked} judged, {len(claims) - asked} known)"
            + self._notebooks_told(),
            err=True,
        )
        if serving():
            for problem in self.problems:
                click.echo(f"\n{problem.text}", err=True)

    def _notebooks_told(self) -> str:
        if not self.outcomes:
            return ""
        different, ran = {one.programs for one in self.notebooks.values()}, self._laboratory.ran
        return f", {_count(different, 'notebook')} ({ran} executed, {len(different) - ran} from the cache)"


def report(problems: Sequence[Problem]) -> str:
    """Return all `problems` as one text."""
    texts = [problem.text for problem in problems]
    return "\n\n".join([f"{_count(problems, 'problem')}, nothing is published:", *texts])


def _cells(page: Page) -> Notebook:
    from tracetrick.site.lab_cells import notebook  # noqa: PLC0415  (most pages are no notebook)

    found = notebook(page.source)
    assert found, "the page was read as one"  # noqa: S101
    return found


def _marked(formula: Formula, judged: Sequence[Judged]) -> Formula:
    """Return `formula` with the signs of its relations marked that fail."""
    signs = [one.sign - formula.start for one in judged if one.verdict in FAILED]
    latex = with_guilty_signs(formula.latex, [sign for sign in signs if sign >= 0])
    return formula if latex == formula.latex else replace(formula, latex=latex)


def in_a_line(latex: str) -> Formula:
    """Return a formula of the table of formulas, which stands on no page as it is set."""
    return Formula(latex, display=False, start=0, outer=(0, len(latex)))


def language_folder(page: Path) -> Path:
    """Return the folder of all pages in a page's language."""
    return Path(*page.parts[:2])


def _count(things: Sized, noun: str) -> str:
    number = len(things)
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def serving() -> bool:
    """Whether this process is a live preview, which shows what is wrong instead of refusing to go on."""
    return "serve" in sys.argv
