"""Employers: the company where the jobseeker is, kept as a register for the office."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, Stamped, UuidRow


class Employer(UuidRow, Stamped, Base):
    """A workplace; names of companies are plain. `industry` is a code of the practice model."""

    __tablename__ = "hm_employer"
    __table_args__ = (UniqueConstraint("office_id", "organisation_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    organisation_number: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
