"""Colleagues: who works at the office of a case, to be named in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.models import Case, OfficeMembership, Recusal, User
from hybridmentor.policy.predicates import OFFICE_READERS


@dataclass(frozen=True)
class Colleague:
    """Somebody of the office."""

    user_id: int
    name: str


def list_colleagues(
    session: Session, case: Case, today: date, *, also: Collection[int] = ()
) -> list[Colleague]:
    """Who works with people at the case's office today, by name; who is shut out of the case is left out.

    `also` are others to be listed whatever they are: who stands there already, or who asks.
    """
    shut_out = select(Recusal.user_id).where(Recusal.case_id == case.id)
    at_office = select(OfficeMembership.user_id).where(
        OfficeMembership.office_id == case.office_id,
        OfficeMembership.role.in_(OFFICE_READERS),
        OfficeMembership.from_on <= today,
        or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
        OfficeMembership.user_id.not_in(shut_out),
    )
    works_there = User.is_active & User.id.in_(at_office)
    statement = select(User.id, User.name).where(or_(works_there, User.id.in_(also)))
    return [Colleague(row[0], row[1]) for row in session.execute(statement.order_by(User.name, User.id))]


def map_names(session: Session, user_ids: Collection[int]) -> Mapping[int, str]:
    """What each of the users is called."""
    if not user_ids:
        return {}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row[0]: row[1] for row in rows}
