"""Themes by quarter: the quarters, and what is hidden."""

from __future__ import annotations

from datetime import date

from hybridmentor.domain.theme_trends import Quarter, ThemeCount, Trend, list_quarters, make_trends

NOW, BEFORE = Quarter(2026, 4), Quarter(2026, 3)


def test_quarters_of_a_year_and_over_its_end():
    assert Quarter.of(date(2026, 1, 1)) == Quarter(2026, 1)
    assert Quarter.of(date(2026, 3, 31)) == Quarter(2026, 1)
    assert Quarter.of(date(2026, 12, 31)) == NOW
    assert NOW.first_on == date(2026, 10, 1)
    assert list_quarters(date(2026, 2, 1), 3) == [Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1)]


def test_small_numbers_are_hidden_and_nought_is_no_other():
    counts = [
        ThemeCount("language", NOW, 5, 1),
        ThemeCount("language", BEFORE, 4, 4),
        ThemeCount("gone", NOW, 50, 9),
    ]
    found = make_trends(["language", "openness"], [BEFORE, NOW], counts)
    assert found == [Trend("language", (None, 5)), Trend("openness", (None, None))]
    assert [one.is_shown for one in found] == [True, False]


def test_what_leaves_its_office_needs_five_people_behind_it():
    counts = [ThemeCount("language", NOW, 40, 4), ThemeCount("openness", NOW, 40, 5)]
    found = make_trends(["language", "openness"], [NOW], counts, leaves_office=True)
    assert [one.latest for one in found] == [None, 40]
