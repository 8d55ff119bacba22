"""The tags that an actor follows."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import TagFollow


def list_followed(session: Session, actor: Actor) -> Sequence[str]:
    """The tags that the actor follows, in the order of the alphabet."""
    statement = select(TagFollow.tag).where(TagFollow.user_id == actor.user_id).order_by(TagFollow.tag)
    return session.scalars(statement).all()


def find_follow(session: Session, actor: Actor, tag: str) -> TagFollow | None:
    """That the actor follows the tag; None if not."""
    return session.scalar(select(TagFollow).where(TagFollow.user_id == actor.user_id, TagFollow.tag == tag))
