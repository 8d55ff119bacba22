"""Earlier values of what has been changed, sealed with the key of the case."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor import clock
from hybridmentor.db import Base, BigId
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class Revision(SealedRow, Base):
    """The values that a row had as a certain version, as JSON, until `replaced_at`."""

    __tablename__ = "hm_revision"
    __table_args__ = (UniqueConstraint("noun", "row_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), index=True)
    noun: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(BigId)
    values_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by: Mapped[int | None] = mapped_column(BigId)

    case: Mapped["Case"] = relationship()
    values = SealedText("values_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
