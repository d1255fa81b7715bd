"""The docstring."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import beside


@dataclass
class Point:
    """It is pickled, compared, and so on by the name of its module."""

    x: int


async def unused() -> None:
    """Nothing but a docstring."""


match Point(1):
    case Point(x=1):
        assert __name__ == "__main__"
    case _:
        assert False
try:
    assert sys.modules["__main__"].Point is Point
finally:
    assert __debug__
assert __doc__ == "The docstring."
assert sys.argv == [__file__]
assert sys.path[0] == os.path.dirname(__file__)
assert sys.stdin.read() == ""
assert os.getsid(0) == os.getpid()
print(sorted(name for name in globals() if "trace" in name), beside.NAME)
