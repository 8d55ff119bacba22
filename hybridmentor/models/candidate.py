"""Candidates: companies that come into question for a case, each with how far the talk has come."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case
    from hybridmentor.models.employer import Employer
    from hybridmentor.models.user import User


class Candidate(SealedRow, Stamped, Base):
    """A company that may fit a case; `status` is one of the practice model's six.

    `employer_id` ties it to the register where it was found there; `visit_on` and `visit_order` place it in a tour of companies.
    """

    __tablename__ = "hm_candidate"
    __table_args__ = (
        Index("ix_hm_candidate_case_id", "case_id"),
        CheckConstraint("visit_order IS NULL OR visit_order BETWEEN 1 AND 99", name="visit_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    company: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(40))
    helper: Mapped[str | None] = mapped_column(String(40))
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_employer.id"), index=True)
    asked_on: Mapped[date | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    visit_on: Mapped[date | None]
    visit_order: Mapped[int | None] = mapped_column(SmallInteger)
    pitch_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reflection_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship()
    employer: Mapped["Employer | None"] = relationship()
    asker: Mapped["User | None"] = relationship(foreign_keys=[asked_by])
    pitch = SealedText("pitch_sealed")
    reflection = SealedText("reflection_sealed")
    note = SealedText("note_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def name(self) -> str:
        """What the company is called: in the register if it is tied to it, else as it was typed."""
        return self.employer.name if self.employer is not None else self.company

    @property
    def is_chosen(self) -> bool:
        """Whether the company is the case's already: the very one of the register, or where none is known one of the name."""
        own = self.case.employer
        if own is None:
            return False
        return own.id == self.employer_id if self.employer_id is not None else own.name == self.company

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
