"""Mentors and other persons at the workplace, for cases that the actor has been shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.models import DataKey, MentorAssignment, WorkplacePerson
from hybridmentor.models.named import Named, list_name_columns, read_named
from hybridmentor.queries.parameters import CASE_IDS


def list_assignments(session: Session, case_id: UUID) -> Sequence[MentorAssignment]:
    """All mentors of a case with the person, the latest first."""
    statement = (
        select(MentorAssignment)
        .where(MentorAssignment.case_id == case_id)
        .options(joinedload(MentorAssignment.person))
        .order_by(MentorAssignment.from_on.desc(), MentorAssignment.id)
    )
    return session.scalars(statement).all()


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
    person: Named


_LINES = (
    select(
        MentorAssignment.case_id,
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.is_employer,
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
        MentorLine(case_id, from_on, to_on, is_employer, read_named(session, WorkplacePerson, person))
        for case_id, from_on, to_on, is_employer, *person in rows
    ]


Assigned = TypeVar("Assigned", MentorAssignment, MentorLine)


def pick_current_mentors(assignments: Sequence[Assigned], today: date) -> dict[UUID, Assigned]:
    """The mentor of each case on the day, the latest if there are several."""
    return {
        row.case_id: row
        for row in assignments
        if row.from_on <= today and (row.to_on is None or row.to_on >= today)
    }


def map_current_mentors(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[UUID, MentorAssignment]:
    """The mentor of each case on the day, the latest if there are several. The cases come from a scoped query."""
    return pick_current_mentors(list_all_assignments(session, case_ids), today)
