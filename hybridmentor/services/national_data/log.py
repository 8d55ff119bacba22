"""The contact log of a made-up case: whom, when, in which form, and what came of it."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random

from hybridmentor.domain.working_days import is_working_day
from hybridmentor.services.national_data.afi_shares import find_form_chances, find_shares
from hybridmentor.services.national_data.caseload import BEGUN
from hybridmentor.services.national_data.chance import Lot, Ration
from hybridmentor.services.national_data.contact_days import allows_intensity, find_counts, place_contacts
from hybridmentor.services.national_data.course import Course

JOBSEEKER, MENTOR, EMPLOYER = "jobseeker", "mentor", "employer"
TOLD = "mentor_jobseeker"
"""What mentor and jobseeker had without the adviser, as one of them told."""
MEETINGS = ("at_company", "digital", "phone")
"""The forms in which several are there at once, the likeliest first."""
UNEVEN = 5.0
"""The share of what is "Ujevnt", which AFI does not ask for."""
EMPLOYER_FREQUENCIES = {"two_three_per_month": 4.0, "monthly": 18.0, "less_than_monthly": 78.0}
EMPLOYER_SEEN = 0.75
"""Of the employers so many have had contact of their own with Nav."""
EMPLOYER_INTENSITIES = {"most_at_start": 50.0, "even": 45.0, "most_at_end": 5.0}
EMPLOYER_FORMS = {"phone": 0.75, "email": 0.4, "at_company": 0.45, "digital": 0.15}
INTERVALS = {"weekly": 7, "two_three_per_month": 14, "monthly": 30, "less_than_monthly": 60}
"""What is agreed where contact is that often."""
UNKNOWN_FORM = 0.02
TOGETHER = 0.85
"""Of the contacts with a mentor so many are held together with the jobseeker, where a form allows it."""
NEARBY = 5
"""Days by which a contact moves to fall together with another one."""
PLANNED_BEFORE = 0.03
"""Of the contacts so many had been planned, and answer that."""
NOTHING_LOGGED = 0.03
ATTEMPTS_ONLY = 0.012
OF_THEMSELVES = 0.06
"""Of the cases with a mentor so many have somebody tell what mentor and jobseeker had by themselves."""
INDIRECT = 0.05
"""Of the contacts with a mentor alone so many go through somebody else."""
NO_ANSWER = 0.04
"""Of the open relationships so many have had three attempts in a row."""
SUB_FORMS = Lot({"video": 3, "sms": 4, "activity_plan_dialogue": 2, None: 1})
HELD_BY = Lot(
    {"adviser": 86, "colleague": 5, "market_contact": 4, "aft": 3, "adult_education": 1, "other": 1}
)
VIA = Lot({"leader": 5, "hr": 2, "third_person": 2})
STANDINGS = Lot({"on_track": 62, "soon": 14, "overdue": 24})
"""How an open relationship with an agreement stands today, more or less."""


@dataclass(slots=True)
class Entry:
    """An entry of the log."""

    day: int
    who: tuple[str, ...]
    form: str | None = None
    outcome: str = "took_place"
    held_by: str = "adviser"
    sub_form: str | None = None
    starts_at: str | None = None
    via: str | None = None
    reported_by: str | None = None
    answers: Entry | None = None
    """The planned entry that this one answers."""
    logged: int | None = None
    """The day it was written down, if not its own."""


@dataclass(slots=True)
class Relationship:
    """What is to be made of one relationship of a case."""

    key: str
    begun: int
    end: int
    """The last day with contact, or the end of the agreed contact."""
    frequency: str = "monthly"
    days: list[int] = field(default_factory=list)
    forms: tuple[str, ...] = ()


@dataclass
class Log:
    """The log of a case."""

    entries: list[Entry] = field(default_factory=list)
    rhythms: dict[str, str] = field(default_factory=dict)
    """The frequency of each relationship, for what is agreed."""
    confirmed_to: int | None = None


@dataclass
class Tendencies:
    """What table 5 still asks for, by relationship; one for the cases of an office."""

    frequencies: dict[str, Ration[str]]
    intensities: dict[str, Lot[str]]
    forms: dict[str, dict[str, float]]
    owed_forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Forms that found no room where there were too few contacts; they come where there is."""

    @classmethod
    def from_afi(cls) -> Tendencies:
        """Those of AFI's table 5; the employer, whom AFI has no column for, gets our own."""
        frequencies = {key: Ration(find_shares("contact_frequency", key)) for key in (JOBSEEKER, MENTOR)}
        intensities = {
            key: Lot({**find_shares("contact_intensity", key), "uneven": UNEVEN})
            for key in (JOBSEEKER, MENTOR)
        }
        forms = {key: find_form_chances(key) for key in (JOBSEEKER, MENTOR)}
        return cls(
            {**frequencies, EMPLOYER: Ration(EMPLOYER_FREQUENCIES)},
            {**intensities, EMPLOYER: Lot(EMPLOYER_INTENSITIES)},
            {**forms, EMPLOYER: EMPLOYER_FORMS},
        )


def make_log(chance: Random, course: Course, tendencies: Tendencies, today: int) -> Log:
    """The entries of the case, in no order."""
    log = Log()
    found = _list_relationships(chance, course, today)
    kind = chance.random()
    if kind < NOTHING_LOGGED + ATTEMPTS_ONLY:
        log.entries = _only_try(chance, found[0]) if kind < ATTEMPTS_ONLY else []
        return log
    _confirm(chance, course, log, today)
    shared = chance.random()
    for one in found:
        _give_days(chance, one, course, log, tendencies)
        one.forms = _draw_forms(chance, tendencies, one.key, len(one.days), shared)
        log.rhythms[one.key] = one.frequency
    log.entries = _hold(chance, found)
    log.entries += [_plan_before(chance, entry) for entry in log.entries if chance.random() < PLANNED_BEFORE]
    if course.mentor_from is not None and chance.random() < OF_THEMSELVES:
        log.entries += _tell(chance, found[1])
    if course.is_open:
        _look_ahead(chance, found, log, today)
    return log


def _confirm(chance: Random, course: Course, log: Log, today: int) -> None:
    if course.contact_end is not None:
        log.confirmed_to = course.contact_end if chance.random() < 0.75 else None
    elif course.kind != BEGUN and chance.random() < 0.55:
        log.confirmed_to = max(course.opened, today - chance.choice((1, 3, 6, 10, 20, 35, 50, 64, 75)))


def _list_relationships(chance: Random, course: Course, today: int) -> list[Relationship]:
    end = course.contact_end
    found = [Relationship(JOBSEEKER, course.opened, end or today - 1)]
    if course.mentor_from is not None:
        found.append(Relationship(MENTOR, course.mentor_from, end or today - 1))
    if course.has_employer and course.kind != BEGUN and chance.random() < EMPLOYER_SEEN:
        found.append(Relationship(EMPLOYER, course.opened, end or today - 1))
    return found


def _give_days(chance: Random, one: Relationship, course: Course, log: Log, tendencies: Tendencies) -> None:
    """The contact days of a relationship; of one that goes on the last one says how it stands today."""
    free = list_free_days(one.begun, one.end, course)
    can_be_none = log.confirmed_to is not None and not course.is_open
    span = len(free)

    def is_possible(frequency: str) -> bool:
        if frequency == "never":
            return can_be_none
        fewest, most = find_counts(frequency, span)
        return fewest <= most

    one.frequency = tendencies.frequencies[one.key].draw(chance, is_possible)
    if one.frequency == "never" or not free:
        return
    if course.is_open and course.kind != BEGUN:
        free = _stop_before(chance, one, free)
    fewest, most = find_counts(one.frequency, len(free))
    count = chance.randint(fewest, max(fewest, most))
    intensity = tendencies.intensities[one.key].draw(chance) if allows_intensity(count, len(free)) else "even"
    places = place_contacts(chance, count, len(free), intensity)
    if course.is_open and places and course.kind != BEGUN:
        places[-1] = len(free) - 1
    one.days = _prefer_working_days(places, free)


def list_free_days(begun: int, end: int, course: Course) -> Sequence[int]:
    """The days of the period outside the case's pauses, as ordinals."""
    days: Sequence[int] = range(begun, end + 1)
    for pause in course.pauses:
        last = pause.to_on or end
        days = [day for day in days if not pause.from_on <= day <= last]
    return days


def _stop_before(chance: Random, one: Relationship, free: Sequence[int]) -> Sequence[int]:
    """The days up to the last contact: as long ago as it takes to stand as drawn, seen from what is agreed."""
    interval = INTERVALS[one.frequency]
    standing = STANDINGS.draw(chance)
    if standing == "on_track":
        ago = chance.randint(1, max(1, interval - 5))
    elif standing == "soon":
        ago = chance.randint(max(1, interval - 2), interval)
    else:
        ago = interval + chance.choice((2, 3, 4, 5, 7, 9, 12, 18, 30))
    return free[: max(1, len(free) - ago + 1)]


def _prefer_working_days(places: Sequence[int], free: Sequence[int]) -> list[int]:
    taken: set[int] = set()
    for place in places:
        day = free[place]
        if not is_weekday(day):
            for other in (place - 1, place + 1, place - 2, place + 2):
                if 0 <= other < len(free) and is_weekday(free[other]) and free[other] not in taken:
                    day = free[other]
                    break
        taken.add(day)
    return sorted(taken)


@cache
def is_weekday(day: int) -> bool:
    """Whether the ordinal is a working day."""
    return is_working_day(date.fromordinal(day))


def _draw_forms(
    chance: Random, tendencies: Tendencies, key: str, most: int, shared: float
) -> tuple[str, ...]:
    """The forms used in a relationship. `shared` ties visits together: where one is met at the company, so is the other."""
    if not most:
        return ()
    forms: list[str] = []
    while not forms:
        forms = [
            form
            for form, wanted in tendencies.forms[key].items()
            if (shared if form == "at_company" else chance.random()) < wanted
        ]
        shared = chance.random()
    owed = tendencies.owed_forms[key]
    if len(forms) > most:
        kept = chance.sample(forms, most)
        owed.update(set(forms) - set(kept))
        return tuple(kept)
    for form in sorted(owed):
        if len(forms) + 1 < most and form not in forms and owed[form]:
            owed[form] -= 1
            forms.append(form)
    return tuple(forms)


def _hold(chance: Random, found: Sequence[Relationship]) -> list[Entry]:
    """The entries of all relationships: contacts with jobseeker and mentor fall together where they can."""
    by_key = {one.key: one for one in found}
    entries: list[Entry] = []
    joint: dict[int, Entry] = {}
    mentor = by_key.get(MENTOR)
    if mentor is not None:
        joint = _meet(chance, by_key[JOBSEEKER], mentor)
        entries += joint.values()
    for one in found:
        used = {entry.form for entry in joint.values() if one.key in entry.who}
        alone = [day for day in one.days if day not in joint or one.key not in joint[day].who]
        entries += _fill_forms(chance, one, alone, used)
    return entries


def _meet(chance: Random, jobseeker: Relationship, mentor: Relationship) -> dict[int, Entry]:
    """The contacts held with both; the mentor's day moves to the jobseeker's where it is near."""
    form = next((one for one in MEETINGS if one in jobseeker.forms and one in mentor.forms), None)
    if form is None or not jobseeker.days:
        return {}
    # So many must stay alone for every other form to be used.
    room = min(len(jobseeker.days) - len(jobseeker.forms), len(mentor.days) - len(mentor.forms)) + 1
    joint: dict[int, Entry] = {}
    days: set[int] = set()
    theirs = set(mentor.days)
    for day in mentor.days:
        near = _find_near(jobseeker.days, day) if len(joint) < room and chance.random() < TOGETHER else None
        if near is None or near in joint or (near != day and (near in theirs or near < mentor.begun)):
            days.add(day)
            continue
        joint[near] = Entry(near, (JOBSEEKER, MENTOR), form)
        days.add(near)
    mentor.days = sorted(days)
    return joint


def _find_near(days: Sequence[int], day: int) -> int | None:
    place = bisect(days, day)
    near = min(days[max(0, place - 1) : place + 1], key=lambda other: abs(other - day))
    return near if abs(near - day) <= NEARBY else None


def _fill_forms(chance: Random, one: Relationship, days: Sequence[int], used: set[str | None]) -> list[Entry]:
    """An entry for each day; each form of the relationship is used at least once, the first the most."""
    if not days:
        return []
    missing = [form for form in one.forms if form not in used][: len(days)]
    forms: list[str | None] = [*missing]
    for _ in range(len(days) - len(missing)):
        lone = chance.random()
        form = one.forms[int(lone * lone * len(one.forms))]
        forms.append(None if chance.random() < UNKNOWN_FORM else form)
    chance.shuffle(forms)
    return [
        Entry(
            day,
            (one.key,),
            form,
            "took_place",
            HELD_BY.draw(chance),
            SUB_FORMS.draw(chance) if form == "digital" else None,
            via=VIA.draw(chance) if one.key == MENTOR and chance.random() < INDIRECT else None,
        )
        for day, form in zip(days, forms, strict=True)
    ]


def _only_try(chance: Random, one: Relationship) -> list[Entry]:
    days = sorted(chance.randint(one.begun, max(one.begun, one.end)) for _ in range(chance.randint(1, 4)))
    return [Entry(day, (one.key,), "phone", "attempted") for day in days]


def _tell(chance: Random, mentor: Relationship) -> list[Entry]:
    """What mentor and jobseeker had by themselves, on a few days."""
    teller = chance.choice((MENTOR, JOBSEEKER))
    return [
        Entry(
            chance.randint(mentor.begun, max(mentor.begun, mentor.end)),
            (TOLD,),
            chance.choice(("at_company", "at_company", "phone", None)),
            held_by="other",
            reported_by=teller,
        )
        for _ in range(chance.randint(1, 4))
    ]


def _look_ahead(chance: Random, found: Sequence[Relationship], log: Log, today: int) -> None:
    """What is planned in an open case, what was planned and nobody has answered, and attempts without an answer."""
    draw = chance.random()
    one = chance.choice(found)
    if chance.random() < NO_ANSWER and one.days and one.days[-1] < today - 12:
        log.entries += [Entry(today - ago, (one.key,), "phone", "attempted") for ago in (9, 5, 2)]
    if draw < 0.05:
        log.entries.append(_plan(chance, one.key, today, today))
    elif draw < 0.12:
        log.entries.append(_plan(chance, one.key, today - chance.randint(1, 5), today))
    elif draw < 0.37:
        log.entries.append(_plan(chance, one.key, today + chance.randint(1, 21), today))


def _plan(chance: Random, who: str, day: int, today: int) -> Entry:
    while not is_weekday(day) and day != today:
        day += 1 if day > today else -1
    form = chance.choice(("at_company", "phone", None))
    logged = min(day, today) - chance.randint(1, 14)
    return Entry(day, (who,), form, "planned", starts_at=_draw_time(chance), logged=logged)


def _plan_before(chance: Random, entry: Entry) -> Entry:
    """The plan that a contact answers."""
    logged = entry.day - chance.randint(2, 14)
    entry.answers = Entry(
        entry.day, entry.who, entry.form, "planned", starts_at=_draw_time(chance), logged=logged
    )
    return entry.answers


def _draw_time(chance: Random) -> str:
    return f"{chance.randint(8, 15):02}:{chance.choice((0, 15, 30, 45)):02}:00.000000"
