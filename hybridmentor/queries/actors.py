"""The actor of a request: account and rights in one query, from a claim."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.identity import Actor, Claim, Membership
from hybridmentor.models import Office, OfficeMembership, SignIn, User

SEEN_EVERY = timedelta(minutes=5)


def hash_sign_in_token(token: str) -> bytes:
    """What is kept of a sign-in token."""
    return hashlib.sha256(token.encode()).digest()


def is_alive(sign_in: SignIn, now: datetime, idle: timedelta, longest: timedelta) -> bool:
    """Whether a sign-in still counts: not ended, not idle too long, not too old."""
    return sign_in.ended_at is None and now - sign_in.seen_at <= idle and now - sign_in.created_at <= longest


def load_actor(
    session: Session,
    claim: Claim,
    *,
    idle: timedelta,
    longest: timedelta,
    demo: bool,
    request_id: str | None = None,
) -> tuple[Actor | None, bool]:
    """The actor that a claim stands for, with the memberships of today, and whether the sign-in should be marked as seen.

    None when the account is unknown, switched off, a demo account outside demo mode, or the sign-in has ended.
    """
    today = clock.today()
    active = and_(
        OfficeMembership.user_id == User.id,
        OfficeMembership.from_on <= today,
        or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
    )
    statement = (
        select(User, OfficeMembership, Office, SignIn if claim.token else User.id)
        .outerjoin(OfficeMembership, active)
        .outerjoin(Office, Office.id == OfficeMembership.office_id)
        .order_by(OfficeMembership.id)
    )
    if claim.token:
        statement = statement.join(SignIn, SignIn.user_id == User.id).where(
            SignIn.token_hash == hash_sign_in_token(claim.token)
        )
    elif claim.subject is not None:
        statement = statement.where(User.subject == claim.subject)
    else:
        statement = statement.where(User.id == claim.user_id)
    rows: Sequence[Any] = session.execute(statement).all()
    if not rows:
        return None, False
    user: User = rows[0][0]
    if not user.is_active or (user.is_demo and not demo):
        return None, False
    stale = False
    if claim.token:
        sign_in: SignIn = rows[0][3]
        now = clock.now()
        if not is_alive(sign_in, now, idle, longest):
            return None, False
        stale = now - sign_in.seen_at > SEEN_EVERY
    memberships = tuple(
        Membership(
            office.id,
            office.number,
            office.name,
            office.county,
            office.purpose,
            membership.role.value,
            membership.service,
            office.participation,
        )
        for _, membership, office, _ in rows
        if membership is not None
    )
    actor = Actor(user.id, user.name, today, user.language, memberships, request_id, user.day_filter)
    return actor, stale
