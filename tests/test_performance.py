"""What is measured is true, and the pages say what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import performance
import synthetic
from projects import REPOSITORY
from tracetrick.judged import Judge
from tracetrick.page.source import Source

DATA = json.loads((REPOSITORY / "benchmarks" / "builds.json").read_text("utf-8"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_holds_the_figures_of_the_last_run(language: str) -> None:
    page = (REPOSITORY / "docs" / language / "performance.md").read_text("utf-8")
    figures = performance.figures(DATA, language)
    assert f"{performance.BEGIN}\n\n{figures}\n\n{performance.END}" in page


@pytest.mark.parametrize("folder", ["performance", "en/performance"])
def test_the_plot_is_published_as_it_was_drawn(site: Path, folder: str) -> None:
    source = (
        REPOSITORY / "docs" / ("en" if folder.startswith("en/") else "zh") / "performance.md"
    ).read_text("utf-8")
    (plot,) = [line for line in source.splitlines() if line.startswith("<figure>")]
    assert plot in (site / folder / "index.html").read_text("utf-8")


def test_all_that_a_synthetic_page_claims_is_true(tmp_path: Path) -> None:
    synthetic.ours(tmp_path, 2, len(synthetic.CLAIMS))
    pages = [(tmp_path / f"docs/zh/{name}.md").read_text("utf-8") for name in ("index", "page-1")]
    claims = [
        [
            one
            for one in Judge(None, has_float=False).page(Source(Path("page.md"), page))
            if one.kind == "claim"
        ]
        for page in pages
    ]
    assert [[one.verdict for one in page] for page in claims] == [["true"] * len(synthetic.CLAIMS)] * 2
    assert {one.latex for one in claims[0]}.isdisjoint({one.latex for one in claims[1]})


def test_the_programs_are_different_on_each_page() -> None:
    assert synthetic.snippet(1) != synthetic.snippet(2)
