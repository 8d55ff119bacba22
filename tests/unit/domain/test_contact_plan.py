"""Agreed contact: the next due day, how it stands, and rhythms that change."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.contact_plan import (
    MOST_PHASES,
    Agreement,
    Away,
    ContactState,
    Phase,
    find_next_due,
    judge_contact,
    list_expected,
    make_rhythm,
    read_rhythm,
    write_rhythm,
)
from hybridmentor.domain.working_days import move_to_working_day
from hybridmentor.errors import InvalidInput

# 2 November 2026 is a Monday.
FORTNIGHTLY = Agreement.every(14, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("agreement", "last", "due"),
    [
        (FORTNIGHTLY, None, date(2026, 11, 16)),
        (FORTNIGHTLY, date(2026, 11, 10), date(2026, 11, 24)),
        (FORTNIGHTLY, date(2026, 11, 2), date(2026, 11, 16)),
        (
            FORTNIGHTLY,
            date(2026, 6, 1),
            date(2026, 11, 16),
        ),  # long before the agreement: the clock starts with it
        (FORTNIGHTLY, date(2026, 11, 7), date(2026, 11, 23)),  # due on a Saturday
        (Agreement.every(7, date(2026, 3, 26)), None, date(2026, 4, 7)),  # due on Maundy Thursday
        (Agreement.every(7, date(2026, 12, 18)), None, date(2026, 12, 28)),  # due on Christmas Day
        (Agreement.every(1, date(2026, 11, 6)), None, date(2026, 11, 9)),
        (Agreement.every(366, date(2026, 11, 2)), None, date(2027, 11, 3)),
    ],
)
def test_next_due(agreement: Agreement, last: date | None, due: date):
    assert find_next_due(agreement, last) == due


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 11), "on_track"),
        (date(2026, 11, 12), "soon"),  # Thursday: Monday is two working days away
        (date(2026, 11, 14), "soon"),
        (date(2026, 11, 16), "soon"),
        (date(2026, 11, 17), "overdue"),
    ],
)
def test_states_around_the_due_day(today: date, state: str):
    assert judge_contact(FORTNIGHTLY, None, today) == ContactState(state, date(2026, 11, 16), None, 14)


def test_days_since_the_last_contact():
    assert judge_contact(FORTNIGHTLY, date(2026, 11, 3), date(2026, 11, 24)) == ContactState(
        "overdue", date(2026, 11, 17), 21, 14
    )


@pytest.mark.parametrize("last", [None, date(2020, 1, 1)])
def test_nothing_is_overdue_without_an_agreement(last: date | None):
    state = judge_contact(None, last, date(2026, 11, 24))
    assert (state.state, state.due_on) == ("no_agreement", None)
    assert state.days_since == (None if last is None else 2519)


def test_nothing_is_overdue_when_closed():
    assert judge_contact(FORTNIGHTLY, None, date(2027, 11, 24), closed=True) == ContactState(
        "closed", None, None, 14
    )
    assert judge_contact(None, date(2026, 11, 1), date(2026, 11, 2), closed=True) == ContactState(
        "closed", None, 1
    )


def test_a_new_agreement_never_starts_as_overdue():
    for every_days in (1, 7, 14, 28, 366):
        agreement = Agreement.every(every_days, date(2026, 11, 24))
        assert judge_contact(agreement, date(2024, 1, 1), date(2026, 11, 24)).state in {"soon", "on_track"}


@pytest.mark.parametrize("every_days", [0, -7, 367])
def test_an_interval_without_sense_is_refused(every_days: int):
    with pytest.raises(InvalidInput) as caught:
        Agreement.every(every_days, date(2026, 11, 2))
    assert caught.value.field == "every_days"


@pytest.mark.parametrize("last", [None, date(2026, 9, 1), date(2026, 11, 20)])
def test_nothing_is_due_in_a_pause(last: date | None):
    today = date(2026, 11, 24)
    days_since = None if last is None else (today - last).days
    assert judge_contact(FORTNIGHTLY, last, today, paused=True) == ContactState(
        "paused", None, days_since, 14
    )
    assert judge_contact(None, last, today, paused=True).state == "paused"
    assert judge_contact(FORTNIGHTLY, last, today, closed=True, paused=True).state == "closed"


@pytest.mark.parametrize(
    ("last", "returned", "due"),
    [
        (date(2026, 11, 3), date(2026, 11, 24), date(2026, 12, 8)),
        (None, date(2026, 11, 24), date(2026, 12, 8)),
        (date(2026, 11, 3), date(2026, 11, 10), date(2026, 11, 24)),
        (date(2026, 11, 12), date(2026, 11, 10), date(2026, 11, 26)),  # a contact after the return
        (None, date(2026, 10, 1), date(2026, 11, 16)),  # back before the agreement began
        (date(2026, 11, 3), date(2026, 11, 21), date(2026, 12, 7)),  # due on a Saturday
    ],
)
def test_the_clock_runs_from_the_return(last: date | None, returned: date, due: date):
    assert find_next_due(FORTNIGHTLY, last, returned) == due


def test_nothing_is_overdue_on_the_day_of_return():
    today = date(2026, 11, 24)
    for every_days in (1, 7, 14, 90):
        agreement = Agreement.every(every_days, date(2025, 1, 1))
        assert judge_contact(agreement, date(2025, 1, 2), today).state == "overdue"
        back = judge_contact(agreement, date(2025, 1, 2), today, returned_on=today)
        assert back.state in {"soon", "on_track"}
        assert back.due_on is not None
        assert back.due_on > today


TAPERING = Agreement(date(2026, 1, 5), (Phase(1, 7, "phone"), Phase(9, 14), Phase(17, 28)))
"""From Monday 5 January: weekly, from Monday 2 March every 14 days, from Monday 27 April every 28."""


def count_days(agreement: Agreement, start: date) -> date:
    """The first day on which as many days have gone as the phase in force that day allows, counted day by day."""
    day = start
    while True:
        day += timedelta(days=1)
        week = (day - agreement.from_on).days // 7 + 1
        in_force = [phase for phase in agreement.rhythm if phase.from_week <= max(week, 1)][-1]
        if (day - start).days >= in_force.every_days:
            return move_to_working_day(day)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, date(2026, 1, 12)),
        (date(2026, 2, 16), date(2026, 2, 23)),
        (date(2026, 2, 23), date(2026, 3, 9)),  # a week later every 14 days is in force
        (date(2026, 2, 20), date(2026, 2, 27)),
        (date(2026, 4, 14), date(2026, 5, 12)),
        (date(2026, 4, 10), date(2026, 4, 24)),
    ],
)
def test_contact_may_taper(last: date | None, due: date):
    assert find_next_due(TAPERING, last) == due


def test_the_due_day_agrees_with_counting():
    growing = Agreement(date(2026, 1, 5), (Phase(1, 60), Phase(5, 7), Phase(12, 21)))
    for agreement in (TAPERING, growing):
        for days in range(200):
            last = agreement.from_on + timedelta(days=days)
            assert find_next_due(agreement, last) == count_days(agreement, last), last


def test_the_state_tells_interval_and_form_of_the_phase():
    early = judge_contact(TAPERING, date(2026, 1, 12), date(2026, 1, 14))
    assert (early.every_days, early.form) == (7, "phone")
    late = judge_contact(TAPERING, date(2026, 6, 1), date(2026, 6, 2))
    assert (late.every_days, late.form, late.due_on) == (28, None, date(2026, 6, 29))


@pytest.mark.parametrize("state", ["not_relevant", "declined", "others_follow"])
def test_what_is_not_followed_is_never_due(state: str):
    stands = judge_contact(Agreement(date(2026, 1, 5), state=state), date(2026, 1, 5), date(2026, 11, 24))
    assert (stands.state, stands.due_on, stands.days_since) == ("not_followed", None, 323)


@pytest.mark.parametrize(
    ("away", "due"),
    [
        (Away(date(2026, 11, 16), date(2026, 11, 20)), date(2026, 11, 23)),  # the weekend after it too
        (Away(date(2026, 11, 10), date(2026, 11, 13)), date(2026, 11, 16)),
        (Away(date(2026, 11, 16), date(2026, 12, 24)), date(2026, 12, 28)),  # back on Christmas Day
    ],
)
def test_absence_moves_what_is_due(away: Away, due: date):
    assert find_next_due(FORTNIGHTLY, None, away=[away]) == due


def test_what_was_due_before_the_absence_stays_overdue():
    away = [Away(date(2026, 11, 20), date(2026, 11, 30))]
    assert judge_contact(FORTNIGHTLY, None, date(2026, 11, 24), away=away).state == "overdue"


@pytest.mark.parametrize("text", ["", "14", "1:7,9:14", "1:7:phone,9:14:at_company,17:28", "1:14:email"])
def test_a_rhythm_can_be_written_and_read(text: str):
    assert write_rhythm(read_rhythm(text)) == text


@pytest.mark.parametrize(
    "text", ["x", "0", "367", "2:7", "1:7,1:14", "1:7,,9:14", "1:-7", "1:7,999:14", "²", ",".join("1:7 " * 9)]
)
def test_a_rhythm_without_sense_is_refused(text: str):
    with pytest.raises(InvalidInput):
        read_rhythm(text)


def test_a_rhythm_has_a_limit():
    phases = [Phase(week, 7) for week in range(1, MOST_PHASES + 2)]
    assert len(make_rhythm(reversed(phases[:-1]))) == MOST_PHASES
    with pytest.raises(InvalidInput):
        make_rhythm(phases)


@given(st.lists(st.tuples(st.integers(2, 40), st.integers(1, 80)), max_size=3), st.integers(1, 80))
def test_the_ticks_are_the_days_on_which_the_clock_would_be_due(others: list[tuple[int, int]], first: int):
    agreement = Agreement(
        date(2026, 1, 5), (Phase(1, first), *(Phase(*one) for one in sorted(dict(others).items())))
    )
    day = agreement.from_on
    for tick in list_expected([agreement], day, date(2027, 12, 31)):
        assert find_next_due(agreement, day) == move_to_working_day(tick)
        day = tick


def test_the_ticks_of_a_picture():
    weekly = Agreement.every(7, date(2026, 1, 5))
    assert list_expected([weekly], date(2026, 1, 5), date(2026, 1, 26)) == tuple(
        date(2026, 1, day) for day in (12, 19, 26)
    )
    then = Agreement(date(2026, 1, 20), state="declined")
    assert list_expected([weekly, then], date(2026, 1, 1), date(2026, 12, 31)) == (
        date(2026, 1, 12),
        date(2026, 1, 19),
    )
    over = Agreement(date(2026, 1, 5), weekly.rhythm, to_on=date(2026, 1, 13))
    assert list_expected([over], date(2026, 1, 1), date(2026, 12, 31)) == (date(2026, 1, 12),)
    days = list_expected([TAPERING], date(2026, 1, 5), date(2026, 12, 31))
    gaps = [(later - day).days for day, later in pairwise(days)]
    assert gaps == [7] * gaps.count(7) + [14] * gaps.count(14) + [28] * gaps.count(28)
    assert all(gaps.count(days) for days in (7, 14, 28))
    assert list_expected([], date(2026, 1, 5), date(2026, 12, 31)) == ()
    year = list_expected([weekly], date(2026, 1, 5), date(2026, 12, 31))
    assert {(later - day).days for day, later in pairwise(year)} == {7}, "on its day, Easter Monday too"
    assert date(2026, 4, 6) in year
