"""Agreed contact (avtalt kontakthyppighet): when the next contact is due, and how it stands today.

There is no default: without an agreement nothing is due and nothing is overdue (AFI-notat 2022:01, ch. 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.domain.working_days import add_working_days, move_to_working_day
from hybridmentor.errors import InvalidInput, Message

SOON_DAYS = 2
"""Within so many working days a contact is due soon."""
MOST_DAYS = 366

STATES = ("on_track", "soon", "overdue", "no_agreement", "paused", "closed")


@dataclass(frozen=True)
class Agreement:
    """Contact at least every so many days, in force from a date on.

    InvalidInput unless 1 to `MOST_DAYS` days.
    """

    every_days: int
    from_on: date

    def __post_init__(self) -> None:
        if not 1 <= self.every_days <= MOST_DAYS:
            raise InvalidInput(
                Message("contact_plan.bad_interval", least=1, most=MOST_DAYS), field="every_days"
            )


@dataclass(frozen=True)
class ContactState:
    """How one relationship stands."""

    state: str
    """One of `STATES`."""
    due_on: date | None
    """The day the next contact is due; None without an agreement, in a pause or when closed."""
    days_since: int | None
    """Days since the last contact that took place; None if there has been none."""


def find_next_due(
    agreement: Agreement, last_contact_on: date | None, returned_on: date | None = None
) -> date:
    """The working day on which the next contact is due.

    The clock runs from the latest of three days: the last contact that took place, the day the agreement began and
    the day of return from the latest pause. So neither a new agreement nor a return ever starts as overdue. A due
    day on a weekend or public holiday is moved to the next working day.
    """
    start = max(day for day in (agreement.from_on, last_contact_on, returned_on) if day is not None)
    return move_to_working_day(start + timedelta(days=agreement.every_days))


def is_covered(agreement: Agreement, state: ContactState, planned_on: date | None, today: date) -> bool:
    """Whether a planned contact answers what is due: it comes by the due day, or within one interval from today."""
    if planned_on is None or state.due_on is None:
        return False
    return planned_on <= max(state.due_on, today + timedelta(days=agreement.every_days))


def judge_contact(
    agreement: Agreement | None,
    last_contact_on: date | None,
    today: date,
    *,
    closed: bool = False,
    paused: bool = False,
    returned_on: date | None = None,
) -> ContactState:
    """How the relationship stands today.

    `closed`, `paused` and `no_agreement` come first, and nothing is due in them; then `overdue` from the day after the
    due day, `soon` when the due day is today or at most `SOON_DAYS` working days away, else `on_track`. `returned_on` is
    the day of return from the latest pause: the clock starts anew there (`find_next_due`).
    """
    days_since = (today - last_contact_on).days if last_contact_on is not None else None
    if closed:
        return ContactState("closed", None, days_since)
    if paused:
        return ContactState("paused", None, days_since)
    if agreement is None:
        return ContactState("no_agreement", None, days_since)
    due_on = find_next_due(agreement, last_contact_on, returned_on)
    if due_on < today:
        state = "overdue"
    elif due_on <= add_working_days(today, SOON_DAYS):
        state = "soon"
    else:
        state = "on_track"
    return ContactState(state, due_on, days_since)
