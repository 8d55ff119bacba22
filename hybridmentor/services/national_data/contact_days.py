"""When contact falls: patterns of all kinds, that come to the answers of table 5 (AFI-notat 2022:01).

A place is how many effective days lie before a day, from 0 on, as in `domain.collaboration`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from hybridmentor.domain.collaboration import PROPOSED
from hybridmentor.domain.contact_vocabulary import DAYS_PER_MONTH

RATES = {
    "weekly": (PROPOSED.weekly_from, 4.6),
    "two_three_per_month": (PROPOSED.two_three_from, PROPOSED.weekly_from),
    "monthly": (PROPOSED.monthly_from, PROPOSED.two_three_from),
    "less_than_monthly": (0.0, PROPOSED.monthly_from),
}
"""Contact days a month, from the first limit up to the second."""


def find_counts(frequency: str, days: int) -> tuple[int, int]:
    """The fewest and the most contact days that come to the frequency in so many effective days.

    The first is larger than the second where none does.
    """
    low, high = RATES[frequency]
    fewest = max(1, math.ceil(low * days / DAYS_PER_MONTH - 1e-9))
    most = min(days, math.ceil(high * days / DAYS_PER_MONTH - 1e-9) - 1)
    return fewest, most


def allows_intensity(count: int, days: int) -> bool:
    """Whether so many contact days in so many effective days are enough to say when in the period they lie."""
    return count >= PROPOSED.fewest_contact_days and days >= PROPOSED.fewest_days_for_intensity


def place_contacts(chance: Random, count: int, days: int, intensity: str) -> list[int]:
    """The places of so many contact days, in order and each once, by a pattern that comes to the intensity."""
    if count <= 0 or days <= 0:
        return []
    if intensity == "most_at_start":
        shape = _taper(chance, count) if chance.random() < 0.6 else _fall_silent(chance, count)
    elif intensity == "most_at_end":
        early = _taper(chance, count) if chance.random() < 0.6 else _fall_silent(chance, count)
        shape = [1 - part for part in reversed(early)]
    elif intensity == "uneven":
        shape = _break_off(chance, count)
    else:
        shape = [(number + 0.5 + chance.uniform(-0.3, 0.3)) / count for number in range(count)]
    return _keep_apart([int(part * days) for part in shape], days)


def _taper(chance: Random, count: int) -> list[float]:
    """Often at first, ever more seldom."""
    power = chance.uniform(2.1, 3.0)
    return [((number + 0.5) / count) ** power for number in range(count)]


def _fall_silent(chance: Random, count: int) -> list[float]:
    """Regularly, as every week, and then nothing."""
    until = chance.uniform(0.35, 0.6)
    return [until * (number + 0.5 + chance.uniform(-0.2, 0.2)) / count for number in range(count)]


def _break_off(chance: Random, count: int) -> list[float]:
    """As much early as late, with a long silence between."""
    before = count - count // 2
    first, last = chance.uniform(0.22, 0.28), chance.uniform(0.72, 0.76)
    early = [first * (number + chance.random()) / before for number in range(before)]
    late = [
        last + (1 - last) * (number + chance.random()) / (count - before) for number in range(count - before)
    ]
    return early + late


def _keep_apart(places: Sequence[int], days: int) -> list[int]:
    """The places moved as little as it takes for no two to be the same; too many are left out."""
    kept: list[int] = []
    for number, place in enumerate(places):
        room = days - (len(places) - number)
        earliest = kept[-1] + 1 if kept else 0
        kept.append(max(earliest, min(place, room)))
    return [place for place in kept if place < days]
