"""Pauses of cases that the actor has been shown, or that come from a scoped query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import Pause
from hybridmentor.models import CasePause


def list_pauses(session: Session, case_id: UUID) -> Sequence[CasePause]:
    """All pauses of a case, the latest first."""
    statement = (
        select(CasePause)
        .where(CasePause.case_id == case_id)
        .order_by(CasePause.from_on.desc(), CasePause.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def describe_pause(row: "CasePause | PauseLine") -> Pause:
    """The pause as the rules know it."""
    return Pause(row.from_on, row.to_on, row.reason, row.follow_up_on)


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause as plain values, as the rules know it and with its id."""

    case_id: UUID
    id: UUID
    from_on: date
    to_on: date | None
    reason: str
    follow_up_on: date | None
