"""The limits of the bands: to which side each belongs, and what is empty."""

from __future__ import annotations

from datetime import date

import pytest

from hybridmentor.domain.record_bands import (
    band_age,
    band_count,
    band_county,
    band_days,
    band_delay,
    band_few,
    band_half_year,
    band_hours,
    band_kept,
    band_per_month,
    band_position,
    band_share,
    compare_frequency,
    mix_forms,
)

START = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Oslo", "county_03"),
        (" oslo ", "county_03"),
        ("Innhavet", "other"),
        (None, "unknown"),
        ("", "unknown"),
    ],
)
def test_county(name: str | None, code: str):
    assert band_county(name) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 12, 31), "earlier"),
        (date(2018, 1, 1), "2018_h1"),
        (date(2026, 6, 30), "2026_h1"),
        (date(2026, 7, 1), "2026_h2"),
        (date(2032, 12, 31), "2032_h2"),
        (date(2033, 1, 1), "later"),
        (None, "unknown"),
    ],
)
def test_half_year(day: date | None, code: str):
    assert band_half_year(day) == code


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (2007, "under_20"),
        (2006, "20_24"),
        (2001, "25_29"),
        (1996, "30_39"),
        (1967, "50_59"),
        (1966, "60_or_more"),
        (None, "unknown"),
        (2027, "unknown"),
    ],
)
def test_age(born: int | None, code: str):
    assert band_age(born, START) == code


@pytest.mark.parametrize(
    ("count", "few", "contacts"),
    [
        (0, "none", "none"),
        (1, "1", "1_2"),
        (2, "2", "1_2"),
        (3, "3_or_more", "3_5"),
        (5, "3_or_more", "3_5"),
        (6, "3_or_more", "6_10"),
        (11, "3_or_more", "11_20"),
        (40, "3_or_more", "21_40"),
        (41, "3_or_more", "over_40"),
    ],
)
def test_counts(count: int, few: str, contacts: str):
    assert (band_few(count), band_count(count)) == (few, contacts)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (0, "up_to_7"),
        (7, "up_to_7"),
        (8, "8_14"),
        (28, "15_28"),
        (56, "29_56"),
        (112, "57_112"),
        (113, "over_112"),
    ],
)
def test_days(days: int, code: str):
    assert band_days(days) == code


@pytest.mark.parametrize(
    ("contact_days", "effective", "code"),
    [
        (9, 27, "too_early"),
        (0, 28, "none"),
        (1, 61, "under_half"),
        (1, 60, "half_to_one"),
        (1, 30, "one_to_two"),
        (8, 121, "two_to_four"),
        (4, 30, "four_to_eight"),
        (8, 30, "over_eight"),
        (0, 0, "too_early"),
    ],
)
def test_per_month(contact_days: int, effective: int, code: str):
    assert band_per_month(contact_days, effective) == code


@pytest.mark.parametrize(
    ("part", "whole", "code"),
    [
        (0, 0, "none"),
        (0, 3, "nothing"),
        (1, 5, "under_quarter"),
        (1, 4, "quarter_to_half"),
        (1, 2, "half_to_three_quarters"),
        (3, 4, "three_quarters_or_more"),
        (4, 4, "three_quarters_or_more"),
    ],
)
def test_share(part: int, whole: int, code: str):
    assert band_share(part, whole) == code


@pytest.mark.parametrize(
    ("kept", "expected", "code"),
    [
        (3, None, "none"),
        (3, 0, "too_early"),
        (0, 10, "under_half"),
        (5, 10, "half_to_most"),
        (8, 10, "as_agreed"),
        (12, 10, "as_agreed"),
        (5, 4, "more"),
    ],
)
def test_kept(kept: int, expected: int | None, code: str):
    assert band_kept(kept, expected) == code


@pytest.mark.parametrize(
    ("delays", "code"),
    [
        ((), "none"),
        ((0, 0, 30), "same_day"),
        ((0, 1), "same_day"),
        ((1,), "1_day"),
        ((30, 3, 2), "2_3_days"),
        ((7,), "4_7_days"),
        ((14,), "8_14_days"),
        ((15,), "over_14_days"),
    ],
)
def test_the_middle_delay(delays: tuple[int, ...], code: str):
    assert band_delay(delays) == code


@pytest.mark.parametrize(
    ("hours", "code"),
    [(None, "not_registered"), (0, "up_to_10"), (10, "up_to_10"), (10.5, "11_20"), (41, "over_40")],
)
def test_hours(hours: float | None, code: str):
    assert band_hours(hours) == code


@pytest.mark.parametrize(
    ("percent", "code"),
    [(None, "unknown"), (49.5, "under_50"), (50, "50_79"), (80, "80_99"), (99.9, "80_99"), (100, "100")],
)
def test_position(percent: float | None, code: str):
    assert band_position(percent) == code


@pytest.mark.parametrize(
    ("forms", "code"),
    [
        ((), "none"),
        ((None,), "unknown"),
        (("phone", None), "phone_only"),
        (("email",), "written_only"),
        (("digital", "digital"), "digital_only"),
        (("phone", "email"), "several_at_distance"),
        (("at_company", "at_company"), "face_to_face_only"),
        (("at_company", "at_nav_office"), "combination"),
        (("phone", "at_nav_office"), "combination"),
    ],
)
def test_forms(forms: tuple[str | None, ...], code: str):
    assert mix_forms(forms) == code


@pytest.mark.parametrize(
    ("reported", "computed", "code"),
    [
        (None, "weekly", "unknown"),
        ("weekly", "weekly", "same"),
        ("weekly", "monthly", "reported_more"),
        ("never", "monthly", "reported_less"),
        ("weekly", "not_registered", "not_registered"),
        ("weekly", "too_early", "not_comparable"),
        ("daily", "weekly", "not_comparable"),
    ],
)
def test_reported_beside_computed(reported: str | None, computed: str, code: str):
    assert compare_frequency(reported, computed) == code
