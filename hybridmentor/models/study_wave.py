"""Waves: when the surveys of a study are open."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped, UuidRow
from hybridmentor.models.study import Study

KINDS = ("zero_point", "follow_up")
"""The questionnaires that a wave can ask."""


class StudyWave(UuidRow, Stamped, Base):
    """A time in which a survey can be answered, both days inside. When it is over it is never opened again."""

    __tablename__ = "hm_study_wave"
    __table_args__ = (
        CheckConstraint("kind IN ('zero_point', 'follow_up')", name="kind"),
        CheckConstraint("closes_on >= opens_on", name="period"),
        UniqueConstraint("study_id", "kind", "opens_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"))
    kind: Mapped[str] = mapped_column(String(20))
    opens_on: Mapped[date]
    closes_on: Mapped[date]

    study: Mapped[Study] = relationship()
