"""Table 5 of one office, whole or divided, with what must be held back held back (`few_advisers`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hybridmentor.domain.collaboration_figures import (
    EVERYTHING,
    GROUPS,
    Answers,
    CountedCase,
    DimensionCount,
    Window,
    count_answers,
    find_last_months,
    is_answer,
    list_answers,
)
from hybridmentor.domain.few_advisers import (
    FEWEST_ADVISERS,
    Column,
    Part,
    may_show_part,
    may_show_whole,
)
from hybridmentor.domain.survey_tables import CONTACT_DIMENSIONS

MONTHS = (12, 24)
"""The periods up to today that are asked for in one step, beside all days."""
NOT_TOLD = "not_told"
"""The entry point of a case that has none."""


@dataclass(frozen=True)
class Selection:
    """What of the office is wanted; None is all."""

    window: Window = EVERYTHING
    practice_model: str | None = None
    entry_point: str | None = None
    """A key of `entry_point`, or `NOT_TOLD`."""

    @property
    def is_whole(self) -> bool:
        """Whether the office is undivided."""
        return self == Selection()

    @property
    def categories(self) -> tuple[str | None, ...]:
        """As `few_advisers` asks for them."""
        return (self.practice_model, self.entry_point)


@dataclass(frozen=True)
class DimensionFigures:
    """One dimension of one group, or AFI's figures alone where ours are held back."""

    counted: DimensionCount
    is_hidden: bool = False


@dataclass(frozen=True)
class GroupFigures:
    """One relationship of all cases that are wanted."""

    relationship: str
    n: int | None
    """How many cases have it there; None where that is held back, and then all of it is."""
    dimensions: tuple[DimensionFigures, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether none of our figures is shown."""
        return self.n is None


@dataclass(frozen=True)
class OfficeFigures:
    """All groups; `is_empty` where no case has a day that is wanted, which is something else than figures of nought."""

    groups: tuple[GroupFigures, ...]
    is_empty: bool

    @property
    def is_hidden(self) -> bool:
        """Whether none of our figures is shown."""
        return all(group.is_hidden for group in self.groups)

    @property
    def is_partly_hidden(self) -> bool:
        """Whether some of our figures are shown and others are not."""
        hidden = [one.is_hidden for group in self.groups for one in group.dimensions]
        return any(hidden) and not all(hidden)


def list_wider(window: Window, today: date) -> tuple[Window, ...]:
    """The longer periods that are asked for in one step, all days among them."""
    steps = (EVERYTHING, *(find_last_months(today, months) for months in MONTHS))
    return tuple(step for step in steps if step.reaches_beyond(window))


def tabulate_office(
    cases: Sequence[CountedCase],
    selection: Selection,
    today: date,
    *,
    is_own: bool,
    fewest: int = FEWEST_ADVISERS,
) -> OfficeFigures:
    """Table 5 of an office's cases: the whole of it to whoever leads it (`is_own`), else only what enough advisers stand behind.

    Held back is decided for each group by its cases, and in it for each dimension by its answers. What is held back is not
    in what comes out.
    """
    windows = (selection.window, *list_wider(selection.window, today))
    parts = [Part(case.adviser, (case.practice_model, case.entry_point or NOT_TOLD)) for case in cases]
    rule = _Rule(parts, selection, is_own, fewest)
    groups, total = [], 0
    for relationship in GROUPS:
        columns = list_answers(cases, relationship, windows)
        given = [
            answers
            for answers, part in zip(columns[0], parts, strict=True)
            if answers is not None and _fits(part, selection)
        ]
        total += len(given)
        groups.append(_tabulate_group(relationship, given, columns, rule))
    there = [True] * len(cases)
    may_see_whole = is_own or may_show_whole(parts, there, counts=bool, fewest=fewest)
    return OfficeFigures(tuple(groups), is_empty=may_see_whole and not total)


@dataclass(frozen=True)
class _Rule:
    """Whether a column may be shown, for this actor and this selection."""

    parts: Sequence[Part]
    selection: Selection
    is_own: bool
    fewest: int

    def permits(self, column: Column, wider: Sequence[Column]) -> bool:
        if not self.selection.is_whole:
            chosen = self.selection.categories
            return may_show_part(self.parts, column, wider, chosen, counts=is_answer, fewest=self.fewest)
        return self.is_own or may_show_whole(self.parts, column, counts=is_answer, fewest=self.fewest)


def _fits(part: Part, selection: Selection) -> bool:
    pairs = zip(part.categories, selection.categories, strict=True)
    return all(wanted is None or wanted == own for own, wanted in pairs)


def _tabulate_group(
    relationship: str,
    given: Sequence[Answers],
    columns: Sequence[Sequence[Answers | None]],
    rule: _Rule,
) -> GroupFigures:
    there, *longer = [[None if one is None else True for one in column] for column in columns]
    is_shown = rule.permits(there, longer)
    nothing, counted = count_answers(relationship, ()), count_answers(relationship, given)
    dimensions = []
    for dimension, ours, empty in zip(CONTACT_DIMENSIONS, counted, nothing, strict=True):
        picked = [[one and one.pick(dimension) for one in column] for column in columns]
        if is_shown and rule.permits(picked[0], picked[1:]):
            dimensions.append(DimensionFigures(ours))
        else:
            dimensions.append(DimensionFigures(empty, is_hidden=True))
    return GroupFigures(relationship, len(given) if is_shown else None, tuple(dimensions))
