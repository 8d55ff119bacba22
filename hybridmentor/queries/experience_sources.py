"""What a case offers for the draft of an experience: its notes, how far it has come, and what is not to be named in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.disclosure_people import KnownPerson, list_lookup_terms
from hybridmentor.domain.experience_draft import Places
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Candidate,
    Case,
    CaseStep,
    ContactPoint,
    ContactTheme,
    Employer,
    MentorAssignment,
    Office,
    WorkplacePerson,
)
from hybridmentor.policy import scopes
from hybridmentor.queries.case_steps import list_steps
from hybridmentor.queries.known_names import gather_known_names

MOST_CONTACTS = 5
NAV = "Nav "


@dataclass(frozen=True)
class CaseSource:
    """The case as the draft of an experience begins with it. `notes` of contacts are the latest, in the order of their days."""

    steps: Sequence[CaseStep]
    notes: Sequence[str]
    themes: Sequence[str]
    people: Sequence[KnownPerson]
    places: Places


def gather_case_source(session: Session, actor: Actor, case: Case) -> CaseSource:
    """What the case holds to tell of; the view has opened it. A fixed number of queries."""
    steps = list_steps(session, case.id)
    contacts = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.case_id == case.id,
            ContactPoint.note_sealed.is_not(None),
            ContactPoint.outcome != "planned",
        )
        .options(joinedload(ContactPoint.case))
        .order_by(ContactPoint.occurred_on.desc(), ContactPoint.id.desc())
        .limit(MOST_CONTACTS)
    ).all()
    notes = [contact.note for contact in reversed(contacts) if contact.note]
    themes = session.scalars(
        select(ContactTheme.theme)
        .join(ContactPoint, ContactPoint.id == ContactTheme.contact_id)
        .where(ContactPoint.case_id == case.id)
    ).all()
    terms = {
        term for text in (*notes, *(one.note or "" for one in steps)) for term in list_lookup_terms(text)
    }
    known = gather_known_names(session, actor, terms, [case.id])
    return CaseSource(steps, notes, themes, known.people, gather_places(session, actor, [case.id]))


def gather_places(session: Session, actor: Actor, case_ids: Sequence[UUID]) -> Places:
    """The companies, places and offices of the cases that the actor sees, by name: two queries.

    The companies are those where the jobseekers are, those that came into question, and those where the mentors work.
    """
    if not case_ids:
        return Places()
    seen = scopes.visible_cases(actor, case_ids).with_only_columns(Case.id)
    own = select(Employer.name, Employer.place).join(Case, Case.employer_id == Employer.id)
    theirs = (
        select(Employer.name, Employer.place)
        .join(WorkplacePerson, WorkplacePerson.employer_id == Employer.id)
        .join(MentorAssignment, MentorAssignment.person_id == WorkplacePerson.id)
    )
    asked = select(Candidate.company, Employer.place).outerjoin(
        Employer, Employer.id == Candidate.employer_id
    )
    offices = select(Office.name).join(Case, Case.office_id == Office.id).where(Case.id.in_(seen))
    rows = session.execute(
        own.where(Case.id.in_(seen)).union(
            theirs.where(MentorAssignment.case_id.in_(seen)), asked.where(Candidate.case_id.in_(seen))
        )
    ).all()
    named = session.scalars(offices).all()
    return Places(
        firms=tuple(sorted({row[0] for row in rows if row[0]})),
        places=tuple(
            sorted(
                {row[1] for row in rows if row[1]}
                | {name.removeprefix(NAV) for name in named if name.startswith(NAV)}
            )
        ),
        offices=tuple(sorted(set(named))),
    )
