"""Agreed contact (avtalt kontakthyppighet): when the next contact is due, and how it stands today.

There is no default: without an agreement nothing is due and nothing is overdue (AFI-notat 2022:01, ch. 5.3). An agreement is a
rhythm of phases, so that contact may taper (Bond and Kukla 2011: weekly at job start, monthly within a few months).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.domain.working_days import DAY, add_working_days, is_working_day
from hybridmentor.errors import InvalidInput, Message

SOON_DAYS = 2
FARTHEST_AHEAD = timedelta(days=366)
"""So far ahead a contact can be planned."""
ASKED_FOR = timedelta(days=7)
"""So long a planned contact that nobody has answered may have been the one that was due (own definition)."""
"""Within so many working days a contact is due soon."""
MOST_DAYS = 366
LAST_WEEK = 260
MOST_PHASES = 4

ONGOING = "ongoing"
STATES = ("on_track", "soon", "overdue", "no_agreement", "not_followed", "paused", "closed")


@dataclass(frozen=True, order=True)
class Phase:
    """From a week of the agreement on, counted from 1, contact at least every so many days, in this form if it can be.

    InvalidInput unless week and interval are within `LAST_WEEK` and `MOST_DAYS`.
    """

    from_week: int
    every_days: int
    form: str | None = None
    """A key of `contact_form`."""

    def __post_init__(self) -> None:
        if not 1 <= self.every_days <= MOST_DAYS:
            raise InvalidInput(
                Message("contact_plan.bad_interval", least=1, most=MOST_DAYS), field="every_days"
            )
        if not 1 <= self.from_week <= LAST_WEEK:
            raise InvalidInput(Message("contact_plan.bad_week", least=1, most=LAST_WEEK), field="from_week")


Rhythm = tuple[Phase, ...]


def make_rhythm(phases: Iterable[Phase]) -> Rhythm:
    """The phases in order. InvalidInput unless they begin with week 1 and no two begin in the same week."""
    rhythm = tuple(sorted(phases, key=lambda phase: phase.from_week))
    weeks = [phase.from_week for phase in rhythm]
    if rhythm and weeks[0] != 1:
        raise InvalidInput(Message("contact_plan.begins_later"), field="from_week")
    if len(set(weeks)) < len(weeks):
        raise InvalidInput(Message("contact_plan.same_week"), field="from_week")
    if len(rhythm) > MOST_PHASES:
        raise InvalidInput(Message("contact_plan.too_many", most=MOST_PHASES), field="from_week")
    return rhythm


def write_rhythm(rhythm: Rhythm) -> str:
    """A rhythm as text, `14` throughout or `1:7:phone,9:14`; empty for none. `read_rhythm` reads it back."""
    if len(rhythm) == 1 and not rhythm[0].form:
        return str(rhythm[0].every_days)
    return ",".join(f"{p.from_week}:{p.every_days}" + (f":{p.form}" if p.form else "") for p in rhythm)


def read_rhythm(text: str) -> Rhythm:
    """The rhythm that `write_rhythm` wrote. InvalidInput for any other text."""
    if not text:
        return ()
    phases = []
    for part in (text if ":" in text else f"1:{text}").split(","):
        week, _, rest = part.partition(":")
        days, _, form = rest.partition(":")
        if not all(number.isascii() and number.isdigit() and len(number) <= 3 for number in (week, days)):
            raise InvalidInput(field="rhythm")
        phases.append(Phase(int(week), int(days), form or None))
    return make_rhythm(phases)


@dataclass(frozen=True)
class Agreement:
    """What is agreed for one relationship from a day on.

    `state` is a key of `relationship_state`; only an ongoing relationship has a rhythm. An empty rhythm is no agreement.
    """

    from_on: date
    rhythm: Rhythm = ()
    state: str = ONGOING
    to_on: date | None = None
    """The last day; None while it stands."""

    @classmethod
    def every(cls, days: int, from_on: date) -> Agreement:
        """Contact every so many days throughout."""
        return cls(from_on, (Phase(1, days),))

    def find_phase(self, day: date) -> Phase:
        """The phase in force on the day; before the agreement began, the first one. Not for an empty rhythm."""
        week = (day - self.from_on).days // 7 + 1
        return next((phase for phase in reversed(self.rhythm) if phase.from_week <= week), self.rhythm[0])

    def begin_phase(self, phase: Phase) -> date:
        """The first day of a phase."""
        return self.from_on + timedelta(weeks=phase.from_week - 1)


@dataclass(frozen=True)
class Away:
    """Days on which the adviser is away, both inside, and nobody stands in."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class ContactState:
    """How one relationship stands."""

    state: str
    """One of `STATES`."""
    due_on: date | None
    """The day the next contact is due; None without an agreement, in a pause or when closed."""
    days_since: int | None
    """Days since the last contact that took place; None if there has been none."""
    every_days: int | None = None
    """The interval that the due day rests on; without a due day the one in force today, None if nothing is agreed."""
    form: str | None = None
    """The form agreed for it."""


def find_next_due(
    agreement: Agreement,
    last_contact_on: date | None,
    returned_on: date | None = None,
    away: Sequence[Away] = (),
) -> date:
    """The working day on which the next contact is due.

    The clock runs from the latest of three days: the last contact that took place, the day the agreement began and
    the day of return from the latest pause. So neither a new agreement nor a return ever starts as overdue. Due is the first
    day on which as many days have gone as the phase in force that day allows. A due day on a weekend, a public holiday or a day
    of absence without a stand-in is moved to the next working day.
    """
    return move_past(_find_due_phase(agreement, last_contact_on, returned_on)[1], away)


def _find_due_phase(
    agreement: Agreement, last_contact_on: date | None, returned_on: date | None
) -> tuple[Phase, date]:
    start = max(day for day in (agreement.from_on, last_contact_on, returned_on) if day is not None)
    due = []
    for place, phase in enumerate(agreement.rhythm):
        day = max(start + timedelta(days=phase.every_days), agreement.begin_phase(phase))
        ends = agreement.begin_phase(agreement.rhythm[place + 1]) if agreement.rhythm[place + 1 :] else None
        if ends is None or day < ends:
            due.append((day, phase))
    day, phase = min(due, key=lambda one: one[0])
    return phase, day


def move_past(day: date, away: Sequence[Away]) -> date:
    """The day itself if it is a working day and nobody is away, else the first such day after it."""
    while True:
        ends = [one.to_on for one in away if one.from_on <= day <= one.to_on]
        if ends:
            day = max(ends) + DAY
        elif is_working_day(day):
            return day
        else:
            day += DAY


def find_planned(days: Iterable[date], today: date) -> date | None:
    """The first of the planned days that nobody has answered, those passed over that have waited for longer than `ASKED_FOR`."""
    return min((day for day in days if day >= today - ASKED_FOR), default=None)


def is_covered(state: ContactState, planned_on: date | None, today: date) -> bool:
    """Whether a planned contact answers what is due: it comes by the due day, or within one interval from today."""
    if planned_on is None or state.due_on is None:
        return False
    return planned_on <= max(state.due_on, today + timedelta(days=state.every_days or 0))


def judge_contact(
    agreement: Agreement | None,
    last_contact_on: date | None,
    today: date,
    *,
    closed: bool = False,
    has_nobody: bool = False,
    paused: bool = False,
    returned_on: date | None = None,
    away: Sequence[Away] = (),
) -> ContactState:
    """How the relationship stands today.

    `closed`, `not_followed` (what is not ongoing, or has nobody to be in touch with), `paused` and `no_agreement` come first, and
    nothing is due in them; then `overdue` from the day after the due day, `soon` when the due day is today or at most
    `SOON_DAYS` working days away, else `on_track`. `returned_on` is the day of return from the latest pause: the clock starts
    anew there (`find_next_due`).
    """
    days_since = (today - last_contact_on).days if last_contact_on is not None else None
    now = agreement.find_phase(today) if agreement is not None and agreement.rhythm else None
    every_days, form = (now.every_days, now.form) if now else (None, None)
    if closed:
        return ContactState("closed", None, days_since, every_days, form)
    if agreement is not None and (has_nobody or agreement.state != ONGOING):
        return ContactState("not_followed", None, days_since)
    if paused:
        return ContactState("paused", None, days_since, every_days, form)
    if agreement is None or now is None:
        return ContactState("no_agreement", None, days_since)
    phase, day = _find_due_phase(agreement, last_contact_on, returned_on)
    due_on = move_past(day, away)
    if due_on < today:
        state = "overdue"
    elif due_on <= add_working_days(today, SOON_DAYS):
        state = "soon"
    else:
        state = "on_track"
    return ContactState(state, due_on, days_since, phase.every_days, phase.form)


def list_expected(agreements: Sequence[Agreement], from_on: date, to_on: date) -> tuple[date, ...]:
    """The days on which contact would have been agreed if each had been kept on its day, for the ticks of a picture.

    `agreements` follow each other, each from its `from_on`; both days inside; at most one a day.
    """
    days = []
    ordered = sorted(agreements, key=lambda one: one.from_on)
    for place, agreement in enumerate(ordered):
        ends = [one.from_on - DAY for one in ordered[place + 1 :]]
        ends += [agreement.to_on] if agreement.to_on is not None else []
        last = min([to_on, *ends])
        day = agreement.from_on
        phases = _list_phases(agreement)
        while phases and agreement.state == ONGOING and day <= last:
            day = _step_on(phases, day)
            if from_on <= day <= last:
                days.append(day)
    return tuple(days)


def _list_phases(agreement: Agreement) -> list[tuple[date, date | None, timedelta]]:
    """Of each phase the first day, the first day of the next one, and the interval."""
    begins = [agreement.begin_phase(phase) for phase in agreement.rhythm]
    steps = [timedelta(days=phase.every_days) for phase in agreement.rhythm]
    return list(zip(begins, [*begins[1:], None], steps, strict=True)) if begins else []


def _step_on(phases: Sequence[tuple[date, date | None, timedelta]], start: date) -> date:
    """The day that `_find_due_phase` finds for a contact on a day since the agreement began."""
    due = [
        day for begin, end, step in phases for day in (max(start + step, begin),) if end is None or day < end
    ]
    return min(due)
