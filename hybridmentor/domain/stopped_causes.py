"""What cases have stopped at, counted by cause. The same needs stand on the adviser's own day before they stand here.

`attention.list_needs` is one function for both: the adviser sees a need from its first day, and only `STOPPED_AFTER` past its
day, or `STARTED_WITHIN` past the opening or the mentor's last day, has the case stopped for the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from hybridmentor.domain.attention import Need
from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS, Part, may_show_part

CAUSES = (
    "no_answer",
    "overdue",
    "did_it_happen",
    "look_at_pause",
    "mentor_away",
    "mentor_left",
    "no_mentor",
    "no_agreement",
)
"""In the order in which they are shown; the words are `stopped.cause.<key>`, what usually helps is `stopped.help.<key>`."""
# words: stopped.cause.
# words: stopped.help.

CAUSE_OF_MESSAGE = {"attention.mentor_left": "mentor_left", "attention.mentor_away": "mentor_away"}
STOPPED, NOT_STOPPED, CLOSED = "stopped", "not_stopped", "closed"


class Stop(NamedTuple):
    """A case that has stopped, without anybody in it."""

    case_id: UUID
    cause: str
    since: date


@dataclass(frozen=True)
class CauseSum:
    """How many cases have stopped at a cause; None is held back."""

    cause: str
    n: int | None
    since: date | None
    """The day that the oldest has waited from; told of the own office only, for it is about one case."""


@dataclass(frozen=True)
class StoppedSums:
    """The causes that there are, and how many have stopped; None where that is held back."""

    causes: tuple[CauseSum, ...]
    total: int | None

    @property
    def is_partly_hidden(self) -> bool:
        """Whether something is shown and something is not."""
        return self.total is not None and any(one.n is None for one in self.causes)


def name_cause(need: Need) -> str:
    """The cause that a need is counted under."""
    return CAUSE_OF_MESSAGE.get(need.cause.id, need.kind) if need.kind == "no_mentor" else need.kind


def sum_own(stops: Sequence[Stop]) -> StoppedSums:
    """For whoever leads the office: each cause that there is, with the day that the oldest has waited from."""
    sums = []
    for cause in CAUSES:
        days = [stop.since for stop in stops if stop.cause == cause]
        if days:
            sums.append(CauseSum(cause, len(days), min(days)))
    return StoppedSums(tuple(sums), len(stops))


def sum_for_others(
    stops: Iterable[Stop],
    cases: Sequence[FiguredCase],
    today: date,
    fewest: int = FEWEST_ADVISERS,
) -> StoppedSums:
    """For others than whoever leads the office: only what five advisers stand behind, and all causes alike.

    The office's cases are divided by cause, those that have not stopped and those that are closed among them, so that nothing
    comes out as a difference; and so are those that have stopped by themselves, since their sum stands beside the causes.
    """
    causes: Mapping[UUID, str] = {stop.case_id: stop.cause for stop in stops}
    found = [CLOSED if case.is_closed(today) else causes.get(case.id, NOT_STOPPED) for case in cases]
    parts = [Part(case.figures.adviser, (one,)) for case, one in zip(cases, found, strict=True)]
    stopped = [part for part in parts if part.categories[0] not in (NOT_STOPPED, CLOSED)]

    def permits(divided: Sequence[Part], category: str) -> bool:
        return may_show_part(divided, [True] * len(divided), (), (category,), counts=bool, fewest=fewest)

    thirds = [
        part if part.categories[0] in (NOT_STOPPED, CLOSED) else part._replace(categories=(STOPPED,))
        for part in parts
    ]
    if not permits(thirds, STOPPED):
        return StoppedSums(tuple(CauseSum(cause, None, None) for cause in CAUSES), None)
    sums = tuple(
        CauseSum(
            cause, found.count(cause) if permits(parts, cause) and permits(stopped, cause) else None, None
        )
        for cause in CAUSES
    )
    return StoppedSums(sums, len(stopped))
