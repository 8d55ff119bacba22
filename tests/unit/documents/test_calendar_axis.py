"""The time axis: ISO weeks and months where they belong, a coarser unit for long cases, and no label on another."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from babel.dates import format_date
from hypothesis import given, settings, strategies as st

from hybridmentor.documents.calendar_axis import HEAD_SIZE, LABEL_SIZE, Axis, choose_unit, draw_axis
from hybridmentor.documents.text_width import measure_text, wrap_text
from hybridmentor.i18n import LANGUAGES

DAY = timedelta(days=1)


def name_weeks(axis: Axis) -> list[int]:
    return [int(label) for _, label in axis.labels]


def test_weeks_begin_on_monday_and_end_on_sunday():
    axis = draw_axis(date(2026, 11, 18), date(2026, 12, 2), 254, "nb")
    assert (axis.first, axis.last) == (date(2026, 11, 16), date(2026, 12, 6))
    assert axis.find_start(axis.first) == 0
    assert axis.find_start(axis.last + DAY) == pytest.approx(254)
    assert axis.find_middle(date(2026, 11, 22)) == pytest.approx(254 * 6.5 / 21)
    assert axis.has(date(2026, 11, 16))
    assert not axis.has(date(2026, 11, 15))
    assert axis.has(date(2026, 12, 6))
    assert not axis.has(date(2026, 12, 7))


@pytest.mark.parametrize(
    ("first", "weeks"),
    [
        (date(2026, 12, 14), [51, 52, 53, 1, 2, 3]),  # 2026 has 53 weeks
        (date(2027, 12, 20), [51, 52, 1, 2, 3, 4]),
        (date(2024, 12, 16), [51, 52, 1, 2, 3, 4]),  # week 1 begins in December
    ],
)
def test_weeks_over_new_year(first: date, weeks: list[int]):
    axis = draw_axis(first, first + timedelta(days=41), 254, "nb")
    assert name_weeks(axis) == weeks
    names = [label for _, label, _ in axis.heads]
    assert f"jan. {first.year + 1}" in names


def test_every_second_week_where_they_are_narrow():
    axis = draw_axis(date(2026, 11, 30), date(2027, 11, 28), 1000, "nb")
    assert axis.unit == "week"
    assert name_weeks(axis) == [50, 52, *range(2, 48, 2)]
    assert len(axis.lines) == 51


def test_a_leap_day_has_its_place():
    axis = draw_axis(date(2028, 2, 21), date(2028, 3, 12), 210, "nb")
    assert axis.find_start(date(2028, 2, 29)) == pytest.approx(80)
    assert axis.find_start(date(2028, 3, 1)) == pytest.approx(90)
    assert [(round(x), label) for x, label, _ in axis.heads] == [(0, "feb."), (90, "mars")]
    year = draw_axis(date(2028, 1, 1), date(2029, 12, 31), 1000, "nb")
    assert year.per_day == pytest.approx(1000 / 731)


@pytest.mark.parametrize(
    ("days", "width", "unit"),
    [
        (63, 254, "week"),
        (7 * 52, 1000, "week"),
        (500, 1000, "week"),
        (501, 1000, "month"),
        (731, 1000, "month"),
        (1383, 1000, "month"),
        (1384, 1000, "quarter"),
        (7300, 1000, "quarter"),
    ],
)
def test_long_cases_have_a_coarser_unit(days: int, width: float, unit: str):
    assert choose_unit(days, width) == unit


def test_months_of_two_years():
    axis = draw_axis(date(2024, 11, 18), date(2026, 12, 6), 1000, "nb")
    assert (axis.first, axis.last) == (date(2024, 11, 1), date(2026, 12, 31))
    assert [label for _, label in axis.labels][:4] == ["nov.", "des.", "jan.", "feb."]
    assert [label for _, label, _ in axis.heads] == ["2024", "2025", "2026"]


def test_quarters_of_six_years():
    axis = draw_axis(date(2020, 11, 18), date(2026, 12, 6), 1000, "en")
    assert [label for _, label in axis.labels][:4] == ["Q4", "Q1", "Q2", "Q3"]
    assert [label for _, label, _ in axis.heads][1:] == ["2021", "2022", "2023", "2024", "2025", "2026"]


@settings(deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 9000),
    st.sampled_from([254.0, 1000.0]),
    st.sampled_from(LANGUAGES),
)
def test_labels_never_touch(first: date, days: int, width: float, language: str):
    axis = draw_axis(first, first + timedelta(days=days - 1), width, language)
    assert axis.first <= first
    assert axis.last >= first + timedelta(days=days - 1)
    spans = [
        (x - measure_text(label, LABEL_SIZE) / 2, x + measure_text(label, LABEL_SIZE) / 2)
        for x, label in axis.labels
    ]
    heads = [(x, x + 4 + measure_text(label, HEAD_SIZE)) for x, label, _ in axis.heads if label]
    for row in (spans, heads):
        assert all(before[1] < after[0] for before, after in pairwise(row))
        assert all(start >= -0.01 and end <= width + 0.01 for start, end in row)
    assert all(0 < x < width for x in axis.lines)


def test_measures_are_not_below_the_words():
    assert measure_text("", 12) == 0
    assert measure_text("Mentor", 24) == 2 * measure_text("Mentor", 12)
    assert wrap_text("Mentor med bruker", 84, 14) == ("Mentor med", "bruker")
    assert wrap_text("Arbeidsgiver", 10, 14) == ("Arbeidsgiver",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_named_as_in_dates(language: str):
    axis = draw_axis(date(2026, 1, 5), date(2026, 12, 20), 1000, language)
    pattern = "MMM" if language == "en" else "d. MMM"
    expected = [
        format_date(date(2026, month, 2), pattern, locale=language).removeprefix("2. ")
        for month in range(1, 13)
    ]
    assert [label for _, label, _ in axis.heads] == expected
