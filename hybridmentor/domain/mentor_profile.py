"""What holds for a mentor's profile: which answers fit each other, how long it is kept, and what is to be warned of.

The law is GDPR: who is registered by others hears of it within a month (art. 14(3)(a)), and what is kept has a time limit
(art. 5(1)(e)).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hybridmentor.domain.offer_terms import list_term_faults
from hybridmentor.errors import Message

KEPT_MONTHS = 24
"""How long a profile is kept at most from the day it was last gone through (own definition).

Twice as long as a usual year of mentoring, so that who has been a mentor once can be asked once more; after that what they
have told is old, and asking anew is kinder than keeping it.
"""
TOLD_WITHIN_MONTHS = 1
"""GDPR art. 14(3)(a)."""
ENDS_SOON = timedelta(days=30)
WORD_KINDS = ("languages", "teaches")
"""Kinds that are words in small letters."""

UNTOLD, LEADER, ENDING = "untold", "leader", "ending"
"""What is warned of: the mentor should have been told by now; the mentor is the leader; the profile is soon at its end."""


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_last_day(today: date) -> date:
    """The last day on which a profile gone through today may be kept."""
    return add_months(today, KEPT_MONTHS)


def find_tell_by(written_on: date) -> date:
    """The last day on which a mentor whose profile was written on the day may hear of it."""
    return add_months(written_on, TOLD_WITHIN_MONTHS)


def list_warnings(
    *, told_on: date | None, written_on: date, is_leader: bool | None, keep_until_on: date, today: date
) -> list[str]:
    """What is to be warned of, the most pressing first."""
    found = {
        UNTOLD: told_on is None and today > find_tell_by(written_on),
        ENDING: keep_until_on - today <= ENDS_SOON,
        LEADER: bool(is_leader),
    }
    return [key for key, holds in found.items() if holds]


def list_faults(values: Mapping[str, Any], today: date) -> list[tuple[str, Message]]:
    """What of a profile's values does not fit each other: the field, and what to do."""
    faults = list_term_faults(values, WORD_KINDS)
    if set(values["support"]) & set(values["support_not"]):
        faults.append(("support_not", Message("mentor_profile.error.support")))
    if (values["told_on"] is None) != (values["told_how"] is None):
        missing = "told_on" if values["told_on"] is None else "told_how"
        faults.append((missing, Message("mentor_profile.error.told")))
    for name in ("role_training_on", "expectation_talk_on", "told_on"):
        if values[name] is not None and values[name] > today:
            faults.append((name, Message("mentor_profile.error.future")))
    last = values["keep_until_on"]
    if last is not None and not today <= last <= find_last_day(today):
        faults.append(("keep_until_on", Message("mentor_profile.error.keep", months=KEPT_MONTHS)))
    return faults
