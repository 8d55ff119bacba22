"""Staff accounts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Office, OfficeMembership, User

PAGE_SIZE = 100


def find_user_by_login(session: Session, login: str) -> User | None:
    """The account with the user name, written in any case."""
    return session.scalars(select(User).where(User.login == login.strip().casefold())).first()


def list_memberships(
    session: Session, today: date, *, after: int | None = None
) -> tuple[Sequence[tuple[User, OfficeMembership, Office]], bool]:
    """A page of roles of today with account and office, and whether there are more; for administrators."""
    statement = (
        select(User, OfficeMembership, Office)
        .join(OfficeMembership, OfficeMembership.user_id == User.id)
        .join(Office, Office.id == OfficeMembership.office_id)
        .where(
            OfficeMembership.from_on <= today,
            or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
        )
        .order_by(OfficeMembership.id)
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(OfficeMembership.id > after)
    rows = [(row[0], row[1], row[2]) for row in session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def find_digest_wish(session: Session, actor: Actor) -> bool:
    """Whether the actor wants the weekly letter."""
    return bool(session.scalar(select(User.wants_digest).where(User.id == actor.user_id)))
