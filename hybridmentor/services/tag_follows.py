"""Following a tag."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import TagFollow
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.tag_follows import find_follow
from hybridmentor.services import audit
from hybridmentor.services.demands import demand

MOST_FOLLOWED = 50


def follow_tag(session: Session, actor: Actor, tag: str) -> None:
    """Have new experiences with the tag stand in the actor's weekly letter; once is enough.

    InvalidInput if there are too many already. The audit row does not name the tag, which is somebody's word.
    """
    demand(actor, Permission.READ_EXPERIENCES, None)
    if find_follow(session, actor, tag) is not None:
        return
    followed = session.scalar(
        select(func.count()).select_from(TagFollow).where(TagFollow.user_id == actor.user_id)
    )
    if (followed or 0) >= MOST_FOLLOWED:
        raise InvalidInput(Message("experience.error.too_many_followed", most=MOST_FOLLOWED))
    try:
        with session.begin_nested():
            session.add(TagFollow(user_id=actor.user_id, tag=tag, since_on=actor.today))
    except IntegrityError:
        # The same actor was quicker in another window.
        return
    audit.record(session, actor, "tag.follow")
    session.flush()


def unfollow_tag(session: Session, actor: Actor, tag: str) -> None:
    """Follow the tag no more."""
    demand(actor, Permission.READ_EXPERIENCES, None)
    follow = find_follow(session, actor, tag)
    if follow is not None:
        session.delete(follow)
        audit.record(session, actor, "tag.unfollow")
        session.flush()
