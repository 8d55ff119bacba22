"""The situation of cases: all that `domain.attention` asks for, in seven queries however many cases there are.

Read as plain values: sixty cases as objects of the session would take longer than the rest of a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from hybridmentor.domain.attention import MENTORS, Followed, PlannedContact, Situation, StudyConsent
from hybridmentor.domain.case_course import find_latest_pause
from hybridmentor.domain.consent_purposes import PURPOSES, RESEARCH
from hybridmentor.domain.consent_state import (
    Consent as GivenConsent,
    ConsentState,
    judge_consent,
    list_unsettled,
)
from hybridmentor.domain.contact_plan import FARTHEST_AHEAD, Agreement, find_planned
from hybridmentor.domain.mentor_turns import Standing, find_standing, restart
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseForm, Consent, DataKey, Employer, Jobseeker, Office
from hybridmentor.models.named import Named, list_name_columns, read_named
from hybridmentor.queries.absences import map_away
from hybridmentor.queries.case_course import CaseCourse, StudyAsk, map_courses, map_own_courses
from hybridmentor.queries.consents import LATEST_FIRST, RULED_COLUMNS, read_ruled
from hybridmentor.queries.contact_plans import map_current_agreements
from hybridmentor.queries.contacts import ContactSummary, summarise_with_replaced
from hybridmentor.queries.log_entries import LogEntry, list_planned, name_relationships
from hybridmentor.queries.mentors import MentorLine, list_mentor_lines, pick_current_mentors
from hybridmentor.queries.pauses import PauseLine

RELATIONSHIPS = ("mentor", "jobseeker", "employer")
"""Whom the adviser is in touch with."""
FOLLOWED = (*RELATIONSHIPS, "mentor_jobseeker")
"""And the one that others tell of."""


class Company(NamedTuple):
    """The company of a case."""

    name: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a line of a page tells it."""

    id: UUID
    number: str
    office_id: int
    opened_on: date | None
    closed_on: date | None
    follow_up_on: date | None
    mentor_of_interest: str | None
    participation: str
    """Of its office."""
    confirmed_to: date | None
    """The day that its log is confirmed to."""
    employer: Company | None = field(kw_only=True)
    jobseeker: Named | None = field(kw_only=True)


@dataclass(frozen=True)
class CaseInView:
    """A case with its situation and what that rests on."""

    case: CaseLine
    situation: Situation
    mentor: MentorLine | None
    planned: tuple[LogEntry, ...]
    pause: PauseLine | None


def gather_situations(session: Session, wanted: Select[Case], today: date) -> Sequence[CaseInView]:
    """The wanted cases, the earliest opened first, with the situation of each. `wanted` is a scoped query with its limit."""
    cases, unasked = _list_cases(session, wanted, today)
    return _describe_cases(session, cases, unasked, map_courses(session, list(cases)), today)


def gather_own_situations(
    session: Session, wanted: Select[Case], actor: Actor
) -> tuple[Sequence[CaseInView], tuple[StudyAsk, ...]]:
    """The same for the actor's own cases, and in no more queries the studies that wait for the actor's own answer."""
    cases, unasked = _list_cases(session, wanted, actor.today)
    courses, asks = map_own_courses(session, list(cases), actor)
    return _describe_cases(session, cases, unasked, courses, actor.today), asks


def _describe_cases(
    session: Session,
    cases: Mapping[UUID, CaseLine],
    unasked: Mapping[str, ConsentState],
    courses: Mapping[UUID, CaseCourse],
    today: date,
) -> list[CaseInView]:
    ids = list(cases)
    agreements = map_current_agreements(session, ids, today)
    assigned = list_mentor_lines(session, ids)
    mentors = pick_current_mentors(assigned, today)
    shared = {case_id for case_id, mentor in mentors.items() if mentor.is_employer}
    planned = _group(list_planned(session, ids, today + FARTHEST_AHEAD))
    pauses = {case_id: find_latest_pause(one.pauses, today) for case_id, one in courses.items()}
    away = map_away(session, ids, today)
    turns: dict[UUID, list[MentorLine]] = {}
    for line in assigned:
        turns.setdefault(line.case_id, []).append(line)
    standings = {case_id: find_standing(own, today) for case_id, own in turns.items()}
    replaced = [case_id for case_id, one in standings.items() if one.former_to]
    summaries, theirs = summarise_with_replaced(session, ids, replaced, shared, today)
    found = []
    for case in cases.values():
        mentor, own = mentors.get(case.id), planned.get(case.id, ())
        standing = standings.get(case.id, Standing())
        with_present = {key: theirs for key in MENTORS if standing.former_to}
        followed = tuple(
            describe_followed(
                key,
                agreements.get((case.id, key)),
                with_present.get(key, summaries).get((case.id, key)),
                find_planned(
                    (
                        one.occurred_on
                        for one in own
                        if key in name_relationships(one, is_shared=case.id in shared)
                    ),
                    today,
                ),
                standing,
            )
            for key in FOLLOWED
        )
        found_of = [summaries[case.id, key] for key in FOLLOWED if (case.id, key) in summaries]
        days = [day for one in found_of for day in (one.last_on, one.last_attempt_on) if day]
        situation = Situation(
            opened_on=case.opened_on or today,
            followed=followed,
            planned=tuple(PlannedContact(one.id, one.occurred_on, one.relationship_keys) for one in own),
            closed_on=case.closed_on,
            follow_up_on=case.follow_up_on,
            pause=pauses.get(case.id),
            last_entry_on=max(days, default=None),
            has_mentor=mentor is not None,
            is_mentor_wanted=case.mentor_of_interest != "no",
            mentor_left_on=standing.left_on,
            mentor_left_reason=standing.left_reason,
            confirmed_to=case.confirmed_to,
            consent=unasked.get(str(case.id)),
            away=away.get(case.id, ()),
            review=courses.get(case.id, CaseCourse()).review,
            study_consents=_list_study_consents(courses.get(case.id, CaseCourse()), today),
        )
        found.append(CaseInView(case, situation, mentor, own, pauses.get(case.id)))
    return found


def _list_study_consents(course: CaseCourse, today: date) -> tuple[StudyConsent, ...]:
    """The jobseeker's consents to studies that are missing or have to be asked for again; a no is an answer."""
    judged = [
        StudyConsent(one.id, one.title, judge_consent(one.answers, one.purpose, today))
        for one in course.studies
    ]
    return tuple(one for one in judged if one.state.state not in ("given", "withdrawn"))


def _group(planned: Iterable[LogEntry]) -> Mapping[UUID, tuple[LogEntry, ...]]:
    by_case: dict[UUID, list[LogEntry]] = {}
    for one in planned:
        by_case.setdefault(one.case_id, []).append(one)
    return {case_id: tuple(entries) for case_id, entries in by_case.items()}


def _list_cases(
    session: Session, wanted: Select[Case], today: date
) -> tuple[dict[UUID, CaseLine], dict[str, ConsentState]]:
    """The cases, and the jobseekers to be asked about research."""
    ids = wanted.with_only_columns(Case.id).subquery()
    key = aliased(DataKey)
    answered = and_(Consent.case_id == Case.id, Consent.person == "jobseeker", Consent.purpose == RESEARCH)
    statement = (
        select(
            Case.id,
            Case.number,
            Case.office_id,
            Case.opened_on,
            Case.closed_on,
            Case.follow_up_on,
            Case.mentor_of_interest,
            Office.participation,
            CaseForm.log_confirmed_on,
            Employer.name,
            *list_name_columns(Jobseeker, key),
            *RULED_COLUMNS,
        )
        .join(ids, ids.c.id == Case.id)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Jobseeker, Jobseeker.id == Case.jobseeker_id)
        .outerjoin(key, key.id == Jobseeker.data_key_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .outerjoin(CaseForm, CaseForm.case_id == Case.id)
        .outerjoin(Consent, answered)
        .order_by(Case.opened_on, Case.id, *LATEST_FIRST)
    )
    cases: dict[UUID, CaseLine] = {}
    asked: dict[str, list[GivenConsent]] = {}
    rows: Iterable[Any] = session.execute(statement)
    for row in rows:
        case_id = row[0]
        if case_id not in cases:
            company = Company(row[9]) if row[9] is not None else None
            person = read_named(session, Jobseeker, row[10:15]) if row[10] is not None else None
            cases[case_id] = CaseLine(*row[:9], employer=company, jobseeker=person)
        case = cases[case_id]
        if case.participation == "participating" and case.closed_on is None:
            given = asked.setdefault(str(case_id), [])
            if row[15] is not None:
                given.append(read_ruled(row[15:]))
    return cases, list_unsettled(asked, PURPOSES[RESEARCH], today)


def describe_followed(
    key: str,
    agreement: Agreement | None,
    summary: ContactSummary | None,
    planned_on: date | None,
    standing: Standing,
) -> Followed:
    """One relationship of a case as it is followed, with the present mentor where it is the mentor's."""
    if summary is None:
        followed = Followed(key, agreement, planned_on=planned_on)
    else:
        followed = Followed(
            key, agreement, summary.last_on, summary.last_attempt_on, summary.attempts_since, planned_on
        )
    return restart(followed, standing)
