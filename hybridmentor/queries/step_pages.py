"""What the page of a step rests on beside the step itself, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from hybridmentor.domain.contact_plan import Agreement
from hybridmentor.identity import Actor
from hybridmentor.models import Candidate, Case, ContactPoint, MentorAssignment, OfficeQuestion
from hybridmentor.queries.candidates import list_candidates
from hybridmentor.queries.contact_plans import describe_agreement, map_current_plans
from hybridmentor.queries.contacts import ContactSummary, list_contacts, summarise_contacts
from hybridmentor.queries.experience_hits import Hit, list_step_hits
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.queries.office_questions import list_office_questions

LATEST = 5
CONTACT_STEPS = {"collaboration": ("mentor",), "follow_up": ("jobseeker", "employer")}
"""The steps that rest on the log, and with whom."""


@dataclass(frozen=True)
class LoggedRelation:
    """Contact with one side of the case: what the log holds, and what is agreed."""

    key: str
    summary: ContactSummary | None
    agreement: Agreement | None


@dataclass(frozen=True)
class StepPage:
    """What a step's page shows beside its form; each part is empty where the step has none."""

    questions: Sequence[OfficeQuestion] = ()
    """The office's own questions for the step."""
    candidates: Sequence[Candidate] = ()
    assignments: Sequence[MentorAssignment] = ()
    relations: Sequence[LoggedRelation] = ()
    contacts: Sequence[ContactPoint] = field(default_factory=tuple)
    hits: Sequence[Hit] = ()
    """Experiences of the step."""


def gather_step_page(session: Session, actor: Actor, case: Case, step: str) -> StepPage:
    """The page's content for a step of a case that the actor has been shown."""
    return replace(_gather(session, actor, case, step), hits=list_step_hits(session, actor, step))


def _gather(session: Session, actor: Actor, case: Case, step: str) -> StepPage:
    questions = list_office_questions(session, case.office_id, step)
    if step == "company":
        return StepPage(questions, candidates=list_candidates(session, case.id))
    if step == "mentor":
        return StepPage(questions, assignments=list_assignments(session, case.id))
    wanted = CONTACT_STEPS.get(step)
    if wanted is None:
        return StepPage(questions)
    summaries = summarise_contacts(session, [case.id])
    plans = map_current_plans(session, [case.id], actor.today)
    relations = []
    for key in wanted:
        agreement = describe_agreement(plans.get((case.id, key)))
        relations.append(LoggedRelation(key, summaries.get((case.id, key)), agreement))
    contacts, _ = list_contacts(session, case.id, limit=LATEST, relationships=wanted)
    return StepPage(questions, relations=relations, contacts=contacts)
