"""The status of a case: derived from what is registered, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STATUS_WORDS = {
    "imported": "case.status.imported",
    "new": "case.status.new",
    "active": "case.status.active",
    "follow_up": "case.status.follow_up",
    "closed": "case.status.closed",
}
"""The statuses in the order of a case's life, and the message id of each."""


@dataclass(frozen=True)
class CaseFacts:
    """What the status rests on."""

    is_published_example: bool = False
    """Imported from AFI-notat 2022:01, table 1."""
    closed_on: date | None = None
    """The day the case was closed: not the end of the measure, and not the end of Nav's agreed contact."""
    later_measurement_on: date | None = None
    """The day on which the result is asked for again after closing, if any is planned."""
    later_measurement_done: bool = False
    """Whether that result is registered, or marked as not relevant with a reason."""
    steps_begun: int = 0
    """Steps that are in progress, done or skipped."""
    contacts: int = 0
    """Registered contacts of any outcome."""
    has_mentor: bool = False
    """Whether a mentor is or has been assigned."""


def derive_case_status(facts: CaseFacts) -> str:
    """The status, a key of `STATUS_WORDS`; the first rule that fits decides.

    1. `imported`: a published example, whatever else it has.
    2. `follow_up`: closed, and a later measurement is planned and not yet answered: from the closing on, not
       only from its day, so that the status changes by what people do and never by the calendar.
    3. `closed`: closed otherwise.
    4. `active`: a step is begun, a contact registered or a mentor assigned.
    5. `new`: nothing has happened yet.
    """
    if facts.is_published_example:
        return "imported"
    if facts.closed_on is not None:
        waiting = facts.later_measurement_on is not None and not facts.later_measurement_done
        return "follow_up" if waiting else "closed"
    if facts.steps_begun or facts.contacts or facts.has_mentor:
        return "active"
    return "new"
