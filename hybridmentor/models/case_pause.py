"""Pauses of a case: time that is cut out of what is agreed and computed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped, UuidRow


class CasePause(UuidRow, Stamped, Base):
    """A pause, both days inside; without an end it lasts until somebody returns, and then it has a day to look at it again."""

    __tablename__ = "hm_case_pause"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        CheckConstraint("to_on IS NOT NULL OR follow_up_on IS NOT NULL", name="is_not_forgotten"),
        CheckConstraint("follow_up_on IS NULL OR follow_up_on >= from_on", name="follow_up"),
        Index("ix_hm_case_pause_case_id", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    reason: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    follow_up_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)
