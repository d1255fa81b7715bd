"""Where things lie in a project: the folders that the build reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A project's folders, below its `root`, where `mkdocs.yml` lies."""

    root: Path

    @property
    def configuration(self) -> Path:
        """What tells a project's folder."""
        return self.root / "mkdocs.yml"

    @property
    def docs(self) -> Path:
        """The pages of all languages."""
        return self.root / "docs"

    @property
    def snippets(self) -> Path:
        """The programs that pages embed."""
        return self.root / "snippets"

    @property
    def modules(self) -> Path:
        """What npm installed."""
        return self.root / "node_modules"

    @property
    def assets(self) -> Path:
        """Style sheet, fonts and downloads, made by the build; in the theme, from where generators copy."""
        return self.root / "theme" / ASSETS

    @property
    def made(self) -> Path:
        """What the theme's templates know of the build."""
        return self.root / "theme" / "made.html"

    @property
    def cache(self) -> Path:
        """What is known already."""
        return self.root / ".cache" / "tracetrick"

    def pages(self) -> list[Path]:
        """All pages, relative to the root, in the order of their paths."""
        return [path.relative_to(self.root) for path in sorted(self.docs.rglob("*.md"))]

    def programs(self) -> list[Path]:
        """All snippets, relative to the root, in the order of their paths."""
        return [path.relative_to(self.root) for path in sorted(self.snippets.rglob("*.py"))]


ASSETS = "assets/tracetrick"
"""Where the made assets lie in the published site, relative to its root."""
