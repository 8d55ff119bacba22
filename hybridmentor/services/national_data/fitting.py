"""Logs brought to the number of entries asked for, without changing what they say about frequency and time."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hybridmentor.services.national_data.course import Course
from hybridmentor.services.national_data.log import EMPLOYER, JOBSEEKER, Entry, Log

TRIED_FIRST = 0.5
"""Of the entries that are added so many are attempts before a contact; the others a second contact on its day."""


def fit_logs(chance: Random, cases: Sequence[tuple[Course, Log]], wanted: int) -> None:
    """Add or take away entries until all logs together have as many as wanted.

    Attempts and second contacts on a day count in no answer of table 5, so those are added, and taken away first; then
    contact with the employer alone, whom AFI has no column for; and only then any other.
    """
    missing = wanted - sum(len(log.entries) for _, log in cases)
    if missing > 0:
        _add(chance, cases, missing)
    elif missing < 0:
        _take_away(chance, cases, -missing)


def _add(chance: Random, cases: Sequence[tuple[Course, Log]], missing: int) -> None:
    held = [
        (course, log, entry)
        for course, log in cases
        for entry in log.entries
        if entry.outcome == "took_place" and entry.reported_by is None
    ]
    for _ in range(missing):
        if held:
            course, log, entry = held[int(chance.random() * len(held))]
            log.entries.append(_add_beside(chance, course, entry))
        else:
            course, log = cases[int(chance.random() * len(cases))]
            log.entries.append(Entry(course.opened, (JOBSEEKER,), "phone", "attempted"))


def _add_beside(chance: Random, course: Course, entry: Entry) -> Entry:
    if chance.random() < TRIED_FIRST:
        day = max(course.opened, entry.day - 1 - int(chance.random() * 3))
        outcome = "did_not_show" if entry.form == "at_nav_office" else "attempted"
        return Entry(day, entry.who[:1], entry.form, outcome)
    return Entry(entry.day, entry.who, entry.form, sub_form=entry.sub_form)


def _take_away(chance: Random, cases: Sequence[tuple[Course, Log]], surplus: int) -> None:
    steps = (
        lambda entry: entry.outcome in ("attempted", "did_not_show"),
        lambda entry: entry.who == (EMPLOYER,),
        lambda entry: True,
    )
    for is_spare in steps:
        spare = [(log, entry) for _, log in cases for entry in log.entries if is_spare(entry)]
        gone = {id(entry) for _, entry in chance.sample(spare, min(surplus, len(spare)))}
        for _, log in cases:
            log.entries = [entry for entry in log.entries if id(entry) not in gone]
        surplus -= len(gone)
        if not surplus:
            return
