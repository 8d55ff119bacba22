"""Mentors of a case one after the other: days without one, how long somebody waited, and where the rhythm starts anew.

Own definitions. Fafo 2019 (F20, F21) found that jobseekers wait when a mentor leaves or is found late, and that the timing is
lost; how many days that was is not told there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from hybridmentor.domain.attention import MENTORS, Followed
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.contact_plan import Agreement
from hybridmentor.domain.working_days import DAY
from hybridmentor.errors import Message

DECLINED = frozenset({"mentor_declined", "jobseeker_declined"})
"""The keys of `mentor_end_reason` for somebody who never began: one of the two said no before the start. Such a turn has one day,
counts as no time with a mentor, and is no fault (Fafo 2019, F22: the right to say no)."""


class TurnDays(Protocol):
    """The days of a turn, both inside, and why it ended, as `Turn` and the stored row both have them."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date | None:
        """The last day; None while it goes on."""

    @property
    def end_reason(self) -> str | None:
        """A key of `mentor_end_reason`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A person's time as mentor."""

    from_on: date
    to_on: date | None = None
    end_reason: str | None = None


T = TypeVar("T", bound=TurnDays)


def is_declined(turn: TurnDays) -> bool:
    """Whether somebody said no before the start."""
    return turn.end_reason in DECLINED


def list_served(turns: Iterable[T]) -> list[T]:
    """The turns that began, the earliest first; those where somebody said no before the start are left out."""
    return sorted((turn for turn in turns if not is_declined(turn)), key=lambda turn: turn.from_on)


def covers(turn: TurnDays, day: date) -> bool:
    """Whether the day lies in the turn."""
    return turn.from_on <= day and (turn.to_on is None or day <= turn.to_on)


def find_overlap(turn: TurnDays, others: Iterable[T]) -> T | None:
    """The first of the others that has a day in common with the turn; one in which somebody said no has none with anybody."""
    if is_declined(turn):
        return None
    for other in list_served(others):
        begins_before_end = turn.to_on is None or other.from_on <= turn.to_on
        ends_after_begin = other.to_on is None or other.to_on >= turn.from_on
        if begins_before_end and ends_after_begin:
            return other
    return None


def list_gaps(turns: Iterable[TurnDays]) -> tuple[Pause, ...]:
    """The days between one mentor and the next on which there was none, as pauses of the relationship with the mentor.

    Before the first and after the last there is no relationship, so nothing to cut out.
    """
    gaps = []
    reached: date | None = None
    for turn in list_served(turns):
        if reached is not None and turn.from_on > reached + DAY:
            gaps.append(Pause(reached + DAY, turn.from_on - DAY))
        if turn.to_on is None:
            break
        reached = turn.to_on if reached is None else max(reached, turn.to_on)
    return tuple(gaps)


@dataclass(frozen=True, slots=True)
class Waits:
    """Days without a mentor."""

    before: tuple[int | None, ...]
    """Before each turn, in the order given; None for one in which somebody said no, whose day is waited through."""
    now: int | None
    """Up to today, where there is no mentor, nor one to come, and the case is open; None otherwise."""


def measure_waits(
    turns: Sequence[TurnDays], opened_on: date, today: date, *, closed_on: date | None = None
) -> Waits:
    """How many days the jobseeker had no mentor: before each, and until today where there is none.

    Calendar days, pauses included: the wait is the jobseeker's and not Nav's. The first wait counts from the day the case was
    opened, for that is the one day that every case has; when the company was chosen is not a day that is kept. A mentor from
    the first day, or from before it, was waited for 0 days. In the wait of today, today itself counts.
    """
    before: dict[int, int] = {}
    free_from = opened_on
    served = list_served(turns)
    for turn in served:
        before[id(turn)] = max(0, (turn.from_on - free_from).days)
        if turn.to_on is not None:
            free_from = max(free_from, turn.to_on + DAY)
    waits = tuple(before.get(id(turn)) for turn in turns)
    has_one = any(turn.to_on is None or turn.to_on >= today for turn in served)
    if closed_on is not None or has_one or free_from > today:
        return Waits(waits, None)
    return Waits(waits, (today - free_from).days + 1)


def list_doubts(
    turn: TurnDays,
    *,
    confidentiality_on: date | None,
    has_no_family_tie: bool | None,
    told_mentor_on: date | None,
    told_jobseeker_on: date | None,
    today: date,
) -> tuple[Message, ...]:
    """What should be looked at, in words; nothing of it hinders anybody. None of it is asked about who said no.

    Of a mentor whose time is over only why it ended: what was not signed or told then cannot be made good.
    """
    if is_declined(turn):
        return ()
    if turn.to_on is not None and turn.to_on < today:
        return () if turn.end_reason else (Message("mentor.doubt.no_reason"),)
    told = {"mentor": told_mentor_on, "jobseeker": told_jobseeker_on}
    untold = [key for key, day in told.items() if day is None]
    doubts = []
    if confidentiality_on is None:
        doubts.append(Message("mentor.doubt.confidentiality"))
    if has_no_family_tie is False:
        doubts.append(Message("mentor.doubt.family_tie"))
    if len(untold) == len(told):
        doubts.append(Message("mentor.doubt.right_untold"))
    elif untold:
        # words: mentor.doubt.right_untold.
        doubts.append(Message(f"mentor.doubt.right_untold.{untold[0]}"))
    return tuple(doubts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mentors of a case stand on a day, for the clock of agreed contact."""

    began_on: date | None = None
    """The first day of the mentor of the day; None without one."""
    former_to: date | None = None
    """The last day of the mentor before that one."""
    left_on: date | None = None
    """The last day of the last mentor, where there is none on the day."""
    left_reason: str | None = None
    """Why that one left, a key of `mentor_end_reason`."""


def find_standing(turns: Iterable[TurnDays], today: date) -> Standing:
    """Who is mentor on the day since when, and when the one before left."""
    served = list_served(turns)
    current = next((turn for turn in reversed(served) if covers(turn, today)), None)
    limit = current.from_on if current is not None else today
    ends = [(turn.to_on, turn) for turn in served if turn.to_on is not None and turn.to_on < limit]
    last, turn = max(ends, key=lambda end: end[0], default=(None, None))
    if current is None:
        return Standing(left_on=last, left_reason=turn.end_reason if turn is not None else None)
    return Standing(current.from_on, last)


def split_agreements(agreements: Iterable[Agreement], turns: Iterable[TurnDays]) -> tuple[Agreement, ...]:
    """What was agreed on contact with the mentor, a part for each mentor's time, so that each part's rhythm starts anew.

    What was agreed for days without a mentor is left out. Without any mentor all of it stands.
    """
    served = list_served(turns)
    if not served:
        return tuple(agreements)
    parts = []
    for agreement in agreements:
        for turn in served:
            from_on = max(agreement.from_on, turn.from_on)
            to_on = min((day for day in (agreement.to_on, turn.to_on) if day is not None), default=None)
            if to_on is None or from_on <= to_on:
                parts.append(replace(agreement, from_on=from_on, to_on=to_on))
    return tuple(sorted(parts, key=lambda part: part.from_on))


def restart(followed: Followed, standing: Standing) -> Followed:
    """The relationship as the clock of the present mentor sees it; others than the mentor's stay as they are.

    An agreement stands when the mentor is replaced, and its rhythm starts anew on the new mentor's first day, the first phase
    too: nobody begins as overdue for what the one before was owed. A contact, or an attempt, up to the last day of the one
    before is theirs. Without a mentor after one has left, nothing is due (`Followed.has_nobody`).
    """
    if followed.relationship not in MENTORS:
        return followed
    agreement = followed.agreement
    if standing.began_on is not None and agreement is not None and agreement.from_on < standing.began_on:
        agreement = replace(agreement, from_on=standing.began_on)
    former_to = standing.former_to
    is_new = former_to is not None and (followed.last_on is None or followed.last_on <= former_to)
    tried = followed.last_attempt_on
    return replace(
        followed,
        agreement=agreement,
        last_on=None if is_new else followed.last_on,
        last_attempt_on=None if former_to is not None and tried and tried <= former_to else tried,
        attempts_since=0
        if former_to is not None and tried and tried <= former_to
        else followed.attempts_since,
        has_nobody=standing.left_on is not None,
    )
