"""Writes sites of any size: real formulas and snippets, on each page with other numbers."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parent.parent
# For all that build with MkDocs: Material as it comes, without search and without fonts from outside.
SETTINGS = "site_name: Benchmark\nuse_directory_urls: true\n"
THEME = "theme:\n  name: material\n  font: false\n"
OURS = (
    f"{SETTINGS}docs_dir: docs/zh\n{THEME}  custom_dir: theme\nplugins: []\n"
    "extra_css: [assets/tracetrick/tracetrick.css]\nmarkdown_extensions: [attr_list, tracetrick]\n"
)
ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*?)</article>', re.DOTALL)
HEAD = r"""---
title: Page {k}
layout: denominator
---

# Page {k} {{#page-{k}}}

$X, A \in \mathbb{{R}}^{{m\times n}}$, $B \in \mathbb{{R}}^{{n\times m}}$, $Y \in \mathbb{{R}}^{{n\times n}}$,
$S \in \mathbb{{R}}^{{m\times m}}$, $f := {c}\operatorname{{tr}}(X^\top X)$.
"""
CLAIMS = (
    r"\frac{{\partial f}}{{\partial X}} = {d}X",
    r"\mathrm{{d}}f = {d}\operatorname{{tr}}(X^\top\mathrm{{d}}X)",
    r"{c}(AB)^\top = {c}B^\top A^\top",
    r"\operatorname{{tr}}({c}AB) = {c}\operatorname{{tr}}(BA)",
    r"\mathrm{{d}}({c}AB) = {c}(\mathrm{{d}}A)B + {c}A\,\mathrm{{d}}B",
    r"\mathrm{{d}}({c}S^{{-1}}) = -{c}S^{{-1}}(\mathrm{{d}}S)S^{{-1}}",
    r"\operatorname{{vec}}({c}AYB) = {c}(B^\top\otimes A)\operatorname{{vec}}(Y)",
    r"\mathrm{{d}}({c}\det(S)) = {c}\det(S)\operatorname{{tr}}(S^{{-1}}\mathrm{{d}}S)",
    r"{c}\|A\|_F^2 = {c}\operatorname{{tr}}(A^\top A)",
    r"({c}S)^{{-1}} = \frac{{1}}{{{c}}}S^{{-1}}",
)
SNIPPET = '''r"""The gradient of a sum of squares, number {k}.

Claim: {claim}
"""

import torch

torch.manual_seed({k})
X = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
by_hand = ({d} * X).detach()
f = {c} * torch.trace(X.T @ X)
f.backward()
torch.testing.assert_close(X.grad, by_hand)
print("f =", f.item())
'''


def numbers(k: int) -> dict[str, object]:
    """Return what is different on page `k`."""
    return {"k": k, "c": k + 2, "d": 2 * (k + 2)}


def snippet(k: int) -> str:
    """Return the program of page `k`."""
    return SNIPPET.format(**numbers(k), claim=CLAIMS[0].format(**numbers(k)))


def ours(root: Path, pages: int, claims: int) -> None:
    """Write a project whose pages have so many `claims`, and one snippet each."""
    _write(root / "mkdocs.yml", OURS)
    (root / "theme").mkdir()
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
    for k in range(pages):
        said = "".join(f"\n$$ {claim.format(**numbers(k))} $$\n" for claim in CLAIMS[:claims])
        shown = f"\n/// snippet | page_{k}.py\n///\n"
        name = "index" if k == 0 else f"page-{k}"
        _write(root / f"docs/zh/{name}.md", HEAD.format(**numbers(k)) + said + shown)
        _write(root / f"snippets/page_{k}.py", snippet(k))


def floor(root: Path, project: Path) -> None:
    """Write a project for Material alone whose pages hold what stands on those of a built `project`."""
    built = project / "site"
    shutil.copytree(project / "theme", root / "theme")
    _write(root / "mkdocs.yml", OURS.replace(", tracetrick]", "]"))
    for page in built.rglob("index.html"):
        found = ARTICLE.search(page.read_text("utf-8"))
        if found:
            name = page.parent.relative_to(built).as_posix()
            file = "index" if name == "." else name
            text = f"---\ntitle: {file}\n---\n\n<div>\n{found[1].strip()}\n</div>\n"
            _write(root / f"docs/zh/{file}.md", text)


def copy(root: Path) -> None:
    """Copy the sources of this repository's site, without what has been made of them."""
    for name in ("docs", "snippets", "theme"):
        shutil.copytree(
            REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("assets", "__pycache__")
        )
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")


def copy_finished(root: Path, built: Path) -> None:
    """Copy a `built` copy of this repository's site; its pages hold what stands on the published ones."""
    for page in (built / "docs" / "zh").rglob("*.md"):
        name = page.relative_to(built / "docs" / "zh")
        folder = name.parent if name.stem == "index" else name.with_suffix("")
        found = ARTICLE.search((built / "site" / folder / "index.html").read_text("utf-8"))
        front = re.match(r"---\n.*?\n---\n", page.read_text("utf-8"), re.DOTALL)
        text = f"{front[0] if front else ''}\n<div>\n{found[1].strip() if found else ''}\n</div>\n"
        _write(root / "docs" / "zh" / name, text)
    shutil.copytree(built / "theme", root / "theme")
    settings = (built / "mkdocs.yml").read_text("utf-8")
    without = re.sub(r"(?m)^  tracetrick:.*\n(?:    .*\n)*", "", settings)
    _write(root / "mkdocs.yml", without.replace("watch:\n  - snippets\n", ""))


def loop(root: Path, pages: int) -> None:
    """Write the programs alone."""
    for k in range(pages):
        _write(root / f"page_{k}.py", snippet(k))


def mkdocs_jupyter(root: Path, pages: int) -> None:
    """Write a notebook for each page."""
    plugin = "plugins:\n  - mkdocs-jupyter:\n      execute: true\n      allow_errors: false\n"
    _write(root / "mkdocs.yml", f"{SETTINGS}{THEME}{plugin}")
    _pages(root / "docs", pages, "ipynb", _notebook)


def markdown_exec(root: Path, pages: int) -> None:
    """Write pages with fenced programs."""
    plugin = "plugins:\n  - markdown-exec\nmarkdown_extensions: [pymdownx.superfences]\n"
    _write(root / "mkdocs.yml", f"{SETTINGS}{THEME}{plugin}")

    def page(k: int) -> str:
        return f'# Page {k}\n\n```python exec="1" source="above" result="text"\n{snippet(k)}```\n'

    _pages(root / "docs", pages, "md", page)


def mystmd(root: Path, pages: int) -> None:
    """Write pages with code cells, and a theme that does nothing: the real ones are downloaded."""
    site = "site:\n  title: Benchmark\n  template: theme\n"
    _write(root / "myst.yml", f"version: 1\nproject:\n  title: Benchmark\n{site}")
    _write(
        root / "theme/template.yml",
        "myst: v1\ntitle: None\nversion: 1.0.0\nbuild:\n  install: 'true'\n  start: 'true'\n",
    )
    _write(root / "settings/jupyter_server_config.py", "c.ServerApp.allow_root = True\n")
    kernel = "kernelspec:\n  name: python3\n  display_name: Python 3\n"

    def page(k: int) -> str:
        return f"---\n{kernel}---\n# Page {k}\n\n```{{code-cell}} python\n{snippet(k)}```\n"

    _pages(root, pages, "md", page)


def _notebook(k: int) -> str:
    text = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# Page {k}"}
    code = {"cell_type": "code", "id": "b", "metadata": {}, "source": snippet(k)}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {
            "cells": [text, code | {"execution_count": None, "outputs": []}],
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _pages(folder: Path, pages: int, suffix: str, text: Callable[[int], str]) -> None:
    for k in range(pages):
        _write(folder / f"{'index' if k == 0 else f'page-{k}'}.{suffix}", text(k))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
