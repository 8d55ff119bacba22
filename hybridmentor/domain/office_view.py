"""An office's sums: how cases went, how long people waited for a mentor, and "slik gjorde vi det". Never anything of an adviser.

What leaves the office, or divides it by a period, needs five advisers behind it, and so does what could be computed from it
(`few_advisers`). "Slik gjorde vi det" is shown from ten cases up besides, to whoever leads the office too: it is a mirror for
adviser and jobseeker, and with few cases a sum would be somebody's work (own definition).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median, quantiles

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.collaboration_figures import EVERYTHING, Answers, Window, count_answers, is_answer
from hybridmentor.domain.few_advisers import (
    FEWEST_ADVISERS,
    Column,
    Part,
    count_advisers,
    is_few,
    may_show_part,
    may_show_whole,
)
from hybridmentor.domain.office_collaboration import DimensionFigures, GroupFigures, OfficeFigures
from hybridmentor.domain.recipe import FEWEST_CASES, sum_levels
from hybridmentor.domain.survey_tables import (
    CONTACT_DIMENSIONS,
    CaseRecord,
    SurveyRecords,
    SurveyTable,
    classify_duration,
    tabulate_survey,
)

SHOWN = ("jobseeker", "mentor")
"""The relationships that AFI's table 5 has."""
FEWEST_FOR_SPREAD = 4
"""From so many waits up something is said of how they differ."""


@dataclass(frozen=True)
class Waits:
    """How many days went from the opening of a case to its first mentor's first day."""

    n: int
    median: float
    low: int | None
    """Half of them lie between this and `high`; None where they are too few to say."""
    high: int | None


@dataclass(frozen=True)
class Changes:
    """How many cases with a mentor have changed mentor."""

    n: int
    once: int
    more: int


@dataclass(frozen=True)
class OfficeSums:
    """What the office view shows; None is held back, or nothing is registered (`is_empty`, and `closed` for the outcomes)."""

    n: int | None
    """How many cases were open in the period; None where even that is held back."""
    open: int | None
    closed: int | None
    """How many are open today, and how many closed in the period."""
    is_empty: bool
    """Whether no case was open in the period: something else than sums of nought. Told only where it may be."""
    advisers: int
    """For the sentence on how many are needed; of the own office alone, else 0."""
    recipe: tuple[Mapping[str, int], ...] | None
    """For each step how many cases have each level."""
    outcomes: SurveyTable | None
    """Table 7."""
    durations: SurveyTable | None
    """Table 6."""
    waits: Waits | None
    changes: Changes | None
    collaboration: OfficeFigures
    """Table 5 of jobseeker and mentor."""


def is_open_in(case: FiguredCase, window: Window) -> bool:
    """Whether the case was open on a day of the window."""
    begins = window.to_on is None or case.opened_on <= window.to_on
    return begins and (window.from_on is None or case.closed_on is None or case.closed_on >= window.from_on)


def lies_in(day: date | None, window: Window) -> bool:
    """Whether the day lies in the window."""
    return (
        day is not None
        and (window.from_on is None or window.from_on <= day)
        and (window.to_on is None or day <= window.to_on)
    )


def count_wait(case: FiguredCase, today: date) -> int | None:
    """Days from the opening to the first mentor's first day, 0 for one who was there before; None without one yet."""
    first_on = case.figures.first_mentor_on
    return None if first_on is None or first_on > today else max(0, (first_on - case.opened_on).days)


def measure_spread(waits: Sequence[int]) -> Waits:
    """The median, and between which days half of them lie; of one at least."""
    low, high = None, None
    if len(waits) >= FEWEST_FOR_SPREAD:
        quarters = quantiles(waits, n=4, method="inclusive")
        low, high = round(quarters[0]), round(quarters[2])
    return Waits(len(waits), median(waits), low, high)


Read = Callable[[FiguredCase, Window], Hashable]
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True)
class Curtain:
    """What may be shown of an office to this reader."""

    cases: Sequence[FiguredCase]
    is_own: bool
    """Whether the figures stay with whoever leads the office."""
    fewest: int = FEWEST_ADVISERS

    @cached_property
    def parts(self) -> list[Part]:
        """The cases, as far as it matters who stands behind them."""
        return [Part(case.figures.adviser, ()) for case in self.cases]

    def permits(
        self, column: Column, whole: Column | None = None, *, counts: Callable[[Hashable], bool]
    ) -> bool:
        """Whether a column may be shown; `whole` is the same of all days, where the column is of a period."""
        if whole is None or list(whole) == list(column):
            return self.is_own or may_show_whole(self.parts, column, counts=counts, fewest=self.fewest)
        return may_show_part(self.parts, column, [whole], (), counts=counts, fewest=self.fewest)

    def hides_nobody(self, column: Column, base: Column) -> bool:
        """Whether those of the base that add nothing to the column may come out as the difference."""
        pairs = zip(self.parts, column, base, strict=True)
        rest = [part for part, value, there in pairs if value is None and there is not None]
        return self.is_own or not is_few(rest, self.fewest)


def sum_office(
    cases: Sequence[FiguredCase],
    today: date,
    window: Window = EVERYTHING,
    *,
    is_own: bool,
    fewest: int = FEWEST_ADVISERS,
    is_brief: bool = False,
) -> OfficeSums:
    """The sums of an office's cases in a period, what must be held back taken out.

    `is_brief` leaves out the recipe and tables 5 and 6: they are then as if held back.
    """
    curtain = Curtain(cases, is_own, fewest)

    def pick(read: Read, among: Read | None = None) -> list[Hashable] | None:
        """What each case adds in the period; None where that may not be shown. Cases that add nothing stay as None.

        `among` are the cases whose number is told beside it: those of them that add nothing must not be few either.
        """
        column = [read(case, window) for case in cases]
        whole = None if window == EVERYTHING else [read(case, EVERYTHING) for case in cases]
        base = [True if among is None else among(case, window) for case in cases]
        may = curtain.permits(column, whole, counts=_is_given) and curtain.hides_nobody(column, base)
        return column if may else None

    def is_there(case: FiguredCase, days: Window) -> bool | None:
        return is_open_in(case, days) or None

    def has_closed(case: FiguredCase, days: Window) -> bool | None:
        return (case.is_closed(today) and lies_in(case.closed_on, days)) or None

    there = [is_there(case, window) for case in cases]
    wider = None if window == EVERYTHING else [is_there(case, EVERYTHING) for case in cases]
    may_see_n = curtain.permits(there, wider, counts=_is_given)
    still, ended = _split(cases, window, today, curtain)
    whole_is_shown = curtain.permits([True] * len(cases), counts=_is_given)
    return OfficeSums(
        n=_count(there) if may_see_n else None,
        open=still,
        closed=ended,
        is_empty=whole_is_shown and not any(is_open_in(case, window) for case in cases),
        advisers=count_advisers(curtain.parts) if is_own else 0,
        recipe=None if is_brief else _sum_recipe(pick, cases, window, curtain),
        outcomes=_tabulate(
            pick(lambda case, days: _read_outcome(case, days, today), has_closed),
            "table7",
            lambda code: CaseRecord(attachment_after=str(code)),
        ),
        durations=None
        if is_brief
        else _tabulate(
            pick(lambda case, days: _read_duration(case, days, today), is_there),
            "table6",
            lambda code: RECORDS_OF_DURATION[str(code)],
        ),
        waits=_sum_waits(
            pick(lambda case, days: count_wait(case, today) if is_open_in(case, days) else None, is_there)
        ),
        changes=_sum_changes(pick(lambda case, days: _read_changes(case, days, today), is_there)),
        collaboration=OfficeFigures((), is_empty=False)
        if is_brief
        else _sum_collaboration(cases, window, curtain),
    )


def _split(
    cases: Sequence[FiguredCase], window: Window, today: date, curtain: Curtain
) -> tuple[int | None, int | None]:
    """How many of the cases of the period are open and closed today: each is the other's complement."""
    parts = [Part(case.figures.adviser, (CLOSED if case.is_closed(today) else OPEN,)) for case in cases]
    column = [is_open_in(case, window) or None for case in cases]
    wider = [] if window == EVERYTHING else [[True] * len(cases)]
    counts = []
    for category in (OPEN, CLOSED):
        may = (curtain.is_own and window == EVERYTHING) or may_show_part(
            parts, column, wider, (category,), counts=bool, fewest=curtain.fewest
        )
        n = sum(
            1 for part, is_in in zip(parts, column, strict=True) if is_in and part.categories == (category,)
        )
        counts.append(n if may else None)
    return counts[0], counts[1]


def _read_changes(case: FiguredCase, window: Window, today: date) -> int | None:
    is_counted = is_open_in(case, window) and count_wait(case, today) is not None
    return case.figures.mentor_changes if is_counted else None


def _is_given(answer: Hashable) -> bool:
    return answer is not None


def _count(column: Sequence[Hashable] | None) -> int | None:
    return None if column is None else sum(map(_is_given, column))


def may_show_recipe(cases: Sequence[FiguredCase], fewest: int = FEWEST_ADVISERS) -> bool:
    """Whether "slik gjorde vi det" of these cases may be summed up at all, even for whoever leads the office."""
    advisers = count_advisers([Part(case.figures.adviser, ()) for case in cases])
    return len(cases) >= FEWEST_CASES and advisers >= fewest


def _sum_recipe(
    pick: Callable[[Read], list[Hashable] | None],
    cases: Sequence[FiguredCase],
    window: Window,
    curtain: Curtain,
) -> tuple[Mapping[str, int], ...] | None:
    there = [case for case in cases if is_open_in(case, window)]
    column = pick(lambda case, days: case.figures.recipe if is_open_in(case, days) else None)
    if column is None or not may_show_recipe(there, curtain.fewest):
        return None
    return sum_levels(str(one) for one in column if one is not None)


def _read_outcome(case: FiguredCase, window: Window, today: date) -> str | None:
    return (
        case.figures.attachment_after if case.is_closed(today) and lies_in(case.closed_on, window) else None
    )


def _read_duration(case: FiguredCase, window: Window, today: date) -> str | None:
    if not is_open_in(case, window):
        return None
    months, is_running = case.figures.measure_months(is_closed=case.is_closed(today), today=today)
    return classify_duration(months, is_running=is_running)


RECORDS_OF_DURATION: Mapping[str, CaseRecord] = {
    "up_to_3_months": CaseRecord(measure_months=3),
    "3_6_months": CaseRecord(measure_months=6),
    "6_12_months": CaseRecord(measure_months=12),
    "over_12_months": CaseRecord(measure_months=13),
    "not_ended": CaseRecord(is_measure_running=True),
}
"""A record that falls into each class: the tables are made from records."""


def _tabulate(
    column: Sequence[Hashable] | None, table: str, record: Callable[[Hashable], CaseRecord]
) -> SurveyTable | None:
    if column is None:
        return None
    return tabulate_survey(SurveyRecords(cases=tuple(record(code) for code in column if code is not None)))[
        table
    ]


def _sum_waits(column: Sequence[Hashable] | None) -> Waits | None:
    waits = [one for one in column or () if isinstance(one, int)]
    return measure_spread(waits) if waits else None


def _sum_changes(column: Sequence[Hashable] | None) -> Changes | None:
    if column is None:
        return None
    counts = Counter(one for one in column if isinstance(one, int))
    n = sum(counts.values())
    return Changes(n, counts[1], n - counts[0] - counts[1])


def _sum_collaboration(cases: Sequence[FiguredCase], window: Window, curtain: Curtain) -> OfficeFigures:
    groups, total = [], 0
    for relationship in SHOWN:
        whole = [case.figures.relationships.get(relationship) for case in cases]
        column = [
            answers if is_open_in(case, window) else None for case, answers in zip(cases, whole, strict=True)
        ]
        total += sum(map(_is_given, column))
        there = [is_open_in(case, window) or None for case in cases]
        groups.append(_sum_group(relationship, column, whole, there, curtain))
    return OfficeFigures(tuple(groups), is_empty=not total and curtain.is_own)


def _sum_group(
    relationship: str,
    column: Sequence[Answers | None],
    whole: Sequence[Answers | None],
    there: Column,
    curtain: Curtain,
) -> GroupFigures:
    def permits(read: Callable[[Answers], Hashable], counts: Callable[[Hashable], bool]) -> bool:
        mine = [None if one is None else read(one) for one in column]
        return curtain.permits(mine, [None if one is None else read(one) for one in whole], counts=counts)

    given = [one for one in column if one is not None]
    is_shown = permits(lambda one: True, _is_given) and curtain.hides_nobody(column, there)
    dimensions = []
    for place, dimension in enumerate(CONTACT_DIMENSIONS):
        may = is_shown and permits(lambda one, key=dimension: one.pick(key), is_answer)  # type: ignore[misc]
        counted = count_answers(relationship, given if may else ())[place]
        dimensions.append(DimensionFigures(counted, is_hidden=not may))
    return GroupFigures(relationship, len(given) if is_shown else None, tuple(dimensions))
