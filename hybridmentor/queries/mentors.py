"""Mentors and other persons at the workplace, for cases that the actor has been shown."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
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


def map_current_mentors(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[UUID, MentorAssignment]:
    """The mentor of each case today, the latest if there are several. The cases come from a scoped query."""
    if not case_ids:
        return {}
    statement = (
        select(MentorAssignment)
        .where(
            MentorAssignment.case_id.in_(case_ids),
            MentorAssignment.from_on <= today,
            or_(MentorAssignment.to_on.is_(None), MentorAssignment.to_on >= today),
        )
        .options(joinedload(MentorAssignment.person))
        .order_by(MentorAssignment.from_on, MentorAssignment.id)
    )
    return {row.case_id: row for row in session.scalars(statement)}
