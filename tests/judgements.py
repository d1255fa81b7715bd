"""Claims as they come out of judging, for tests of what is shown of them."""

from __future__ import annotations

from tracetrick.judged import Judged


def claim(**changes: object) -> Judged:
    """Return a claim that both judges found true, but for the `changes`."""
    fields = {
        "formula": 0, "kind": "claim", "relation": "=", "number": 1, "latex": "a = b", "sign": 2, "line": 7, "column": 3,
        "verdict": "true", "wanted": "true", "expected": True, "message": "", "text": "", "by_exact": "true", "by_float": "true",
        "draws": 8, "residual": 2e-16, "dimensions": ({"m": 3, "n": 4}, {"m": 6, "n": 5}), "seconds": 0.0,
    }  # fmt: skip
    return Judged(**fields | changes)  # type: ignore[arg-type]  # the tests give each its type
