"""The offices whose figures the actor may see, with their goals; and the goals of an office that the actor belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Office, OfficeGoal
from hybridmentor.policy import scopes

LATEST_FIRST = (OfficeGoal.from_on.desc(), OfficeGoal.id)


def list_offices_with_goals(session: Session, actor: Actor) -> Sequence[tuple[Office, Sequence[OfficeGoal]]]:
    """The offices whose numbers the actor may see, by number, each with its goals; in one query."""
    statement = (
        select(Office, OfficeGoal)
        .outerjoin(OfficeGoal, OfficeGoal.office_id == Office.id)
        .where(scopes.shows_figures(actor))
        .order_by(Office.number, *LATEST_FIRST)
    )
    found: dict[int, tuple[Office, list[OfficeGoal]]] = {}
    for office, goal in session.execute(statement):
        goals = found.setdefault(office.id, (office, []))[1]
        if goal is not None:
            goals.append(goal)
    return list(found.values())


def list_goals(session: Session, office_id: int) -> Sequence[OfficeGoal]:
    """The goals of an office, the latest first; the caller has asked whether the actor may see the office's."""
    return session.scalars(
        select(OfficeGoal).where(OfficeGoal.office_id == office_id).order_by(*LATEST_FIRST)
    ).all()


def find_goal(session: Session, office_id: int, goal_id: UUID) -> OfficeGoal | None:
    """The goal, if it is the office's."""
    statement = select(OfficeGoal).where(OfficeGoal.id == goal_id, OfficeGoal.office_id == office_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()
