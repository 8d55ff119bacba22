"""What waits for the lead of an office or the coordinator of a county, and who can own a practice note."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Experience, OfficeMembership, User
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import CASE_READERS
from hybridmentor.queries.colleagues import Colleague
from hybridmentor.queries.experiences import VisibleExperience, list_where

MOST_SHOWN = 100


def list_to_review(session: Session, actor: Actor) -> Sequence[VisibleExperience]:
    """What the lead has not looked at yet, what has waited longest first."""
    waits = Experience.status == "review"
    order = (Experience.shared_on, Experience.id)
    return list_where(session, actor, scopes.is_to_review(actor), waits, order=order, limit=MOST_SHOWN)


def list_notes_due(session: Session, actor: Actor) -> Sequence[VisibleExperience]:
    """The practice notes whose day to be looked at again has come."""
    order = (Experience.look_again_on, Experience.id)
    return list_where(
        session, actor, scopes.is_to_review(actor), _is_due(actor), order=order, limit=MOST_SHOWN
    )


def list_to_spread(session: Session, actor: Actor) -> Sequence[VisibleExperience]:
    """What is wished to be read beyond where it is read, practice notes first."""
    order = (Experience.status, Experience.reviewed_on, Experience.id)
    return list_where(session, actor, scopes.is_to_spread(actor), _is_wished(), order=order, limit=MOST_SHOWN)


def count_waiting(session: Session, actor: Actor) -> tuple[int, int]:
    """How many wait for the actor as lead, notes to be looked at again among them, and as coordinator; one query."""
    reviewed = and_(scopes.is_to_review(actor), or_(Experience.status == "review", _is_due(actor)))
    spread = and_(scopes.is_to_spread(actor), _is_wished())
    statement = select(
        select(func.count()).select_from(Experience).where(reviewed).scalar_subquery(),
        select(func.count()).select_from(Experience).where(spread).scalar_subquery(),
    )
    row = session.execute(statement).one()
    return row[0], row[1]


def list_note_owners(session: Session, visible: VisibleExperience, today: date) -> list[Colleague]:
    """Who can own a practice note: those who work with cases at the experience's office today, by name."""
    there = select(OfficeMembership.user_id).where(
        OfficeMembership.office_id == visible.facts.office_id,
        OfficeMembership.role.in_(CASE_READERS),
        OfficeMembership.from_on <= today,
        or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
    )
    statement = select(User.id, User.name).where(User.is_active, User.id.in_(there))
    return [Colleague(row[0], row[1]) for row in session.execute(statement.order_by(User.name, User.id))]


def _is_due(actor: Actor) -> ColumnElement[bool]:
    return and_(Experience.status == "note", Experience.look_again_on <= actor.today)


def _is_wished() -> ColumnElement[bool]:
    return Experience.wanted_reach != Experience.reach
