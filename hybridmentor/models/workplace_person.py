"""Persons at the workplace: mentors, leaders, contact persons."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.employer import Employer
from hybridmentor.models.sealed import SealedRow, SealedText


class WorkplacePerson(SealedRow, Stamped, Base):
    """Somebody at an employer: `role` is a key of `workplace_role`, `position` the title in words; `left_on` the last day."""

    __tablename__ = "hm_workplace_person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_employer.id"), index=True)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    position: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(40))
    left_on: Mapped[date | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(BigId, default=1, server_default="1")

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    employer: Mapped[Employer] = relationship()
    name = SealedText("name_sealed")
    phone = SealedText("phone_sealed")
    email = SealedText("email_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The person's own data key."""
        return self.data_key
