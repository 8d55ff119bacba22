"""Outcomes of a case that the actor has been shown."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import CaseOutcome


def find_closing_outcome(session: Session, case_id: UUID) -> CaseOutcome | None:
    """The facts when the case closed; None while it is open."""
    statement = (
        select(CaseOutcome)
        .where(CaseOutcome.case_id == case_id, CaseOutcome.moment == "closing")
        .order_by(CaseOutcome.measured_on.desc(), CaseOutcome.id)
        .limit(1)
    )
    return session.scalars(statement).first()
