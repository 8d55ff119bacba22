"""A page of a case's log: contacts, and work without contact between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.models import CaseWork, ContactPoint
from hybridmentor.queries.case_work import list_work
from hybridmentor.queries.contacts import PAGE_SIZE, list_contacts


@dataclass(frozen=True)
class LogRow:
    """A contact, or work without contact: one of the two."""

    day: date
    id: UUID
    contact: ContactPoint | None = None
    work: CaseWork | None = None


def list_log_page(
    session: Session, case_id: UUID, *, after: tuple[date, UUID] | None = None, limit: int = PAGE_SIZE
) -> tuple[Sequence[LogRow], bool]:
    """The rows of a log, planned contacts among them, the latest first, and whether there are more.

    `after` is day and id of the last row of the page before. Of one day, rows stand in the order of their ids.
    """
    contacts, more = list_contacts(session, case_id, limit=limit, after=after, planned=True)
    works = list_work(session, case_id, limit=limit + 1, after=after)
    rows = [LogRow(one.occurred_on, one.id, contact=one) for one in contacts]
    rows += [LogRow(one.worked_on, one.id, work=one) for one in works]
    rows.sort(key=lambda row: (row.day, row.id), reverse=True)
    return rows[:limit], more or len(rows) > limit
