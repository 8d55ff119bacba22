"""Weeks around New Year, where the year of the week is not that of the day."""

from datetime import date, timedelta

import pytest

from hybridmentor.domain.week import Week


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 22), "2026-W47"),  # a Sunday
        (date(2026, 11, 23), "2026-W48"),
        (date(2026, 1, 1), "2026-W01"),
        (date(2026, 12, 28), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_the_week_of_a_day(day: date, text: str):
    assert str(Week.of(day)) == text


def test_every_day_of_ten_years_lies_in_its_week():
    day = date(2020, 1, 1)
    while day < date(2030, 1, 1):
        week = Week.of(day)
        assert week.first_on <= day <= week.last_on
        assert (week.last_on - week.first_on).days == 6
        assert Week.of(week.last_on + timedelta(days=1)) > week
        assert len(str(week)) == 8, "as long as its column"
        day += timedelta(days=1)
