"""Any contact log as a CSV file, with the periods and pauses it is judged by: read, checked, and judged by relationship.

Nothing is guessed: what is unknown, missing or contradictory is a fault with its line and column, and a log without
periods is not judged, for first and last entry would make the rate wrong. The definitions stand in `collaboration`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hybridmentor.domain.case_course import Pause, Stretch, cut_out_pauses
from hybridmentor.domain.collaboration import (
    ATTEMPTS,
    TOOK_PLACE,
    WORDS,
    LogPeriod,
    answer_frequency,
    answer_intensity,
    compute_rate,
    find_place,
    measure_course,
)
from hybridmentor.domain.csv_sheet import Faults, Sheet
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import (
    RELATIONSHIPS as SURVEYED,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    SurveyTable,
    tabulate_survey,
)
from hybridmentor.errors import Message

LOG_COLUMNS = ("case", "relationship", "date", "form", "outcome")
PERIOD_COLUMNS = ("case", "relationship", "from", "to", "confirmed_none")
PAUSE_COLUMNS = ("case", "relationship", "from", "to")

RELATIONSHIPS = ("mentor", "jobseeker", "employer", "mentor_jobseeker")
"""Adviser with each of the first three; `mentor_jobseeker` is reported by others and never enters table 5."""
ONE_RELATIONSHIP = MappingProxyType({name: name for name in RELATIONSHIPS})
ONE_OR_ALL = MappingProxyType({"": "", **ONE_RELATIONSHIP})
OUTCOMES = MappingProxyType(
    {
        "": TOOK_PLACE,
        "took_place": TOOK_PLACE,
        "attempted": "attempted",
        "no_show": "did_not_show",
        "cancelled": "cancelled",
        "planned": "planned",
    }
)
"""The words of the column `outcome` as keys of `contact_outcome`; empty is contact that took place."""
CONFIRMATIONS = MappingProxyType(
    {
        **dict.fromkeys(("yes", "ja", "true", "1"), True),
        **dict.fromkeys(("", "no", "nei", "false", "0"), False),
    }
)
INTENSITIES = MappingProxyType({"most_at_start": "mostly_early", "most_at_end": "mostly_late"})
"""The code words of the file format for keys of `contact_intensity`; the others are the same."""
CODES_OF_INTENSITY = MappingProxyType({word: key for key, word in INTENSITIES.items()})


Key = tuple[str, str]
"""Case and relationship."""


@dataclass(frozen=True)
class Periods:
    """The days that each relationship is judged by."""

    by_key: Mapping[Key, Sequence[LogPeriod]]
    """In order of time and apart from each other; several are put together, the days between them left out."""
    faults: Faults
    ignored: tuple[str, ...] = ()
    """Names of columns that are not used."""


@dataclass(frozen=True)
class Pauses:
    """When contact is not counted."""

    by_key: Mapping[Key, Sequence[Pause]]
    """An empty relationship is all of the case's."""
    faults: Faults
    ignored: tuple[str, ...] = ()


NO_PAUSES = Pauses({}, Faults())


@dataclass(slots=True)
class LoggedRelationship:
    """The entries of one relationship in a case, as they stand in the file."""

    case: str
    relationship: str
    periods: Sequence[LogPeriod] = ()
    days: list[date] = field(default_factory=list)
    """Of contact that took place."""
    forms: list[str | None] = field(default_factory=list)
    """A key of `contact_form` for each of `days`, None if unknown."""
    attempts: list[date] = field(default_factory=list)

    def add(self, day: date, form: str | None, outcome: str) -> None:
        """Keep one entry."""
        if outcome == TOOK_PLACE:
            self.days.append(day)
            self.forms.append(form)
        elif outcome in ATTEMPTS:
            self.attempts.append(day)


@dataclass(frozen=True)
class ContactLog:
    """A log that was read; with faults in it nothing should be judged."""

    relationships: Mapping[Key, LoggedRelationship]
    faults: Faults
    ignored: tuple[str, ...] = ()


class JudgedRelationship(NamedTuple):
    """The quality of collaboration in one relationship, with what was not counted."""

    case: str
    relationship: str
    contact_days: int
    rate_per_month: float | None
    frequency: str
    """A key of `contact_frequency`, "too_early" or "not_registered"."""
    laplace_u: float | None
    intensity: str
    """"mostly_early", "even", "mostly_late", "uneven" or "too_little"."""
    in_first_third: int
    """Contact days."""
    in_last_third: int
    longest_silence: int
    """Effective days."""
    forms: dict[str, int]
    """Contacts by key of `contact_form`, the most used first; those without a known form are left out."""
    attempts: int
    """On effective days."""
    outside: tuple[date, ...]
    """Contact that took place outside the period, in order of time."""
    in_pauses: tuple[date, ...]
    is_contradicted: bool
    """The period is confirmed to be without contact, and the log has contact in it."""

    def describe(self) -> dict[str, object]:
        """The relationship as plain data, with the names of the file format."""
        return {
            "case": self.case,
            "relationship": self.relationship,
            "n": self.contact_days,
            "rate_per_month": self.rate_per_month,
            "frequency": self.frequency,
            "u": self.laplace_u,
            "intensity": self.intensity,
            "first_third": self.in_first_third,
            "last_third": self.in_last_third,
            "longest_silence_days": self.longest_silence,
            "forms": self.forms,
        }


def read_periods(lines: Iterable[str]) -> Periods:
    """The periods of a CSV file with `PERIOD_COLUMNS`, both days inside.

    A relationship may have several that do not overlap; it is confirmed to be without contact if all of them are.
    """
    sheet = Sheet(lines, PERIOD_COLUMNS)
    found: dict[Key, list[tuple[LogPeriod, int]]] = {}
    for cells in sheet.read_rows():
        read = _read_span(sheet, cells, _read_relationship)
        confirmed = sheet.look_up("confirmed_none", cells[4], CONFIRMATIONS)
        if read is not None and confirmed is not None:
            key, from_on, to_on = read
            found.setdefault(key, []).append((LogPeriod(from_on, to_on, confirmed), sheet.line))
    for periods in found.values():
        _refuse_overlaps(periods, sheet.faults)
    by_key = {key: [period for period, _ in periods] for key, periods in found.items()}
    return Periods(by_key, sheet.faults, sheet.ignored)


def read_pauses(lines: Iterable[str]) -> Pauses:
    """The pauses of a CSV file with `PAUSE_COLUMNS`, both days inside; an empty relationship is all of the case's."""
    sheet = Sheet(lines, PAUSE_COLUMNS)
    by_key: dict[Key, list[Pause]] = {}
    for cells in sheet.read_rows():
        read = _read_span(sheet, cells, _read_relationship_or_all)
        if read is not None:
            key, from_on, to_on = read
            by_key.setdefault(key, []).append(Pause(from_on, to_on))
    return Pauses(by_key, sheet.faults, sheet.ignored)


def read_contact_log(lines: Iterable[str], periods: Periods | LogPeriod) -> ContactLog:
    """The entries of a CSV file with `LOG_COLUMNS`, by relationship.

    With one period for all, the relationships are those of the log. With a period for each they are those of `periods`,
    also those without an entry, and an entry of another one is a fault, told once (not where `periods` have faults).
    """
    sheet = Sheet(lines, LOG_COLUMNS)
    reader = _EntryReader(sheet, periods)
    places, days, forms, outcomes = reader.places, reader.days, reader.forms, reader.outcomes
    for cells in sheet.read_rows():
        case, name, day, form, outcome = cells
        # Small tables of words that were read before: a table of whole rows would not fit in the processor's memory.
        try:
            place, on, key, how = places[case, name], days[day], forms[form], outcomes[outcome]
        except KeyError:
            reader.read(cells)
            continue
        place.add(on, key, how)
    return ContactLog(reader.relationships, sheet.faults, sheet.ignored)


def judge_log(log: ContactLog, pauses: Pauses = NO_PAUSES) -> Iterator[JudgedRelationship]:
    """Every relationship of a log without faults, with the proposed thresholds.

    Case by case in the order of the file of periods, else of the log; in a case in the order of `RELATIONSHIPS`.
    """
    by_key, found = pauses.by_key, log.relationships
    for case in dict.fromkeys(case for case, _ in found):
        for_all = by_key.get((case, ""), ())
        for name in RELATIONSHIPS:
            key = case, name
            if key in found:
                yield _judge(found[key], (*for_all, *by_key.get(key, ())))


def count_idle_pauses(log: ContactLog, pauses: Pauses) -> int:
    """How many pauses belong to no relationship of the log: perhaps a case that is spelled in another way."""
    known = {*log.relationships, *((case, "") for case, _ in log.relationships)}
    return sum(len(listed) for key, listed in pauses.by_key.items() if key not in known)


def tabulate_collaboration(judged: Iterable[JudgedRelationship]) -> SurveyTable:
    """Table 5 of AFI-notat 2022:01 from the relationships, a case's ones after each other, as `tabulate_survey` has it.

    The mentor's contact with the jobseeker is none of the adviser's and is left out.
    """
    cases: dict[str, list[RelationshipRecord]] = {}
    for one in judged:
        if one.relationship in SURVEYED:
            cases.setdefault(one.case, []).append(
                RelationshipRecord(
                    one.relationship,
                    None if one.frequency in WORDS else one.frequency,
                    None if one.intensity in WORDS else CODES_OF_INTENSITY.get(one.intensity, one.intensity),
                    tuple(one.forms),
                )
            )
    records = SurveyRecords(cases=tuple(CaseRecord(relationships=tuple(found)) for found in cases.values()))
    return tabulate_survey(records)["table5"]


@cache
def list_form_words() -> Mapping[str, str]:
    """The key of `contact_form` for each word of the column `form`, folded: AFI's words and ours, and the codes.

    A kind of digital contact is digital contact.
    """
    practice = get_practice_model("hybridmodellen")
    words: dict[str, str] = {}
    for code_set in ("contact_form", "contact_sub_form"):
        for code in practice.find_codes(code_set).codes:
            words |= dict.fromkeys((code.key, code.names["nb"].casefold()), code.belongs_to or code.key)
    return MappingProxyType(words)


class _EntryReader:
    """Reads the rows of a log, and keeps what it has read so that the same words need not be looked at twice."""

    def __init__(self, sheet: Sheet, periods: Periods | LogPeriod) -> None:
        self.sheet = sheet
        self.periods = periods
        self.relationships: dict[Key, LoggedRelationship] = {}
        self.days: dict[str, date] = {}
        self.forms: dict[str, str | None] = {"": None}
        self.outcomes: dict[str, str] = {}
        if isinstance(periods, Periods):
            for (case, name), own in periods.by_key.items():
                self.relationships[case, name] = LoggedRelationship(case, name, own)
        # Also under the words as they stand in the file, and those without a period, which are told of once.
        self.places = dict(self.relationships)

    def read(self, cells: tuple[str, ...]) -> None:
        """Keep the entry of a row that has something new in it, or note what is wrong; an empty row is passed over."""
        if not any(map(str.strip, cells)):
            return
        before = self.sheet.faults.count
        place = self._find_place(cells[0], cells[1])
        day = self.sheet.read_date("date", cells[2])
        form = self.sheet.look_up("form", cells[3], list_form_words()) if cells[3].strip() else None
        outcome = self.sheet.look_up("outcome", cells[4], OUTCOMES)
        if place is None or day is None or outcome is None or self.sheet.faults.count > before:
            return
        self.days[cells[2]] = day
        self.forms[cells[3]] = form
        self.outcomes[cells[4]] = outcome
        place.add(day, form, outcome)

    def _find_place(self, case: str, relationship: str) -> LoggedRelationship | None:
        known = self.places.get((case, relationship))
        if known is not None:
            return known
        key = _read_key(self.sheet, case, relationship, _read_relationship)
        if key is None:
            return None
        place = self.relationships.get(key)
        if place is None:
            place = LoggedRelationship(*key)
            if isinstance(self.periods, LogPeriod):
                place.periods = (self.periods,)
                self.relationships[key] = place
            elif key not in self.places and not self.periods.faults.count:
                self.sheet.refuse_word("case", key[0], "contact_log.no_period", relationship=key[1])
        self.places[key] = self.places[case, relationship] = place
        return place


def _read_relationship(sheet: Sheet, cell: str) -> str | None:
    return sheet.look_up("relationship", cell, ONE_RELATIONSHIP)


def _read_relationship_or_all(sheet: Sheet, cell: str) -> str | None:
    return sheet.look_up("relationship", cell, ONE_OR_ALL)


def _read_key(
    sheet: Sheet, case: str, relationship: str, read_relationship: Callable[[Sheet, str], str | None]
) -> Key | None:
    found, name = sheet.read_name("case", case, "contact_log.no_case"), read_relationship(sheet, relationship)
    return None if found is None or name is None else (found, name)


def _read_span(
    sheet: Sheet, cells: Sequence[str], read_relationship: Callable[[Sheet, str], str | None]
) -> tuple[Key, date, date] | None:
    """Case, relationship and the two days of a row; None, and its faults, where something is wrong, and for an empty one."""
    if not any(map(str.strip, cells)):
        return None
    key = _read_key(sheet, cells[0], cells[1], read_relationship)
    from_on, to_on = sheet.read_date("from", cells[2]), sheet.read_date("to", cells[3])
    if from_on is not None and to_on is not None and to_on < from_on:
        sheet.refuse("to", "contact_log.turned", to=to_on.isoformat(), start=from_on.isoformat())
        return None
    return None if key is None or from_on is None or to_on is None else (key, from_on, to_on)


def _refuse_overlaps(periods: list[tuple[LogPeriod, int]], faults: Faults) -> None:
    """Put the periods of a relationship in order of time, and note each that begins before an earlier one has ended."""
    periods.sort(key=lambda one: (one[0].from_on, one[1]))
    latest, latest_line = periods[0]
    for period, line in periods[1:]:
        if period.from_on <= latest.to_on:
            faults.add(
                max(line, latest_line), "from", Message("contact_log.overlap", other=min(line, latest_line))
            )
        if period.to_on > latest.to_on:
            latest, latest_line = period, line


def _judge(one: LoggedRelationship, pauses: Sequence[Pause]) -> JudgedRelationship:
    stretches: list[Stretch] = []
    for period in one.periods:
        stretches += cut_out_pauses(period.from_on, period.to_on, pauses)
    effective_days = sum([stretch.days for stretch in stretches])
    places: set[int] = set()
    forms: dict[str, int] = {}
    left: list[date] = []
    for day, form in zip(one.days, one.forms, strict=True):
        place = find_place(stretches, day)
        if place is None:
            left.append(day)
        else:
            places.add(place)
            if form is not None:
                forms[form] = forms.get(form, 0) + 1
    course = measure_course(sorted(places), effective_days)
    n = course.contact_days
    left.sort()
    confirmations = [period.is_confirmed for period in one.periods]
    intensity = answer_intensity(course)
    return JudgedRelationship(
        one.case,
        one.relationship,
        n,
        compute_rate(n, effective_days),
        answer_frequency(n, effective_days, is_confirmed=all(confirmations)),
        course.laplace_u,
        INTENSITIES.get(intensity, intensity),
        course.in_first_third,
        course.in_last_third,
        course.longest_silence,
        dict(sorted(forms.items(), key=_rank)) if len(forms) > 1 else forms,
        len([day for day in one.attempts if find_place(stretches, day) is not None]),
        tuple([day for day in left if not _is_inside(one.periods, day)]),
        tuple([day for day in left if _is_inside(one.periods, day)]),
        n > 0 and any(confirmations),
    )


def _is_inside(periods: Iterable[LogPeriod], day: date) -> bool:
    return any(period.from_on <= day <= period.to_on for period in periods)


def _rank(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]
