"""What tests of the site share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from projects import REPOSITORY
from tracetrick.cache import Cache
from tracetrick.site.mathjax import MathJax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def mathjax(tmp_path: Path) -> Iterator[MathJax]:
    """Make a MathJax that knows nothing yet."""
    made = MathJax(REPOSITORY / "node_modules", Cache(tmp_path))
    yield made
    made.close()
