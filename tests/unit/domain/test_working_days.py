"""Working days, against dates from printed almanacs."""

from datetime import date, timedelta

import pytest

from hybridmentor.domain.working_days import (
    add_working_days,
    find_easter_sunday,
    is_working_day,
    list_public_holidays,
    move_to_working_day,
)


@pytest.mark.parametrize(
    "easter",
    [
        *("1761-03-22", "1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2019-04-21"),
        *("2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"),
        *("2038-04-25", "2049-04-18", "2076-04-19"),
    ],
)
def test_easter(easter: str):
    day = date.fromisoformat(easter)
    assert find_easter_sunday(day.year) == day


def test_easter_is_always_a_sunday_in_its_month():
    for year in range(1900, 2200):
        easter = find_easter_sunday(year)
        assert easter.weekday() == 6
        assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_the_holidays_of_2026():
    assert sorted(list_public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 17),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),
        ("2026-11-29", False),
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2026-05-14", False),
        ("2026-05-18", True),
    ],
)
def test_working_day(day: str, working: bool):
    assert is_working_day(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-28", "2026-11-30"),
        ("2026-04-02", "2026-04-07"),
        ("2026-12-25", "2026-12-28"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-01-04"),
    ],
)
def test_moved_forward(day: str, moved: str):
    assert move_to_working_day(date.fromisoformat(day)) == date.fromisoformat(moved)


def test_added_days_are_counted_one_by_one():
    for start in (date(2026, 3, 30) + timedelta(days=offset) for offset in range(60)):
        for count in range(8):
            later = add_working_days(start, count)
            between = [start + timedelta(days=days) for days in range(1, (later - start).days + 1)]
            assert sum(map(is_working_day, between)) == count
            assert count == 0 or is_working_day(later)
    assert add_working_days(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 4)
