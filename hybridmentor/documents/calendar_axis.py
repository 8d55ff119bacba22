"""The time axis of a picture: a stretch of days on a width, with months and ISO weeks, or a coarser unit for a long one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from babel.dates import get_month_names, get_quarter_names

from hybridmentor.documents.text_width import measure_text

WEEK = timedelta(days=7)
DAYS_PER_MONTH = 30.4375
LEAST_WEEK, LEAST_MONTH = 14.0, 22.0
"""Weeks are told apart where each has so many pixels, else months where each has so many, else quarters."""
_STEPS = {
    "week": (7.0, 14.0, (1, 2, 4)),
    "month": (DAYS_PER_MONTH, 6.0, (1, 3, 6)),
    "quarter": (3 * DAYS_PER_MONTH, 6.0, (1, 2)),
}
"""Days of a unit, pixels between two names, and every how many units may be named."""
HEAD_SIZE, LABEL_SIZE = 13, 12
AIR = 8.0
"""After the name of a month or year in the upper row, in pixels."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Days on a width, from the beginning of the first to the end of the last; places are in pixels."""

    first: date
    last: date
    width: float
    unit: str
    """week, month or quarter."""
    per_day: float
    heads: tuple[tuple[float, str, bool], ...]
    """The upper row: months over weeks, years over months and quarters. Where a label begins, and whether a line stands there."""
    labels: tuple[tuple[float, str], ...]
    """The lower row: the middle of each label."""
    lines: tuple[float, ...]
    """Where a unit begins."""

    def find_start(self, day: date) -> float:
        """Where the day begins."""
        return (day.toordinal() - self.first.toordinal()) * self.per_day

    def find_middle(self, day: date) -> float:
        """The middle of the day."""
        return (day.toordinal() - self.first.toordinal() + 0.5) * self.per_day

    def has(self, day: date) -> bool:
        """Whether the day is on the axis."""
        return self.first <= day <= self.last


@lru_cache(maxsize=128)
def draw_axis(first: date, last: date, width: float, language: str) -> Axis:
    """The axis of the whole units that the two days lie in; that of the recent weeks is the same for all cases of a day."""
    unit = choose_unit((last - first).days + 1, width)
    if unit == "week":
        first, last = find_monday(first), find_monday(last) + timedelta(days=6)
    else:
        first, last = first.replace(day=1), _find_next_month(last) - timedelta(days=1)
    per_day = width / ((last - first).days + 1)
    starts = _list_starts(first, last, unit)
    draw_heads = _draw_months if unit == "week" else _draw_years
    return Axis(
        first,
        last,
        width,
        unit,
        per_day,
        heads=draw_heads(first, last, per_day, language),
        labels=_draw_labels(starts, first, last, unit, per_day, language),
        lines=tuple((start - first).days * per_day for start in starts if start > first),
    )


def choose_unit(days: int, width: float) -> str:
    """The finest unit that so many days leave room for: week, month or quarter."""
    per_day = width / days
    if per_day * 7 >= LEAST_WEEK:
        return "week"
    return "month" if per_day * DAYS_PER_MONTH >= LEAST_MONTH else "quarter"


def find_monday(day: date) -> date:
    """The Monday of the day's ISO week."""
    return day - timedelta(days=day.weekday())


@cache
def list_months(language: str) -> tuple[str, ...]:
    """The short names of the twelve months, as in running dates."""
    names = get_month_names("abbreviated", locale=language)
    return tuple(names[number] for number in range(1, 13))


@cache
def _list_quarters(language: str) -> tuple[str, ...]:
    names = get_quarter_names("abbreviated", locale=language)
    return tuple(names[number] for number in range(1, 5))


def _find_next_month(day: date) -> date:
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)


def _list_starts(first: date, last: date, unit: str) -> list[date]:
    """The first days of the units on the axis; the first one may begin before it."""
    starts = [first]
    if unit == "week":
        while starts[-1] + WEEK <= last:
            starts.append(starts[-1] + WEEK)
        return starts
    starts = [first if unit == "month" else first.replace(month=(first.month - 1) // 3 * 3 + 1)]
    steps = 1 if unit == "month" else 3
    while True:
        following = starts[-1]
        for _ in range(steps):
            following = _find_next_month(following)
        if following > last:
            return starts
        starts.append(following)


def _draw_months(
    first: date, last: date, per_day: float, language: str
) -> tuple[tuple[float, str, bool], ...]:
    names, several = list_months(language), first.year != last.year
    heads, start = [], first
    while start <= last:
        following = _find_next_month(start)
        name = names[start.month - 1]
        dated = f"{name} {start.year}" if several and (start.month == 1 or start == first) else name
        room = ((min(following, last) - start).days) * per_day - AIR
        label = next((one for one in (dated, name) if measure_text(one, HEAD_SIZE) <= room), "")
        heads.append(((start - first).days * per_day, label, start > first or start.day == 1))
        start = following
    return tuple(heads)


def _draw_years(
    first: date, last: date, per_day: float, language: str
) -> tuple[tuple[float, str, bool], ...]:
    heads = []
    for year in range(first.year, last.year + 1):
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        fits = measure_text(str(year), HEAD_SIZE) <= ((end - start).days + 1) * per_day - AIR
        heads.append(((start - first).days * per_day, str(year) if fits else "", True))
    return tuple(heads)


def _draw_labels(
    starts: list[date], first: date, last: date, unit: str, per_day: float, language: str
) -> tuple[tuple[float, str], ...]:
    """The names of the units; where they would touch each other, of every second or third one only."""
    named = [(start, *_name_unit(start, unit, language)) for start in starts]
    widest = max(measure_text(name, LABEL_SIZE) for _, _, name in named)
    days, air, steps = _STEPS[unit]
    every = next((step for step in steps if step * days * per_day >= widest + air), 0)
    labels = []
    for start, number, name in named:
        # Weeks count from 1, so that the even ones stand; months and quarters from 0: January, April, July, October.
        if every and number % every == 0:
            end = start + timedelta(days=7) if unit == "week" else _find_unit_end(start, unit)
            middle = (
                (max(start, first) - first).days + (min(end, last + timedelta(days=1)) - first).days
            ) / 2
            half = widest / 2
            if half <= middle * per_day <= ((last - first).days + 1) * per_day - half:
                labels.append((middle * per_day, name))
    return tuple(labels)


def _find_unit_end(start: date, unit: str) -> date:
    end = _find_next_month(start)
    return end if unit == "month" else _find_next_month(_find_next_month(end))


def _name_unit(start: date, unit: str, language: str) -> tuple[int, str]:
    """A number to choose by, and the name."""
    if unit == "week":
        week = start.isocalendar().week
        return week, str(week)
    if unit == "month":
        return start.month - 1, list_months(language)[start.month - 1]
    quarter = (start.month - 1) // 3
    return quarter, _list_quarters(language)[quarter]
