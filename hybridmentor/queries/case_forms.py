"""The registration form of a case that the actor has been shown."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import CaseForm


def find_case_form(session: Session, case_id: UUID) -> CaseForm | None:
    """What is typed on the form; None where nobody has yet."""
    return session.scalars(select(CaseForm).where(CaseForm.case_id == case_id)).first()
