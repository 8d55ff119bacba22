"""Absence: days on which an adviser is away, and who stands in."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.user import User


class Absence(Stamped, Base):
    """Days on which a user is away, both inside. Why is nobody's business and is not kept.

    With a stand-in the cases' clocks go on, and the stand-in has a part in the cases meanwhile (`CaseRole.absence_id`).
    """

    __tablename__ = "hm_absence"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="period"),
        CheckConstraint("stand_in_id IS NULL OR stand_in_id <> user_id", name="somebody_else"),
        Index("ix_hm_absence_user_id", "user_id", "to_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]

    user: Mapped[User] = relationship(foreign_keys="Absence.user_id")
    stand_in: Mapped[User | None] = relationship(foreign_keys="Absence.stand_in_id")
