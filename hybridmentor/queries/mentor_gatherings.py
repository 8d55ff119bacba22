"""Gatherings of the mentor network: the list, one, who has been asked. Every statement starts from the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.folding import split_name
from hybridmentor.identity import Actor
from hybridmentor.models import GatheringInvitation, MentorGathering, Office, WorkplacePerson
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import OfficeFacts

PAGE_SIZE = 50


@dataclass(frozen=True)
class VisibleGathering:
    """A gathering that the actor may see, with its office and the facts that the rules ask for."""

    gathering: MentorGathering
    office_name: str
    facts: OfficeFacts


@dataclass(frozen=True)
class ListKey:
    """Where a gathering stands in the list: its day, its id."""

    held_on: date
    gathering_id: UUID


@dataclass(frozen=True)
class AnswerCount:
    """How many have been asked to a gathering, and what they have said."""

    asked: int = 0
    come: int = 0
    come_not: int = 0


def find_list_key(gathering: MentorGathering) -> ListKey:
    """The key of a row of `list_gatherings`."""
    return ListKey(gathering.held_on, gathering.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_gatherings(actor)
        .join(Office, Office.id == MentorGathering.office_id)
        .add_columns(Office.name, Office.purpose)
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleGathering:
    gathering, office_name, purpose = row
    return VisibleGathering(gathering, office_name, OfficeFacts(gathering.office_id, purpose))


def find_gathering(
    session: Session, actor: Actor, gathering_id: UUID, *, lock: bool = False
) -> VisibleGathering | None:
    """The gathering; None if there is none or it is not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(
            select(MentorGathering.id).where(MentorGathering.id == gathering_id).with_for_update()
        )
    row = session.execute(_start(actor).where(MentorGathering.id == gathering_id)).first()
    return None if row is None else _describe(row)


def list_gatherings(
    session: Session, actor: Actor, *, after: ListKey | None = None
) -> tuple[list[VisibleGathering], bool]:
    """A page of the gatherings, the latest day first, and whether there are more."""
    statement = _start(actor)
    if after is not None:
        same = and_(MentorGathering.held_on == after.held_on, MentorGathering.id > after.gathering_id)
        statement = statement.where(or_(MentorGathering.held_on < after.held_on, same))
    statement = statement.order_by(MentorGathering.held_on.desc(), MentorGathering.id).limit(PAGE_SIZE + 1)
    rows = session.execute(statement).all()
    return [_describe(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def count_answers(session: Session, gathering_ids: Sequence[UUID]) -> dict[UUID, AnswerCount]:
    """What those asked to each gathering have said; the gatherings come from a scoped query."""
    if not gathering_ids:
        return {}
    answer = GatheringInvitation.answer
    statement = (
        select(
            GatheringInvitation.gathering_id,
            func.count(),
            func.count().filter(answer == "comes"),
            func.count().filter(answer == "comes_not"),
        )
        .where(GatheringInvitation.gathering_id.in_(gathering_ids))
        .group_by(GatheringInvitation.gathering_id)
    )
    return {row[0]: AnswerCount(*row[1:]) for row in session.execute(statement)}


def list_invitations(session: Session, gathering_id: UUID) -> Sequence[GatheringInvitation]:
    """Who has been asked to a gathering that the actor has been shown, by name, with the company."""
    person = joinedload(GatheringInvitation.person)
    statement = (
        select(GatheringInvitation)
        .where(GatheringInvitation.gathering_id == gathering_id)
        .options(person.joinedload(WorkplacePerson.employer))
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(statement).all()
    return sorted(rows, key=lambda one: (split_name(one.person.name or ""), str(one.person_id)))
