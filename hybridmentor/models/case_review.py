"""Case reviews: the lead and the adviser have looked at a case together; and what in it is to be discussed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.case import Case
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText


class CaseReview(SealedRow, Stamped, Base):
    """That a case was gone through on `held_on`, what to change, and when to look at it again."""

    __tablename__ = "hm_case_review"
    __table_args__ = (
        CheckConstraint("next_on IS NULL OR next_on > held_on", name="next"),
        CheckConstraint("followed_up_on IS NULL OR followed_up_on >= held_on", name="followed_up"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), index=True)
    held_on: Mapped[date]
    next_on: Mapped[date | None]
    change_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follow_up_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follow_up_on: Mapped[date | None]
    followed_up_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped[Case] = relationship()
    change = SealedText("change_sealed")
    follow_up = SealedText("follow_up_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key


class CaseTopic(SealedRow, Stamped, Base):
    """What somebody wants to discuss about a case ("til drøfting"), until it is settled."""

    __tablename__ = "hm_case_topic"
    __table_args__ = (CheckConstraint("settled_on IS NULL OR settled_on >= raised_on", name="settled"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), index=True)
    raised_on: Mapped[date]
    settled_on: Mapped[date | None]
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped[Case] = relationship()
    question = SealedText("question_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
