"""Contact points: lists, the last of each relationship, and what is planned. The cases come from a scoped query."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from hybridmentor.domain.attention import MENTORS
from hybridmentor.models import ContactParticipant, ContactPoint, MentorAssignment
from hybridmentor.queries.mentors import has_served
from hybridmentor.queries.parameters import CASE_IDS, REPLACED_IDS, SHARED_IDS, TODAY

PAGE_SIZE = 50
SHARED = ("mentor", "employer")
"""The relationships that are one where the employer is the mentor."""


@dataclass(frozen=True)
class ContactSummary:
    """Of one relationship in a case: last contact that took place, number of them, last attempt, entries of any outcome."""

    last_on: date | None
    count: int
    last_attempt_on: date | None
    entries: int = 0
    attempts_since: int = 0
    """Attempts after the last contact."""


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


_former_to = (
    select(func.max(MentorAssignment.to_on))
    .where(MentorAssignment.case_id == ContactPoint.case_id, MentorAssignment.to_on < TODAY, has_served())
    .scalar_subquery()
)
"""The last day of those who have been mentors in the case, where it has another one today."""


def _summarise(relationship: Any, *, is_shared: bool, of_present: bool = False) -> Any:
    one = (
        select(
            ContactPoint.id,
            ContactPoint.case_id,
            relationship.label("relationship"),
            ContactPoint.occurred_on,
            ContactPoint.outcome,
            func.max(ContactPoint.occurred_on)
            .filter(ContactPoint.outcome == "took_place")
            .over(partition_by=(ContactPoint.case_id, relationship))
            .label("last_on"),
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(ContactPoint.case_id.in_(REPLACED_IDS if of_present else CASE_IDS))
    )
    if of_present:
        one = one.where(ContactPoint.occurred_on > _former_to)
    # Who names both in one entry has two participants in it.
    rows = (one.distinct() if is_shared else one).subquery()
    tried = rows.c.outcome.in_(("attempted", "did_not_show"))
    since = or_(rows.c.last_on.is_(None), rows.c.occurred_on > rows.c.last_on)
    return select(
        rows.c.case_id,
        rows.c.relationship,
        func.max(rows.c.last_on),
        func.count().filter(rows.c.outcome == "took_place"),
        func.max(rows.c.occurred_on).filter(tried),
        func.count(),
        func.count().filter(tried, since),
    ).group_by(rows.c.case_id, rows.c.relationship)


_key = ContactParticipant.relationship_key
_merged = and_(ContactPoint.case_id.in_(SHARED_IDS), _key.in_(SHARED))
_SUMMARIES = _summarise(_key, is_shared=False)
_with_shared = case((_merged, SHARED[0]), else_=_key)
_SUMMARIES_WITH_SHARED = _summarise(_with_shared, is_shared=True)
_OF_PRESENT = _summarise(_with_shared, is_shared=True, of_present=True)


def _join(summaries: Any) -> Any:
    """The summaries of all cases and those with the present mentor as one statement; the last column tells them apart."""
    of_all = summaries.add_columns(literal_column("0").label("of_present"))
    return union_all(of_all, _OF_PRESENT.add_columns(literal_column("1").label("of_present")))


_BOTH = _join(_SUMMARIES)
_BOTH_WITH_SHARED = _join(_SUMMARIES_WITH_SHARED)

Summaries = Mapping[tuple[UUID, str], ContactSummary]
"""By case and relationship."""


def summarise_contacts(
    session: Session, case_ids: Sequence[UUID], shared: Collection[UUID] = ()
) -> dict[tuple[UUID, str], ContactSummary]:
    """Per case and relationship: last contact, number, last attempt. One query, through the index on the cases.

    In the `shared` cases the employer is the mentor: an entry with either counts for both, and once.
    """
    if not case_ids:
        return {}
    if shared:
        sent = {"case_ids": case_ids, "shared_ids": sorted(shared)}
        rows: Iterable[Any] = session.execute(_SUMMARIES_WITH_SHARED, sent)
    else:
        rows = session.execute(_SUMMARIES, {"case_ids": case_ids})
    return _count_for_both({(row[0], row[1]): ContactSummary(*row[2:]) for row in rows}, shared)


def summarise_with_replaced(
    session: Session,
    case_ids: Sequence[UUID],
    replaced: Collection[UUID],
    shared: Collection[UUID],
    today: date,
) -> tuple[Summaries, Summaries]:
    """As `summarise_contacts`, and for the `replaced` the same from the day after the last earlier mentor's last day.

    The second is for the relationships of the present mentor, in cases where one has been replaced. One query for both.
    """
    if not replaced:
        return summarise_contacts(session, case_ids, shared), {}
    sent = {
        "case_ids": case_ids,
        "replaced_ids": sorted(replaced),
        "shared_ids": sorted(shared),
        "today": today,
    }
    rows: Iterable[Any] = session.execute(_BOTH_WITH_SHARED if shared else _BOTH, sent)
    found: dict[tuple[UUID, str], ContactSummary] = {}
    theirs: dict[tuple[UUID, str], ContactSummary] = {}
    for row in rows:
        (theirs if row[-1] else found)[row[0], row[1]] = ContactSummary(*row[2:-1])
    return _count_for_both(found, shared), theirs


def _count_for_both(
    found: dict[tuple[UUID, str], ContactSummary], shared: Collection[UUID]
) -> dict[tuple[UUID, str], ContactSummary]:
    for case_id in shared:
        if (case_id, SHARED[0]) in found:
            found[case_id, SHARED[1]] = found[case_id, SHARED[0]]
    return found


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


def count_attempts(
    session: Session,
    case_id: UUID,
    relationships: Sequence[str],
    *,
    is_shared: bool = False,
    replaced_on: date | None = None,
) -> int:
    """How often somebody has been tried in a row since the last contact with them: the most of the relationships.

    `replaced_on` is a day of the present mentor, where an earlier one has been replaced: attempts at that one are not counted.
    """
    shared = [case_id] if is_shared else []
    replaced = [case_id] if replaced_on is not None else []
    found, theirs = summarise_with_replaced(session, [case_id], replaced, shared, replaced_on or date.min)
    if replaced:
        found = {key: one for key, one in found.items() if key[1] not in MENTORS} | {
            key: one for key, one in theirs.items() if key[1] in MENTORS
        }
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
