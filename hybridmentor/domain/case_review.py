"""Case reviews: when a case is to be gone through again, and why it stands on the lead's list.

The practice model proposes how often (`review_every_days`); the lead and the adviser decide the day, or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.domain.fault import Fault
from hybridmentor.domain.form_state import write_day
from hybridmentor.errors import Message


@dataclass(frozen=True)
class ReviewLine:
    """A review that was held, as far as the clock asks: its days, and whether what was to be followed up has been."""

    held_on: date
    next_on: date | None = None
    follow_up_on: date | None = None
    followed_up_on: date | None = None


@dataclass(frozen=True)
class ReviewState:
    """How a case stands: the last review, the next one, what is to be followed up first, and since when it is to be discussed."""

    last_on: date | None = None
    next_on: date | None = None
    follow_up_on: date | None = None
    raised_on: date | None = None


def summarise_reviews(reviews: Iterable[ReviewLine], raised: Iterable[date] = ()) -> ReviewState:
    """The state that follows from all reviews of a case and the days of what is still to be discussed.

    The next review is the one that the latest says; an earlier one that said another day has been followed by it.
    """
    lines = list(reviews)
    latest = max(lines, key=lambda line: line.held_on, default=None)
    waiting = [line.follow_up_on for line in lines if line.follow_up_on and line.followed_up_on is None]
    return ReviewState(
        last_on=latest.held_on if latest else None,
        next_on=latest.next_on if latest else None,
        follow_up_on=min(waiting, default=None),
        raised_on=min(raised, default=None),
    )


def suggest_next(held_on: date, every_days: int | None) -> date | None:
    """The day that the practice model proposes for the next review; None where it proposes nothing."""
    return held_on + timedelta(days=every_days) if every_days is not None else None


def check_review(
    *,
    held_on: date,
    next_on: date | None,
    follow_up: str | None,
    follow_up_on: date | None,
    opened_on: date | None,
    today: date,
) -> tuple[Fault, ...]:
    """What is wrong with the days of a review; empty when all is well. A day to follow up needs words that say what."""
    faults: list[Fault] = []
    if held_on > today:
        faults.append(Fault("held_on", Message("review.error.held_ahead")))
    elif opened_on is not None and held_on < opened_on:
        faults.append(Fault("held_on", Message("review.error.before_opening")))
    if next_on is not None and next_on <= held_on:
        faults.append(Fault("next_on", Message("review.error.next")))
    if follow_up_on is not None and follow_up_on < held_on:
        faults.append(Fault("follow_up_on", Message("review.error.follow_up_on")))
    if follow_up_on is not None and not follow_up:
        faults.append(Fault("follow_up", Message("review.error.follow_up")))
    return tuple(faults)


def list_reasons(
    state: ReviewState, opened_on: date | None, every_days: int | None, today: date
) -> tuple[tuple[date, Message], ...]:
    """Why a case is to be gone through, each reason with the day that it hangs on, the earliest first; empty for no reason.

    A case that nobody has gone through is there once it is older than what the practice model proposes.
    """
    reasons: list[tuple[date, Message]] = []
    if state.raised_on is not None:
        reasons.append((state.raised_on, Message("review.reason.raised", day=write_day(state.raised_on))))
    if state.next_on is not None and state.next_on <= today:
        words = "review.reason.today" if state.next_on == today else "review.reason.due"
        reasons.append((state.next_on, Message(words, day=write_day(state.next_on))))
    if state.follow_up_on is not None and state.follow_up_on <= today:
        reasons.append(
            (state.follow_up_on, Message("review.reason.follow_up", day=write_day(state.follow_up_on)))
        )
    proposed = suggest_next(opened_on, every_days) if opened_on is not None else None
    if state.last_on is None and opened_on is not None and proposed is not None and proposed <= today:
        reasons.append((opened_on, Message("review.reason.never", day=write_day(opened_on))))
    return tuple(sorted(reasons, key=lambda reason: reason[0]))
