"""Offices, and figures of offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.few_advisers import FEWEST_ADVISERS as FEWEST_ADVISERS
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseRole, Office, OfficeMembership
from hybridmentor.policy import scopes


@dataclass(frozen=True)
class OfficeFigures:
    """Numbers of one office. `open` and `closed` are None where figures that leave the office would be too few advisers'."""

    office: Office
    advisers: int
    open: int | None
    closed: int | None


def find_office(session: Session, number: str) -> Office | None:
    """The office with the number."""
    return session.scalars(select(Office).where(Office.number == number)).first()


def list_offices(session: Session) -> Sequence[Office]:
    """All offices by number; for administrators, no case in it."""
    return session.scalars(select(Office).order_by(Office.number)).all()


def list_offices_with_figures(session: Session, actor: Actor) -> Sequence[Office]:
    """The offices whose numbers the actor may see, by number: those that the actor leads, and those of the county."""
    return session.scalars(select(Office).where(scopes.shows_figures(actor)).order_by(Office.number)).all()


def list_figures(session: Session, actor: Actor) -> list[OfficeFigures]:
    """Numbers of the offices that the actor leads or whose county the actor coordinates; published examples left out.

    A lead sees the own office's numbers whole. To others they are shown from five advisers with a case up.
    """
    led = [m.office_id for m in actor.list_offices("lead")]
    statement = (
        select(
            Office,
            func.count(distinct(CaseRole.user_id)),
            func.count(distinct(case((Case.closed_on.is_(None), Case.id)))),
            func.count(distinct(case((Case.closed_on.is_not(None), Case.id)))),
        )
        .outerjoin(Case, and_(Case.office_id == Office.id, Case.origin == "office"))
        .outerjoin(CaseRole, and_(CaseRole.case_id == Case.id, CaseRole.role == "adviser"))
        .where(scopes.shows_figures(actor))
        .group_by(Office.id)
        .order_by(Office.number)
    )
    found: list[OfficeFigures] = []
    for office, advisers, still_open, closed in session.execute(statement):
        shown = office.id in led or advisers >= FEWEST_ADVISERS
        found.append(
            OfficeFigures(
                office, advisers if shown else 0, still_open if shown else None, closed if shown else None
            )
        )
    return found


def count_members(session: Session, today: date) -> dict[int, int]:
    """The number of accounts with a role at each office today."""
    statement = (
        select(OfficeMembership.office_id, func.count(distinct(OfficeMembership.user_id)))
        .where(
            OfficeMembership.from_on <= today,
            or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
        )
        .group_by(OfficeMembership.office_id)
    )
    return dict(session.execute(statement).all())
