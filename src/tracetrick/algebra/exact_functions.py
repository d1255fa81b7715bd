"""Functions of the exact judge.

Elementary ones obey their differential equations. Declared ones are a hash of name, order and argument.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracetrick.algebra import modular
from tracetrick.algebra.duals import (
    Dual,
    Plain,
    Value,
    affine,
    bilinear,
    halve,
    is_null,
    linear,
    negative,
    odot,
    reciprocal,
    scale,
    total,
)
from tracetrick.algebra.modular import PRIME, OutsideError, RedrawError, hashed, odd

if TYPE_CHECKING:
    from collections.abc import Callable


class Signs:
    """The sign of each number, and the branch of its root.

    Without a `pattern` that is Legendre's symbol; otherwise bit k of it tells the sign of the number that is
    met as number k. `certain` are the signs of rational numbers.
    """

    def __init__(self, pattern: int | None = None) -> None:
        self.pattern = pattern
        self.certain: dict[int, int] = {}
        self.known: dict[int, int] = {}

    def of(self, x: int) -> int:
        """The sign of a number modulo p."""
        if x in self.certain:
            return self.certain[x]
        if self.pattern is None or x == 0:
            return modular.sign(x)
        if x not in self.known:
            self.known[x] = -1 if self.pattern >> len(self.known) & 1 else 1
        return self.known[x]

    def root(self, x: int) -> int | None:
        """The root of a number modulo p; None if there is none."""
        found = modular.root(x)
        return found if found is None or self.pattern is None else found * self.of(x) % PRIME


@dataclass
class Elementary:
    """The elementary functions at one draw: exp and log remember that they invert each other."""

    signs: Signs = field(default_factory=Signs)
    logarithms: dict[int, int] = field(default_factory=dict)
    exponentials: dict[int, int] = field(default_factory=dict)

    def pointwise(self, name: str, value: Value) -> Value:
        """A function of each entry; along a tangent it moves as its differential equation says."""
        if name == "reciprocal":
            return reciprocal(value)
        if isinstance(value, list):
            return self.roots(value) if name == "sqrt" else [self.scalar(name, entry) for entry in value]
        primal = self.pointwise(name, value.primal)
        if value.tangent is None:
            return Dual(primal, None)
        slope = self.slope(name, value.primal, primal)
        return Dual(primal, None if slope is None else bilinear(odot, slope, value.tangent))

    def slope(self, name: str, x: Value, y: Value) -> Value | None:  # noqa: C901, PLR0912  (a table of cases)
        """Y' where y = name(x), from x and y."""
        if name == "exp":
            return y
        if name == "log":
            return reciprocal(x)
        if name == "sqrt":
            return reciprocal(total((1, 1), [y, y]))
        if name == "sign":
            return None
        if name == "abs":
            return self.pointwise("sign", x)
        if name == "relu":
            return linear(halve, affine(self.pointwise("sign", x), 1))
        if name == "sin":
            return self.pointwise("cos", x)
        if name == "cos":
            return linear(negative, self.pointwise("sin", x))
        if name == "tan":
            return affine(bilinear(odot, y, y), 1)
        if name == "sinh":
            return self.pointwise("cosh", x)
        if name == "cosh":
            return self.pointwise("sinh", x)
        if name == "tanh":
            return affine(linear(negative, bilinear(odot, y, y)), 1)
        if name == "arctan":
            return reciprocal(affine(bilinear(odot, x, x), 1))
        if name == "sigmoid":
            return total((1, -1), [y, bilinear(odot, y, y)])
        if name == "softplus":
            return self.pointwise("sigmoid", x)
        raise OutsideError(f"{name} is judged by float64 alone")

    def scalar(self, name: str, x: int) -> int:
        """The value of a function at a number modulo p."""
        if name == "exp":
            return self.exp(x)
        if name == "log":
            return self.log(x)
        if name == "sign":
            return self.signs.of(x) % PRIME
        if name == "abs":
            return x * self.signs.of(x) % PRIME
        if name == "relu":
            return x if self.signs.of(x) == 1 else 0
        if name in ("sin", "cos", "tan"):
            return modular.circle(name, x)
        if name in ("sinh", "cosh", "tanh", "sigmoid"):
            return self.hyperbolic(name, x)
        if name == "softplus":
            return self.log((1 + self.exp(x)) % PRIME)
        if name == "arctan":
            return odd("arctan", x)
        raise OutsideError(f"{name} is judged by float64 alone")

    def roots(self, entries: Plain) -> Plain:
        """The root of each number modulo p. Raises RedrawError if one has none."""
        found = [self.signs.root(entry) for entry in entries]
        if None in found:
            raise RedrawError(int(one is None) for one in found)
        return [one for one in found if one is not None]

    def exp(self, x: int) -> int:
        """A hash h with h(-x) = 1/h(x) that inverts `log`."""
        if x in self.exponentials:
            return self.exponentials[x]
        y = (
            1
            if x == 0
            else hashed("exp", x)
            if x <= PRIME // 2
            else modular.reciprocal(hashed("exp", PRIME - x))
        )
        y = y if x == 0 or x > PRIME // 2 else y or 1
        self.logarithms.setdefault(y, x)
        return y

    def log(self, x: int) -> int:
        """A hash h with h(1/x) = -h(x) that inverts `exp`."""
        if x == 0:
            raise RedrawError
        if x in self.logarithms:
            return self.logarithms[x]
        inverse = modular.reciprocal(x)
        y = 0 if x == 1 else hashed("log", x) if x <= inverse else -hashed("log", inverse) % PRIME
        self.exponentials.setdefault(y, x)
        return y

    def hyperbolic(self, name: str, x: int) -> int:
        """`sinh`, `cosh`, `tanh` or `sigmoid`, by exp."""
        e = self.exp(x)
        if name == "sigmoid":
            return e * modular.reciprocal(1 + e) % PRIME
        inverse = modular.reciprocal(e)
        if name == "tanh":
            return (e - inverse) * modular.reciprocal(e + inverse) % PRIME
        sign = 1 if name == "cosh" else -1
        return (e + sign * inverse) * modular.reciprocal(2) % PRIME


def entrywise_unknown(key: str, order: int, value: Value) -> Value:
    """The derivative of this order of a declared function of a scalar, at each entry."""
    if isinstance(value, list):
        return [hashed(f"{key}({order})", entry) for entry in value]
    primal = entrywise_unknown(key, order, value.primal)
    if value.tangent is None:
        return Dual(primal, None)
    slope = entrywise_unknown(key, order + 1, value.primal)
    return Dual(primal, bilinear(odot, slope, value.tangent))


@dataclass
class Unknown:
    """A declared function of `inputs` numbers to `outputs`, with the hashes that were needed so far."""

    key: str
    inputs: int
    outputs: int
    known: dict[tuple[object, ...], Plain] = field(default_factory=dict)

    def value(self, places: tuple[int, ...], argument: Value) -> Value:
        """The derivative at `places`, a multiset: derivatives are symmetric."""
        if isinstance(argument, list):
            return self.hashed(tuple(sorted(places)), argument)
        primal = self.value(places, argument.primal)
        if argument.tangent is None:
            return Dual(primal, None)
        parts: list[Value] = []
        for place in range(self.inputs):
            moved = linear(_entry(place), argument.tangent)
            if not is_null(moved):
                parts.append(bilinear(scale, moved, self.value((*places, place), argument.primal)))
        return Dual(primal, total([1] * len(parts), parts) if parts else None)

    def hashed(self, places: tuple[int, ...], argument: Plain) -> Plain:
        """All outputs."""
        key = (places, tuple(argument))
        found = self.known.get(key)
        if found is None:
            found = [hashed(f"{self.key}[{k}]{places}", *argument) for k in range(self.outputs)]
            self.known[key] = found
        return found


def _entry(place: int) -> Callable[[Plain], Plain]:
    return lambda plain: [plain[place]]
