"""What the page of a case shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import find_latest_pause, find_return, is_on
from hybridmentor.domain.case_status import CaseFacts, derive_case_status
from hybridmentor.domain.contact_plan import Agreement, ContactState, is_covered, judge_contact
from hybridmentor.domain.practice import PracticeModel, Step
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseOutcome,
    CasePause,
    CaseStep,
    CaseTurn,
    ContactPoint,
    MentorAssignment,
)
from hybridmentor.queries.case_steps import list_steps
from hybridmentor.queries.cases import list_advisers
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.contacts import (
    ContactSummary,
    list_contacts,
    list_planned,
    map_first_planned,
    summarise_contacts,
)
from hybridmentor.queries.days import RELATIONSHIPS
from hybridmentor.queries.handovers import list_turns
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.queries.outcomes import list_outcomes
from hybridmentor.queries.pauses import list_pauses

LATEST = 5
HANDOVER_SHOWN = timedelta(days=30)
"""So long the new adviser finds the note of the one before on top of the page."""


@dataclass(frozen=True)
class Relation:
    """One relationship of the case: how it stands and what it rests on."""

    key: str
    state: ContactState
    every_days: int | None
    summary: ContactSummary | None


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
    planned: Sequence[ContactPoint]
    assignments: Sequence[MentorAssignment]
    mentor: MentorAssignment | None
    outcome: CaseOutcome | None
    """How a closed case went."""
    follow_ups: Sequence[CaseOutcome]
    """What was found out later, the earliest first."""
    pause: CasePause | None
    """The pause of today."""
    turns: Sequence[CaseTurn]
    """Handovers and reopenings, the latest first."""
    handover: CaseTurn | None
    """The latest handover to the actor, for the first `HANDOVER_SHOWN`."""


def gather_case_page(session: Session, actor: Actor, case: Case, practice: PracticeModel) -> CasePage:
    """The page's content for a case that the actor has been shown."""
    today = actor.today
    rows = {row.step: row for row in list_steps(session, case.id)}
    assignments = list_assignments(session, case.id)
    mentor = next(
        (a for a in assignments if a.from_on <= today and (a.to_on is None or a.to_on >= today)), None
    )
    plans = map_current_plans(session, [case.id], today)
    summaries = summarise_contacts(session, [case.id])
    contacts, more = list_contacts(session, case.id, limit=LATEST)
    # In a closed case nobody can answer what was planned.
    planned = (
        [] if case.closed_on else list_planned(session, [case.id], today.replace(year=today.year + 2, day=1))
    )
    latest_pause = find_latest_pause(list_pauses(session, case.id), today)
    pause = latest_pause if is_on(latest_pause, today) and not case.closed_on else None
    turns = list_turns(session, case.id)
    relations = []
    waiting: set[str] = set()
    first_planned = map_first_planned(planned)
    for key in RELATIONSHIPS:
        plan, summary = plans.get((case.id, key)), summaries.get((case.id, key))
        agreement = Agreement(plan.every_days, plan.from_on) if plan else None
        state = judge_contact(
            agreement,
            summary.last_on if summary else None,
            today,
            closed=case.closed_on is not None,
            paused=pause is not None,
            returned_on=find_return(latest_pause, today),
        )
        relations.append(Relation(key, state, plan.every_days if plan else None, summary))
        if agreement and is_covered(agreement, state, first_planned.get((case.id, key)), today):
            waiting.add(key)
    due = sorted(
        (r for r in relations if r.state.due_on is not None and r.key not in waiting),
        key=lambda r: (r.state.due_on, r.key),
    )
    status = derive_case_status(
        CaseFacts(
            closed_on=case.closed_on,
            later_measurement_on=case.follow_up_on,
            steps_begun=sum(row.status != "open" for row in rows.values()),
            contacts=sum(summary.entries for summary in summaries.values()),
            has_mentor=bool(assignments),
        )
    )
    outcome, follow_ups = list_outcomes(session, case.id) if case.closed_on else (None, [])
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
        assignments=assignments,
        mentor=mentor,
        outcome=outcome,
        follow_ups=follow_ups,
        pause=pause,
        turns=turns,
        handover=_find_handover(actor, turns),
    )


def _find_handover(actor: Actor, turns: Sequence[CaseTurn]) -> CaseTurn | None:
    latest = next((turn for turn in turns if turn.kind == "handover"), None)
    if latest is None or latest.to_user_id != actor.user_id:
        return None
    return latest if latest.turned_on > actor.today - HANDOVER_SHOWN else None
