"""The steps of a case, as the practice model names them."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class CaseStep(SealedRow, Stamped, Base):
    """How far a step of the case has come; a skipped step keeps its reason.

    `answers` are what is noted in it, as JSON by field key of `domain.step_fields`.
    """

    __tablename__ = "hm_case_step"
    __table_args__ = (
        UniqueConstraint("case_id", "step"),
        CheckConstraint("status <> 'skipped' OR skip_reason_sealed IS NOT NULL", name="skipped_with_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    step: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20), default="open")
    done_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    skip_reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship(back_populates="steps")
    note = SealedText("note_sealed")
    skip_reason = SealedText("skip_reason_sealed")
    answers = SealedText("answers_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
