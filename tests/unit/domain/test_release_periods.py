"""The closed periods that can be asked for."""

from __future__ import annotations

from datetime import date

import pytest

from hybridmentor.domain.release_periods import Period, list_periods, read_period

TODAY = date(2026, 11, 24)
STUDY = Period(date(2025, 1, 1), date(2027, 12, 31))
FIRST, SECOND, THIRD = (
    Period(date(2025, 1, 1), date(2025, 6, 30)),
    Period(date(2025, 7, 1), date(2025, 12, 31)),
    Period(date(2026, 1, 1), date(2026, 6, 30)),
)
YEAR, ALL = Period(date(2025, 1, 1), date(2025, 12, 31)), Period(date(2025, 1, 1), date(2026, 6, 30))


def test_half_years_years_and_all_together_the_latest_and_longest_first():
    assert list_periods(STUDY, TODAY, ()) == [ALL, THIRD, YEAR, SECOND, FIRST]


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([SECOND], [THIRD, FIRST]),
        ([THIRD], [YEAR, SECOND, FIRST]),
        ([ALL], []),
        (
            [Period(date(2025, 6, 30), date(2025, 6, 30))],
            [Period(date(2025, 7, 1), date(2026, 6, 30)), THIRD, SECOND],
        ),
    ],
)
def test_none_has_a_day_in_common_with_one_that_is_taken(taken: list[Period], left: list[Period]):
    assert list_periods(STUDY, TODAY, taken) == left


def test_a_half_year_is_over_the_day_after_its_last():
    assert THIRD not in list_periods(STUDY, date(2026, 6, 30), ())
    assert THIRD in list_periods(STUDY, date(2026, 7, 1), ())


def test_half_years_are_cut_off_at_the_ends_of_the_study():
    study = Period(date(2025, 3, 10), date(2026, 9, 30))
    found = list_periods(study, TODAY, ())
    assert Period(date(2025, 3, 10), date(2025, 6, 30)) in found
    assert Period(date(2026, 7, 1), date(2026, 9, 30)) in found
    assert found[0] == study


@pytest.mark.parametrize("text", ["", "x", "2025-01-01", "2025-01-01_x", "2025-06-30_2025-01-01", "1_2"])
def test_what_is_no_period_is_read_as_none(text: str):
    assert read_period(text) is None


def test_what_is_written_is_read():
    assert read_period(ALL.write()) == ALL
