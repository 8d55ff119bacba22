"""Companies that come into question, for a case that the actor has been shown."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.models import Candidate

LAST = 100
"""Behind every place in a tour."""


def _start(case_id: UUID) -> Select[Candidate]:
    return (
        select(Candidate)
        .where(Candidate.case_id == case_id)
        .options(joinedload(Candidate.employer), joinedload(Candidate.asker))
    )


def list_candidates(session: Session, case_id: UUID) -> Sequence[Candidate]:
    """The companies of the case, in the order in which they were added, each with its row of the register and who asked."""
    return session.scalars(_start(case_id).order_by(Candidate.created_at, Candidate.id)).all()


def find_candidate(session: Session, case_id: UUID, candidate_id: UUID) -> Candidate | None:
    """The company of the case with the id, as it is stored now; None if the case has none such."""
    statement = _start(case_id).where(Candidate.id == candidate_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def list_visits(candidates: Iterable[Candidate], on: date) -> list[Candidate]:
    """Those of the companies that are visited on the day, in the order of the tour; added ones in the order they came."""
    return sorted((one for one in candidates if one.visit_on == on), key=lambda one: one.visit_order or LAST)


def list_visit_days(candidates: Iterable[Candidate]) -> list[date]:
    """The days on which any of the companies is visited, the first one first."""
    return sorted({one.visit_on for one in candidates if one.visit_on is not None})


def pick_visit_day(days: Sequence[date], today: date) -> date | None:
    """The next day with visits, today among them; where none is to come the last one, and None where there is none."""
    return next((day for day in days if day >= today), days[-1] if days else None)
