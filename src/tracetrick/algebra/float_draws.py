"""Draws of the float judge: unconstrained numbers, and values made from them that obey the declarations."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tracetrick.algebra.terms import Term

_SCALED = frozenset(["real", "symmetric", "definite", "positive", "simplex"])
_ORTHOGONAL = 1e-9
_NEARLY_SINGULAR = 1e-6
_UNEVEN = frozenset(["generic", "low rank"])  # eigenvalues of different sizes, none of them near 0
_AWAY = 0.1  # from singular, and from 0 under a logarithm or root
_TWO_VALUED = {"sign": (-1.0, 1.0), "binary": (0.0, 1.0)}
_TOGETHER = 4  # entries with two values whose values are taken together
_ONE_HOT = 1e6


@dataclass(frozen=True)
class Style:
    """How a draw is made: its scale and its shape.

    A shape is `generic`, `zero`, `low rank`, `uniform` (ones, an identity), or of one sign: `positive`,
    `negative`.

    With `mixed` each input takes a scale of its own among `mixed`. `sign` is that of the values of declared
    functions.
    """

    scale: float = 1.0
    shape: str = "generic"
    mixed: tuple[float, ...] = ()
    sign: int = 1


@dataclass(frozen=True)
class Draws:
    """A batch of draws: for each input unconstrained numbers and their scale, one style for each draw.

    `directions` are those in which inputs move, if a draw is to keep its own wherever it is moved.
    """

    raw: dict[Term, Tensor]
    scales: dict[Term, Tensor]
    styles: tuple[Style, ...]
    directions: dict[Term, Tensor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.styles)

    def chosen(self, places: Sequence[int]) -> Draws:
        """Some of the draws."""
        index = torch.tensor(places, dtype=torch.long)
        return Draws(
            {term: value.detach()[index].requires_grad_() for term, value in self.raw.items()},
            {term: scale[index] for term, scale in self.scales.items()},
            tuple(self.styles[place] for place in places),
            {term: value[index] for term, value in self.directions.items()},
        )

    def moved(self, raw: dict[Term, Tensor]) -> Draws:
        """The same draws at other numbers."""
        raw = {term: value.detach().requires_grad_() for term, value in raw.items()}
        return replace(self, raw=raw)

    @property
    def numbers(self) -> Tensor:
        """All unconstrained numbers of each draw, in a row."""
        nothing = torch.empty(len(self), 0)
        return torch.cat([nothing, *(one.detach().flatten(1) for one in self.raw.values())], dim=1)

    @property
    def owners(self) -> Tensor:
        """To which input each of these numbers belongs."""
        counts = torch.tensor([one[0].numel() for one in self.raw.values()], dtype=torch.long)
        return torch.arange(len(counts)).repeat_interleave(counts)

    def at(self, numbers: Tensor) -> Draws:
        """The same draws at other numbers, by which what is computed there may be differentiated."""
        pieces = torch.split(numbers, [one[0].numel() for one in self.raw.values()], dim=1)
        raw = {
            term: piece.reshape(one.shape)
            for (term, one), piece in zip(self.raw.items(), pieces, strict=True)
        }
        return replace(self, raw=raw)

    def directed(self) -> Draws:
        """The same draws, each with a direction of its own."""
        return replace(self, directions={term: direction_of(term, len(self)) for term in self.raw})


def joined(parts: Sequence[Draws]) -> Draws:
    """Several batches as one."""
    first = parts[0]
    return Draws(
        {term: torch.cat([one.raw[term].detach() for one in parts]).requires_grad_() for term in first.raw},
        {term: torch.cat([one.scales[term] for one in parts]) for term in first.scales},
        tuple(style for one in parts for style in one.styles),
        {term: torch.cat([one.directions[term] for one in parts]) for term in first.directions},
    )


def draw(
    inputs: Iterable[Term],
    styles: Sequence[Style],
    seed: str,
    *,
    attempt: int = 0,
    known: Draws | None = None,
) -> Draws:
    """One draw for each style, always the same for an input and a seed, beside the same `turns_of` inputs.

    What is `known` of the draws is not drawn again, what is not is added to it.
    Later attempts come nearer to 0 or have one sign, where much must be positive.
    """
    turns = turns_of(inputs, len(styles))
    known = known or Draws({}, {}, tuple(styles))
    for term in inputs:
        if term in known.raw:
            continue
        generator = torch.Generator().manual_seed(seed_of(f"{seed}:{attempt}:{term.data}"))
        value = torch.randn((len(styles), *term.size), generator=generator)
        value = _shaped(value, styles, generator)
        if term in turns:
            _choose(term, value, turns[term], choices(term))
        if attempt >= _LATE:
            value = value.abs() if attempt % 2 else 0.3 * value
        known.raw[term] = value.requires_grad_()
        known.scales[term] = _scale(term, styles, generator)
    raw = {term: known.raw[term] for term in inputs}
    return Draws(raw, {term: known.scales[term] for term in inputs}, known.styles)


_LATE = 6


def turns_of(inputs: Iterable[Term], draws: int) -> dict[Term, int]:
    """After how many draws each input takes its next sort of value: so several take all of them together.

    Those are left out that have one sort only, or too many for so many draws.
    """
    found: dict[Term, int] = {}
    turn = 1
    for term in sorted((one for one in inputs if choices(one) > 1), key=lambda one: str(one.data)):
        if turn * choices(term) <= draws:
            found[term] = turn
            turn *= choices(term)
    return found


def choices(term: Term) -> int:
    """How many sorts of value an input has: those of a one-hot vector, rotations and reflections.

    Of entries with two values those of the first few are taken together.
    """
    kind = term.data[1]
    if kind in _TWO_VALUED:
        return int(2 ** min(term.size[0] * term.size[1], _TOGETHER))
    return {"onehot": term.size[0], "orthogonal": 2}.get(kind, 1)


def _choose(term: Term, value: Tensor, turn: int, count: int) -> None:
    """The next sort every `turn` draws, so that several inputs take all sorts together."""
    draws = torch.arange(len(value))
    chosen = draws // turn % count
    if term.data[1] == "onehot":
        value[draws, chosen, 0] = _ONE_HOT
    elif term.data[1] in _TWO_VALUED:
        entries = value.view(len(value), -1)[:, :_TOGETHER]
        bits = chosen[:, None] >> torch.arange(entries.shape[1]) & 1
        entries.copy_(entries.abs() * (1 - 2 * bits))
    elif term.data[1] == "orthogonal":
        value[:, 0, 0] = value[:, 0, 0].abs() * (1 - 2 * chosen)


def _shaped(value: Tensor, styles: Sequence[Style], generator: torch.Generator) -> Tensor:
    if all(style.shape == "generic" for style in styles):
        return value
    kept = torch.rand((len(styles), 1, 1), generator=generator) < 0.5
    for shape in dict.fromkeys(style.shape for style in styles):
        places = [place for place, style in enumerate(styles) if style.shape == shape]
        some = value[places]
        if shape == "zero":
            zero = torch.tensor([place % 2 == 0 for place in places])[:, None, None] | ~kept[places]
            some = some.masked_fill(zero, 0.0)
        elif shape == "positive":
            some = some.abs()
        elif shape == "negative":
            some = -some.abs()
        elif shape == "uniform":
            one = torch.ones(some.shape[1:]) if 1 in some.shape[1:] else torch.eye(*some.shape[1:])
            some = one.expand(some.shape)
        elif shape == "low rank":
            some = some[:, :, :1] @ some[:, :1, :]
        value[places] = some
    return value


def _scale(term: Term, styles: Sequence[Style], generator: torch.Generator) -> Tensor:
    """Only what has no size of its own is scaled."""
    if term.data[1] not in _SCALED or all(style.scale == 1 and not style.mixed for style in styles):
        return torch.ones((len(styles), 1, 1))
    turns = torch.rand(len(styles), generator=generator).tolist()
    scales = [
        style.mixed[int(turn * len(style.mixed))] if style.mixed else style.scale
        for style, turn in zip(styles, turns, strict=True)
    ]
    return torch.tensor(scales)[:, None, None]


def seed_of(text: str) -> int:
    """The seed of a generator that belongs to a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big")


def realised(term: Term, draws: Draws, positive: Collection[int] = ()) -> Tensor:
    """Values that obey the declaration, from unconstrained numbers; some entries are `positive`."""
    raw, scale = draws.raw[term], draws.scales[term]
    kind = term.data[1]
    rows = term.size[0]
    if positive and kind == "real":
        chosen = torch.zeros(raw[0].numel(), dtype=torch.bool)
        chosen[list(positive)] = True
        return scale * torch.where(chosen.reshape(raw[0].shape), _AWAY + raw.abs(), raw)
    if kind == "symmetric":
        return scale * (raw + raw.mT)
    if kind == "definite":
        margin = torch.tensor([_AWAY if one.shape in _UNEVEN else _NEARLY_SINGULAR for one in draws.styles])
        return scale * (raw @ raw.mT + margin[:, None, None] * torch.eye(rows))
    if kind == "positive":
        return scale * torch.exp(0.7 * raw)
    if kind == "simplex":
        vertex = _one_hot(raw)
        at_vertex = torch.tensor([style.shape == "low rank" for style in draws.styles])[:, None, None]
        return torch.where(at_vertex, vertex, torch.softmax(scale * raw, dim=1))
    if kind == "onehot":
        return _one_hot(raw)
    if kind in _TWO_VALUED:
        return torch.where(raw < 0, *_TWO_VALUED[kind])
    if kind == "orthogonal":
        skew = raw - raw.mT
        eye = torch.eye(rows)
        q, _ = torch.linalg.solve_ex(eye + skew, eye - skew)
        # Of numbers so large that the 1 is lost beside them it is no orthogonal matrix, if it exists.
        error = (q.mT @ q - eye).abs().amax(dim=(1, 2), keepdim=True)
        q = torch.where(error < _ORTHOGONAL, q, torch.nan)
        sign = torch.where(raw[:, :1, :1] >= 0, 1.0, -1.0)
        return torch.cat([q[:, :1] * sign, q[:, 1:]], dim=1)
    return raw * scale


def _one_hot(raw: Tensor) -> Tensor:
    places = raw[:, :, 0].argmax(dim=1)
    return torch.nn.functional.one_hot(places, raw.shape[1])[:, :, None].to(raw.dtype)


def direction_of(term: Term, draws: int) -> Tensor:
    """A random direction at each draw."""
    generator = torch.Generator().manual_seed(seed_of(f"tangent:{term.data}"))
    return torch.randn((draws, *term.size), generator=generator)


def tangent_of(term: Term, value: Tensor, draws: Draws) -> Tensor:
    """A direction that keeps to the declaration."""
    free = draws.directions.get(term)
    free = direction_of(term, len(value)) if free is None else free
    kind = term.data[1]
    if kind in ("symmetric", "definite"):
        return free + free.mT
    if kind == "orthogonal":
        return value.detach() @ (free - free.mT)
    if kind == "simplex":
        return free - free.mean(dim=1, keepdim=True)
    return free
