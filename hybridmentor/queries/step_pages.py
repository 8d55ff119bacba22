"""What the page of a step rests on beside the step itself, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Candidate, Case, ContactPoint, MentorAssignment, OfficeQuestion
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.contacts import ContactSummary, list_contacts, summarise_contacts
from hybridmentor.queries.mentors import list_assignments

LATEST = 5
CONTACT_STEPS = {"collaboration": ("mentor",), "follow_up": ("jobseeker", "employer")}
"""The steps that rest on the log, and with whom."""


@dataclass(frozen=True)
class LoggedRelation:
    """Contact with one side of the case: what the log holds, and what is agreed."""

    key: str
    summary: ContactSummary | None
    every_days: int | None


@dataclass(frozen=True)
class StepPage:
    """What a step's page shows beside its form; each part is empty where the step has none."""

    questions: Sequence[OfficeQuestion] = ()
    """The office's own questions for the step."""
    candidates: Sequence[Candidate] = ()
    assignments: Sequence[MentorAssignment] = ()
    relations: Sequence[LoggedRelation] = ()
    contacts: Sequence[ContactPoint] = field(default_factory=tuple)


def gather_step_page(session: Session, actor: Actor, case: Case, step: str) -> StepPage:
    """The page's content for a step of a case that the actor has been shown."""
    questions = session.scalars(
        select(OfficeQuestion)
        .where(
            OfficeQuestion.office_id == case.office_id,
            OfficeQuestion.step == step,
            OfficeQuestion.is_active.is_(True),
        )
        .order_by(OfficeQuestion.id)
    ).all()
    if step == "company":
        statement = (
            select(Candidate).where(Candidate.case_id == case.id).order_by(Candidate.created_at, Candidate.id)
        )
        return StepPage(questions, candidates=session.scalars(statement).all())
    if step == "mentor":
        return StepPage(questions, assignments=list_assignments(session, case.id))
    wanted = CONTACT_STEPS.get(step)
    if wanted is None:
        return StepPage(questions)
    summaries = summarise_contacts(session, [case.id])
    plans = map_current_plans(session, [case.id], actor.today)
    relations = []
    for key in wanted:
        plan = plans.get((case.id, key))
        relations.append(
            LoggedRelation(key, summaries.get((case.id, key)), plan.every_days if plan else None)
        )
    contacts, _ = list_contacts(session, case.id, limit=20)
    concerned = [one for one in contacts if any(p.relationship_key in wanted for p in one.participants)]
    return StepPage(questions, relations=relations, contacts=concerned[:LATEST])
