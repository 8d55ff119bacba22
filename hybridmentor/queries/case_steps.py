"""The steps of a case that the actor has been shown."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import CaseForm, CaseStep


def list_steps(session: Session, case_id: UUID) -> Sequence[CaseStep]:
    """All steps of the case; their order is the practice model's."""
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.id)).all()


def list_steps_and_form(session: Session, case_id: UUID) -> tuple[Sequence[CaseStep], CaseForm | None]:
    """All steps of the case and its form, in one query."""
    statement = (
        select(CaseStep, CaseForm)
        .outerjoin(CaseForm, CaseForm.case_id == CaseStep.case_id)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.id)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [row[0] for row in rows], rows[0][1] if rows else None


def find_step(session: Session, case_id: UUID, key: str) -> CaseStep | None:
    """The step of the case with the key."""
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == key)).first()
