"""Persons at the workplace: those of a company, one of them. Every statement starts from the scope."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from hybridmentor.domain.folding import split_name
from hybridmentor.identity import Actor
from hybridmentor.models import ContactParticipant, Employer, Match, MentorAssignment, Office, WorkplacePerson
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import OfficeFacts

MOST_PERSONS = 200
"""Of a company's persons so many are shown, those who were added last."""


@dataclass(frozen=True)
class VisiblePerson:
    """A person whom the actor may see, with the office and the facts that the rules ask for."""

    person: WorkplacePerson
    office_name: str
    facts: OfficeFacts


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_persons(actor)
        .join(Office, Office.id == Employer.office_id)
        .add_columns(Office.name, Office.purpose)
        .options(contains_eager(WorkplacePerson.employer))
        .execution_options(populate_existing=True)
    )


def find_person(
    session: Session, actor: Actor, person_id: UUID, *, lock: bool = False
) -> VisiblePerson | None:
    """The person; None if there is none or it is not for the actor to see. `lock` holds the row against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(WorkplacePerson.id).where(WorkplacePerson.id == person_id).with_for_update())
    row = session.execute(_start(actor).where(WorkplacePerson.id == person_id)).first()
    if row is None:
        return None
    person, office_name, purpose = row
    return VisiblePerson(person, office_name, OfficeFacts(person.employer.office_id, purpose))


def list_persons(session: Session, actor: Actor, employer_id: UUID) -> Sequence[WorkplacePerson]:
    """The persons at a company by name, those who have left too; none where the actor may not see them."""
    statement = (
        scopes.visible_persons(actor)
        .where(WorkplacePerson.employer_id == employer_id)
        .order_by(WorkplacePerson.created_at.desc(), WorkplacePerson.id)
        .limit(MOST_PERSONS)
    )
    return sorted(session.scalars(statement), key=lambda one: (split_name(one.name or ""), str(one.id)))


def map_persons(
    session: Session, actor: Actor, person_ids: Collection[UUID]
) -> Mapping[UUID, WorkplacePerson]:
    """Those of the persons whom the actor may see, by id, with their company."""
    if not person_ids:
        return {}
    statement = (
        scopes.visible_persons(actor)
        .where(WorkplacePerson.id.in_(person_ids))
        .options(contains_eager(WorkplacePerson.employer))
    )
    return {person.id: person for person in session.scalars(statement)}


def is_in_cases(session: Session, person_id: UUID) -> bool:
    """Whether a case speaks of the person: as mentor, as somebody whom a contact was with, or as offered to a jobseeker."""
    for column in (MentorAssignment.person_id, ContactParticipant.person_id, Match.person_id):
        if session.scalar(select(func.count()).where(column == person_id)):
            return True
    return False
