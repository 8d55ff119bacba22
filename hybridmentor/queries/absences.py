"""Absences of the actor, and the cases whose adviser is away."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from hybridmentor.domain.contact_plan import Away
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, CaseRole
from hybridmentor.queries.parameters import CASE_IDS, SINCE, TODAY

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


_covered = aliased(CaseRole)
_alone = and_(
    Absence.user_id == CaseRole.user_id,
    Absence.to_on >= SINCE,
    ~select(_covered.id)
    .where(_covered.absence_id == Absence.id, _covered.case_id == CaseRole.case_id)
    .exists(),
)
_AWAY = (
    select(CaseRole.case_id, CaseRole.user_id, Absence.from_on, Absence.to_on)
    .outerjoin(Absence, _alone)
    .where(
        CaseRole.case_id.in_(CASE_IDS),
        CaseRole.role == "adviser",
        CaseRole.from_on <= TODAY,
        or_(CaseRole.to_on.is_(None), CaseRole.to_on >= TODAY),
    )
    .order_by(CaseRole.case_id, Absence.from_on, Absence.id)
)


def map_away(session: Session, case_ids: Sequence[UUID], today: date) -> dict[UUID, tuple[Away, ...]]:
    """The days on which a case's adviser is away and nobody stands in in it, those that are just over included.

    What fell due in an absence is due on the first day back, also when that day has come. None where several advisers share
    the case, nor where an absence has a stand-in with a part in it: the clocks go on.
    """
    if not case_ids:
        return {}
    sent = {"case_ids": case_ids, "today": today, "since": today - LOOKS_BACK}
    days: dict[UUID, list[Away]] = {}
    advisers: dict[UUID, set[int]] = {}
    for case_id, user_id, from_on, to_on in session.execute(_AWAY, sent):
        advisers.setdefault(case_id, set()).add(user_id)
        if from_on is not None:
            days.setdefault(case_id, []).append(Away(from_on, to_on))
    return {case_id: tuple(listed) for case_id, listed in days.items() if len(advisers[case_id]) == 1}
