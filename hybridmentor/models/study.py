"""Studies: what researchers want to know, of which offices and cases, on what ground, from when to when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.office import Office
from hybridmentor.models.study_office import StudyOffice

STATES = ("draft", "open", "ended")


class Study(UuidRow, Stamped, Base):
    """A study, kept at the office (or unit) whose researchers run it and whose approver decides what is handed out.

    A draft asks nobody; from `opened_on` to `ended_on` persons are asked and cases can be sent to it. `from_on` and `to_on` are
    the period that it is about. The contact is the one for data protection whom the texts name.
    """

    __tablename__ = "hm_study"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'ended')", name="state"),
        CheckConstraint("to_on >= from_on", name="period"),
        CheckConstraint("(state = 'draft') = (opened_on IS NULL)", name="opened"),
        CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended"),
        CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="asked"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    title: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(String(500))
    from_on: Mapped[date]
    to_on: Mapped[date]
    contact_name: Mapped[str] = mapped_column(String(120))
    contact_email: Mapped[str] = mapped_column(String(254))
    opened_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    office: Mapped[Office] = relationship()
    offices: Mapped[list[StudyOffice]] = relationship(cascade="all, delete-orphan")
    variables: Mapped[list["StudyVariable"]] = relationship(
        cascade="all, delete-orphan", order_by="StudyVariable.variable"
    )


class StudyVariable(Base):
    """A variable that a study asks for: a key of `release_variables`."""

    __tablename__ = "hm_study_variable"

    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), primary_key=True)
    variable: Mapped[str] = mapped_column(String(32), primary_key=True)
