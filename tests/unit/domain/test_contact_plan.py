"""Agreed contact: the next due day and how it stands."""

from datetime import date

import pytest

from hybridmentor.domain.contact_plan import Agreement, ContactState, find_next_due, judge_contact
from hybridmentor.errors import InvalidInput

# 2 November 2026 is a Monday.
FORTNIGHTLY = Agreement(14, date(2026, 11, 2))


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
        (Agreement(7, date(2026, 3, 26)), None, date(2026, 4, 7)),  # due on Maundy Thursday
        (Agreement(7, date(2026, 12, 18)), None, date(2026, 12, 28)),  # due on Christmas Day
        (Agreement(1, date(2026, 11, 6)), None, date(2026, 11, 9)),
        (Agreement(366, date(2026, 11, 2)), None, date(2027, 11, 3)),
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
    assert judge_contact(FORTNIGHTLY, None, today) == ContactState(state, date(2026, 11, 16), None)


def test_days_since_the_last_contact():
    assert judge_contact(FORTNIGHTLY, date(2026, 11, 3), date(2026, 11, 24)) == ContactState(
        "overdue", date(2026, 11, 17), 21
    )


@pytest.mark.parametrize("last", [None, date(2020, 1, 1)])
def test_nothing_is_overdue_without_an_agreement(last: date | None):
    state = judge_contact(None, last, date(2026, 11, 24))
    assert (state.state, state.due_on) == ("no_agreement", None)
    assert state.days_since == (None if last is None else 2519)


def test_nothing_is_overdue_when_closed():
    assert judge_contact(FORTNIGHTLY, None, date(2027, 11, 24), closed=True) == ContactState(
        "closed", None, None
    )
    assert judge_contact(None, date(2026, 11, 1), date(2026, 11, 2), closed=True) == ContactState(
        "closed", None, 1
    )


def test_a_new_agreement_never_starts_as_overdue():
    for every_days in (1, 7, 14, 28, 366):
        agreement = Agreement(every_days, date(2026, 11, 24))
        assert judge_contact(agreement, date(2024, 1, 1), date(2026, 11, 24)).state in {"soon", "on_track"}


@pytest.mark.parametrize("every_days", [0, -7, 367])
def test_an_interval_without_sense_is_refused(every_days: int):
    with pytest.raises(InvalidInput) as caught:
        Agreement(every_days, date(2026, 11, 2))
    assert caught.value.field == "every_days"


@pytest.mark.parametrize("last", [None, date(2026, 9, 1), date(2026, 11, 20)])
def test_nothing_is_due_in_a_pause(last: date | None):
    today = date(2026, 11, 24)
    days_since = None if last is None else (today - last).days
    assert judge_contact(FORTNIGHTLY, last, today, paused=True) == ContactState("paused", None, days_since)
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
        agreement = Agreement(every_days, date(2025, 1, 1))
        assert judge_contact(agreement, date(2025, 1, 2), today).state == "overdue"
        back = judge_contact(agreement, date(2025, 1, 2), today, returned_on=today)
        assert back.state in {"soon", "on_track"}
        assert back.due_on is not None
        assert back.due_on > today
