"""Tiles on a lane: side by side, never on top of each other, in the order of time, and as near to their day as can be.

Where more stand close together than there is room for, the closest ones are gathered in one tile with a number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

SLOT = 20.0
"""The least distance between the centres of two tiles, in pixels; a tile is 19 wide."""
MOST_AWAY = 1.5 * SLOT
"""So far from its day a tile may be pushed, so that up to four of one day stand side by side."""
TOUCHING = SLOT + 0.01
_GOLDEN = 0.6180339887498949


class Tile(NamedTuple):
    """One entry, or several gathered in one."""

    place: float
    """Where its centre belongs, in pixels; for several the middle of theirs."""
    kind: str
    """Contact that took place ("full"), attempts ("line") and plans are not gathered with each other if it can be helped."""
    sign: str
    """What is drawn; empty where there are several entries."""
    entries: int = 1


class Crowd(NamedTuple):
    """Tiles that touch, and of which one stands too far from its day."""

    first: int
    end: int
    """The index after the last one."""
    surplus: int
    """How many tiles there are too many, at least one."""


def spread_out(wanted: Sequence[float], least: float, most: float) -> list[float] | None:
    """Centres from `least` to `most`, in the order given and `SLOT` apart; None if there is no room for so many.

    The sum of the squared distances to the wanted centres, which ascend, is the smallest possible (pool adjacent violators).
    """
    last = most - (len(wanted) - 1) * SLOT
    if last < least:
        return None
    blocks: list[tuple[float, int]] = []
    moved = 0.0
    for place in wanted:
        # As if each took no room, and moved apart again below.
        mean, count = place - moved, 1
        moved += SLOT
        while blocks and blocks[-1][0] >= mean:
            other, members = blocks.pop()
            count += members
            mean += (other - mean) * members / count
        blocks.append((mean, count))
    places: list[float] = []
    moved = 0.0
    for mean, count in blocks:
        start = least if mean < least else min(mean, last)
        for _ in range(count):
            places.append(start + moved)
            moved += SLOT
    return places


def place_tiles(tiles: Sequence[Tile], least: float, most: float) -> list[tuple[float, Tile]]:
    """The centre of each tile between `least` and `most`; tiles come in order of place, and some may be gathered.

    No two are nearer than `SLOT`, and none is further than `MOST_AWAY` from its place, as far as the edges allow.
    """
    most = max(least, most)
    row = list(tiles)
    index = 0
    while index < len(row) and row[index].place < least:
        row[index] = row[index]._replace(place=least)
        index += 1
    index = len(row) - 1
    while index >= 0 and row[index].place > most:
        row[index] = row[index]._replace(place=most)
        index -= 1
    return _place(row, least, most)


def _place(row: Sequence[Tile], least: float, most: float) -> list[tuple[float, Tile]]:
    wanted = [tile.place for tile in row]
    places = spread_out(wanted, least, most)
    if places is None:
        room = 1 + int((most - least) // SLOT)
        return _place(_gather(row, len(row) - room), least, most)
    placed: list[tuple[float, Tile]] = []
    done = 0
    for crowd in _find_crowds(wanted, places):
        placed.extend(zip(places[done : crowd.first], row[done : crowd.first], strict=True))
        # What is gathered takes less room than before: its neighbours stay where they are.
        left = placed[-1][0] + SLOT if placed else least
        right = places[crowd.end] - SLOT if crowd.end < len(row) else most
        placed.extend(_place(_gather(row[crowd.first : crowd.end], crowd.surplus), left, right))
        done = crowd.end
    placed.extend(zip(places[done:], row[done:], strict=True))
    return placed


def _find_crowds(wanted: Sequence[float], places: Sequence[float]) -> list[Crowd]:
    crowds: list[Crowd] = []
    first, before, is_crowded = 0, -math.inf, False
    for index, (here, place) in enumerate(zip(wanted, places, strict=True)):
        if place - before > TOUCHING:
            if is_crowded:
                crowds.append(_measure_crowd(wanted, first, index))
            first, is_crowded = index, False
        if not -MOST_AWAY <= place - here <= MOST_AWAY:
            is_crowded = True
        before = place
    if is_crowded:
        crowds.append(_measure_crowd(wanted, first, len(wanted)))
    return crowds


def _measure_crowd(wanted: Sequence[float], first: int, end: int) -> Crowd:
    needed = (end - 1 - first) * SLOT - (wanted[end - 1] - wanted[first]) - 2 * MOST_AWAY
    return Crowd(first, end, max(1, (end - first) // 10, math.ceil(needed / SLOT)))


def _gather(row: Sequence[Tile], surplus: int) -> list[Tile]:
    """The row with so many tiles fewer, or some more: the closest ones are put together."""
    joined = _choose_joins(row, surplus)
    gathered: list[Tile] = []
    for index, tile in enumerate(row):
        if index - 1 in joined:
            before = gathered[-1]
            entries = before.entries + tile.entries
            place = (before.place * before.entries + tile.place * tile.entries) / entries
            # Tiles of several kinds come together only where nothing else is left: what took place goes first.
            gathered[-1] = Tile(place, min(before.kind, tile.kind), "", entries)
        else:
            gathered.append(tile)
    return gathered


def _choose_joins(row: Sequence[Tile], surplus: int) -> set[int]:
    """The indexes of tiles that are put together with the one after: whole days first, then pairs."""
    pairs = range(len(row) - 1)
    alike = [index for index in pairs if row[index].kind == row[index + 1].kind] or list(pairs)
    # Of gaps that are alike some are taken all over the row, not those at its beginning: hence the golden section.
    gaps = sorted((row[index + 1].place - row[index].place, index * _GOLDEN % 1, index) for index in alike)
    allowed = set(alike)
    joined: set[int] = set()
    for gap, _, index in gaps:
        if len(joined) >= surplus:
            break
        if gap <= 0:
            joined.add(index)
            for step in (-1, 1):
                other = index + step
                while other in allowed and row[other].place == row[other + 1].place:
                    joined.add(other)
                    other += step
        elif index - 1 not in joined and index + 1 not in joined:
            joined.add(index)
    return joined
