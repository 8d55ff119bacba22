"""My day: what each relationship of the actor's own cases needs, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.case_course import find_return, is_on, wants_look
from hybridmentor.domain.consent_purposes import PURPOSES, RESEARCH
from hybridmentor.domain.consent_state import Consent, ConsentState, list_unsettled
from hybridmentor.domain.contact_plan import Agreement, ContactState, is_covered, judge_contact
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CasePause, ContactPoint, MentorAssignment
from hybridmentor.policy import scopes
from hybridmentor.queries.consents import list_cases_with_answers
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.contacts import ContactSummary, list_planned, map_first_planned, summarise_contacts
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.queries.pauses import map_latest_pauses

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


@dataclass(frozen=True)
class PauseRow:
    """A case with its latest pause; `is_on` tells whether it goes on today."""

    case: Case
    pause: CasePause
    is_on: bool


@dataclass(frozen=True)
class ConsentRow:
    """A case of an office that takes part, whose jobseeker is to be asked about research, and why."""

    case: Case
    state: ConsentState


@dataclass
class Day:
    """My day, each list with what presses most first."""

    planned_today: list[PlannedRow] = field(default_factory=list)
    unanswered: list[PlannedRow] = field(default_factory=list)
    overdue: list[Row] = field(default_factory=list)
    soon: list[Row] = field(default_factory=list)
    pauses_to_see: list[PauseRow] = field(default_factory=list)
    """Pauses to look at again: their day has come, or they have ended by themselves."""
    paused: list[PauseRow] = field(default_factory=list)
    """Cases in a pause that nobody has to look at yet; nothing is due in them."""
    consents: list[ConsentRow] = field(default_factory=list)
    follow_ups: list[Case] = field(default_factory=list)
    """Closed cases to be asked about again, the one that has waited longest first."""
    without_mentor: list[Case] = field(default_factory=list)
    without_agreement: list[Case] = field(default_factory=list)
    on_track: int = 0
    cases: int = 0


def plan_day(session: Session, actor: Actor) -> Day:
    """The day of the actor: own open cases, at most 200 of them, in seven queries however many there are.

    A relationship whose next contact is planned in time is taken out of what is overdue or due soon. A case in a pause
    stands in no list that presses; what is planned for today is shown all the same.
    """
    wanted = (
        scopes.visible_cases(actor)
        .where(scopes.has_part(actor), Case.origin == "office", Case.closed_on.is_(None))
        .order_by(Case.opened_on, Case.id)
        .limit(MOST_CASES)
    )
    loads = (joinedload(Case.jobseeker), joinedload(Case.employer), joinedload(Case.office))
    answers = list_cases_with_answers(session, wanted, "jobseeker", RESEARCH, *loads)
    cases = list(answers)
    ids = [case.id for case in cases]
    plans = map_current_plans(session, ids, actor.today)
    summaries = summarise_contacts(session, ids)
    mentors = map_current_mentors(session, ids, actor.today)
    planned = list_planned(session, ids, actor.today + FARTHEST_AHEAD)
    day = Day(cases=len(cases), follow_ups=_list_follow_ups(session, actor))
    pauses = map_latest_pauses(session, ids, actor.today)
    paused = {case_id for case_id, pause in pauses.items() if is_on(pause, actor.today)}
    _sort_planned(day, cases, planned, mentors, actor.today)
    day.unanswered = [row for row in day.unanswered if row.case.id not in paused]
    _sort_pauses(day, cases, pauses, summaries, actor.today)
    day.consents = _list_unasked(answers, actor.today)
    first_planned = map_first_planned(planned)
    for case in cases:
        if case.id in paused:
            continue
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
            last_on, returned_on = (
                summary.last_on if summary else None,
                find_return(pauses.get(case.id), actor.today),
            )
            state = judge_contact(agreement, last_on, actor.today, returned_on=returned_on)
            if is_covered(agreement, state, first_planned.get((case.id, relationship)), actor.today):
                continue
            _sort_row(day, Row(case, relationship, state, plan.every_days, summary, mentor))
    day.overdue.sort(key=_by_due)
    day.soon.sort(key=_by_due)
    return day


def _list_follow_ups(session: Session, actor: Actor) -> list[Case]:
    statement = (
        scopes.visible_cases(actor)
        .where(
            scopes.has_part(actor),
            Case.origin == "office",
            Case.closed_on.is_not(None),
            Case.follow_up_on <= actor.today,
        )
        .options(joinedload(Case.jobseeker), joinedload(Case.employer))
        .order_by(Case.follow_up_on, Case.id)
        .limit(MOST_CASES)
    )
    return list(session.scalars(statement))


def _list_unasked(answers: Mapping[Case, Sequence[Consent]], today: date) -> list[ConsentRow]:
    asked = {
        str(case.id): said for case, said in answers.items() if case.office.participation == "participating"
    }
    states = list_unsettled(asked, PURPOSES[RESEARCH], today)
    return [ConsentRow(case, states[str(case.id)]) for case in answers if str(case.id) in states]


def _sort_pauses(
    day: Day,
    cases: Sequence[Case],
    pauses: Mapping[UUID, CasePause],
    summaries: Mapping[tuple[UUID, str], ContactSummary],
    today: date,
) -> None:
    for case in cases:
        pause = pauses.get(case.id)
        if pause is None:
            continue
        told = [summaries[case.id, key] for key in RELATIONSHIPS if (case.id, key) in summaries]
        days = [on for one in told for on in (one.last_on, one.last_attempt_on) if on is not None]
        row = PauseRow(case, pause, is_on(pause, today))
        if wants_look(pause, today, max(days, default=None)):
            day.pauses_to_see.append(row)
        elif row.is_on:
            day.paused.append(row)
    day.pauses_to_see.sort(key=lambda row: (row.pause.follow_up_on or date.max, row.case.number))


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
