"""The links by which an office's advisers answer a survey."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, UuidRow
from hybridmentor.models.office import Office
from hybridmentor.models.study_wave import StudyWave


class StudyLink(UuidRow, Base):
    """An office's link in a wave: a hash of what is secret in the address, how often it was renewed, and if it was closed, when.

    What was answered by it is not tied to it.
    """

    __tablename__ = "hm_study_link"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("wave_id", "office_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    wave_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study_wave.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    number: Mapped[int] = mapped_column(SmallInteger, default=1)
    closed_on: Mapped[date | None]

    wave: Mapped[StudyWave] = relationship()
    office: Mapped[Office] = relationship()
