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


def list_contacts(
    session: Session,
    case_id: UUID,
    *,
    limit: int = PAGE_SIZE,
    after: tuple[date, UUID] | None = None,
    planned: bool = False,
) -> tuple[Sequence[ContactPoint], bool]:
    """Contact points of a case with participants and themes, the latest first, and whether there are more."""
    statement = select(ContactPoint).where(ContactPoint.case_id == case_id)
    if not planned:
        statement = statement.where(ContactPoint.outcome != "planned")
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
    took_place = ContactPoint.outcome == "took_place"
    tried = ContactPoint.outcome.in_(("attempted", "did_not_show"))
    statement = (
        select(
            ContactPoint.case_id,
            ContactParticipant.relationship_key,
            func.max(ContactPoint.occurred_on).filter(took_place),
            func.count().filter(took_place),
            func.max(ContactPoint.occurred_on).filter(tried),
            func.count(),
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(ContactPoint.case_id.in_(case_ids))
        .group_by(ContactPoint.case_id, ContactParticipant.relationship_key)
    )
    return {
        (row[0], row[1]): ContactSummary(row[2], row[3], row[4], row[5]) for row in session.execute(statement)
    }


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
