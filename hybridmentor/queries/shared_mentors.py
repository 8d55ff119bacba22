"""Cases that share a mentor: one contact with the mentor may be about all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.folding import split_name
from hybridmentor.identity import Actor
from hybridmentor.models import Case, MentorAssignment, WorkplacePerson
from hybridmentor.policy import scopes
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits

MOST_CASES = 100


@dataclass(frozen=True)
class SharedCase:
    """A case with the same mentor, as plain values: they outlive a unit of work that is rolled back."""

    case_id: UUID
    number: str
    jobseeker: str
    opened_on: date | None


def list_shared_cases(
    session: Session, actor: Actor, case: Case, mentor: MentorAssignment | None
) -> Sequence[SharedCase]:
    """Other open cases with the same mentor today in which the actor may log, by the jobseeker's name; two queries.

    The same mentor is the same person, or one at the same company by the same name: whoever names a mentor in a second case
    writes the name anew (own definition). The adviser chooses, so a namesake does no harm.
    """
    if mentor is None:
        return []
    today = actor.today
    same = select(WorkplacePerson.id).where(
        or_(WorkplacePerson.id == mentor.person_id, WorkplacePerson.employer_id == mentor.person.employer_id)
    )
    assigned = and_(
        MentorAssignment.person_id.in_(same),
        MentorAssignment.from_on <= today,
        or_(MentorAssignment.to_on.is_(None), MentorAssignment.to_on >= today),
    )
    # Ids only, of whatever case; who may see them is asked of these few.
    ids = set(session.scalars(select(MentorAssignment.case_id).where(assigned))) - {case.id}
    if not ids:
        return []
    statement = (
        scopes.visible_cases(actor, ids)
        .add_columns(scopes.has_part(actor), MentorAssignment)
        .join(MentorAssignment, MentorAssignment.case_id == Case.id)
        .where(Case.origin == "office", Case.closed_on.is_(None), assigned)
        .options(joinedload(Case.jobseeker), joinedload(MentorAssignment.person))
        .order_by(Case.id)
        .limit(MOST_CASES)
    )
    found = {}
    for other, has_part, assignment in session.execute(statement):
        facts = gather_case_facts(other, actor_has_part=bool(has_part), actor_is_recused=False)
        if permits(actor, Permission.LOG_CONTACT, facts) and _is_same(assignment, mentor):
            name = other.jobseeker.name if other.jobseeker else None
            found[other.id] = SharedCase(other.id, other.number, name or other.number, other.opened_on)
    return sorted(found.values(), key=lambda one: (split_name(one.jobseeker), one.number))


def _is_same(one: MentorAssignment, other: MentorAssignment) -> bool:
    if one.person_id == other.person_id:
        return True
    return split_name(one.person.name or "") == split_name(other.person.name or "") != []
