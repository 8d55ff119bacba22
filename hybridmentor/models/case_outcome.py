"""How a case went: separate facts, never one code that would have to guess."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class CaseOutcome(SealedRow, Stamped, Base):
    """The facts when the case closed (`moment` closing) or at a later measurement; each may be unknown."""

    __tablename__ = "hm_case_outcome"
    __table_args__ = (
        UniqueConstraint("case_id", "moment", "measured_on"),
        CheckConstraint("moment IN ('closing', 'later')", name="moment"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    moment: Mapped[str] = mapped_column(String(10))
    measured_on: Mapped[date]
    attached: Mapped[str] = mapped_column(String(40), default="unknown")
    employment_form: Mapped[str] = mapped_column(String(40), default="unknown")
    wage_subsidy: Mapped[str] = mapped_column(String(40), default="unknown")
    in_measure: Mapped[str] = mapped_column(String(40), default="unknown")
    leave: Mapped[str] = mapped_column(String(40), default="unknown")
    elsewhere: Mapped[str] = mapped_column(String(40), default="unknown")
    end_reason: Mapped[str] = mapped_column(String(40), default="unknown")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped["Case"] = relationship()
    note = SealedText("note_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
