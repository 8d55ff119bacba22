"""Questions that an office has added to those of the practice model."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped


class OfficeQuestion(Stamped, Base):
    """A question to ask jobseeker or mentor at a step; holds no person."""

    __tablename__ = "hm_office_question"
    __table_args__ = (
        CheckConstraint("audience IN ('jobseeker', 'mentor', 'employer')", name="audience"),
        Index("ix_hm_office_question_office_id", "office_id", "step"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    step: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(300))
    is_active: Mapped[bool] = mapped_column(default=True)
