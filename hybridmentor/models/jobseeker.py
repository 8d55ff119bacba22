"""Jobseekers: the person that a case is about."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText


class Jobseeker(SealedRow, Stamped, Base):
    """A jobseeker, without national identity number. Protection and shielding are declared, for nothing looks them up."""

    __tablename__ = "hm_jobseeker"
    __table_args__ = (
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="birth_year"),
        CheckConstraint("protection IN ('none', 'confidential', 'strictly_confidential')", name="protection"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    protection: Mapped[str] = mapped_column(String(24), default="none")
    is_shielded: Mapped[bool] = mapped_column(default=False)
    erased_on: Mapped[date | None]

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    name = SealedText("name_sealed")
    phone = SealedText("phone_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The person's own data key."""
        return self.data_key
