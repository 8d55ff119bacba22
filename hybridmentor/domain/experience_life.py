"""The life of an experience: the days it carries, and how long it has waited to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.domain.week import Week

REACHES = ("office", "county", "all")
"""Who may read an experience, from few to many."""
LOOK_AGAIN_DAYS = 182
"""When a practice note is proposed to be looked at again: in half a year."""


def find_shared_on(day: date, *, is_nameless: bool) -> date:
    """The day on which something shared that day goes on the board; without name the Monday of the week."""
    return Week.of(day).first_on if is_nameless else day


def list_reaches(wanted: str) -> tuple[str, ...]:
    """How far an experience may be spread: no further than its author wishes."""
    return REACHES[: REACHES.index(wanted) + 1]


@dataclass(frozen=True)
class Wait:
    """How long something has waited: in days, or in whole weeks where the day is not told."""

    count: int
    in_weeks: bool
    is_long: bool


def measure_wait(since: date, today: date, *, is_nameless: bool, longest: int) -> Wait:
    """How long an experience has waited since it went on the board.

    Of one without name only the weeks are told, begun on a Monday, so that the words change on the same day for all of a week.
    """
    if is_nameless:
        weeks = (Week.of(today).first_on - Week.of(since).first_on).days // 7
        return Wait(weeks, in_weeks=True, is_long=weeks * 7 > longest)
    days = (today - since).days
    return Wait(days, in_weeks=False, is_long=days > longest)


def propose_look_again(today: date) -> date:
    """The day proposed for looking at a practice note again."""
    return today + timedelta(days=LOOK_AGAIN_DAYS)
