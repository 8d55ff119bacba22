"""Local goals: what an office wants to reach with the model, in its own words."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped, UuidRow


class OfficeGoal(UuidRow, Stamped, Base):
    """A goal from a day, with an end or without; `measure` is a figure of the office that it is held against, if any."""

    __tablename__ = "hm_office_goal"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        CheckConstraint("target IS NULL OR target BETWEEN 0 AND 10000", name="target"),
        CheckConstraint("(measure IS NULL) = (target IS NULL)", name="measured"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[int | None] = mapped_column(SmallInteger)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reached_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)
