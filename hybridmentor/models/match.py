"""Matches: a company or a mentor offered to a jobseeker for reasons, and what each side said."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.employer import Employer
from hybridmentor.models.workplace_person import WorkplacePerson

ANSWER = "{0} IS NULL OR {0} IN ('accepted', 'declined')"


class Match(UuidRow, Stamped, Base):
    """A company or a mentor offered in a case. `verdicts` is JSON: the verdict of each criterion when it was offered.

    Each side answers for itself; no answer yet is None. `has_lasted` is whether what was accepted went on as long as agreed.
    """

    __tablename__ = "hm_match"
    __table_args__ = (
        CheckConstraint("(employer_id IS NULL) <> (person_id IS NULL)", name="one_side"),
        CheckConstraint(ANSWER.format("jobseeker_answer"), name="jobseeker_answer"),
        CheckConstraint(ANSWER.format("other_answer"), name="other_answer"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_employer.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_workplace_person.id"), index=True)
    verdicts: Mapped[str] = mapped_column(Text)
    offered_on: Mapped[date]
    jobseeker_answer: Mapped[str | None] = mapped_column(String(20))
    other_answer: Mapped[str | None] = mapped_column(String(20))
    has_lasted: Mapped[bool | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    employer: Mapped[Employer | None] = relationship()
    person: Mapped[WorkplacePerson | None] = relationship()
