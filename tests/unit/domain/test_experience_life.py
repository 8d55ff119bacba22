"""The days of an experience, and how long it has waited."""

from datetime import date, timedelta

import pytest

from hybridmentor.domain.experience_life import (
    Wait,
    find_shared_on,
    list_reaches,
    measure_wait,
    propose_look_again,
)

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("days", range(7))
def test_one_without_name_is_shared_on_the_monday_of_its_week(days: int):
    day = MONDAY + timedelta(days=days)
    assert find_shared_on(day, is_nameless=True) == MONDAY
    assert find_shared_on(day, is_nameless=False) == day


def test_nobody_spreads_it_further_than_its_author_wishes():
    assert list_reaches("office") == ("office",)
    assert list_reaches("county") == ("office", "county")
    assert list_reaches("all") == ("office", "county", "all")


@pytest.mark.parametrize(("days", "is_long"), [(0, False), (14, False), (15, True), (16, True)])
def test_the_wait_is_told_in_days(days: int, is_long: bool):
    today = MONDAY + timedelta(days=days)
    assert measure_wait(MONDAY, today, is_nameless=False, longest=14) == Wait(days, False, is_long)


def test_without_name_every_day_of_a_week_gives_the_same_words():
    for week in range(5):
        told = {
            measure_wait(
                find_shared_on(MONDAY + timedelta(days=shared), is_nameless=True),
                MONDAY + timedelta(days=7 * week + day),
                is_nameless=True,
                longest=14,
            )
            for shared in range(7)
            for day in range(7)
        }
        assert told == {Wait(week, True, week > 2)}


def test_a_note_is_looked_at_again_in_half_a_year():
    assert propose_look_again(MONDAY) == date(2027, 5, 24)
