"""Norwegian working days.

Monday to Friday without public holidays (helligdagsfredloven section 2; 1 and 17 May).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
"""Month and day: New Year's Day, Labour Day, Constitution Day, Christmas Day and Boxing Day."""
EASTER_HOLIDAYS = (-3, -2, 0, 1, 39, 49, 50)
"""Days from Easter Sunday.

Maundy Thursday, Good Friday, the day itself, Easter Monday, Ascension, Whitsun and Whit Monday.
"""


def find_easter_sunday(year: int) -> date:
    """Easter Sunday of a Gregorian year, by the anonymous computus (Meeus, Astronomical Algorithms, ch.

    8).
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def list_public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, those that fall on a Saturday or Sunday included.

    Christmas Eve is none.
    """
    easter = find_easter_sunday(year)
    fixed = (date(year, month, day) for month, day in FIXED_HOLIDAYS)
    return frozenset((*fixed, *(easter + days * DAY for days in EASTER_HOLIDAYS)))


def is_working_day(day: date) -> bool:
    """Whether the day is Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in list_public_holidays(day.year)


def move_to_working_day(day: date) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after the day; the day itself for 0."""
    for _ in range(count):
        day = move_to_working_day(day + DAY)
    return day
