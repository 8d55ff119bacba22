"""Contact points: lists, the last of each relationship, and what is planned. The cases come from a scoped query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from hybridmentor.models import ContactParticipant, ContactPoint

PAGE_SIZE = 50


@dataclass(frozen=True)
class ContactSummary:
    """Of one relationship in a case: last contact that took place, number of them, last attempt, entries of any outcome."""

    last_on: date | None
    count: int
    last_attempt_on: date | None
    entries: int = 0
    attempts_since: int = 0
    """Attempts after the last contact."""


def join_summaries(one: ContactSummary | None, other: ContactSummary | None) -> ContactSummary | None:
    """Both as one, where one entry counts for two relationships: the latest day of either.

    An entry that names both is in either; the larger number is told.
    """
    if one is None or other is None:
        return one or other
    last_on = max((day for day in (one.last_on, other.last_on) if day), default=None)
    tried_on = max((day for day in (one.last_attempt_on, other.last_attempt_on) if day), default=None)
    is_since = tried_on is not None and (last_on is None or tried_on > last_on)
    return ContactSummary(
        last_on,
        max(one.count, other.count),
        tried_on,
        max(one.entries, other.entries),
        max(one.attempts_since, other.attempts_since) if is_since else 0,
    )


def list_contacts(
    session: Session,
    case_id: UUID,
    *,
    limit: int = PAGE_SIZE,
    after: tuple[date, UUID] | None = None,
    planned: bool = False,
    relationships: Sequence[str] | None = None,
) -> tuple[Sequence[ContactPoint], bool]:
    """Contact points of a case with participants and themes, the latest first, and whether there are more.

    `relationships` keeps those that count for one of them.
    """
    statement = select(ContactPoint).where(ContactPoint.case_id == case_id)
    if not planned:
        statement = statement.where(ContactPoint.outcome != "planned")
    if relationships is not None:
        statement = statement.where(
            ContactPoint.participants.any(ContactParticipant.relationship_key.in_(relationships))
        )
    if after is not None:
        statement = statement.where(
            or_(
                ContactPoint.occurred_on < after[0],
                and_(ContactPoint.occurred_on == after[0], ContactPoint.id < after[1]),
            )
        )
    statement = (
        statement.order_by(ContactPoint.occurred_on.desc(), ContactPoint.id.desc())
        .options(joinedload(ContactPoint.participants), selectinload(ContactPoint.themes))
        .limit(limit + 1)
    )
    rows = session.scalars(statement).unique().all()
    return rows[:limit], len(rows) > limit


def summarise_contacts(session: Session, case_ids: Sequence[UUID]) -> dict[tuple[UUID, str], ContactSummary]:
    """Per case and relationship: last contact, number, last attempt. One query, through the index on the cases."""
    if not case_ids:
        return {}
    one = (
        select(
            ContactPoint.case_id,
            ContactParticipant.relationship_key.label("relationship"),
            ContactPoint.occurred_on,
            ContactPoint.outcome,
            func.max(ContactPoint.occurred_on)
            .filter(ContactPoint.outcome == "took_place")
            .over(partition_by=(ContactPoint.case_id, ContactParticipant.relationship_key))
            .label("last_on"),
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(ContactPoint.case_id.in_(case_ids))
        .subquery()
    )
    tried = one.c.outcome.in_(("attempted", "did_not_show"))
    since = or_(one.c.last_on.is_(None), one.c.occurred_on > one.c.last_on)
    statement = select(
        one.c.case_id,
        one.c.relationship,
        func.max(one.c.last_on),
        func.count().filter(one.c.outcome == "took_place"),
        func.max(one.c.occurred_on).filter(tried),
        func.count(),
        func.count().filter(tried, since),
    ).group_by(one.c.case_id, one.c.relationship)
    return {(row[0], row[1]): ContactSummary(*row[2:]) for row in session.execute(statement)}


def list_planned(session: Session, case_ids: Sequence[UUID], until: date) -> Sequence[ContactPoint]:
    """Planned contacts up to the day that nobody has answered yet, the earliest first."""
    if not case_ids:
        return []
    answer = aliased(ContactPoint)
    statement = (
        select(ContactPoint)
        .where(
            ContactPoint.case_id.in_(case_ids),
            ContactPoint.outcome == "planned",
            ContactPoint.occurred_on <= until,
            ~select(answer.id).where(answer.follows_id == ContactPoint.id).exists(),
        )
        .options(joinedload(ContactPoint.participants))
        .order_by(ContactPoint.occurred_on, ContactPoint.starts_at, ContactPoint.id)
    )
    return session.scalars(statement).unique().all()


def map_first_planned(planned: Sequence[ContactPoint]) -> dict[tuple[UUID, str], date]:
    """The day of the first planned contact per case and relationship, of planned ones with the earliest first."""
    first: dict[tuple[UUID, str], date] = {}
    for contact in planned:
        for participant in contact.participants:
            first.setdefault((contact.case_id, participant.relationship_key), contact.occurred_on)
    return first


def find_contact(session: Session, case_id: UUID, contact_id: UUID) -> ContactPoint | None:
    """An entry of the case's log; None if there is none with the id."""
    statement = (
        select(ContactPoint)
        .where(ContactPoint.id == contact_id, ContactPoint.case_id == case_id)
        .options(selectinload(ContactPoint.participants), selectinload(ContactPoint.themes))
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def list_entry(session: Session, entry_id: UUID) -> Sequence[ContactPoint]:
    """What was saved in one go, in the order of its cases. Whoever asks authorises each case."""
    statement = (
        select(ContactPoint)
        .where(ContactPoint.entry_id == entry_id)
        .options(selectinload(ContactPoint.participants), selectinload(ContactPoint.themes))
        .order_by(ContactPoint.case_id, ContactPoint.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def list_entry_cases(session: Session, case_id: UUID, contact_id: UUID) -> Sequence[UUID]:
    """The ids of the cases of what was saved in one go with an entry of the case, its own among them."""
    wanted = select(ContactPoint.entry_id).where(
        ContactPoint.id == contact_id, ContactPoint.case_id == case_id, ContactPoint.entry_id.is_not(None)
    )
    statement = select(ContactPoint.case_id).where(ContactPoint.entry_id.in_(wanted)).distinct()
    return session.scalars(statement).all()


def count_attempts(session: Session, case_id: UUID, relationships: Sequence[str]) -> int:
    """How often somebody has been tried in a row since the last contact with them: the most of the relationships."""
    found = summarise_contacts(session, [case_id])
    return max(
        (found[case_id, key].attempts_since for key in relationships if (case_id, key) in found), default=0
    )


def find_planned(session: Session, case_id: UUID, contact_id: UUID) -> ContactPoint | None:
    """A planned contact of the case that nobody has answered; None if there is none with the id."""
    answer = aliased(ContactPoint)
    statement = (
        select(ContactPoint)
        .where(
            ContactPoint.id == contact_id,
            ContactPoint.case_id == case_id,
            ContactPoint.outcome == "planned",
            ~select(answer.id).where(answer.follows_id == ContactPoint.id).exists(),
        )
        .options(selectinload(ContactPoint.participants))
    )
    return session.scalars(statement).first()
