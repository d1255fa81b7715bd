"""The Python-Markdown extension: puts finished formulas and executed snippets into a page.

It knows no mathematics and runs nothing itself: what it shows, the site has found out before
(`tracetrick.site.site`). It works in every generator that runs Python-Markdown extensions.
"""

from __future__ import annotations

import re
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_ranged_integer, type_string_in

from tracetrick.errors import SnippetError, TracetrickError
from tracetrick.site.assets import download_name
from tracetrick.site.displays import Display, Displays, numbers
from tracetrick.site.lab_show import FigureBlock, replacements
from tracetrick.site.labels import LABELS
from tracetrick.site.languages import OtherLanguage, with_chinese_marked
from tracetrick.site.mathjax import Rendered
from tracetrick.site.project import ASSETS, Project
from tracetrick.site.related import related_pages
from tracetrick.site.show import (
    error_box,
    evidence,
    facts_text,
    figure_html,
    formula_html,
    inline_html,
    output_html,
)
from tracetrick.site.site import Site, SiteError, in_a_line, report, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown

    from tracetrick.judged import Judged
    from tracetrick.page.formula import Formula

_SITES: dict[Path, Site] = {}
_PLACEHOLDER = re.compile("\x02wzxhzdk:([0-9]+)\x03")
_CLOSED = re.compile(_PLACEHOLDER.pattern + "([，。；：、！？）」,.;:])")
_CODE = ("pre", "code")
_FORMULA_AS_TEXT = re.compile(r"\$(?=\S)[^$\n]*(?<=\S)\$|\$[^$\n]*[\\^_=][^$\n]*\$")
_CHINESE_LINE_END = re.compile(
    r"(?<=[，。；：！？、）」》”])\n *"  # a full-width mark brings its own space
    r"|(?<=[\u3400-\u9fff])\n *(?=[\u3400-\u9fff（「《“])"
)


def _site(*, laboratory: bool) -> Site:
    """Return the site of this process, known whole and without fault, or in a live preview as it is.

    Raises SiteError outside a live preview if anything on the site is wrong.
    """
    root = Path.cwd()
    first = root not in _SITES
    site = _SITES.setdefault(root, Site(Project(root), laboratory))
    if first or serving():
        site.refresh()
    if site.problems and not serving():
        raise SiteError(report(site.problems))
    return site


class TracetrickExtension(Extension):
    """`tracetrick` in the list of Markdown extensions.

    Option `language`: that of the pages, zh or en; option `laboratory`: whether notebooks are run.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  (the base class's signature)
        self.config = {
            "language": ["zh", "The language of the pages: zh or en"],
            "laboratory": [False, "Whether notebooks are run"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the base class's name)
        """Make the site known and register the parts. Raises SiteError if anything on it is wrong."""
        site, labels = _site(laboratory=self.getConfig("laboratory")), LABELS[self.getConfig("language")]
        _publish_unlisted(md, site)
        mathematics = _Mathematics(md, site, labels)
        # 29: after normalize_whitespace, which removes placeholders, and before all that reads code or blocks
        md.preprocessors.register(mathematics, "tracetrick", 29)
        # 6: after attr_list, which gives headings their attributes, and before toc and MkDocs, which read ids
        md.treeprocessors.register(Displays(md, mathematics.displays, labels), "tracetrick_displays", 6)
        md.treeprocessors.register(_Headings(md, mathematics), "tracetrick_headings", 6)
        md.treeprocessors.register(_Related(md, site, labels), "tracetrick_related", 6)
        md.treeprocessors.register(_ChineseLines(md), "tracetrick_chinese_lines", 2)
        md.treeprocessors.register(_Punctuation(md), "tracetrick_punctuation", 1.5)
        md.treeprocessors.register(_LeftOver(md, mathematics), "tracetrick_left_over", 1.3)
        # 1.2: last of those that look at the text as a whole
        md.treeprocessors.register(OtherLanguage(md, self.getConfig("language")), "tracetrick_languages", 1.2)
        _BlockExtension(site, labels, mathematics).extendMarkdown(md)


class _Mathematics(Preprocessor):
    """Replaces each formula by its finished HTML, kept in Markdown's stash until the page is complete.

    `judged` are the statements of the formulas of the page, by the placeholder that stands for the formula,
    `latex` the formulas themselves;
    `displays` are its displays, `rendered` its formulas as they are set, likewise.
    """

    def __init__(self, md: Markdown, site: Site, labels: dict[str, str]) -> None:
        super().__init__(md)
        self._site = site
        self._labels = labels
        self.judged: dict[str, list[Judged]] = {}
        self.latex: dict[str, str] = {}
        self.displays: dict[str, Display] = {}
        self.rendered: dict[str, Rendered] = {}

    def run(self, lines: list[str]) -> list[str]:  # noqa: ARG002  (the base class's signature)
        """Take the page as the checker read it; `lines` are what the generator read, perhaps later."""
        path = page_path(self.md)
        page = self._site.pages.get(path)
        problems = self._site.problems_of(path)
        self.judged.clear()
        self.latex.clear()
        self.displays.clear()
        self.rendered.clear()
        if page is None or not page.source.text:  # unreadable, in a live preview; the box tells it
            return [self.stashed(error_box(problems)), ""]
        source, number = page.source, numbers(page.formulas)
        replaced = []
        for formula in page.formulas:
            judged = self._site.judged_in(path, formula)
            placeholder = self.formula(formula, judged)
            self.judged[placeholder], self.latex[placeholder] = judged, formula.latex
            if formula.display:
                self.displays[placeholder] = Display(number[formula.start], judged)
            replaced.append((*formula.outer, placeholder))
        if notebook := self._site.notebooks.get(path):
            outcome = self._site.outcomes.get(path)
            replaced += replacements(notebook, outcome, self._labels, self.stashed)
        pieces, position = [], sum(len(line.text) + 1 for line in source.lines[: source.front_matter])
        for start, end, shown in sorted(replaced):
            pieces += [source.text[position:start], shown]
            position = end
        text = "".join([*pieces, source.text[position:]]).expandtabs(self.md.tab_length)
        box = [self.stashed(error_box(problems)), ""] if problems else []
        return [*box, *text.split("\n"), "", ""]

    def formula(self, formula: Formula, judged: list[Judged]) -> str:
        """Return what stands for a finished formula until the page is complete."""
        rendered = self._site.marked(formula, judged)
        if formula.display:  # what is said of it stands in its box
            placeholder = self.stashed(formula_html(formula, rendered))
        else:
            placeholder = self.stashed(inline_html(formula, rendered, judged, self._labels))
        if isinstance(rendered, Rendered):
            self.rendered[placeholder] = rendered
        return placeholder

    def width(self, placeholder: str) -> float:
        """Return how wide a formula is, in em; what cannot be set has no limit."""
        rendered = self.rendered.get(placeholder)
        return rendered.width if rendered else inf

    def stashed(self, markup: str) -> str:
        placeholder: str = self.md.htmlStash.store(markup)
        return placeholder


class _Headings(Treeprocessor):
    """Gives a heading with a formula a plain label for the table of contents, which takes no HTML."""

    def __init__(self, md: Markdown, mathematics: _Mathematics) -> None:
        super().__init__(md)
        self._mathematics = mathematics

    def run(self, root: Element) -> None:
        for heading in root.iter():
            if heading.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                text = "".join(heading.itertext())
                if _PLACEHOLDER.search(text):
                    heading.set("data-toc-label", _PLACEHOLDER.sub(self._plain, text))

    def _plain(self, placeholder: re.Match[str]) -> str:
        rendered = self._mathematics.rendered.get(placeholder[0])
        return rendered.text if rendered else ""


class _Related(Treeprocessor):
    """Puts links to the pages that are most related to a page at its end."""

    def __init__(self, md: Markdown, site: Site, labels: dict[str, str]) -> None:
        super().__init__(md)
        self._site = site
        self._labels = labels

    def run(self, root: Element) -> None:
        path = page_path(self.md)
        pages = [self._site.pages[one] for one in self._site.related.get(path, [])]
        if pages:
            root.append(related_pages(pages, path.parent, self._labels))


class _ChineseLines(Treeprocessor):
    """Joins lines of Chinese: pages have one sentence a line, and browsers make the line end a space."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag not in _CODE:
                element.text = _CHINESE_LINE_END.sub("", element.text or "") or None
            element.tail = _CHINESE_LINE_END.sub("", element.tail or "") or None


class _Punctuation(Treeprocessor):
    """Keeps a formula and the mark behind it on one line: browsers break them apart now and then."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag not in _CODE:
                element.text = _CLOSED.sub(self._together, element.text or "") or None
            element.tail = _CLOSED.sub(self._together, element.tail or "") or None

    def _together(self, closed: re.Match[str]) -> str:
        blocks, number = self.md.htmlStash.rawHtmlBlocks, int(closed[1])
        if not str(blocks[number]).startswith('<span class="math'):
            return closed[0]
        blocks[number] = f'<span class="together">{blocks[number]}{closed[2]}</span>'
        return closed[0][: -len(closed[2])]


class _LeftOver(Treeprocessor):
    """Refuses a page on which a formula is not seen, or a line of slashes or a formula was left as text.

    The generator reads the page's Markdown otherwise than the checker there.
    """

    def __init__(self, md: Markdown, mathematics: _Mathematics) -> None:
        super().__init__(md)
        self._mathematics = mathematics

    def run(self, root: Element) -> None:
        if serving():
            return
        text = _visible_text(root)
        if left := re.search(r"(?m)^[ \t]*(/{3,}.*)$", text):
            self._refuse(f"the line “{left[1]}” was not understood as a block")
        if left := _FORMULA_AS_TEXT.search(text):
            self._refuse(f"“{left[0]}” is shown, but not read as a formula")
        shown = {mark[0] for mark in _PLACEHOLDER.finditer("".join([text, *self._raw()]))}
        lost = self._mathematics.judged.keys() - shown
        if lost:
            self._refuse(f"a formula is read, but not shown: {self._mathematics.latex[min(lost)].strip()}")

    def _raw(self) -> Iterator[str]:
        """What is put into the text when the page is complete, save code."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        return (block for block in blocks if isinstance(block, str) and "<pre" not in block)

    def _refuse(self, message: str) -> None:
        raise SiteError(f"{page_path(self.md)}: {message}")


def _visible_text(element: Element) -> str:
    """Return the text of `element` without code, each element on lines of its own."""
    if element.tag in _CODE:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [_visible_text(child), child.tail or ""]
    return "\n".join(parts)


class _BlockExtension(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types
    """Registers the blocks."""

    def __init__(self, site: Site, labels: dict[str, str], mathematics: _Mathematics) -> None:
        super().__init__()
        self._arguments = {"site": site, "labels": labels, "mathematics": mathematics}

    def extendMarkdownBlocks(self, md: Markdown, block_manager: Any) -> None:  # noqa: ANN401, ARG002, N802
        """Register the blocks that `page.outline` names."""
        for block in (
            SnippetBlock,
            WrongBlock,
            TrustReportBlock,
            FormulaTableBlock,
            EvidenceBlock,
            FigureBlock,
        ):
            block_manager.register(block, self._arguments)


class SnippetBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// snippet | path`: a program, its real output and figures; the body is the caption of its figure."""

    NAME = "snippet"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        """Make the element that receives the caption."""
        return SubElement(parent, "div", {"class": "snippet"})

    def on_end(self, block: Element) -> None:
        """Put program and result around the caption."""
        site, labels, path = self.config["site"], self.config["labels"], Path("snippets", self.argument)
        outcome = site.results.get(path)
        if outcome is None:
            self._append(block, error_box(site.problems_of(page_path(self.md))))
            return
        caption = list(block)
        for child in caption:
            block.remove(child)
        in_page = with_chinese_marked if labels is LABELS["en"] else str
        self._append(block, in_page(site.program(path)))
        if isinstance(outcome, SnippetError):
            self._append(block, error_box([outcome.described()]))
            return
        self._append(block, in_page(output_html(outcome, labels)))
        if outcome.figures:
            name = f"caption-{path.stem}"
            figure = SubElement(block, "figure")
            self._append(figure, "".join(figure_html(svg, name) for svg in outcome.figures))
            SubElement(figure, "figcaption", {"id": name}).extend(caption)
        facts = SubElement(block, "p", {"class": "snippet-facts"})
        download = SubElement(facts, "a", {"href": self._address(path), "download": path.name})
        download.text = AtomicString(f"{labels['download']} {path.name}")
        download.tail = AtomicString(" · " + facts_text(outcome, labels))

    def _append(self, parent: Element, markup: str) -> None:
        SubElement(parent, "p").text = self.md.htmlStash.store(markup)

    def _address(self, path: Path) -> str:
        """Return where the program is published, relative to the page's source, as generators want links."""
        up = "../" * (len(page_path(self.md).parts) - len(Path("docs/zh/page.md").parts))
        return f"{up}{ASSETS}/{download_name(path)}"


class WrongBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// wrong | what is wrong`: a formula that must not be believed, marked as such."""

    NAME = "wrong"
    ARGUMENT = True
    # What they mean is the checker's business; here they must only be understood as options.
    OPTIONS: ClassVar = {
        "at": [None, type_ranged_integer(1)],
        "expect": ["", type_string_in(["value", "shape", "unreadable"])],
    }

    def on_create(self, parent: Element) -> Element:
        """Make a box whose title says what is wrong."""
        box = SubElement(parent, "div", {"class": "admonition failure wrong"})
        SubElement(box, "p", {"class": "admonition-title"}).text = self.argument
        return box


class TrustReportBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// trust-report`: how every claim of the pages in this page's folder, and below it, was judged."""

    NAME = "trust-report"

    def on_create(self, parent: Element) -> Element:
        """Make the box of the report."""
        return SubElement(parent, "div", {"class": "trust-report"})

    def on_end(self, block: Element) -> None:
        """Fill it."""
        from tracetrick.site.trust import report as trust_report  # noqa: PLC0415  (few pages have one)

        folder = page_path(self.md).parent
        block.extend(trust_report(self.config["site"].trust(folder), self.config["labels"], folder))


class FormulaTableBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// formula-table`: all theorems of the pages in this one's language."""

    NAME = "formula-table"

    def on_create(self, parent: Element) -> Element:
        """Make the box of the table."""
        return SubElement(parent, "div", {"class": "formula-table"})

    def on_end(self, block: Element) -> None:
        """Fill it."""
        from tracetrick.site.formula_table import FormulaTable  # noqa: PLC0415  (few pages have one)

        mathematics, folder = self.config["mathematics"], page_path(self.md).parent
        table = FormulaTable(
            self.config["labels"],
            folder,
            lambda one: mathematics.formula(one.formula, list(one.judged)),
            lambda latex: mathematics.formula(in_a_line(latex), []),
            mathematics.width,
        )
        block.extend(table.elements(self.config["site"].theorems_below(folder)))


class EvidenceBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// evidence`: a display, and beside it what the checker did with it."""

    NAME = "evidence"

    def on_create(self, parent: Element) -> Element:
        """Make the box."""
        return SubElement(parent, "div", {"class": "evidence"})

    def on_end(self, block: Element) -> None:
        """Add what was checked of the formulas in it."""
        judged = self.config["mathematics"].judged
        shown = [placeholder[0] for placeholder in _PLACEHOLDER.finditer("".join(block.itertext()))]
        claims = [one for placeholder in shown for one in judged.get(placeholder, []) if one.kind == "claim"]
        said = SubElement(block, "ul")
        for text in evidence(claims, self.config["labels"]) if claims else []:
            SubElement(said, "li").text = AtomicString(text)


def _publish_unlisted(md: Markdown, site: Site) -> None:
    """Publish what the build has made where the generator does not.

    Zensical lists the files of a theme before it loads any extension: it misses what was not there yet.
    """
    if "rendering_context" in md.preprocessors:
        context: Any = md.preprocessors["rendering_context"]
        site.publish_in(Path(context.config["site_dir"]))


def page_path(md: Markdown) -> Path:
    """Return the path of the page that is being rendered, relative to the project's root.

    Raises TracetrickError in a generator that does not tell it.
    """
    if "relpath" in md.treeprocessors:  # MkDocs
        file: Any = md.treeprocessors["relpath"].file  # type: ignore[attr-defined]  # MkDocs's own class
        return Path(file.src_dir).relative_to(Path.cwd()).joinpath(file.src_uri)
    if "rendering_context" in md.preprocessors:  # Zensical
        context: Any = md.preprocessors["rendering_context"]
        return Path(context.config["docs_dir"], context.page.path)
    raise TracetrickError("this generator does not tell which page it renders: build with MkDocs or Zensical")
