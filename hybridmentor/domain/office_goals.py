"""What an office's goals can be held against: sums of its own cases in the goal's days. Never anything of an adviser."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta
from statistics import median

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.collaboration_figures import Window
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.office_view import Curtain, count_wait, is_open_in, lies_in, may_show_recipe
from hybridmentor.domain.recipe import STEPS, YES, read_levels

MENTOR_WITHIN = timedelta(days=28)
"""So soon a mentor is there in good time (own definition, as `attention.STARTED_WITHIN`)."""
ATTACHED = frozenset(
    {
        "temporary_with_subsidy",
        "permanent_with_subsidy",
        "permanent_without_subsidy",
        "temporary_without_subsidy",
        "substitute",
        "apprenticeship_or_education",
    }
)
"""The answers of table 7 that are work or education (own grouping); work training and none are not."""
AT_MOST = frozenset({"median_wait"})
"""The measures that are to be at most the target; the others at least."""
PER_CENT = frozenset({"mentor_in_time", "attached_after", "chosen_together", "something_shared"})
RECIPE_STEPS = {"chosen_together": "mentor", "something_shared": "share"}
MEASURES = ("cases_opened", "mentor_in_time", "median_wait", "attached_after", *RECIPE_STEPS)
"""The keys of `goal_measure`."""

Read = Callable[[FiguredCase, Window, date], "int | None"]


def measure_goal(
    measure: str,
    cases: Sequence[FiguredCase],
    window: Window,
    today: date,
    *,
    is_own: bool,
    fewest: int = FEWEST_ADVISERS,
) -> int | None:
    """The office's own figure in the goal's days: a number, days, or whole per cent; None where there is none to show.

    A goal's days divide the office's figures, so they are held back as those of any period.
    """
    read = READERS[measure]
    column: list[Hashable] = [read(case, window, today) for case in cases]
    whole: list[Hashable] = [read(case, Window(), today) for case in cases]
    if not Curtain(cases, is_own, fewest).permits(column, whole, counts=lambda one: one is not None):
        return None
    given = [one for one in column if isinstance(one, int)]
    if measure in RECIPE_STEPS:
        counted = [case for case, one in zip(cases, column, strict=True) if one is not None]
        if not may_show_recipe(counted, fewest):
            return None
    if not given:
        return None
    if measure == "cases_opened":
        return len(given)
    return round(median(given)) if measure == "median_wait" else round(100 * sum(given) / len(given))


def is_met(measure: str, value: int, target: int) -> bool:
    """Whether the figure is where the office wants it."""
    return value <= target if measure in AT_MOST else value >= target


def _read_opened(case: FiguredCase, window: Window, today: date) -> int | None:
    return 1 if lies_in(case.opened_on, window) and case.opened_on <= today else None


def _read_mentor_in_time(case: FiguredCase, window: Window, today: date) -> int | None:
    """Of the cases opened in the window so long ago that it can be told: whether there was a mentor in time."""
    if not lies_in(case.opened_on, window) or case.opened_on + MENTOR_WITHIN > today:
        return None
    wait = count_wait(case, today)
    return int(wait is not None and wait <= MENTOR_WITHIN.days)


def _read_wait(case: FiguredCase, window: Window, today: date) -> int | None:
    """Of the cases whose first mentor came in the window."""
    return count_wait(case, today) if lies_in(case.figures.first_mentor_on, window) else None


def _read_attached(case: FiguredCase, window: Window, today: date) -> int | None:
    """Of the cases closed in the window whose outcome is told."""
    after = case.figures.attachment_after
    if not case.is_closed(today) or not lies_in(case.closed_on, window) or after is None:
        return None
    return int(after in ATTACHED)


def _read_step(step: str) -> Read:
    def read(case: FiguredCase, window: Window, today: date) -> int | None:
        if not is_open_in(case, window):
            return None
        return int(read_levels(case.figures.recipe)[STEPS.index(step)] == YES)

    return read


READERS: dict[str, Read] = {
    "cases_opened": _read_opened,
    "mentor_in_time": _read_mentor_in_time,
    "median_wait": _read_wait,
    "attached_after": _read_attached,
    **{measure: _read_step(step) for measure, step in RECIPE_STEPS.items()},
}
