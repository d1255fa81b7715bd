"""The notebooks as readers meet them."""

from __future__ import annotations

NOTEBOOKS = ["finite-differences", "graph-matching-descent", "condition-numbers"]
