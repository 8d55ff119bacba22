"""Table 5 of an office: what its lead sees, what the county sees, and that nothing held back is in what comes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from hybridmentor.domain.collaboration import TOO_EARLY, LogPeriod
from hybridmentor.domain.collaboration_figures import (
    EVERYTHING,
    TOLD,
    CountedCase,
    CountedRelationship,
    Window,
    find_last_months,
)
from hybridmentor.domain.office_collaboration import (
    NOT_TOLD,
    GroupFigures,
    OfficeFigures,
    Selection,
    list_wider,
    tabulate_office,
)

TODAY = date(2026, 11, 22)
WEEKLY = range(0, 100, 7)
"""The days of a weekly contact, counted back from the end of the log."""


def make_case(
    adviser: int | None,
    *groups: str,
    ago: int = 0,
    contacts: Iterable[int] = WEEKLY,
    days: int = 100,
    entry: str | None = "start",
    practice: str = "hybridmodellen",
) -> CountedCase:
    """A case whose log of so many days ended so many days ago, with the same contact with each of the groups."""
    end = TODAY - timedelta(days=ago)
    held = [end - timedelta(days=place) for place in contacts]
    forms = ["phone"] * len(held)
    period = LogPeriod(end - timedelta(days=days - 1), end)
    return CountedCase(
        adviser,
        practice,
        entry,
        tuple(CountedRelationship(name, period, None, held, forms, []) for name in groups or ("jobseeker",)),
    )


def count(
    cases: Iterable[CountedCase], selection: Selection | None = None, *, is_own: bool = True
) -> OfficeFigures:
    return tabulate_office(tuple(cases), selection or Selection(), TODAY, is_own=is_own)


def pick(figures: OfficeFigures, relationship: str = "jobseeker") -> GroupFigures:
    return next(group for group in figures.groups if group.relationship == relationship)


def list_shown(group: GroupFigures) -> list[bool]:
    """Frequency, intensity, form."""
    return [not one.is_hidden for one in group.dimensions]


def test_the_lead_sees_the_whole_of_two_advisers():
    figures = count([make_case(1, "jobseeker", "mentor"), make_case(2, contacts=[3], days=20)])
    group = pick(figures)
    assert (group.n, pick(figures, "mentor").n, pick(figures, "employer").n, pick(figures, TOLD).n) == (
        2,
        1,
        0,
        0,
    )
    assert list_shown(group) == [True] * 3
    frequency = group.dimensions[0].counted
    assert {row.key: row.count for row in frequency.rows if row.count} == {"weekly": 1}
    assert dict(frequency.apart)[TOO_EARLY] == 1
    assert not figures.is_hidden
    assert not figures.is_partly_hidden


def test_the_county_sees_columns_of_five_advisers():
    four = [make_case(adviser) for adviser in range(4)]
    assert count(four, is_own=False).is_hidden
    five = [*four, make_case(4)]
    figures = count(five, is_own=False)
    assert pick(figures).n == 5
    assert pick(figures, "mentor").is_hidden
    assert figures.is_partly_hidden
    # Five have the relationship, and four an answer about frequency and intensity.
    five[4] = make_case(4, contacts=[1], days=20)
    figures = count(five, is_own=False)
    assert pick(figures).n == 5
    assert list_shown(pick(figures)) == [False, False, True]


def test_nothing_that_is_held_back_comes_out():
    figures = count([make_case(adviser) for adviser in range(4)], is_own=False)
    for group in figures.groups:
        assert group.n is None
        for one in group.dimensions:
            assert one.is_hidden
            assert one.counted.base == 0
            assert {row.count for row in one.counted.rows} == {0}
            assert {row.percent for row in one.counted.rows} == {None}
            assert {n for _, n in one.counted.apart} == {0}


@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize(
    ("inside", "outside", "shown"), [(5, 5, True), (4, 9, False), (9, 4, False), (9, 1, False), (9, 0, True)]
)
def test_a_part_needs_five_inside_and_none_or_five_outside(
    inside: int, outside: int, *, shown: bool, is_own: bool
):
    cases = [make_case(adviser) for adviser in range(inside)]
    cases += [make_case(adviser, entry="job_at_risk") for adviser in range(outside)]
    figures = count(cases, Selection(entry_point="start"), is_own=is_own)
    assert figures.is_hidden is not shown
    assert pick(figures).n == (inside if shown else None)


def test_a_case_without_entry_point_is_a_part_too():
    cases = [make_case(adviser) for adviser in range(6)] + [
        make_case(adviser, entry=None) for adviser in range(7)
    ]
    assert pick(count(cases, Selection(entry_point=NOT_TOLD))).n == 7
    assert pick(count(cases, Selection(entry_point="start"))).n == 6


def test_a_practice_model_is_a_part_too():
    cases = [make_case(adviser) for adviser in range(6)]
    cases += [make_case(adviser, practice="humentor") for adviser in range(8)]
    assert pick(count(cases, Selection(practice_model="humentor"))).n == 8
    assert count(cases[:9], Selection(practice_model="humentor")).is_hidden


def test_a_period_leaves_out_and_judges_anew():
    """Twelve cases ended years ago and twelve go on: of these half the contact lies before the last twelve months."""
    year = find_last_months(TODAY, 12)
    old = [make_case(adviser, ago=900) for adviser in range(12)]
    new = [
        make_case(adviser, days=730, contacts=range(400, 700, 7), entry="job_at_risk")
        for adviser in range(12)
    ]
    whole, part = count([*old, *new]), count([*old, *new], Selection(year))
    assert pick(whole).n == 24
    assert pick(part).n == 12
    assert pick(part).dimensions[0].is_hidden, "in the year nobody has answered: there is no contact in it"
    contacts = [*range(10, 300, 7), *range(400, 700, 7)]
    new = [make_case(adviser, days=730, contacts=contacts) for adviser in range(12)]
    rows = pick(count([*old, *new], Selection(year))).dimensions[0].counted.rows
    assert {row.key: row.count for row in rows if row.count} == {"weekly": 12}


def test_the_period_of_one_case_more_is_held_back():
    """Six advisers' cases lie in the last year; all but one of another year begin earlier."""
    cases = [make_case(adviser) for adviser in range(6)]
    year = Selection(find_last_months(TODAY, 12))
    assert pick(count(cases, year)).n == 6
    assert count([*cases, make_case(6, ago=600)], year).is_hidden
    enough = [make_case(adviser, ago=600) for adviser in range(5)]
    assert pick(count([*cases, *enough], year)).n == 6
    # Against all days six drop out, against two years only the one of them that is younger.
    assert count([*cases, *[make_case(n, ago=900) for n in range(6)], make_case(9, ago=500)], year).is_hidden


def test_the_number_of_cases_is_a_figure_too():
    """Six answer otherwise in the year, which are enough; but one case drops out, and with the number that would be told."""
    long = [make_case(adviser, days=730, contacts=range(0, 300, 7)) for adviser in range(6)]
    year = Selection(find_last_months(TODAY, 12))
    assert list_shown(pick(count(long, year))) == [True] * 3
    group = pick(count([*long, make_case(6, ago=500)], year))
    assert group.is_hidden
    assert list_shown(group) == [False] * 3


def test_no_data_is_something_else_than_held_back():
    cases = [make_case(adviser) for adviser in range(6)]
    past = Selection(Window(date(2020, 1, 1), date(2020, 12, 31)))
    for is_own in (True, False):
        figures = count(cases, past, is_own=is_own)
        assert figures.is_empty
    # Of a small office even that is not told to others.
    assert not count(cases[:4], past, is_own=False).is_empty
    assert count([]).is_empty
    assert not count([], is_own=False).is_empty
    assert count([], is_own=False).is_hidden


def test_which_periods_are_compared():
    year, two = find_last_months(TODAY, 12), find_last_months(TODAY, 24)
    assert list_wider(EVERYTHING, TODAY) == ()
    assert list_wider(two, TODAY) == (EVERYTHING,)
    assert list_wider(year, TODAY) == (EVERYTHING, two)
    assert list_wider(Window(date(2026, 1, 1), date(2026, 6, 30)), TODAY) == (EVERYTHING, year, two)
    assert list_wider(Window(date(2020, 1, 1), TODAY), TODAY) == (EVERYTHING,)


def test_the_limit_is_given():
    cases = [make_case(1), make_case(2)]
    assert not tabulate_office(cases, Selection(), TODAY, is_own=False, fewest=2).is_hidden
    assert tabulate_office(cases, Selection(), TODAY, is_own=False, fewest=3).is_hidden
