"""Consent, per person and purpose: a row for each word given, never changed but for its withdrawal."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class Consent(SealedRow, Stamped, Base):
    """What a person has said to a purpose: to which version of the text, how, who gave it, and where the paper lies.

    `person` is a key of `consent_person`; of several mentors over time the assignment says which, and `employer_id` of
    which company an employer's answer is: none is known of one that was registered before that was kept. With the purpose
    `study` it is about that one study, and `text_version` is a version of its text for the persons of a case.
    """

    __tablename__ = "hm_consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawal"),
        CheckConstraint("expires_on IS NULL OR expires_on >= given_on", name="expiry"),
        CheckConstraint("(purpose = 'study') = (study_id IS NOT NULL)", name="study"),
        Index("ix_hm_consent_case_id", "case_id"),
        Index("ix_hm_consent_study_id", "study_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    person: Mapped[str] = mapped_column(String(20))
    mentor_assignment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("hm_mentor_assignment.id"), index=True
    )
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_employer.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    study_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_study.id"))
    text_version: Mapped[int]
    is_refusal: Mapped[bool] = mapped_column(default=False)
    given_how: Mapped[str] = mapped_column(String(40))
    given_by: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    kept_where_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship()
    kept_where = SealedText("kept_where_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
