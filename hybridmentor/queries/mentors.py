"""Mentors and other persons at the workplace, for cases that the actor has been shown."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.models import MentorAssignment


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


def pick_current_mentors(
    assignments: Sequence[MentorAssignment], today: date
) -> dict[UUID, MentorAssignment]:
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
