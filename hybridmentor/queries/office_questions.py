"""The questions that an office has added; the caller has asked whether the actor may see the office's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import OfficeQuestion


def list_office_questions(
    session: Session, office_id: int, step: str | None = None
) -> Sequence[OfficeQuestion]:
    """The office's questions in use, of one step if it is named, the oldest first. Steps come in no order."""
    statement = select(OfficeQuestion).where(OfficeQuestion.office_id == office_id, OfficeQuestion.is_active)
    if step is not None:
        statement = statement.where(OfficeQuestion.step == step)
    return session.scalars(statement.order_by(OfficeQuestion.id)).all()


def find_office_question(session: Session, office_id: int, question_id: int) -> OfficeQuestion | None:
    """The question, in use or not, if it is the office's."""
    statement = select(OfficeQuestion).where(
        OfficeQuestion.id == question_id, OfficeQuestion.office_id == office_id
    )
    return session.scalars(statement).first()
