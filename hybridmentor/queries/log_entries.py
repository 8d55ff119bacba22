"""The whole log of a case without its texts: what its picture, its clocks and its quality are computed from, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.collaboration import ATTEMPTS, TOOK_PLACE, LoggedContact
from hybridmentor.models import ContactParticipant, ContactPoint
from hybridmentor.queries.contacts import ContactSummary

PLANNED = "planned"


@dataclass(frozen=True)
class LogEntry:
    """An entry of the log with everybody it counts for, its note left out."""

    id: UUID
    occurred_on: date
    starts_at: time | None
    form: str | None
    sub_form: str | None
    outcome: str
    held_by: str
    follows_id: UUID | None
    relationship_keys: tuple[str, ...]

    def describe(self) -> LoggedContact:
        """The entry as the rules of collaboration know it."""
        return LoggedContact(
            self.occurred_on, self.relationship_keys, self.form, self.sub_form, self.outcome, self.held_by
        )


def list_log(session: Session, case_id: UUID) -> Sequence[LogEntry]:
    """All entries of a case that the actor has been shown, planned ones included, the earliest first."""
    statement = (
        select(
            ContactPoint.id,
            ContactPoint.occurred_on,
            ContactPoint.starts_at,
            ContactPoint.form,
            ContactPoint.sub_form,
            ContactPoint.outcome,
            ContactPoint.held_by,
            ContactPoint.follows_id,
            ContactParticipant.relationship_key.label("relationship"),
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(ContactPoint.case_id == case_id)
        .order_by(ContactPoint.occurred_on, ContactPoint.id, ContactParticipant.relationship_key)
    )
    rows: dict[UUID, Any] = {}
    who: dict[UUID, list[str]] = {}
    found: Iterable[Any] = session.execute(statement)
    for row in found:
        rows.setdefault(row.id, row)
        who.setdefault(row.id, []).append(row.relationship)
    return [
        LogEntry(
            row.id,
            row.occurred_on,
            row.starts_at,
            row.form,
            row.sub_form,
            row.outcome,
            row.held_by,
            row.follows_id,
            tuple(who[key]),
        )
        for key, row in rows.items()
    ]


def summarise_log(entries: Iterable[LogEntry]) -> dict[str, ContactSummary]:
    """The same as `contacts.summarise_contacts`, by relationship, from entries that are at hand."""
    by_key: dict[str, list[LogEntry]] = {}
    for entry in entries:
        for key in entry.relationship_keys:
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
    return sorted(waiting, key=lambda entry: (entry.occurred_on, entry.starts_at or time.max, str(entry.id)))
