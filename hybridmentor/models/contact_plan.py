"""Agreed contact: how often the adviser and somebody in the case have agreed to be in touch."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped, UuidRow


class ContactPlan(UuidRow, Stamped, Base):
    """An agreed interval for one relationship, both days inside; a new agreement ends the one before."""

    __tablename__ = "hm_contact_plan"
    __table_args__ = (
        CheckConstraint("every_days BETWEEN 1 AND 366", name="interval"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        Index("ix_hm_contact_plan_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    relationship_key: Mapped[str] = mapped_column("relationship", String(20))
    every_days: Mapped[int] = mapped_column(SmallInteger)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)
