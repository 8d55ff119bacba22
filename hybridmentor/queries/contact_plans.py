"""Agreed contact: the agreements in force, for cases from a scoped query."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.models import ContactPlan


def map_current_plans(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[tuple[UUID, str], ContactPlan]:
    """The agreement in force today per case and relationship; none where nothing is agreed."""
    if not case_ids:
        return {}
    statement = (
        select(ContactPlan)
        .where(
            ContactPlan.case_id.in_(case_ids),
            ContactPlan.from_on <= today,
            or_(ContactPlan.to_on.is_(None), ContactPlan.to_on >= today),
        )
        .order_by(ContactPlan.from_on, ContactPlan.id)
    )
    return {(row.case_id, row.relationship_key): row for row in session.scalars(statement)}
