"""Outcomes of a case that the actor has been shown."""

from collections.abc import Sequence
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


def list_outcomes(session: Session, case_id: UUID) -> tuple[CaseOutcome | None, Sequence[CaseOutcome]]:
    """How the case closed, and the later measurements, the earliest first. In one query."""
    rows = session.scalars(
        select(CaseOutcome)
        .where(CaseOutcome.case_id == case_id)
        .order_by(CaseOutcome.measured_on, CaseOutcome.id)
    ).all()
    closing = next((row for row in reversed(rows) if row.moment == "closing"), None)
    return closing, [row for row in rows if row.moment == "later"]


def find_later_outcome(session: Session, case_id: UUID, outcome_id: UUID) -> CaseOutcome | None:
    """A later measurement of the case; None if there is none with the id."""
    statement = select(CaseOutcome).where(
        CaseOutcome.id == outcome_id, CaseOutcome.case_id == case_id, CaseOutcome.moment == "later"
    )
    return session.scalars(statement).first()
