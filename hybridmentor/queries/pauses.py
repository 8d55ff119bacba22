"""Pauses of cases that the actor has been shown, or that come from a scoped query."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import Pause
from hybridmentor.models import CasePause


def list_pauses(session: Session, case_id: UUID) -> Sequence[CasePause]:
    """All pauses of a case, the latest first."""
    statement = (
        select(CasePause)
        .where(CasePause.case_id == case_id)
        .order_by(CasePause.from_on.desc(), CasePause.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def describe_pause(row: CasePause) -> Pause:
    """The pause as the rules know it."""
    return Pause(row.from_on, row.to_on, row.reason, row.follow_up_on)


def map_latest_pauses(session: Session, case_ids: Sequence[UUID], today: date) -> dict[UUID, CasePause]:
    """The pause of each case that has begun last, over or not; none where there has been none."""
    if not case_ids:
        return {}
    statement = (
        select(CasePause)
        .where(CasePause.case_id.in_(case_ids), CasePause.from_on <= today)
        .order_by(CasePause.from_on, CasePause.id)
    )
    return {row.case_id: row for row in session.scalars(statement)}
