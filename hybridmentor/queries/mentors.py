"""Mentors and other persons at the workplace, for cases that the actor has been shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.folding import split_name
from hybridmentor.domain.mentor_turns import DECLINED, is_declined
from hybridmentor.identity import Actor
from hybridmentor.models import Case, DataKey, MentorAssignment, WorkplacePerson
from hybridmentor.models.named import Named, list_name_columns, read_named
from hybridmentor.policy import scopes
from hybridmentor.queries.parameters import CASE_IDS

MOST_PERSONS = 200
"""So many persons of a company are offered, those who were added last."""


def list_assignments(session: Session, case_id: UUID) -> Sequence[MentorAssignment]:
    """All mentors of a case with the person, the latest first."""
    statement = (
        select(MentorAssignment)
        .where(MentorAssignment.case_id == case_id)
        .options(joinedload(MentorAssignment.person))
        .order_by(MentorAssignment.from_on.desc(), MentorAssignment.id)
    )
    return session.scalars(statement).all()


def find_assignment(session: Session, case_id: UUID, assignment_id: UUID) -> MentorAssignment | None:
    """A mentor's time in the case with the person; None if there is none with the id."""
    statement = (
        select(MentorAssignment)
        .where(MentorAssignment.id == assignment_id, MentorAssignment.case_id == case_id)
        .options(joinedload(MentorAssignment.person))
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def has_served() -> ColumnElement[bool]:
    """Whether an assignment began; nobody was mentor in one where somebody said no before the start."""
    return or_(MentorAssignment.end_reason.is_(None), MentorAssignment.end_reason.not_in(DECLINED))


def list_known_persons(session: Session, actor: Actor, case: Case) -> list[WorkplacePerson]:
    """Persons at the case's company who can be named as its mentor without being typed anew, by name; two queries.

    Those whom the actor may see in the register, and those who have been mentors in the case. Who has left the workplace, or
    is mentor in the case without an end, is left out.
    """
    if case.employer_id is None:
        return []
    statement = (
        scopes.visible_persons(actor)
        .where(
            WorkplacePerson.employer_id == case.employer_id,
            or_(WorkplacePerson.left_on.is_(None), WorkplacePerson.left_on >= actor.today),
        )
        .order_by(WorkplacePerson.created_at.desc(), WorkplacePerson.id)
        .limit(MOST_PERSONS)
    )
    found = {person.id: person for person in session.scalars(statement).unique()}
    for row in list_assignments(session, case.id):
        person = row.person
        if row.to_on is None:
            found.pop(person.id, None)
        elif person.employer_id == case.employer_id and (
            person.left_on is None or person.left_on >= actor.today
        ):
            found.setdefault(person.id, person)
    named = [person for person in found.values() if person.name]
    return sorted(named, key=lambda person: (split_name(person.name or ""), str(person.id)))


def list_all_assignments(session: Session, case_ids: Sequence[UUID]) -> Sequence[MentorAssignment]:
    """All mentors of the cases with the person, the earliest first. The cases come from a scoped query."""
    if not case_ids:
        return []
    statement = (
        select(MentorAssignment)
        .where(MentorAssignment.case_id.in_(case_ids))
        .options(joinedload(MentorAssignment.person))
        .order_by(MentorAssignment.from_on, MentorAssignment.id)
    )
    return session.scalars(statement).all()


@dataclass(frozen=True, slots=True)
class MentorLine:
    """A mentor of a case as plain values."""

    case_id: UUID
    from_on: date
    to_on: date | None
    is_employer: bool
    end_reason: str | None
    person: Named


_LINES = (
    select(
        MentorAssignment.case_id,
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.is_employer,
        MentorAssignment.end_reason,
        *list_name_columns(WorkplacePerson, DataKey),
    )
    .join(WorkplacePerson, WorkplacePerson.id == MentorAssignment.person_id)
    .join(DataKey, DataKey.id == WorkplacePerson.data_key_id)
    .where(MentorAssignment.case_id.in_(CASE_IDS))
    .order_by(MentorAssignment.from_on, MentorAssignment.id)
)


def list_mentor_lines(session: Session, case_ids: Sequence[UUID]) -> Sequence[MentorLine]:
    """All mentors of the cases by name, the earliest first. The cases come from a scoped query."""
    if not case_ids:
        return []
    rows: Iterable[Any] = session.execute(_LINES, {"case_ids": case_ids})
    return [
        MentorLine(row[0], row[1], row[2], row[3], row[4], read_named(session, WorkplacePerson, row[5:]))
        for row in rows
    ]


Assigned = TypeVar("Assigned", MentorAssignment, MentorLine)


def pick_current_mentors(assignments: Sequence[Assigned], today: date) -> dict[UUID, Assigned]:
    """The mentor of each case on the day, the latest if there are several; nobody who said no before the start."""
    return {
        row.case_id: row
        for row in assignments
        if row.from_on <= today and (row.to_on is None or row.to_on >= today) and not is_declined(row)
    }


def map_current_mentors(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[UUID, MentorAssignment]:
    """The mentor of each case on the day, the latest if there are several. The cases come from a scoped query."""
    return pick_current_mentors(list_all_assignments(session, case_ids), today)
