"""Agreed contact: how often the adviser and somebody in the case have agreed to be in touch."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow


class ContactPlan(UuidRow, Stamped, Base):
    """What is agreed for one relationship, both days inside; a new agreement ends the one before.

    `state` is a key of `relationship_state`: only an ongoing one has a rhythm, the others say why there is none.
    """

    __tablename__ = "hm_contact_plan"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        Index("ix_hm_contact_plan_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    relationship_key: Mapped[str] = mapped_column("relationship", String(20))
    state: Mapped[str] = mapped_column(String(20), default="ongoing", server_default="ongoing")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    phases: Mapped[list["ContactPlanPhase"]] = relationship(
        lazy="joined", order_by="ContactPlanPhase.from_week", cascade="all, delete-orphan"
    )


class ContactPlanPhase(Base):
    """From a week of the agreement on, counted from 1, contact at least every so many days, in this form if it can be."""

    __tablename__ = "hm_contact_plan_phase"
    __table_args__ = (
        CheckConstraint("from_week BETWEEN 1 AND 260", name="week"),
        CheckConstraint("every_days BETWEEN 1 AND 366", name="interval"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("hm_contact_plan.id"), primary_key=True)
    from_week: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    every_days: Mapped[int] = mapped_column(SmallInteger)
    form: Mapped[str | None] = mapped_column(String(40))
