"""Companies that come into question, for a case that the actor has been shown."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import Candidate


def list_candidates(session: Session, case_id: UUID) -> Sequence[Candidate]:
    """The companies of the case, in the order in which they were added."""
    statement = (
        select(Candidate).where(Candidate.case_id == case_id).order_by(Candidate.created_at, Candidate.id)
    )
    return session.scalars(statement).all()


def find_candidate(session: Session, case_id: UUID, candidate_id: UUID) -> Candidate | None:
    """The company of the case with the id, as it is stored now; None if the case has none such."""
    statement = select(Candidate).where(Candidate.case_id == case_id, Candidate.id == candidate_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()
