"""Chance that can be repeated: the same seed and part give the same draws, whichever process draws them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, pairwise
from random import Random
from typing import Generic, TypeVar

Key = TypeVar("Key")

UUID_FREE = ~((0xF << 76) | (0x3 << 62))
UUID_VERSION = (0x4 << 76) | (0x2 << 62)


def start_chance(seed: int, part: str) -> Random:
    """The draws of one part of the data. For made-up rows only: nothing secret comes of it."""
    return Random(f"{seed}/{part}")  # noqa: S311  no secret


def make_id(chance: Random) -> str:
    """A UUID of version 4, as 32 digits: so both databases take it."""
    return f"{chance.getrandbits(128) & UUID_FREE | UUID_VERSION:032x}"


class Lot(Generic[Key]):
    """Things to draw, each with its weight."""

    def __init__(self, weights: Mapping[Key, float]) -> None:
        self.keys = tuple(weights)
        self.limits = tuple(accumulate(weights.values()))

    def draw(self, chance: Random) -> Key:
        """One of them."""
        return self.keys[bisect(self.limits, chance.random() * self.limits[-1], hi=len(self.keys) - 1)]


class Ration(Generic[Key]):
    """A lot whose shares hold although not every answer is possible every time.

    What was drawn and was not possible is owed, and is given instead of what stood in for it when that is drawn next.
    """

    def __init__(self, weights: Mapping[Key, float]) -> None:
        self.lot = Lot(weights)
        self.owed: list[tuple[Key, Key]] = []

    def draw(self, chance: Random, is_possible: Callable[[Key], bool]) -> Key:
        """One of those that are possible; what is drawn if none is."""
        drawn = self.lot.draw(chance)
        if is_possible(drawn):
            return self._pay(drawn, is_possible)
        others = [key for key in self.lot.keys if is_possible(key)]
        if not others:
            return drawn
        other = chance.choice(others)
        self.owed.append((drawn, other))
        return other

    def _pay(self, drawn: Key, is_possible: Callable[[Key], bool]) -> Key:
        for place, (owed, stood_in) in enumerate(self.owed):
            if stood_in == drawn and is_possible(owed):
                del self.owed[place]
                return owed
        return drawn


def divide(total: int, weights: Iterable[float]) -> list[int]:
    """The total in whole parts after the weights; the parts add up to it."""
    limits = list(accumulate(weights, initial=0.0))
    if not limits[-1]:
        limits = [float(place) for place in range(len(limits))]
    marks = [round(total * limit / limits[-1]) for limit in limits]
    return [after - before for before, after in pairwise(marks)]
