"""The steps of a case that the actor has been shown."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import CaseStep


def list_steps(session: Session, case_id: UUID) -> Sequence[CaseStep]:
    """All steps of the case; their order is the practice model's."""
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.id)).all()


def find_step(session: Session, case_id: UUID, key: str) -> CaseStep | None:
    """The step of the case with the key."""
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == key)).first()
