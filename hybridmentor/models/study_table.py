"""Tables of a study: what was to be counted, and what came of it, kept so that it stays the same."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped, UuidRow
from hybridmentor.models.study import Study


class StudyTable(UuidRow, Stamped, Base):
    """A saved definition with its figures. `definition` and `figures` are JSON; the figures are safe ones, nothing else is kept.

    `counted_on` is the day of which the figures are, `sha256` of the file that they make.
    """

    __tablename__ = "hm_study_table"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    definition: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text)
    counted_on: Mapped[date]
    sha256: Mapped[str] = mapped_column(String(64))

    study: Mapped[Study] = relationship()
