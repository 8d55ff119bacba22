"""Absences of the actor, of colleagues in the actor's offices, and who is away."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.contact_plan import Away
from hybridmentor.identity import Actor
from hybridmentor.models import Absence

LOOKS_BACK = timedelta(days=92)
"""So long after its end an absence still moves what fell due in it."""


def list_absences(session: Session, actor: Actor) -> Sequence[Absence]:
    """The actor's own absences that are not over, the earliest first, each with its stand-in."""
    statement = (
        select(Absence)
        .where(Absence.user_id == actor.user_id, Absence.to_on >= actor.today)
        .options(joinedload(Absence.stand_in))
        .order_by(Absence.from_on, Absence.id)
    )
    return session.scalars(statement).all()


def find_absence(session: Session, actor: Actor, absence_id: int) -> Absence | None:
    """One of the actor's own absences; None for anybody else's."""
    statement = select(Absence).where(Absence.id == absence_id, Absence.user_id == actor.user_id)
    return session.scalars(statement).first()


def list_away(session: Session, user_id: int, today: date) -> tuple[Away, ...]:
    """The days of a user's absences that nobody stands in for, those that are just over included.

    What fell due in an absence is due on the first day back, also when that day has come.
    """
    statement = (
        select(Absence.from_on, Absence.to_on)
        .where(Absence.user_id == user_id, Absence.to_on >= today - LOOKS_BACK, Absence.stand_in_id.is_(None))
        .order_by(Absence.from_on, Absence.id)
    )
    return tuple(Away(from_on, to_on) for from_on, to_on in session.execute(statement))
