"""Candidates: companies that come into question for a case, each with how far the talk has come."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class Candidate(SealedRow, Stamped, Base):
    """A company that may fit a case; `status` is one of the practice model's six."""

    __tablename__ = "hm_candidate"
    __table_args__ = (Index("ix_hm_candidate_case_id", "case_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    company: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(40))
    helper: Mapped[str | None] = mapped_column(String(40))
    asked_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship()
    note = SealedText("note_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
