"""What people are told when they are asked to take part in a study. A text that somebody may have read is never changed."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, Stamped


class StudyText(Stamped, Base):
    """A version of the text for those of a case (`persons`) or for advisers, in bokmål and nynorsk.

    With `is_longitudinal` it says that a person is followed over time, which a de-identified release needs.
    `withdrawal_*` is the part that says what withdrawal can and cannot undo. With `keeps_earlier` those who said yes to an
    earlier version are not asked again, as when only words were mended.
    """

    __tablename__ = "hm_study_text"
    __table_args__ = (
        CheckConstraint("audience IN ('persons', 'advisers')", name="audience"),
        CheckConstraint("number BETWEEN 1 AND 999", name="number"),
    )

    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    words_nb: Mapped[str] = mapped_column(Text)
    words_nn: Mapped[str] = mapped_column(Text)
    withdrawal_nb: Mapped[str] = mapped_column(Text)
    withdrawal_nn: Mapped[str] = mapped_column(Text)
    keeps_earlier: Mapped[bool] = mapped_column(default=False)
    is_longitudinal: Mapped[bool] = mapped_column(default=False)
