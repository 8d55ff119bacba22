"""Mentors in a case: one after the other, from when to when."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText
from hybridmentor.models.workplace_person import WorkplacePerson

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class MentorAssignment(SealedRow, Stamped, Base):
    """A person at the workplace as mentor in a case, both days inside; the employer may be the mentor.

    `hours_per_month` is what is agreed, with one decimal. `confidentiality_on` is when the declaration was signed,
    `right_told_mentor_on` and `right_told_jobseeker_on` when each was told that they can say no and ask for a change,
    `end_reason` a key of `mentor_end_reason`, `chosen_by` of `mentor_chosen_by`.
    """

    __tablename__ = "hm_mentor_assignment"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        CheckConstraint("hours_per_month IS NULL OR hours_per_month BETWEEN 0 AND 744", name="hours"),
        Index("ix_hm_mentor_assignment_case_id", "case_id"),
        Index("ix_hm_mentor_assignment_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("hm_workplace_person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    is_employer: Mapped[bool] = mapped_column(default=False)
    hours_per_month: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    tasks_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    confidentiality_on: Mapped[date | None]
    has_no_family_tie: Mapped[bool | None]
    chosen_by: Mapped[str | None] = mapped_column(String(40))
    chosen_how_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    right_told_mentor_on: Mapped[date | None]
    right_told_jobseeker_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(40))
    end_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship()
    person: Mapped[WorkplacePerson] = relationship()
    tasks = SealedText("tasks_sealed")
    chosen_how = SealedText("chosen_how_sealed")
    end_words = SealedText("end_words_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
