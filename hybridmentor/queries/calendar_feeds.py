"""Calendar feeds: a user's own, and whose a secret address is."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import CalendarFeed


def hash_feed_token(token: str) -> bytes:
    """What is kept of a feed's address. No key and no salt: the token is 32 random bytes, and nobody tries them all."""
    return hashlib.sha256(token.encode()).digest()


def find_feed(session: Session, user_id: int) -> CalendarFeed | None:
    """The feed of a user; None if the user has not asked for one."""
    return session.get(CalendarFeed, user_id)


def find_feed_owner(session: Session, token: str) -> int | None:
    """The id of the user whose feed has this address, by its hash: how long it takes tells nothing of other addresses."""
    statement = select(CalendarFeed.user_id).where(CalendarFeed.token_hash == hash_feed_token(token))
    return session.scalars(statement).first()
