"""My day: what each relationship of the actor's own cases needs, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.contact_plan import Agreement, ContactState, is_covered, judge_contact
from hybridmentor.identity import Actor
from hybridmentor.models import Case, ContactPoint, MentorAssignment
from hybridmentor.policy import scopes
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.contacts import ContactSummary, list_planned, map_first_planned, summarise_contacts
from hybridmentor.queries.mentors import map_current_mentors

RELATIONSHIPS = ("mentor", "jobseeker", "employer")
MOST_CASES = 200
FARTHEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Row:
    """One relationship of one case with its state and what it rests on."""

    case: Case
    relationship: str
    state: ContactState
    every_days: int | None
    summary: ContactSummary | None
    mentor: MentorAssignment | None


@dataclass(frozen=True)
class PlannedRow:
    """A planned contact that waits, today or earlier."""

    case: Case
    contact: ContactPoint
    mentor: MentorAssignment | None


@dataclass
class Day:
    """My day, each list with what presses most first."""

    planned_today: list[PlannedRow] = field(default_factory=list)
    unanswered: list[PlannedRow] = field(default_factory=list)
    overdue: list[Row] = field(default_factory=list)
    soon: list[Row] = field(default_factory=list)
    without_mentor: list[Case] = field(default_factory=list)
    without_agreement: list[Case] = field(default_factory=list)
    on_track: int = 0
    cases: int = 0


def plan_day(session: Session, actor: Actor) -> Day:
    """The day of the actor: own open cases, at most 200 of them, in five queries however many there are.

    A relationship whose next contact is planned in time is taken out of what is overdue or due soon.
    """
    statement = (
        scopes.visible_cases(actor)
        .where(scopes.has_part(actor), Case.origin == "office", Case.closed_on.is_(None))
        .options(joinedload(Case.jobseeker), joinedload(Case.employer))
        .order_by(Case.opened_on, Case.id)
        .limit(MOST_CASES)
    )
    cases = session.scalars(statement).all()
    ids = [case.id for case in cases]
    plans = map_current_plans(session, ids, actor.today)
    summaries = summarise_contacts(session, ids)
    mentors = map_current_mentors(session, ids, actor.today)
    planned = list_planned(session, ids, actor.today + FARTHEST_AHEAD)
    day = Day(cases=len(cases))
    _sort_planned(day, cases, planned, mentors, actor.today)
    first_planned = map_first_planned(planned)
    for case in cases:
        mentor = mentors.get(case.id)
        if mentor is None and case.mentor_of_interest != "no":
            day.without_mentor.append(case)
        if not any((case.id, relationship) in plans for relationship in RELATIONSHIPS):
            day.without_agreement.append(case)
        for relationship in RELATIONSHIPS:
            plan = plans.get((case.id, relationship))
            if plan is None:
                continue
            summary = summaries.get((case.id, relationship))
            agreement = Agreement(plan.every_days, plan.from_on)
            state = judge_contact(agreement, summary.last_on if summary else None, actor.today)
            if is_covered(agreement, state, first_planned.get((case.id, relationship)), actor.today):
                continue
            _sort_row(day, Row(case, relationship, state, plan.every_days, summary, mentor))
    day.overdue.sort(key=_by_due)
    day.soon.sort(key=_by_due)
    return day


def _by_due(row: Row) -> tuple[date, str, str]:
    return (row.state.due_on or date.max, row.case.number, row.relationship)


def _sort_row(day: Day, row: Row) -> None:
    if row.state.state == "overdue":
        day.overdue.append(row)
    elif row.state.state == "soon":
        day.soon.append(row)
    elif row.state.state == "on_track":
        day.on_track += 1


def _sort_planned(
    day: Day,
    cases: Sequence[Case],
    planned: Sequence[ContactPoint],
    mentors: dict[UUID, MentorAssignment],
    today: date,
) -> None:
    by_id = {case.id: case for case in cases}
    for contact in planned:
        if contact.occurred_on <= today:
            row = PlannedRow(by_id[contact.case_id], contact, mentors.get(contact.case_id))
            (day.planned_today if contact.occurred_on == today else day.unanswered).append(row)
