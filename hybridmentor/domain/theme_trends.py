"""Themes over time: how often each was talked about and shared, by quarter, with small numbers hidden (own definition)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hybridmentor.domain.few_advisers import FEWEST_ADVISERS

LEAST = 5
"""A smaller number is hidden, and so is nought: what is hidden must not come out by what is not."""
QUARTERS = 6


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year, from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def before(self) -> Quarter:
        """The one before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def list_quarters(today: date, count: int = QUARTERS) -> list[Quarter]:
    """The quarter of the day and those before it, the oldest first."""
    found = [Quarter.of(today)]
    while len(found) < count:
        found.append(found[-1].before)
    return found[::-1]


@dataclass(frozen=True)
class ThemeCount:
    """How often a theme came up in a quarter, and how many people stand behind it."""

    theme: str
    quarter: Quarter
    count: int
    people: int


@dataclass(frozen=True)
class Trend:
    """A theme with a number for each quarter, None where it is hidden."""

    theme: str
    numbers: tuple[int | None, ...]

    @property
    def latest(self) -> int | None:
        """The number of the last quarter."""
        return self.numbers[-1]

    @property
    def is_shown(self) -> bool:
        """Whether any of its numbers is shown."""
        return any(number is not None for number in self.numbers)


def hide_few(count: ThemeCount | None, *, leaves_office: bool) -> int | None:
    """The number, None where it is small; what leaves its office needs five people behind it too."""
    if count is None or count.count < LEAST or (leaves_office and count.people < FEWEST_ADVISERS):
        return None
    return count.count


def make_trends(
    themes: Sequence[str],
    quarters: Sequence[Quarter],
    counts: Iterable[ThemeCount],
    *,
    leaves_office: bool = False,
) -> list[Trend]:
    """A trend for each theme, in the order of the themes."""
    found: Mapping[tuple[str, Quarter], ThemeCount] = {(one.theme, one.quarter): one for one in counts}
    return [
        Trend(
            theme,
            tuple(hide_few(found.get((theme, quarter)), leaves_office=leaves_office) for quarter in quarters),
        )
        for theme in themes
    ]
