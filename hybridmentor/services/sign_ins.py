"""Signing in and out of the standalone application."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.crypto import hash_token
from hybridmentor.db import count_deleted
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import SignIn, SignInFailure, User
from hybridmentor.queries.actors import hash_sign_in_token
from hybridmentor.queries.users import find_user_by_login
from hybridmentor.services import audit
from hybridmentor.services.passwords import check_password

ATTEMPTS = 5
WINDOW = timedelta(seconds=60)
KEPT_FOR = timedelta(days=30)
"""How long the row of a sign-in is kept after it can no longer be used."""


def hash_login(session: Session, login: str) -> bytes:
    """What is kept of a user name that failed: a keyed hash."""
    keyring = session.info["keyring"]
    return hash_token(keyring.keys[keyring.current], "sign-in|" + login.strip().casefold())


def is_held_back(session: Session, login: str) -> bool:
    """Whether the user name has failed too often in the last minute. One user's failures never hold back another."""
    since = clock.now() - WINDOW
    statement = select(func.count()).where(
        SignInFailure.login_hash == hash_login(session, login), SignInFailure.at >= since
    )
    return (session.scalar(statement) or 0) >= ATTEMPTS


def note_failure(session: Session, login: str) -> None:
    """Count a failed attempt and forget those that are too old to count."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < clock.now() - WINDOW))
    session.add(SignInFailure(login_hash=hash_login(session, login)))


def verify(
    session: Session, login: str, password: str, *, demo: bool, cost: tuple[int, int, int] | None = None
) -> User:
    """The account that user name and password belong to; InvalidInput with one and the same sentence for every reason."""
    user = find_user_by_login(session, login)
    right = check_password(user.password_hash if user else None, password, cost)
    if user is None or not right or not user.is_active or (user.is_demo and not demo):
        raise InvalidInput(Message("sign_in.error.wrong"))
    return user


def begin_sign_in(session: Session, user: User, request_id: str | None = None) -> str:
    """A new sign-in; the token for the cookie, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=hash_sign_in_token(token), user_id=user.id))
    event = audit.make_event(None, "sign_in", noun="user", row_id=user.id, request_id=request_id)
    event.actor_id = user.id
    session.add(event)
    session.flush()
    return token


def end_sign_in(session: Session, actor: Actor, token: str) -> None:
    """End a sign-in; its token is refused from the next request on."""
    ended = (
        update(SignIn)
        .where(SignIn.token_hash == hash_sign_in_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    session.execute(ended)
    audit.record(session, actor, "sign_out", noun="user", row_id=actor.user_id)


def mark_seen(session: Session, token: str) -> None:
    """Move the idle limit of a sign-in that is still open."""
    seen = (
        update(SignIn)
        .where(SignIn.token_hash == hash_sign_in_token(token), SignIn.ended_at.is_(None))
        .values(seen_at=clock.now())
    )
    session.execute(seen)


def forget_old_sign_ins(session: Session, *, longest: timedelta) -> tuple[int, int]:
    """Remove the rows of sign-ins that ended long ago, and failures too old to count; how many of each.

    `longest` is how long a sign-in lasts at most: one that may still be used is never removed.
    """
    now = clock.now()
    ended = or_(SignIn.ended_at < now - KEPT_FOR, SignIn.created_at < now - longest - KEPT_FOR)
    too_old = SignInFailure.at < now - WINDOW
    return (
        count_deleted(session, delete(SignIn).where(ended)),
        count_deleted(session, delete(SignInFailure).where(too_old)),
    )
