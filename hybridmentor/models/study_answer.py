"""What advisers answer for themselves when a study asks them: they are research subjects too."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId


class StudyAnswer(Base):
    """A user's yes or no to a version of the study's text for advisers. The last one counts; none is ever changed."""

    __tablename__ = "hm_study_answer"
    __table_args__ = (Index("ix_hm_study_answer_study_id", "study_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    text_number: Mapped[int] = mapped_column(SmallInteger)
    is_yes: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
