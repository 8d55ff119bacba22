"""Offices: a Nav office, or the shelf where published examples stand."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId


class Office(Base):
    """A Nav office. `participation` is its part in the research: guest offices never enter a study.

    With `shares_register` the offices of its county see its companies, and none of the persons there. `volunteers` is how many
    advisers took part in the project of their own will on `volunteers_on`, as the lead says.
    """

    __tablename__ = "hm_office"
    __table_args__ = (
        CheckConstraint("length(number) = 4", name="number"),
        CheckConstraint("participation IN ('participating', 'guest', 'control')", name="participation"),
        CheckConstraint("purpose IN ('practice', 'examples')", name="purpose"),
        CheckConstraint("volunteers IS NULL OR volunteers BETWEEN 0 AND 1000", name="volunteers"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    county: Mapped[str] = mapped_column(String(80), index=True)
    participation: Mapped[str] = mapped_column(String(20), default="participating")
    purpose: Mapped[str] = mapped_column(String(20), default="practice")
    shares_register: Mapped[bool] = mapped_column(default=False, server_default=false())
    volunteers: Mapped[int | None] = mapped_column(SmallInteger)
    volunteers_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
