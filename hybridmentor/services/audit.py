"""The audit row: in the same transaction as a write, in its own for reads and denials."""

from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hybridmentor.db import begin_write, open_session
from hybridmentor.errors import AuditUnavailable, Message
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent


def make_event(
    actor: Actor | None,
    action: str,
    *,
    noun: str | None = None,
    row_id: UUID | int | str | None = None,
    case_id: UUID | None = None,
    office_id: int | None = None,
    decision: str = "permit",
    detail: str | None = None,
    request_id: str | None = None,
) -> AuditEvent:
    """The row for a deed. Only codes and ids go in: no name, no text, no address."""
    return AuditEvent(
        actor_id=actor.user_id or None if actor else None,
        action=action,
        noun=noun,
        row_id=None if row_id is None else str(row_id),
        case_id=case_id,
        office_id=office_id,
        decision=decision,
        detail=detail,
        request_id=request_id or (actor.request_id if actor else None),
    )


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    noun: str | None = None,
    row_id: UUID | int | str | None = None,
    case_id: UUID | None = None,
    office_id: int | None = None,
    detail: str | None = None,
) -> None:
    """Add the row of a write to its transaction: both are kept or neither."""
    session.add(
        make_event(
            actor, action, noun=noun, row_id=row_id, case_id=case_id, office_id=office_id, detail=detail
        )
    )


def record_apart(bind: Engine | Connection, event: AuditEvent) -> None:
    """Write and commit the row of a read or a denial on its own; AuditUnavailable if it cannot be written."""
    try:
        with open_session(bind, None) as session:
            begin_write(session)
            session.add(event)
            session.commit()
    except SQLAlchemyError as fault:
        raise AuditUnavailable(Message("error.audit_unavailable")) from fault
