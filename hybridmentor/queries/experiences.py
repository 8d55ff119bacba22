"""Experiences: one, a page of the board, the tags in use. Every statement starts from the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from hybridmentor.identity import Actor
from hybridmentor.models import Experience, ExperienceTag, Office, User
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import ExperienceFacts

PAGE_SIZE = 24
MOST_TAGS_OFFERED = 200


@dataclass(frozen=True)
class VisibleExperience:
    """An experience that the actor may read, with who wrote it, where, and the facts that the rules ask for.

    `author` is None where the account is no more.
    """

    experience: Experience
    author: str | None
    office_name: str
    facts: ExperienceFacts


@dataclass(frozen=True)
class ExperienceFilter:
    """What the board shows: only a step, only a tag, or both; None is all."""

    step: str | None = None
    tag: str | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self.step is not None or self.tag is not None


@dataclass(frozen=True)
class ListKey:
    """Where an experience stands on the board: when it was shared, its id."""

    shared_at: datetime
    experience_id: UUID


def find_list_key(experience: Experience) -> ListKey:
    """The key of a row of `list_experiences`."""
    return ListKey(experience.created_at, experience.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_experiences(actor)
        .join(Office, Office.id == Experience.office_id)
        .outerjoin(User, User.id == Experience.created_by)
        .add_columns(User.name, Office.name, Office.purpose)
        .options(selectinload(Experience.tags))
        .execution_options(populate_existing=True)
    )


def _describe(actor: Actor, row: Any) -> VisibleExperience:
    experience, author, office_name, purpose = row
    facts = ExperienceFacts(experience.office_id, purpose, is_author=experience.created_by == actor.user_id)
    return VisibleExperience(experience, author, office_name, facts)


def find_experience(
    session: Session, actor: Actor, experience_id: UUID, *, lock: bool = False
) -> VisibleExperience | None:
    """The experience; None if it is not there or not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Experience.id).where(Experience.id == experience_id).with_for_update())
    row = session.execute(_start(actor).where(Experience.id == experience_id)).first()
    return None if row is None else _describe(actor, row)


def list_experiences(
    session: Session, actor: Actor, wanted: ExperienceFilter, *, after: ListKey | None = None
) -> tuple[list[VisibleExperience], bool]:
    """A page of the board, newest first, and whether there are more. `after` is the key of the last of the page before."""
    statement = _start(actor)
    if wanted.step is not None:
        statement = statement.where(Experience.step == wanted.step)
    if wanted.tag is not None:
        tagged = select(ExperienceTag.experience_id).where(
            ExperienceTag.experience_id == Experience.id, ExperienceTag.tag == wanted.tag
        )
        statement = statement.where(tagged.exists())
    if after is not None:
        same = and_(Experience.created_at == after.shared_at, Experience.id < after.experience_id)
        statement = statement.where(or_(Experience.created_at < after.shared_at, same))
    statement = statement.order_by(Experience.created_at.desc(), Experience.id.desc()).limit(PAGE_SIZE + 1)
    rows = session.execute(statement).all()
    return [_describe(actor, row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def list_tags(session: Session, actor: Actor) -> Sequence[str]:
    """The tags of the experiences that the actor may read, in the order of the alphabet; none twice."""
    seen = scopes.visible_experiences(actor).with_only_columns(Experience.id)
    statement = (
        select(ExperienceTag.tag)
        .distinct()
        .where(ExperienceTag.experience_id.in_(seen))
        .order_by(ExperienceTag.tag)
        .limit(MOST_TAGS_OFFERED)
    )
    return session.scalars(statement).all()
