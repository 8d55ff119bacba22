"""Mentors in a case: one after the other, from when to when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.workplace_person import WorkplacePerson


class MentorAssignment(UuidRow, Stamped, Base):
    """A person at the workplace as mentor in a case, both days inside; the employer may be the mentor."""

    __tablename__ = "hm_mentor_assignment"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        Index("ix_hm_mentor_assignment_case_id", "case_id"),
        Index("ix_hm_mentor_assignment_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("hm_workplace_person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    is_employer: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(BigId, default=1)

    person: Mapped[WorkplacePerson] = relationship()
