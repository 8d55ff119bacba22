"""What colleagues have said to experiences: how many found one useful and commented, and the comments of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.experience_life import find_shared_on
from hybridmentor.identity import Actor
from hybridmentor.models import Experience, ExperienceComment, ExperienceUse, User
from hybridmentor.policy import scopes
from hybridmentor.queries.experiences import VisibleExperience

MOST_COMMENTS = 200
MOST_USES = 50


@dataclass(frozen=True)
class Responses:
    """What has been said to an experience, in numbers, and whether the actor found it useful."""

    uses: int = 0
    comments: int = 0
    is_useful: bool = False


@dataclass(frozen=True)
class VisibleComment:
    """A comment as the actor sees it.

    `author` is None of one without name, whoever looks, and `said_on` the Monday of its week: nothing finer is told of it.
    """

    comment: ExperienceComment
    author: str | None
    said_on: date
    is_own: bool


def map_responses(session: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Responses]:
    """What has been said to each of the experiences that the actor may read, in one query."""
    of_uses = ExperienceUse.experience_id == Experience.id
    uses = select(func.count()).where(of_uses).scalar_subquery()
    own = select(func.count()).where(of_uses, ExperienceUse.user_id == actor.user_id).scalar_subquery()
    comments = select(func.count()).where(ExperienceComment.experience_id == Experience.id).scalar_subquery()
    wanted = scopes.visible_experiences(actor).where(Experience.id.in_(list(ids)))
    rows = session.execute(wanted.with_only_columns(Experience.id, uses, comments, own))
    return {row[0]: Responses(row[1], row[2], row[3] > 0) for row in rows}


def list_comments(session: Session, actor: Actor, visible: VisibleExperience) -> Sequence[VisibleComment]:
    """The comments to an experience that the actor reads, the oldest first.

    Those without name stand first in their week, in the random order of their ids.
    """
    rows = session.execute(
        select(ExperienceComment, User.name)
        .outerjoin(User, User.id == ExperienceComment.created_by)
        .where(ExperienceComment.experience_id == visible.experience.id)
        .order_by(ExperienceComment.created_at, ExperienceComment.id)
        .limit(MOST_COMMENTS)
    ).all()
    shown = [_describe(actor, comment, author) for comment, author in rows]
    return sorted(shown, key=_find_place)


def _describe(actor: Actor, comment: ExperienceComment, author: str | None) -> VisibleComment:
    comment_on = clock.to_oslo(comment.created_at).date()
    return VisibleComment(
        comment,
        None if comment.is_nameless else author,
        find_shared_on(comment_on, is_nameless=comment.is_nameless),
        is_own=comment.created_by == actor.user_id,
    )


def _find_place(one: VisibleComment) -> tuple[date, bool, str]:
    if one.comment.is_nameless:
        return one.said_on, False, str(one.comment.id)
    return one.said_on, True, one.comment.created_at.isoformat()


def find_comment(
    session: Session, actor: Actor, visible: VisibleExperience, comment_id: UUID
) -> ExperienceComment | None:
    """A comment of the actor's own to the experience; None for any other."""
    return session.scalar(
        select(ExperienceComment).where(
            ExperienceComment.id == comment_id,
            ExperienceComment.experience_id == visible.experience.id,
            ExperienceComment.created_by == actor.user_id,
        )
    )


def find_use(session: Session, actor: Actor, visible: VisibleExperience) -> ExperienceUse | None:
    """That the actor found the experience useful; None if not."""
    return session.scalar(
        select(ExperienceUse).where(
            ExperienceUse.experience_id == visible.experience.id, ExperienceUse.user_id == actor.user_id
        )
    )


def list_ways_of_use(session: Session, visible: VisibleExperience) -> Sequence[str]:
    """How others have used it, a line each, without names, in the random order of their ids."""
    rows = session.scalars(
        select(ExperienceUse)
        .where(ExperienceUse.experience_id == visible.experience.id, ExperienceUse.how_sealed.is_not(None))
        .order_by(ExperienceUse.id)
        .limit(MOST_USES)
    )
    return [row.how for row in rows if row.how]
