"""New experiences with a tag that an actor follows, for the weekly letter."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import Experience, ExperienceTag, TagFollow
from hybridmentor.policy import scopes

MOST_POSTS = 20


@dataclass(frozen=True)
class FollowedPost:
    """An experience by its title."""

    experience_id: UUID
    title: str


def list_followed_posts(session: Session, actor: Actor, week: Week) -> list[FollowedPost]:
    """What has come to the actor's boards in the week before, with a tag that the actor follows, the newest first.

    Of one's own office it comes on the day it is shared, of others on the day that somebody has looked at it. Of a whole week
    that is over each experience is told once, and one without name, which carries the week's Monday, is told with the others.
    What stood there before the week in which the actor began to follow the tag is not new. One's own are left out.
    """
    first, last = week.first_on - timedelta(days=7), week.first_on - timedelta(days=1)
    here = and_(scopes.stands_at_own_office(actor), Experience.shared_on.between(first, last))
    spread = and_(~scopes.stands_at_own_office(actor), Experience.reviewed_on.between(first, last))
    followed = (
        select(ExperienceTag.experience_id)
        .join(TagFollow, TagFollow.tag == ExperienceTag.tag)
        # Who began within the week is told of all of it: an experience without name has no day.
        .where(TagFollow.user_id == actor.user_id, TagFollow.since_on <= last)
    )
    statement = (
        scopes.visible_experiences(actor)
        .where(
            scopes.stands_on_board(),
            Experience.id.in_(followed),
            or_(here, spread),
            or_(Experience.created_by.is_(None), Experience.created_by != actor.user_id),
        )
        .order_by(Experience.shared_on.desc(), Experience.id.desc())
        .limit(MOST_POSTS)
    )
    return [FollowedPost(one.id, one.title) for one in session.scalars(statement) if one.title]
