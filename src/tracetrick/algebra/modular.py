"""Numbers modulo a prime, and what stands in for functions that arithmetic modulo a prime does not have."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

# Prime, 7 modulo 8, with quadratic residues 2, 3, ..., 47: the Legendre symbol of small positive numbers
# is +1.
PRIME = 2295337683007902959


class OutsideError(Exception):
    """The claim uses what arithmetic modulo p does not have."""


class RedrawError(Exception):
    """No inverse or root at some draw.

    `faults` is 1 for each entry at fault, else 0, those of all draws one behind the other; empty if that is
    not known.
    """

    def __init__(self, faults: Iterable[int] = ()) -> None:
        super().__init__()
        self.faults = list(faults)


def modular(number: Fraction) -> int:
    """A rational number modulo p."""
    return number.numerator * pow(number.denominator, -1, PRIME) % PRIME


def reciprocal(x: int) -> int:
    """1/x. Raises RedrawError if x is 0."""
    if x % PRIME == 0:
        raise RedrawError
    return pow(x, -1, PRIME)


@lru_cache(maxsize=1 << 14)
def sign(x: int) -> int:
    """Legendre's symbol. Kept, for a function and its derivative ask for the same ones."""
    power = pow(x, (PRIME - 1) // 2, PRIME)
    return -1 if power == PRIME - 1 else power


def root(x: int) -> int | None:
    """The root that is itself a square; None if there is none."""
    found = pow(x, (PRIME + 1) // 4, PRIME)
    if found * found % PRIME != x:
        return None
    return found if sign(found) >= 0 else PRIME - found


def hashed(name: str, *numbers: int) -> int:
    """A number that belongs to a name and some numbers."""
    text = f"{name}:{numbers}".encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big") % PRIME


def odd(name: str, x: int) -> int:
    """A hash h with h(-x) = -h(x)."""
    return hashed(name, x) if x <= PRIME // 2 else -hashed(name, PRIME - x) % PRIME


def circle(name: str, x: int) -> int:
    """A rational point of the circle: its `sin`, `cos` or `tan`, odd in x for the sine."""
    if x == 0:
        return int(name == "cos")
    t = odd("circle", x)
    scale = reciprocal(1 + t * t)
    sine, cosine = 2 * t * scale % PRIME, (1 - t * t) * scale % PRIME
    return {"sin": sine, "cos": cosine, "tan": sine * reciprocal(cosine) % PRIME}[name]
