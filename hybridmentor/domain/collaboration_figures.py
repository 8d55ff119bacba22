"""Table 5 for one office: what each relationship of each case answers, in a period, and the answers counted.

The answers are those of `domain.collaboration`; here only as much of them is computed as a sum needs, for an office has
hundreds of cases and is asked about several periods at once. AFI's figures stand beside where AFI has any
(AFI-notat 2022:01, table 5). What mentor and jobseeker have together is told by others and never part of table 5.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hybridmentor.domain.case_course import Pause, cut_out_pauses
from hybridmentor.domain.collaboration import (
    NOT_REGISTERED,
    PROPOSED,
    TOO_EARLY,
    TOO_LITTLE,
    LogPeriod,
    Thresholds,
    answer_frequency,
    answer_intensity,
    find_place,
    measure_course,
)
from hybridmentor.domain.form_state import DAY
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import (
    CONTACT_DIMENSIONS,
    RELATIONSHIPS,
    UNCODED,
    SurveyRecords,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput

TOLD = "mentor_jobseeker"
"""The relationship that the adviser has no part in: others tell of it."""
GROUPS = (*RELATIONSHIPS, TOLD)
NO_FORM = "no_form"
"""No contact, or none with a known form."""
APART = MappingProxyType(
    {
        "contact_frequency": (NOT_REGISTERED, TOO_EARLY),
        "contact_intensity": (TOO_LITTLE,),
        "contact_form": (NO_FORM,),
    }
)
"""What is told beside the percentages of a dimension: it is no answer, and something else than *Aldri*."""


@dataclass(frozen=True)
class Window:
    """The days that are looked at, both inside; None is without a limit. InvalidInput if it ends before it begins."""

    from_on: date | None = None
    to_on: date | None = None

    def __post_init__(self) -> None:
        if self.from_on is not None and self.to_on is not None and self.to_on < self.from_on:
            raise InvalidInput(field="to_on")

    def reaches_beyond(self, other: Window) -> bool:
        """Whether all days of the other lie in this one, and this one has more."""
        starts = self.from_on is None or (other.from_on is not None and self.from_on <= other.from_on)
        ends = self.to_on is None or (other.to_on is not None and other.to_on <= self.to_on)
        return starts and ends and self != other


EVERYTHING = Window()


class CountedRelationship(NamedTuple):
    """A relationship of a case and its log, without a name of anybody."""

    relationship: str
    period: LogPeriod | None
    """The days that it is judged by; None where nobody knows how far the log reaches."""
    confirmed_to: date | None
    """The day up to which the case's log has been confirmed as complete."""
    days: Sequence[date]
    """The days of contact that took place, in any order; the same one may stand there twice."""
    forms: Sequence[str | None]
    """And of each a key of `contact_form` where it is known."""
    pauses: Sequence[Pause]
    whole: Answers | None = None
    """What it answers of all its days, where that is known already (`domain.case_figures`)."""


@dataclass(frozen=True)
class CountedCase:
    """A case as the figures see it."""

    adviser: int | None
    """Who had it last, by any number that tells advisers apart."""
    practice_model: str
    entry_point: str | None
    relationships: tuple[CountedRelationship, ...]


class Answers(NamedTuple):
    """What table 5 asks of a relationship."""

    frequency: str
    """A key of `contact_frequency`, `TOO_EARLY` or `NOT_REGISTERED`."""
    intensity: str
    """A key of `contact_intensity` or `TOO_LITTLE`."""
    forms: tuple[str, ...]
    """Keys of `contact_form`, `UNCODED` for one that the practice model has not; empty where none is known."""

    def pick(self, dimension: str) -> Hashable:
        """The answer in one of `CONTACT_DIMENSIONS`."""
        return self[CONTACT_DIMENSIONS.index(dimension)]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of a dimension."""

    key: str
    count: int
    percent: float | None
    """Of those who answered; None where nobody did."""
    afi_percent: float | None
    """None where AFI prints "-", and where AFI has no such row or group."""
    is_printed: bool
    """Whether AFI's table has the row."""


@dataclass(frozen=True)
class DimensionCount:
    """One dimension of one group."""

    dimension: str
    base: int
    """How many relationships answered: what the percentages are of."""
    rows: tuple[Row, ...]
    apart: tuple[tuple[str, int], ...]
    """How many did not, by why (`APART`); with the base they add up to all relationships."""


def find_last_months(today: date, months: int) -> Window:
    """So many months up to today: 24 November to 23 November are twelve."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, monthrange(year, month + 1)[1])
    return Window(date(year, month + 1, day) + DAY, today)


def clip_period(
    period: LogPeriod | None, window: Window, confirmed_to: date | None = None
) -> LogPeriod | None:
    """The days of the period that lie in the window; None if there are none.

    A log that has been confirmed to the last of them is confirmed there, whatever came later.
    """
    if period is None:
        return None
    from_on = period.from_on if window.from_on is None else max(period.from_on, window.from_on)
    to_on = period.to_on if window.to_on is None else min(period.to_on, window.to_on)
    if to_on < from_on:
        return None
    return LogPeriod(from_on, to_on, confirmed_to is not None and confirmed_to >= to_on)


def answer_relationship(
    one: CountedRelationship, windows: Sequence[Window] = (EVERYTHING,), thresholds: Thresholds = PROPOSED
) -> list[Answers | None]:
    """For each window what `judge_collaboration` would answer, had the relationship lasted no longer than the window.

    None where it has no effective day in the window: it is left out there. Of all days together nothing is left out: what
    nobody has kept a log of is not registered.
    """
    found: list[Answers | None] = []
    # Most relationships lie wholly inside a window, and are answered once.
    known: dict[LogPeriod, tuple[Answers, int]] = {}
    for window in windows:
        if window == EVERYTHING and one.whole is not None:
            found.append(one.whole)
            continue
        period = clip_period(one.period, window, one.confirmed_to)
        if period is None:
            found.append(Answers(NOT_REGISTERED, TOO_LITTLE, ()) if window == EVERYTHING else None)
            continue
        if period not in known:
            known[period] = _answer_period(one, period, thresholds)
        answers, days = known[period]
        found.append(answers if days or window == EVERYTHING else None)
    return found


def _answer_period(
    one: CountedRelationship, period: LogPeriod, thresholds: Thresholds
) -> tuple[Answers, int]:
    """The answers for these days, and how many of them are effective."""
    stretches = cut_out_pauses(period.from_on, period.to_on, one.pauses)
    days = sum([stretch.days for stretch in stretches])
    places: set[int] = set()
    forms: set[str] = set()
    for day, form in zip(one.days, one.forms, strict=True):
        place = find_place(stretches, day)
        if place is not None:
            places.add(place)
            if form is not None:
                forms.add(form)
    answers = Answers(
        answer_frequency(len(places), days, is_confirmed=period.is_confirmed, thresholds=thresholds),
        answer_intensity(measure_course(sorted(places), days), thresholds),
        tuple(sorted({form if form in list_keys("contact_form") else UNCODED for form in forms})),
    )
    return answers, days


def list_answers(
    cases: Iterable[CountedCase], relationship: str, windows: Sequence[Window] = (EVERYTHING,)
) -> list[list[Answers | None]]:
    """The answers of one relationship, for each window in the order of the cases; None for a case that has none there."""
    nothing: list[Answers | None] = [None] * len(windows)
    found = [
        next(
            (
                answer_relationship(one, windows)
                for one in case.relationships
                if one.relationship == relationship
            ),
            nothing,
        )
        for case in cases
    ]
    return [list(column) for column in zip(*found, strict=True)] or [[] for _ in windows]


def is_answer(answer: Hashable) -> bool:
    """Whether it is an answer of table 5, and not the lack of one."""
    return answer not in (None, (), NOT_REGISTERED, TOO_EARLY, TOO_LITTLE)


def count_answers(relationship: str, found: Iterable[Answers]) -> tuple[DimensionCount, ...]:
    """The answers of one group, dimension by dimension in the order of print, and what is no answer apart.

    Rows stand in AFI's order, then ours. Without AFI's figures for the employer, and for what others told of.
    """
    given = list(found)
    return tuple(_count_dimension(relationship, dimension, given) for dimension in CONTACT_DIMENSIONS)


def _count_dimension(relationship: str, dimension: str, given: Sequence[Answers]) -> DimensionCount:
    counts: Counter[str] = Counter()
    apart = dict.fromkeys(APART[dimension], 0)
    for answers in given:
        answer = answers.pick(dimension)
        if isinstance(answer, tuple):
            counts.update(answer or (NO_FORM,))
        else:
            counts[str(answer)] += 1
    for key in apart:
        apart[key] = counts.pop(key, 0)
    base = len(given) - sum(apart.values())
    rows = tuple(
        Row(
            key,
            counts[key],
            100 * counts[key] / base if base else None,
            _map_afi()[dimension, key].get(relationship),
            is_printed,
        )
        for key, is_printed in _list_rows(dimension)
        if is_printed or key != UNCODED or counts[key]
    )
    return DimensionCount(dimension, base, rows, tuple(apart.items()))


@cache
def list_keys(dimension: str) -> frozenset[str]:
    """The keys of a dimension's codes."""
    return frozenset(get_practice_model("hybridmodellen").find_codes(dimension).keys)


@cache
def _map_afi() -> dict[tuple[str, str], dict[str, float | None]]:
    """AFI's percentages by dimension and key, then by group; the rows stand in the order of the printed table."""
    codes = get_practice_model("hybridmodellen").code_sets
    keys = {
        (dimension, code.names["nb"]): code.key
        for dimension in CONTACT_DIMENSIONS
        for code in codes[dimension].codes
    }
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    for row in tabulate_survey(SurveyRecords())["table5"]["rows"]:
        key = keys.get((row["dimension"], row["category"]), UNCODED)
        found.setdefault((row["dimension"], key), {})[row["group"]] = row["afi_percent"]
    return found


@cache
def _list_rows(dimension: str) -> tuple[tuple[str, bool], ...]:
    """The keys of a dimension in the order of print, and whether AFI's table has them."""
    codes = get_practice_model("hybridmodellen").find_codes(dimension)
    return tuple(
        (key, key in codes and codes.code(key).afi) for place, key in _map_afi() if place == dimension
    )
