"""The whole log of a case without its texts: what its picture, its clocks and its quality are computed from, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from hybridmentor.domain.collaboration import ATTEMPTS, TOOK_PLACE, LoggedContact
from hybridmentor.models import ContactParticipant, ContactPoint
from hybridmentor.queries.contacts import SHARED, ContactSummary
from hybridmentor.queries.parameters import CASE_IDS, UNTIL

PLANNED = "planned"


@dataclass(frozen=True)
class LogEntry:
    """An entry of the log with everybody it counts for, its note left out."""

    id: UUID
    case_id: UUID
    occurred_on: date
    starts_at: time | None
    form: str | None
    sub_form: str | None
    outcome: str
    held_by: str
    follows_id: UUID | None
    created_at: datetime
    relationship_keys: tuple[str, ...] = field(kw_only=True)

    def describe(self) -> LoggedContact:
        """The entry as the rules of collaboration know it."""
        return LoggedContact(
            self.occurred_on, self.relationship_keys, self.form, self.sub_form, self.outcome, self.held_by
        )


_COLUMNS = (
    ContactPoint.id,
    ContactPoint.case_id,
    ContactPoint.occurred_on,
    ContactPoint.starts_at,
    ContactPoint.form,
    ContactPoint.sub_form,
    ContactPoint.outcome,
    ContactPoint.held_by,
    ContactPoint.follows_id,
    ContactPoint.created_at,
)


_ENTRIES: Any = (
    select(*_COLUMNS, ContactParticipant.relationship_key)
    .outerjoin(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
    .order_by(ContactPoint.occurred_on, ContactPoint.id, ContactParticipant.relationship_key)
)
_LOG = _ENTRIES.where(ContactPoint.case_id == bindparam("case_id"))
_answer = aliased(ContactPoint)
_WAITING = _ENTRIES.where(
    ContactPoint.case_id.in_(CASE_IDS),
    ContactPoint.outcome == PLANNED,
    ContactPoint.occurred_on <= UNTIL,
    ~select(_answer.id).where(_answer.follows_id == ContactPoint.id).exists(),
)


def list_log(session: Session, case_id: UUID) -> Sequence[LogEntry]:
    """All entries of a case that the actor has been shown, planned ones included, the earliest first."""
    return _read(session, _LOG, case_id=case_id)


def list_planned(session: Session, case_ids: Sequence[UUID], until: date) -> Sequence[LogEntry]:
    """Planned contacts up to the day that nobody has answered yet, the earliest first; the cases come from a scoped query."""
    if not case_ids:
        return []
    return sorted(_read(session, _WAITING, case_ids=case_ids, until=until), key=_by_time)


def _read(session: Session, statement: Select[Any], **sent: Any) -> Sequence[LogEntry]:
    """The entries of rows that stand together, one for each participant."""
    rows: dict[UUID, Any] = {}
    who: dict[UUID, list[str]] = {}
    found: Iterable[Any] = session.execute(statement, sent)
    for row in found:
        rows.setdefault(row[0], row)
        if row[-1] is not None:
            who.setdefault(row[0], []).append(row[-1])
    return [LogEntry(*row[:-1], relationship_keys=tuple(who.get(key, ()))) for key, row in rows.items()]


def name_relationships(entry: LogEntry, *, is_shared: bool) -> Sequence[str]:
    """Whom an entry counts for; where the employer is the mentor (`is_shared`) for both if for one."""
    if is_shared and not set(SHARED).isdisjoint(entry.relationship_keys):
        return (*SHARED, *(key for key in entry.relationship_keys if key not in SHARED))
    return entry.relationship_keys


def summarise_log(entries: Iterable[LogEntry], *, is_shared: bool = False) -> dict[str, ContactSummary]:
    """The same as `contacts.summarise_contacts`, by relationship, from entries that are at hand."""
    by_key: dict[str, list[LogEntry]] = {}
    for entry in entries:
        for key in name_relationships(entry, is_shared=is_shared):
            by_key.setdefault(key, []).append(entry)
    return {key: _summarise(own) for key, own in by_key.items()}


def _summarise(entries: Sequence[LogEntry]) -> ContactSummary:
    held = [entry.occurred_on for entry in entries if entry.outcome == TOOK_PLACE]
    tried = [entry.occurred_on for entry in entries if entry.outcome in ATTEMPTS]
    last_on = max(held, default=None)
    since = [day for day in tried if last_on is None or day > last_on]
    return ContactSummary(last_on, len(held), max(tried, default=None), len(entries), len(since))


def list_waiting(entries: Iterable[LogEntry], until: date) -> Sequence[LogEntry]:
    """Planned contacts up to the day that nobody has answered, the earliest first."""
    entries = list(entries)
    answered = {entry.follows_id for entry in entries}
    waiting = [
        entry
        for entry in entries
        if entry.outcome == PLANNED and entry.occurred_on <= until and entry.id not in answered
    ]
    return sorted(waiting, key=_by_time)


def _by_time(entry: LogEntry) -> tuple[date, time, str]:
    # One without a time of day stands after those of the day, in either database.
    return (entry.occurred_on, entry.starts_at or time.max, str(entry.id))
