"""What was answered in the surveys of a study, by nobody that can be told."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base


class StudyReply(Base):
    """One filled-in questionnaire: to which wave, from which group of offices, and codes as JSON.

    No person, no office, no link, no time. The id is random, and on SQLite the rows lie in its order, not in the one in which
    they came.
    """

    __tablename__ = "hm_study_reply"
    __table_args__ = (
        CheckConstraint("part IN ('participating', 'control')", name="part"),
        Index("ix_hm_study_reply_wave_id", "wave_id", "part"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    wave_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study_wave.id"))
    part: Mapped[str] = mapped_column(String(20))
    answers: Mapped[str] = mapped_column(Text)
