"""Attention: what a case needs from a person, and why.

One function for my day, the weekly letter and the office's view, so that they never say different things. What is due follows
from what is agreed (`contact_plan`); the rest are own definitions, stated at each limit. Never a number that ranks people: a need
is about a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hybridmentor.domain.case_course import PauseDays, find_return, is_on, wants_look
from hybridmentor.domain.case_review import ReviewState
from hybridmentor.domain.consent_state import ConsentState
from hybridmentor.domain.contact_plan import Agreement, Away, ContactState, is_covered, judge_contact
from hybridmentor.errors import Message

KINDS = (
    "planned_today",
    "no_answer",
    "overdue",
    "did_it_happen",
    "soon",
    "look_at_pause",
    "follow_up",
    "no_mentor",
    "no_agreement",
    "consent",
    "confirm_log",
    "review_follow_up",
    "review",
)
"""What a case can need, in the order of what needs a person most: today's appointments are bound to the clock, then what is late,
then what may have happened and is not written down, then what comes, then what is missing."""

ATTEMPTS_IN_A_ROW = 3
"""So many attempts without an answer since the last contact are shown by themselves: another way may have to be agreed."""
CONFIRM_EVERY = timedelta(weeks=8)
"""So old the confirmation of the log may get before it is asked for again (own definition: "asked now and then")."""
STOPPED_AFTER = timedelta(days=14)
"""So long past its due day, or past the day to look at a pause, before a case is said to have stopped (own definition)."""
MENTORS = ("mentor", "mentor_jobseeker")
"""The relationships that begin and end with a mentor."""
STARTED_WITHIN = timedelta(days=28)
"""So long a case may go without a mentor, or without any agreement, before it is said to have stopped (own definition)."""


NEVER_REVIEWED = ReviewState()


AWAY = "away"
"""The key of `mentor_end_reason` for a mentor who is away for a longer time."""


@dataclass(frozen=True)
class Followed:
    """One relationship of a case as it is followed."""

    relationship: str
    agreement: Agreement | None = None
    last_on: date | None = None
    """The last contact that took place."""
    last_attempt_on: date | None = None
    attempts_since: int = 0
    """Attempts after the last contact that took place."""
    planned_on: date | None = None
    """The planned contact that stands for the next one (`contact_plan.find_planned`)."""
    has_nobody: bool = False
    """Whether there is nobody to be in touch with: the mentor has left, and there is no new one (`mentor_turns.restart`)."""


@dataclass(frozen=True)
class PlannedContact:
    """A planned contact that nobody has answered."""

    id: UUID
    day: date
    relationships: tuple[str, ...]


@dataclass(frozen=True)
class StudyConsent:
    """The jobseeker's consent to an open study that asks for the case, where it is missing or must be asked for again."""

    study_id: UUID
    title: str
    state: ConsentState


@dataclass(frozen=True)
class Situation:
    """What is known of a case when its needs are judged."""

    opened_on: date
    followed: tuple[Followed, ...] = ()
    planned: tuple[PlannedContact, ...] = ()
    closed_on: date | None = None
    follow_up_on: date | None = None
    """When a closed case is to be asked about again."""
    pause: PauseDays | None = None
    """The latest pause."""
    last_entry_on: date | None = None
    """The last contact or attempt with anybody."""
    has_mentor: bool = False
    is_mentor_wanted: bool = True
    mentor_left_on: date | None = None
    """The last day of the last mentor, where there is none now."""
    mentor_left_reason: str | None = None
    """Why that one left, a key of `mentor_end_reason`."""
    confirmed_to: date | None = None
    """The day up to which the log has been confirmed as complete."""
    consent: ConsentState | None = None
    """A consent that is missing or must be asked for again; None where all is well or nothing is asked."""
    study_consents: tuple[StudyConsent, ...] = ()
    """The same for each study that asks for the case."""
    away: tuple[Away, ...] = ()
    """When the adviser of the case is away and nobody stands in."""
    review: ReviewState = NEVER_REVIEWED
    """When the case is to be gone through again, and what was agreed to be followed up when it was."""


@dataclass(frozen=True)
class Need:
    """One thing that a case needs from a person."""

    kind: str
    """One of `KINDS`."""
    cause: Message
    """The short reason."""
    detail: Message | None = None
    """The rest of the sentence."""
    day: date | None = None
    """The day that it hangs on: due, planned, since when."""
    relationship: str | None = None
    contact_id: UUID | None = None
    """The planned contact."""
    study_id: UUID | None = None
    """The study that a consent is missing for."""
    is_stopped: bool = False
    """Whether the case has stopped here: shown to the adviser first, then to the office without a name."""


def describe_interval(days: int) -> Message:
    """An interval in running text, such as "hver 14. dag"."""
    # words: interval.
    return (
        Message(f"interval.{days}") if days in (7, 14, 28, 30, 60, 90) else Message("interval.days", n=days)
    )


def name_day(day: date, today: date) -> Message | date:
    """A day as one says it: yesterday, today, tomorrow, else the day itself."""
    # words: day.when.
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    return Message(f"day.when.{near}") if near else day


def judge_relationships(situation: Situation, today: date) -> Mapping[str, ContactState]:
    """How each relationship of the case stands today; with nobody on the other side nothing is due (`not_followed`)."""
    return {
        one.relationship: judge_contact(
            one.agreement,
            one.last_on,
            today,
            closed=situation.closed_on is not None,
            has_nobody=one.has_nobody,
            paused=is_on(situation.pause, today),
            returned_on=find_return(situation.pause, today),
            away=situation.away,
        )
        for one in situation.followed
    }


def list_needs(
    situation: Situation, today: date, states: Mapping[str, ContactState] | None = None
) -> tuple[Need, ...]:
    """What the case needs today, what needs a person most first; `states` are those of `judge_relationships` for who has them.

    A relationship whose next contact is planned in time needs nothing but that. In a pause nothing presses; what is planned for
    today is told all the same. A closed case needs only the question that was put off.
    """
    if situation.closed_on is not None:
        return _ask_again(situation, today)
    needs = [_tell_planned(one, today) for one in situation.planned if one.day == today]
    paused = is_on(situation.pause, today)
    needs += _look_at_pause(situation, today)
    if not paused:
        needs += [_ask_whether(one, today) for one in situation.planned if one.day < today]
        states = states or judge_relationships(situation, today)
        for one in situation.followed:
            needs += _judge_due(one, states[one.relationship], today)
        needs += _list_missing(situation, today)
        needs += _list_reviews(situation.review, today)
    needs += _ask_consent(situation)
    return tuple(sorted(needs, key=_by_weight))


def _by_weight(need: Need) -> tuple[int, date]:
    return KINDS.index(need.kind), need.day or date.max


def _ask_again(situation: Situation, today: date) -> tuple[Need, ...]:
    due = situation.follow_up_on
    if due is None or due > today:
        return ()
    cause = Message("attention.follow_up", day=due)
    return (Need("follow_up", cause, Message("attention.follow_up.detail"), due),)


def _tell_planned(planned: PlannedContact, today: date) -> Need:
    cause = Message("attention.planned_today")
    return Need("planned_today", cause, None, planned.day, _pick_first(planned), planned.id)


def _ask_whether(planned: PlannedContact, today: date) -> Need:
    cause = Message("attention.did_it_happen", day=name_day(planned.day, today))
    return Need(
        "did_it_happen",
        cause,
        None,
        planned.day,
        _pick_first(planned),
        planned.id,
        is_stopped=today - planned.day > STOPPED_AFTER,
    )


def _pick_first(planned: PlannedContact) -> str:
    order = ("mentor", "jobseeker", "employer", "mentor_jobseeker")
    return next((key for key in order if key in planned.relationships), "jobseeker")


def _judge_due(followed: Followed, state: ContactState, today: date) -> list[Need]:
    if followed.has_nobody:
        return []
    tried = (
        followed.last_attempt_on
        if followed.last_attempt_on and (not followed.last_on or followed.last_attempt_on > followed.last_on)
        else None
    )
    unanswered = tried is not None and followed.attempts_since >= ATTEMPTS_IN_A_ROW
    cause = Message("attention.no_answer", n=followed.attempts_since)
    if followed.agreement is None and unanswered and followed.planned_on is None:
        detail = Message("attention.no_answer.unagreed", day=tried)
        return [Need("no_answer", cause, detail, tried, followed.relationship)]
    if followed.agreement is None or state.due_on is None or state.every_days is None:
        return []
    if is_covered(state, followed.planned_on, today):
        return []
    agreed = describe_interval(state.every_days)
    stopped = today - state.due_on > STOPPED_AFTER
    if unanswered:
        detail = Message("attention.no_answer.detail", day=tried, agreed=agreed)
        return [Need("no_answer", cause, detail, state.due_on, followed.relationship, is_stopped=stopped)]
    if state.state not in ("overdue", "soon"):
        return []
    detail = Message("attention.agreed", agreed=agreed)
    if tried is not None:
        detail = Message("attention.agreed_tried", agreed=agreed, day=tried)
    if state.state == "soon":
        cause = Message("attention.soon", day=name_day(state.due_on, today))
    elif state.days_since is None:
        cause = Message("attention.none_yet")
    else:
        cause = Message("attention.overdue", n=state.days_since)
    return [Need(state.state, cause, detail, state.due_on, followed.relationship, is_stopped=stopped)]


def _look_at_pause(situation: Situation, today: date) -> list[Need]:
    pause = situation.pause
    if pause is None or not wants_look(pause, today, situation.last_entry_on):
        return []
    if not is_on(pause, today):
        cause, detail = Message("attention.pause_ended", day=pause.to_on), Message("attention.pause_quiet")
    elif pause.to_on is not None:
        cause, detail = Message("attention.pause_until", day=pause.to_on), None
    else:
        cause, detail = Message("attention.pause_since", day=pause.from_on), None
    day = pause.follow_up_on
    return [
        Need(
            "look_at_pause",
            cause,
            detail or Message("attention.pause_look", day=day),
            day,
            is_stopped=day is not None and today - day > STOPPED_AFTER,
        )
    ]


def _list_missing(situation: Situation, today: date) -> list[Need]:
    needs = []
    waited = today - situation.opened_on > STARTED_WITHIN
    if not situation.has_mentor and situation.is_mentor_wanted:
        left = situation.mentor_left_on
        since = left or situation.opened_on
        cause = Message("attention.no_mentor", day=since)
        if left:
            is_away = situation.mentor_left_reason == AWAY
            cause = Message("attention.mentor_away" if is_away else "attention.mentor_left", day=left)
        needs.append(Need("no_mentor", cause, None, since, is_stopped=today - since > STARTED_WITHIN))
    if all(one.agreement is None for one in situation.followed):
        cause = Message("attention.no_agreement")
        needs.append(Need("no_agreement", cause, None, situation.opened_on, is_stopped=waited))
    known_to = situation.confirmed_to or situation.opened_on
    if today - known_to > CONFIRM_EVERY:
        cause = (
            Message("attention.confirm_log", day=known_to)
            if situation.confirmed_to
            else Message("attention.confirm_log.never")
        )
        needs.append(Need("confirm_log", cause, None, known_to))
    return needs


def _ask_consent(situation: Situation) -> list[Need]:
    needs = [] if situation.consent is None else [Need("consent", situation.consent.reason)]
    for one in situation.study_consents:
        detail = Message("attention.consent.study", study=one.title)
        needs.append(Need("consent", one.state.reason, detail, study_id=one.study_id))
    return needs


def _list_reviews(review: ReviewState, today: date) -> list[Need]:
    """What two have agreed to look at again; a case that nobody has gone through needs nothing of its adviser for that."""
    needs = []
    if review.follow_up_on is not None and review.follow_up_on <= today:
        cause = Message("attention.review_follow_up", day=name_day(review.follow_up_on, today))
        needs.append(Need("review_follow_up", cause, None, review.follow_up_on))
    if review.next_on is not None and review.next_on <= today:
        cause = Message("attention.review", day=name_day(review.next_on, today))
        needs.append(Need("review", cause, None, review.next_on))
    return needs
