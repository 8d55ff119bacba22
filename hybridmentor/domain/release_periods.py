"""The closed periods that a release can be about: each case belongs to the one in which it was closed, once and for all.

Few and large batches keep more detail and give fewer ways to compare (`docs/decisions/0044-releases.md`), so half-years are the
shortest, and several of them that have not been handed out can go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

HALVES = ((1, 1, 6, 30), (7, 1, 12, 31))


@dataclass(frozen=True, order=True)
class Period:
    """From a day to a day, both belonging to it."""

    from_on: date
    to_on: date

    def overlaps(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.from_on <= other.to_on and other.from_on <= self.to_on

    def write(self) -> str:
        """As text: 2026-01-01_2026-06-30."""
        return f"{self.from_on.isoformat()}_{self.to_on.isoformat()}"


def read_period(text: str) -> Period | None:
    """What `Period.write` wrote; None for anything else."""
    first, _, last = text.partition("_")
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return period if period.from_on <= period.to_on else None


def list_periods(study: Period, today: date, taken: Iterable[Period]) -> list[Period]:
    """The periods of a study that can be asked for: the latest first, and of those that end together the longest first.

    Half-years, whole years, and all that lies together. A period is over before today, lies within the study (a half-year is cut
    off at its ends) and has no day in common with one that is taken.
    """
    blocked = list(taken)
    runs: list[list[Period]] = [[]]
    for half in _list_halves(study):
        if half.to_on < today and not any(half.overlaps(other) for other in blocked):
            runs[-1].append(half)
        elif runs[-1]:
            runs.append([])
    found: set[Period] = set()
    for run in filter(None, runs):
        found.update(run)
        found.add(Period(run[0].from_on, run[-1].to_on))
        found.update(
            Period(first.from_on, second.to_on)
            for first, second in pairwise(run)
            if first.from_on.year == second.from_on.year
        )
    return sorted(found, key=lambda one: (-one.to_on.toordinal(), one.from_on))


def _list_halves(study: Period) -> Iterator[Period]:
    for year in range(study.from_on.year, study.to_on.year + 1):
        for first_month, first_day, last_month, last_day in HALVES:
            first, last = date(year, first_month, first_day), date(year, last_month, last_day)
            if first <= study.to_on and study.from_on <= last:
                yield Period(max(first, study.from_on), min(last, study.to_on))
