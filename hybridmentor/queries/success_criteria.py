"""The success criteria that an office has decided on; the caller has asked whether the actor may see the office's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import SuccessCriterion


def list_active_criteria(session: Session, office_id: int) -> Sequence[SuccessCriterion]:
    """The office's criteria in use, the oldest first; none unless the office has decided on some."""
    statement = (
        select(SuccessCriterion)
        .where(SuccessCriterion.office_id == office_id, SuccessCriterion.is_active)
        .order_by(SuccessCriterion.id)
    )
    return session.scalars(statement).all()


def find_criterion(session: Session, office_id: int, criterion_id: int) -> SuccessCriterion | None:
    """The criterion, in use or not, if it is the office's."""
    statement = select(SuccessCriterion).where(
        SuccessCriterion.id == criterion_id, SuccessCriterion.office_id == office_id
    )
    return session.scalars(statement).first()


def find_criterion_by_words(session: Session, office_id: int, words: str) -> SuccessCriterion | None:
    """The office's criterion in these very words, in use or not."""
    statement = select(SuccessCriterion).where(
        SuccessCriterion.office_id == office_id, SuccessCriterion.words == words
    )
    return session.scalars(statement).first()
