"""The course of a made-up case in time: when it opened, when the mentor came, how long the measure lasted, when it closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hybridmentor.services.national_data.afi_shares import find_shares
from hybridmentor.services.national_data.caseload import (
    BEGUN,
    MEASURE_OVER,
    MEASURE_RUNS,
    OLD,
    OPEN_KINDS,
    PLAIN,
    RECENT,
)
from hybridmentor.services.national_data.chance import Lot

YEAR = 365
FIRST_DAYS = 8 * YEAR
"""The oldest measure began so many days ago."""
TWO_YEARS = 2 * YEAR
LENGTHS = {
    "up_to_3_months": (25, 88),
    "3_6_months": (95, 178),
    "6_12_months": (187, 358),
    "over_12_months": (373, 700),
}
"""How many days a measure of each class of table 6 lasts, both limits well inside the class."""
DURATIONS = Lot({key: share for key, share in find_shares("duration").items() if key in LENGTHS})
RUNNING_DAYS = Lot({(5, 60): 0.3, (60, 150): 0.35, (150, 330): 0.3, (330, 480): 0.05})
PLAIN_DAYS = Lot({(46, 75): 0.52, (75, 130): 0.36, (130, 250): 0.12})
"""How long contact lasts without the measure."""
PAUSE_REASONS = Lot(
    {"holiday": 4, "absence": 3, "leave": 1, "workplace": 1, "waiting": 2, "jobseeker_wish": 1}
)

WITHOUT_PLACE = 0.22
"""Of the cases without the measure so many never found a workplace."""
UNNAMED_MENTOR = 0.04
"""Of those with a workplace so many have an employer and no mentor yet, or never had one."""
WITH_PAUSE = 0.14
IN_PAUSE = 0.05


@dataclass
class PauseDays:
    """A pause, both days inside, as ordinals; open at the end with a day to look at it again."""

    from_on: int
    to_on: int | None
    follow_up_on: int | None
    reason: str


@dataclass
class Course:
    """The days of a case, as ordinals; None for what has not happened or nobody knows."""

    adviser: int
    kind: str
    opened: int
    has_employer: bool
    mentor_from: int | None = None
    measure_from: int | None = None
    measure_end: int | None = None
    contact_end: int | None = None
    closed: int | None = None
    pauses: list[PauseDays] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether the case goes on."""
        return self.closed is None


def make_course(chance: Random, adviser: int, kind: str, today: int) -> Course:
    """The course of a case of the kind; every day lies before today but for a measure's end that is not there yet."""
    if kind in (RECENT, OLD, MEASURE_OVER):
        course = _end_measure(chance, adviser, kind, today)
    elif kind == MEASURE_RUNS:
        course = _run_measure(chance, adviser, today)
    elif kind == BEGUN:
        opened = today - chance.randint(3, 55)
        course = Course(adviser, kind, opened, has_employer=chance.random() < 0.25)
    else:
        course = _go_without(chance, adviser, kind, today)
    _rest(chance, course, today)
    return course


def _end_measure(chance: Random, adviser: int, kind: str, today: int) -> Course:
    """A measure that has ended: of the length drawn, begun in its years."""
    days = chance.randint(*LENGTHS[DURATIONS.draw(chance)])
    if kind == MEASURE_OVER:
        ended = today - chance.randint(1, 60)
        # It began within the last two years, as table 2 counts.
        begun = max(ended - days, today - TWO_YEARS + 8)
    elif kind == RECENT:
        days = min(days, TWO_YEARS - 40)
        begun = chance.randint(today - TWO_YEARS + 8, today - days - 12)
    else:
        begun = chance.randint(today - FIRST_DAYS, min(today - TWO_YEARS - 2, today - days - 12))
    begun = _move_to_monday(begun)
    ended = begun + days - 1
    course = _start_with_mentor(chance, adviser, kind, begun)
    course.measure_end = ended
    if kind != MEASURE_OVER:
        rest = today - 1 - ended
        after = chance.randint(0, 40) if chance.random() < 0.7 else 0
        course.contact_end = ended + min(after, rest)
        course.closed = course.contact_end + min(chance.randint(0, 21), rest - min(after, rest))
    return course


def _run_measure(chance: Random, adviser: int, today: int) -> Course:
    begun = _move_to_monday(today - chance.randint(*RUNNING_DAYS.draw(chance)))
    return _start_with_mentor(chance, adviser, MEASURE_RUNS, begun)


def _start_with_mentor(chance: Random, adviser: int, kind: str, begun: int) -> Course:
    opened = begun - chance.randint(10, 75)
    mentor_from = max(opened, begun - chance.randint(0, 9))
    return Course(adviser, kind, opened, has_employer=True, mentor_from=mentor_from, measure_from=begun)


def _go_without(chance: Random, adviser: int, kind: str, today: int) -> Course:
    days = chance.randint(*PLAIN_DAYS.draw(chance))
    opened = today - days if kind in OPEN_KINDS else chance.randint(today - FIRST_DAYS, today - days - 30)
    course = Course(adviser, kind, opened, has_employer=chance.random() >= WITHOUT_PLACE)
    if course.has_employer and chance.random() >= UNNAMED_MENTOR:
        course.mentor_from = opened + chance.randint(4, min(40, days // 3))
    if kind == PLAIN:
        course.contact_end = opened + days
        course.closed = course.contact_end + chance.randint(0, 28)
    return course


def _rest(chance: Random, course: Course, today: int) -> None:
    """A pause in some cases; some open ones are in one now."""
    end = course.contact_end or today
    if course.is_open and today - course.opened > 50 and chance.random() < IN_PAUSE:
        begun = max(course.opened + 20, today - chance.randint(2, 30))
        look = begun + chance.randint(14, 45)
        ends = begun + chance.randint(30, 60) if chance.random() < 0.4 else None
        course.pauses.append(PauseDays(begun, ends, look, PAUSE_REASONS.draw(chance)))
    elif end - course.opened > 100 and chance.random() < WITH_PAUSE:
        begun = chance.randint(course.opened + 25, end - 60)
        ends = begun + chance.randint(6, 35)
        course.pauses.append(PauseDays(begun, ends, None, PAUSE_REASONS.draw(chance)))


def _move_to_monday(day: int) -> int:
    """The Monday of the week of an ordinal."""
    return day - (day + 6) % 7
