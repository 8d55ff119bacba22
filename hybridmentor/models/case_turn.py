"""Turns in a case's life that need a reason: handed over to somebody else, opened again."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText
from hybridmentor.models.user import User

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class CaseTurn(SealedRow, Stamped, Base):
    """A handover with the old adviser's note, or a reopening with its reason."""

    __tablename__ = "hm_case_turn"
    __table_args__ = (
        CheckConstraint("kind IN ('handover', 'reopening')", name="kind"),
        CheckConstraint("kind <> 'handover' OR to_user_id IS NOT NULL", name="handed_to_somebody"),
        Index("ix_hm_case_turn_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    kind: Mapped[str] = mapped_column(String(10))
    turned_on: Mapped[date]
    from_user_id: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped["Case"] = relationship()
    from_user: Mapped[User | None] = relationship(foreign_keys="CaseTurn.from_user_id")
    to_user: Mapped[User | None] = relationship(foreign_keys="CaseTurn.to_user_id")
    note = SealedText("note_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
