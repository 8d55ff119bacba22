"""How a case went: separate facts, never one code that would have to guess."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class CaseOutcome(SealedRow, Stamped, Base):
    """The facts when the case closed (`moment` closing) or at a later measurement; each may be unknown.

    `facts` holds them by name of `domain.outcome.Outcome`: a list of keys, a number, or a day as text.
    """

    __tablename__ = "hm_case_outcome"
    __table_args__ = (
        UniqueConstraint("case_id", "moment", "measured_on"),
        CheckConstraint("moment IN ('closing', 'later')", name="moment"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    moment: Mapped[str] = mapped_column(String(10))
    measured_on: Mapped[date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1, server_default="1")

    case: Mapped["Case"] = relationship()
    note = SealedText("note_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
