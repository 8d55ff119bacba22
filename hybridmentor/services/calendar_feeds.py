"""The secret address of a user's calendar feed: making one, a new one, and none."""

import secrets

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import CalendarFeed
from hybridmentor.queries.calendar_feeds import hash_feed_token
from hybridmentor.services import audit

TOKEN_BYTES = 32


def read_feed_version(feed: CalendarFeed | None) -> int:
    """What tells one address of a user from the next without telling the address; 0 for none."""
    return int(feed.created_at.timestamp() * 1_000_000) if feed is not None else 0


def renew_feed(session: Session, actor: Actor, *, version: int) -> str:
    """A new address for the actor's own feed: its token, to be shown once, of which only a hash is kept.

    An earlier address dies with the transaction. InvalidInput if the address is no more the one of the `version`, so that
    two windows do not kill each other's.
    """
    feed = _lock_feed(session, actor, version)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if feed is None:
        session.add(CalendarFeed(user_id=actor.user_id, token_hash=hash_feed_token(token)))
    else:
        feed.token_hash, feed.created_at = hash_feed_token(token), clock.now()
    _record(session, actor, "calendar.make" if feed is None else "calendar.renew")
    try:
        session.flush()
    except IntegrityError as fault:
        raise InvalidInput(Message("calendar.error.changed")) from fault
    return token


def remove_feed(session: Session, actor: Actor, *, version: int) -> None:
    """Have no address any more. InvalidInput if it is not the one of the `version`."""
    feed = _lock_feed(session, actor, version)
    if feed is None:
        raise InvalidInput(Message("calendar.error.changed"))
    session.delete(feed)
    _record(session, actor, "calendar.remove")
    session.flush()


def _lock_feed(session: Session, actor: Actor, version: int) -> CalendarFeed | None:
    feed = session.get(CalendarFeed, actor.user_id, with_for_update=True, populate_existing=True)
    if read_feed_version(feed) != version:
        raise InvalidInput(Message("calendar.error.changed"))
    return feed


def _record(session: Session, actor: Actor, action: str) -> None:
    audit.record(session, actor, action, noun="user", row_id=actor.user_id)
