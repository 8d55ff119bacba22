"""The contact logs of many cases as their figures of collaboration need them: days and forms, without objects or names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration_figures import GROUPS, CountedCase, CountedRelationship
from hybridmentor.domain.mentor_turns import list_gaps
from hybridmentor.queries.collaboration import (
    REPORTED,
    SAME_WHERE_EMPLOYER_IS_MENTOR,
    CaseDays,
    Tenure,
    find_period,
)


@dataclass
class Entries:
    """Contact with one party that took place; none where it was only tried.

    Lists beside each other: thousands of pairs would be thousands of objects to look after.
    """

    days: list[date] = field(default_factory=list)
    forms: list[str | None] = field(default_factory=list)


@dataclass
class Log:
    """What is read of one case."""

    days: CaseDays
    practice_model: str
    entry_point: str | None
    adviser: int | None = None
    tenures: list[Tenure] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    entries: dict[str, Entries] = field(default_factory=lambda: defaultdict(Entries))
    """By relationship."""
    own_entry_on: date | None = None
    """The last entry with anybody; what others told of says nothing about how far the adviser's own log reaches."""
    last_entry_on: date | None = None

    def add_entry(self, relationship: str, day: date, form: str | None, *, took_place: bool) -> None:
        """One party of an entry."""
        entries = self.entries[relationship]
        if took_place:
            entries.days.append(day)
            entries.forms.append(form)
        if self.last_entry_on is None or day > self.last_entry_on:
            self.last_entry_on = day
        if relationship != REPORTED and (self.own_entry_on is None or day > self.own_entry_on):
            self.own_entry_on = day


def describe_log(log: Log, today: date) -> CountedCase:
    """The case as the figures see it."""
    entries = share_entries(log)
    gaps = list_gaps(log.tenures)
    there = {
        "jobseeker": True,
        "mentor": bool(log.tenures) or "mentor" in entries,
        "employer": log.days.has_employer or "employer" in entries,
        REPORTED: REPORTED in entries,
    }
    return CountedCase(
        log.adviser,
        log.practice_model,
        log.entry_point,
        tuple(
            CountedRelationship(
                name,
                find_period(
                    log.days,
                    log.tenures if name.startswith("mentor") else (),
                    log.last_entry_on if name == REPORTED else log.own_entry_on,
                    today,
                ),
                log.days.confirmed_to,
                entries[name].days if name in entries else (),
                entries[name].forms if name in entries else (),
                [*log.pauses, *gaps] if gaps and name.startswith("mentor") else log.pauses,
            )
            for name in GROUPS
            if there[name]
        ),
    )


def share_entries(log: Log) -> dict[str, Entries]:
    """The entries by relationship; where the employer is the mentor, one with either of them is one with both."""
    employers = [tenure for tenure in log.tenures if tenure.is_employer]
    if not employers:
        return log.entries

    both = Entries()
    for name in SAME_WHERE_EMPLOYER_IS_MENTOR & log.entries.keys():
        own = log.entries[name]
        for day, form in zip(own.days, own.forms, strict=True):
            if any(t.from_on <= day and (t.to_on is None or day <= t.to_on) for t in employers):
                both.days.append(day)
                both.forms.append(form)
    if not both.days:
        return log.entries
    shared = dict(log.entries)
    for name in SAME_WHERE_EMPLOYER_IS_MENTOR:
        own = log.entries.get(name, Entries())
        shared[name] = Entries(own.days + both.days, own.forms + both.forms)
    return shared
