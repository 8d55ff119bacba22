"""What has been done since a moment, by the audit log: whether what was read then may be something else by now."""

from sqlalchemy import exists, func, not_, or_, select
from sqlalchemy.orm import Session

from hybridmentor.models import AuditEvent

HARMLESS = (
    "contact.",
    "log.",
    "work.",
    "draft.",
    "search.",
    "tag.",
    "calendar.",
    "sign_in",
    "experience",
    "digest.",
    "candidate.",
    "match.",
)
READS = (".read", ".list", ".search", ".new")
"""Beginnings of actions that change nothing of who may be handed out, and endings of those that only look; what has none may."""


def find_last_deed(session: Session) -> int | None:
    """The number of the newest row of the log; None where a lower number may still be written.

    On SQLite one writes at a time. On PostgreSQL numbers are given before others can see the row, in any order.
    """
    if session.get_bind().dialect.name == "postgresql":
        return None
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def has_changed_since(session: Session, last: int) -> bool:
    """Whether something was written after that row that may change which cases are ready; reads and denials do not."""
    harmless = or_(
        AuditEvent.decision == "deny",
        *(AuditEvent.action.endswith(ending, autoescape=True) for ending in READS),
        *(AuditEvent.action.startswith(beginning, autoescape=True) for beginning in HARMLESS),
    )
    return bool(session.scalar(select(exists().where(AuditEvent.id > last, not_(harmless)))))
