"""What the page of a case shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import Answers, read_answers, read_day
from hybridmentor.domain.attention import MENTORS, Situation, judge_relationships
from hybridmentor.domain.case_course import find_latest_pause, is_on
from hybridmentor.domain.case_review import ReviewState
from hybridmentor.domain.case_status import CaseFacts, derive_case_status
from hybridmentor.domain.collaboration import ENTRIES, TOOK_PLACE, Collaboration, LoggedContact
from hybridmentor.domain.contact_plan import FARTHEST_AHEAD, Agreement, ContactState, find_planned, is_covered
from hybridmentor.domain.mentor_turns import find_standing, list_served
from hybridmentor.domain.practice import PracticeModel, Step
from hybridmentor.domain.recipe import RecipeFacts, RecipeLine, StepNote, judge_recipe
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseOutcome,
    CaseStep,
    CaseTurn,
    ContactPoint,
    MentorAssignment,
)
from hybridmentor.queries.absences import map_away
from hybridmentor.queries.case_course import AskingStudy, CaseCourse, map_courses
from hybridmentor.queries.case_steps import list_steps_and_form
from hybridmentor.queries.cases import list_advisers
from hybridmentor.queries.collaboration import (
    CaseDays,
    Tenure,
    TurnQuality,
    judge_case,
    judge_turns,
    share_entries,
)
from hybridmentor.queries.contact_plans import describe_agreement, list_plans, pick_current
from hybridmentor.queries.contacts import ContactSummary, list_contacts
from hybridmentor.queries.handovers import list_turns
from hybridmentor.queries.log_entries import (
    LogEntry,
    list_log,
    list_waiting,
    name_relationships,
    summarise_log,
)
from hybridmentor.queries.mentors import list_assignments, pick_current_mentors
from hybridmentor.queries.outcomes import list_outcomes
from hybridmentor.queries.pauses import PauseLine, describe_pause
from hybridmentor.queries.situations import FOLLOWED, describe_followed

LATEST = 5
HANDOVER_SHOWN = timedelta(days=30)
"""So long the new adviser finds the note of the one before on top of the page."""


@dataclass(frozen=True)
class Relation:
    """One relationship of the case: how it stands and what it rests on."""

    key: str
    state: ContactState
    agreement: Agreement | None
    """What is agreed today."""
    agreements: tuple[Agreement, ...]
    """All that has been agreed, the earliest first."""
    summary: ContactSummary | None
    with_present: ContactSummary | None
    """The same with the present mentor alone, where an earlier one has been replaced."""
    planned_on: date | None
    """The planned contact that stands for the next one."""


@dataclass(frozen=True)
class CasePage:
    """All that the page of a case shows beside the case itself."""

    status: str
    adviser: str | None
    steps: list[tuple[Step, CaseStep | None]]
    relations: list[Relation]
    next: Relation | None
    """The contact that is due first, of those that have no contact planned."""
    then: Relation | None
    """The one due after it."""
    contacts: Sequence[ContactPoint]
    has_more_contacts: bool
    planned: Sequence[LogEntry]
    log: Sequence[LogEntry]
    """All entries, the earliest first, for the picture."""
    pauses: Sequence[PauseLine]
    """All pauses, the latest first."""
    confirmed_to: date | None
    """The day up to which the log is confirmed as complete."""
    collaborations: tuple[Collaboration, ...]
    mentor_turns: tuple[TurnQuality, ...]
    """The collaboration in the time of each mentor, the earliest first."""
    answers: Answers
    """What is typed on the registration form."""
    assignments: Sequence[MentorAssignment]
    mentor: MentorAssignment | None
    outcome: CaseOutcome | None
    """How a closed case went."""
    follow_ups: Sequence[CaseOutcome]
    """What was found out later, the earliest first."""
    pause: PauseLine | None
    """The pause of today."""
    turns: Sequence[CaseTurn]
    """Handovers and reopenings, the latest first."""
    review: ReviewState
    """When it was gone through, and is to be again; what is to be discussed."""
    handover: CaseTurn | None
    """The latest handover to the actor, for the first `HANDOVER_SHOWN`."""
    recipe: tuple[RecipeLine, ...]
    """The mirror of the recipe."""
    studies: tuple[AskingStudy, ...]
    """The open studies that ask for the case."""


def gather_case_page(session: Session, actor: Actor, case: Case, practice: PracticeModel) -> CasePage:
    """The page's content for a case that the actor has been shown."""
    today = actor.today
    steps, form = list_steps_and_form(session, case.id)
    rows = {row.step: row for row in steps}
    assignments = list_assignments(session, case.id)
    mentor = pick_current_mentors(assignments, today).get(case.id)
    standing = find_standing(assignments, today)
    plans = list_plans(session, case.id)
    log = list_log(session, case.id)
    is_shared = mentor is not None and mentor.is_employer
    summaries = summarise_log(log, is_shared=is_shared)
    since = standing.former_to
    theirs = summaries
    if since is not None:
        theirs = summarise_log((one for one in log if one.occurred_on > since), is_shared=is_shared)
    contacts, more = list_contacts(session, case.id, limit=LATEST)
    # In a closed case nobody can answer what was planned.
    planned = [] if case.closed_on else list_waiting(log, today + FARTHEST_AHEAD)
    course = map_courses(session, [case.id]).get(case.id, CaseCourse())
    pauses = course.pauses
    latest_pause = find_latest_pause(pauses, today)
    pause = latest_pause if is_on(latest_pause, today) and not case.closed_on else None
    turns = list_turns(session, case.id)
    answers = read_answers(form)
    confirmed_to = read_day(answers.get("log_confirmed_to"))
    current = pick_current(plans, today)
    followed = []
    for key in FOLLOWED:
        days = (one.occurred_on for one in planned if key in name_relationships(one, is_shared=is_shared))
        agreement, planned_on = describe_agreement(current.get(key)), find_planned(days, today)
        summary = (theirs if key in MENTORS else summaries).get(key)
        followed.append(describe_followed(key, agreement, summary, planned_on, standing))
    situation = Situation(
        opened_on=case.opened_on or today,
        followed=tuple(followed),
        closed_on=case.closed_on,
        pause=latest_pause,
        away=() if case.closed_on else map_away(session, [case.id], today).get(case.id, ()),
    )
    states = judge_relationships(situation, today)
    relations = [
        Relation(
            one.relationship,
            states[one.relationship],
            describe_agreement(current.get(one.relationship)),
            tuple(
                agreed
                for plan in plans
                if plan.relationship_key == one.relationship and (agreed := describe_agreement(plan))
            ),
            summaries.get(one.relationship),
            (theirs if one.relationship in MENTORS else summaries).get(one.relationship),
            one.planned_on,
        )
        for one in followed
    ]
    due = sorted(
        (r for r in relations if r.state.due_on is not None and not is_covered(r.state, r.planned_on, today)),
        key=lambda r: (r.state.due_on, r.key),
    )
    status = derive_case_status(
        CaseFacts(
            closed_on=case.closed_on,
            later_measurement_on=case.follow_up_on,
            steps_begun=sum(row.status != "open" for row in rows.values()),
            contacts=len(log),
            has_mentor=bool(assignments),
        )
    )
    judged = (
        CaseDays(
            case.id,
            case.opened_on or today,
            case.employer_id is not None,
            contact_ended_on=read_day(answers.get("contact_ended_on")),
            closed_on=case.closed_on,
            confirmed_to=confirmed_to,
        ),
        [Tenure(one.from_on, one.to_on, one.is_employer, one.id) for one in list_served(assignments)],
        [one.describe() for one in log if one.outcome in ENTRIES and one.occurred_on <= today],
        [describe_pause(row) for row in pauses],
        today,
    )
    outcome, follow_ups = list_outcomes(session, case.id) if case.closed_on else (None, [])
    _, tenures, contacts_so_far, *_ = judged
    return CasePage(
        status=status,
        adviser=list_advisers(session, [case.id], today).get(case.id),
        steps=[(step, rows.get(step.key)) for step in practice.steps],
        relations=relations,
        next=due[0] if due else None,
        then=due[1] if len(due) > 1 else None,
        contacts=contacts,
        has_more_contacts=more,
        planned=planned,
        log=log,
        pauses=pauses,
        confirmed_to=confirmed_to,
        answers=answers,
        collaborations=tuple(judge_case(*judged)),
        mentor_turns=judge_turns(*judged),
        assignments=assignments,
        mentor=mentor,
        outcome=outcome,
        follow_ups=follow_ups,
        pause=pause,
        turns=turns,
        review=course.review,
        handover=_find_handover(actor, turns),
        recipe=judge_recipe(_gather_recipe(case, steps, assignments, tenures, contacts_so_far, today)),
        studies=course.studies,
    )


def _gather_recipe(
    case: Case,
    steps: Sequence[CaseStep],
    assignments: Sequence[MentorAssignment],
    tenures: Sequence[Tenure],
    contacts: Sequence[LoggedContact],
    today: date,
) -> RecipeFacts:
    """What the mirror is made from; `queries.case_figures` makes the same of many cases at once."""
    forms: dict[str, list[str | None]] = {}
    for contact in share_entries(contacts, tenures):
        for relationship in contact.relationships if contact.outcome == TOOK_PLACE else ():
            forms.setdefault(relationship, []).append(contact.form)
    served = list_served(assignments)
    begun = [one.from_on for one in served if one.from_on <= today]
    return RecipeFacts(
        steps={row.step: StepNote(row.status, row.done_on, read_answers(row)) for row in steps},
        entry_point=case.entry_point,
        mentor_of_interest=case.mentor_of_interest,
        has_employer=case.employer_id is not None,
        first_mentor_on=min(begun, default=None),
        chosen_by=frozenset(one.chosen_by for one in served if one.chosen_by),
        is_employer_mentor=any(one.is_employer for one in served),
        forms=forms,
    )


def _find_handover(actor: Actor, turns: Sequence[CaseTurn]) -> CaseTurn | None:
    latest = next((turn for turn in turns if turn.kind == "handover"), None)
    if latest is None or latest.to_user_id != actor.user_id:
        return None
    return latest if latest.turned_on > actor.today - HANDOVER_SHOWN else None
