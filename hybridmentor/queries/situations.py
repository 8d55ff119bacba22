"""The situation of cases: all that `domain.attention` asks for, in six queries however many cases there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.attention import Followed, PlannedContact, Situation
from hybridmentor.domain.consent_purposes import PURPOSES, RESEARCH
from hybridmentor.domain.consent_state import ConsentState, list_unsettled
from hybridmentor.models import (
    Case,
    CaseForm,
    CasePause,
    Consent,
    ContactPlan,
    ContactPoint,
    MentorAssignment,
)
from hybridmentor.queries.consents import LATEST_FIRST, read_consent
from hybridmentor.queries.contact_plans import describe_agreement, map_current_plans
from hybridmentor.queries.contacts import (
    ContactSummary,
    join_summaries,
    list_planned,
    map_first_planned,
    summarise_contacts,
)
from hybridmentor.queries.mentors import list_all_assignments, pick_current_mentors
from hybridmentor.queries.pauses import map_latest_pauses

RELATIONSHIPS = ("mentor", "jobseeker", "employer")
"""Whom the adviser is in touch with."""
FOLLOWED = (*RELATIONSHIPS, "mentor_jobseeker")
"""And the one that others tell of."""
FARTHEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class CaseInView:
    """A case with its situation and the rows that it rests on."""

    case: Case
    situation: Situation
    mentor: MentorAssignment | None
    planned: tuple[ContactPoint, ...]
    pause: CasePause | None
    summaries: dict[str, ContactSummary]


def gather_situations(
    session: Session, wanted: Select[Case], today: date, *options: Any
) -> Sequence[CaseInView]:
    """The wanted cases, the earliest opened first, with the situation of each.

    `wanted` is a scoped query with its limit; `options` say what is loaded with a case, its office among it.
    """
    confirmed, unasked = _list_cases(session, wanted, today, *options)
    ids = [case.id for case in confirmed]
    plans = map_current_plans(session, ids, today)
    summaries = summarise_contacts(session, ids)
    assignments = list_all_assignments(session, ids)
    planned = list_planned(session, ids, today + FARTHEST_AHEAD)
    pauses = map_latest_pauses(session, ids, today)
    mentors = pick_current_mentors(assignments, today)
    found = []
    for case, confirmed_to in confirmed.items():
        mentor = mentors.get(case.id)
        own = tuple(contact for contact in planned if contact.case_id == case.id)
        told = share_clock(
            {key: summaries[case.id, key] for key in FOLLOWED if (case.id, key) in summaries}, mentor
        )
        days = [day for one in told.values() for day in (one.last_on, one.last_attempt_on) if day]
        situation = Situation(
            opened_on=case.opened_on or today,
            followed=_follow(case.id, plans, told, own),
            planned=tuple(
                PlannedContact(
                    one.id, one.occurred_on, tuple(part.relationship_key for part in one.participants)
                )
                for one in own
            ),
            closed_on=case.closed_on,
            follow_up_on=case.follow_up_on,
            pause=pauses.get(case.id),
            last_entry_on=max(days, default=None),
            has_mentor=mentor is not None,
            is_mentor_wanted=case.mentor_of_interest != "no",
            mentor_left_on=_find_leave(case.id, assignments, today) if mentor is None else None,
            confirmed_to=confirmed_to,
            consent=unasked.get(str(case.id)),
        )
        found.append(CaseInView(case, situation, mentor, own, pauses.get(case.id), told))
    return found


def share_clock(
    summaries: dict[str, ContactSummary], mentor: MentorAssignment | None
) -> dict[str, ContactSummary]:
    """The summaries by relationship; where the employer is the mentor, one entry counts for both clocks."""
    if mentor is None or not mentor.is_employer:
        return summaries
    both = join_summaries(summaries.get("mentor"), summaries.get("employer"))
    return summaries if both is None else {**summaries, "mentor": both, "employer": both}


def _list_cases(
    session: Session, wanted: Select[Case], today: date, *options: Any
) -> tuple[dict[Case, date | None], dict[str, ConsentState]]:
    """The cases with the day that their log is confirmed to, and the jobseekers to be asked about research."""
    ids = wanted.with_only_columns(Case.id).subquery()
    answered = and_(Consent.case_id == Case.id, Consent.person == "jobseeker", Consent.purpose == RESEARCH)
    statement = (
        select(Case, CaseForm.log_confirmed_to, Consent)
        .join(ids, ids.c.id == Case.id)
        .outerjoin(CaseForm, CaseForm.case_id == Case.id)
        .outerjoin(Consent, answered)
        .options(*options)
        .order_by(Case.opened_on, Case.id, *LATEST_FIRST)
    )
    confirmed: dict[Case, date | None] = {}
    asked: dict[str, list[Any]] = {}
    rows: Iterable[Any] = session.execute(statement)
    for case, confirmed_to, row in rows:
        confirmed[case] = confirmed_to
        if case.office.participation == "participating" and case.closed_on is None:
            asked.setdefault(str(case.id), []).extend([read_consent(row)] if row is not None else [])
    return confirmed, list_unsettled(asked, PURPOSES[RESEARCH], today)


def _follow(
    case_id: UUID,
    plans: dict[tuple[UUID, str], ContactPlan],
    told: dict[str, ContactSummary],
    planned: Sequence[ContactPoint],
) -> tuple[Followed, ...]:
    first = map_first_planned(planned)
    followed = []
    for key in FOLLOWED:
        summary = told.get(key)
        followed.append(
            Followed(
                key,
                describe_agreement(plans.get((case_id, key))),
                summary.last_on if summary else None,
                summary.last_attempt_on if summary else None,
                summary.attempts_since if summary else 0,
                first.get((case_id, key)),
            )
        )
    return tuple(followed)


def _find_leave(case_id: UUID, assignments: Sequence[MentorAssignment], today: date) -> date | None:
    ends = [one.to_on for one in assignments if one.case_id == case_id and one.to_on and one.to_on < today]
    return max(ends, default=None)
