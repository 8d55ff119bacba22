"""Experiences: one, a page of the board, the tags in use. Every statement starts from the scope."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from hybridmentor.identity import Actor
from hybridmentor.models import Experience, ExperienceTag, Office, User
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import ExperienceFacts
from hybridmentor.queries.experience_search import holds_words

PAGE_SIZE = 24
MOST_OWN = 100
MOST_TAGS_OFFERED = 200
RECENT = 400
"""What is offered to choose from, and met elsewhere, is looked for among so many of the newest."""
NEWEST = (Experience.shared_on.desc(), Experience.id.desc())


@dataclass(frozen=True)
class VisibleExperience:
    """An experience that the actor may read, with who wrote it, where, and the facts that the rules ask for.

    `author` is None where the account is no more, and of an experience without name, whoever looks.
    """

    experience: Experience
    author: str | None
    office_name: str
    facts: ExperienceFacts


@dataclass(frozen=True)
class ExperienceFilter:
    """What the board shows: only what all that is said here holds for; None is all.

    `where` is `office` for the actor's own offices alone and `county` for those of the actor's counties, `words` what somebody
    searches for.
    """

    step: str | None = None
    tag: str | None = None
    practice_model: str | None = None
    entry_point: str | None = None
    industry: str | None = None
    where: str | None = None
    is_note: bool = False
    is_own: bool = False
    words: str | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self.count > 0

    @property
    def count(self) -> int:
        """In how many ways it is narrowed."""
        return sum(1 for one in fields(self) if getattr(self, one.name))


@dataclass(frozen=True)
class ListKey:
    """Where an experience stands on the board: the day on which it was shared, its id."""

    shared_on: date
    experience_id: UUID


def find_list_key(experience: Experience) -> ListKey:
    """The key of a row of `list_experiences`: what stands on a board has its day."""
    return ListKey(experience.shared_on or date.min, experience.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_experiences(actor)
        .join(Office, Office.id == Experience.office_id)
        .outerjoin(User, User.id == Experience.created_by)
        .add_columns(User.name, Office.name, Office.purpose, Office.county)
        .options(selectinload(Experience.tags))
        .execution_options(populate_existing=True)
    )


def _describe(actor: Actor, row: Any) -> VisibleExperience:
    experience, author, office_name, purpose, county = row
    facts = ExperienceFacts(
        experience.office_id,
        purpose,
        county=county,
        is_author=experience.created_by == actor.user_id,
        status=experience.status,
        reach=experience.reach,
        wanted_reach=experience.wanted_reach,
    )
    return VisibleExperience(experience, None if experience.is_nameless else author, office_name, facts)


def find_experience(
    session: Session, actor: Actor, experience_id: UUID, *, lock: bool = False
) -> VisibleExperience | None:
    """The experience; None if it is not there or not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Experience.id).where(Experience.id == experience_id).with_for_update())
    row = session.execute(_start(actor).where(Experience.id == experience_id)).first()
    return None if row is None else _describe(actor, row)


def list_where(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], order: Sequence[Any], limit: int
) -> list[VisibleExperience]:
    """The experiences that the actor may read for which all conditions hold, the first of them in an order."""
    rows = session.execute(_start(actor).where(*conditions).order_by(*order).limit(limit)).all()
    return [_describe(actor, row) for row in rows]


def list_own(session: Session, actor: Actor, statuses: Sequence[str] = ("draft",)) -> list[VisibleExperience]:
    """What the actor has written and stands so, the newest first; only for the eyes of the actor."""
    conditions = (Experience.created_by == actor.user_id, Experience.status.in_(statuses))
    order = (Experience.created_at.desc(), Experience.id.desc())
    return list_where(session, actor, *conditions, order=order, limit=MOST_OWN)


def list_experiences(
    session: Session, actor: Actor, wanted: ExperienceFilter, *, after: ListKey | None = None
) -> tuple[list[VisibleExperience], bool]:
    """A page of the board, newest first, and whether there are more. `after` is the key of the last of the page before.

    Of one day the ids, which are random, decide: nothing finer than the day is told by the order.
    """
    conditions = _narrow(session, actor, wanted)
    if after is not None:
        same = and_(Experience.shared_on == after.shared_on, Experience.id < after.experience_id)
        conditions.append(or_(Experience.shared_on < after.shared_on, same))
    # The few that are shown are found first, by what is narrow, and only they are read.
    ids = select_newest(actor, *conditions, limit=PAGE_SIZE + 1)
    rows = session.execute(_start(actor).where(Experience.id.in_(ids)).order_by(*NEWEST)).all()
    return [_describe(actor, row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def select_newest(actor: Actor, *conditions: ColumnElement[bool], limit: int) -> Select[UUID]:
    """The ids of the newest on the boards that the actor reads for which all conditions hold, to be part of another query."""
    listed = scopes.visible_experiences(actor).where(scopes.stands_on_board(), *conditions)
    return listed.with_only_columns(Experience.id).order_by(*NEWEST).limit(limit).correlate(None)


def _narrow(session: Session, actor: Actor, wanted: ExperienceFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter."""
    conditions: list[ColumnElement[bool]] = [
        getattr(Experience, name) == getattr(wanted, name)
        for name in ("step", "practice_model", "entry_point", "industry")
        if getattr(wanted, name) is not None
    ]
    if wanted.tag is not None:
        conditions.append(has_tag(wanted.tag))
    if wanted.where == "office":
        conditions.append(scopes.stands_at_own_office(actor))
    elif wanted.where == "county":
        conditions.append(scopes.stands_in_own_county(actor))
    if wanted.is_note:
        conditions.append(Experience.status == "note")
    if wanted.is_own:
        conditions.append(Experience.created_by == actor.user_id)
    if wanted.words is not None:
        conditions.append(holds_words(session, wanted.words))
    return conditions


def has_tag(*tags: str) -> ColumnElement[bool]:
    """The experience has one of the tags."""
    tagged = select(ExperienceTag.experience_id).where(
        ExperienceTag.experience_id == Experience.id, ExperienceTag.tag.in_(tags)
    )
    return tagged.exists()


def list_tags(session: Session, actor: Actor) -> Sequence[str]:
    """The tags of the newest experiences that the actor may read, in the order of the alphabet; none twice."""
    statement = (
        select(ExperienceTag.tag)
        .distinct()
        .where(ExperienceTag.experience_id.in_(select_newest(actor, limit=RECENT)))
        .order_by(ExperienceTag.tag)
        .limit(MOST_TAGS_OFFERED)
    )
    return session.scalars(statement).all()
