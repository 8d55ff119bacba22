"""The audit log: who did or saw what, when. Codes and ids, never values."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId

FETCHED = text("action = 'deidentified_release.download'")
"""That a de-identified file was fetched: counted on the page of its release, so found without reading the whole log."""


class AuditEvent(Base):
    """One deed: a write, a read of persons' data, a denial or a failed sign-in. Added, never changed.

    `chain_hash` is empty until the sealer has tied the row to the ones before it. No foreign keys: the log outlives
    what it speaks of.
    """

    __tablename__ = "hm_audit_event"
    __table_args__ = (
        CheckConstraint("decision IN ('permit', 'deny')", name="decision"),
        Index("ix_hm_audit_event_case_id_at", "case_id", "at"),
        Index("ix_hm_audit_event_actor_id_at", "actor_id", "at"),
        Index("ix_hm_audit_event_fetched", "row_id", sqlite_where=FETCHED, postgresql_where=FETCHED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(60))
    decision: Mapped[str] = mapped_column(String(10), default="permit")
    noun: Mapped[str | None] = mapped_column(String(40))
    row_id: Mapped[str | None] = mapped_column(String(40))
    case_id: Mapped[UUID | None]
    office_id: Mapped[int | None] = mapped_column(BigId)
    detail: Mapped[str | None] = mapped_column(String(120))
    request_id: Mapped[str | None] = mapped_column(String(32))
    chain_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
