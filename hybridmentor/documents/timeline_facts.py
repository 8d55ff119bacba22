"""What the timeline of a case is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hybridmentor.domain.collaboration import TOOK_PLACE
from hybridmentor.errors import Message

REPORTED = "mentor_jobseeker"
"""The relationship that the adviser has no part in: reported by mentor or jobseeker, or told further by the adviser."""
PLANNED = "planned"
DRAWN_FORMS = frozenset({"phone", "email", "digital", "at_company", "at_nav_office", "elsewhere"})
"""The forms of contact with a sign of their own in `static/icons.svg`."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """An entry of the log."""

    day: date
    relationships: tuple[str, ...]
    """Everybody who was there: keys of `relationship`, or `REPORTED`."""
    form: str | None = None
    """A key of `contact_form`, None if unknown."""
    outcome: str = TOOK_PLACE
    """A key of `contact_outcome`."""


@dataclass(frozen=True, slots=True)
class TimelineLane:
    """A relationship, and how it stands."""

    relationships: tuple[str, ...]
    """One key, or ("mentor", "employer") where the employer is the mentor: one lane with both marks."""
    from_on: date | None = None
    """The first day; None where it has not begun, as without a mentor. Entries are shown all the same."""
    to_on: date | None = None
    """The last day; None while it goes on."""
    state: str = "no_agreement"
    """One of `contact_plan.STATES`. Overdue is since `due_on`."""
    due_on: date | None = None
    """The day the next contact is due, or was."""
    agreed: tuple[date, ...] = ()
    """The days that contact was or is agreed for, as `contact_plan.list_expected` gives them."""
    longest_silence: int | None = None
    """As the facts beside the picture say it; None has it counted up to today."""
    note: Message | str | None = None
    """What stands in the lane where it has no entry, such as that there is no mentor yet."""


@dataclass(frozen=True, slots=True)
class TimelinePause:
    """A pause, both days inside; without `to_on` it goes on."""

    from_on: date
    to_on: date | None = None
    reason: str | None = None
    """A key of `pause_reason`."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it, for one case."""

    lanes: tuple[TimelineLane, ...]
    """From above: mentor, jobseeker, employer."""
    points: tuple[TimelinePoint, ...]
    from_on: date
    """The first day of the case."""
    today: date
    to_on: date | None = None
    """The last day of a case that has ended."""
    pauses: tuple[TimelinePause, ...] = ()


def name_form(form: str | None) -> str:
    """What the sign of a form is called: forms without one of their own share one with what is not known."""
    return form if form in DRAWN_FORMS else UNKNOWN
