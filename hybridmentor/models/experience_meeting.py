"""Experience meetings: what an office, or a county's offices, will talk about, and what was agreed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.case import Case
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.experience import Experience
from hybridmentor.models.sealed import SealedRow, SealedText


class ExperienceMeeting(SealedRow, Stamped, Base):
    """A meeting about experiences, of an office or of a county's offices. Its words are sealed with a key of its own."""

    __tablename__ = "hm_experience_meeting"
    __table_args__ = (
        CheckConstraint("(office_id IS NULL) <> (county IS NULL)", name="one_owner"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        Index("ix_hm_experience_meeting_office_id", "office_id", "starts_at"),
        Index("ix_hm_experience_meeting_county", "county", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("hm_office.id"))
    county: Mapped[str | None] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    summary_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    items: Mapped[list["MeetingItem"]] = relationship(
        order_by="MeetingItem.position, MeetingItem.id",
        cascade="all, delete-orphan",
        back_populates="meeting",
    )
    title = SealedText("title_sealed")
    place = SealedText("place_sealed")
    summary = SealedText("summary_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The meeting's own data key."""
        return self.data_key


class MeetingItem(SealedRow, Stamped, Base):
    """A point of the agenda: an experience, a case that is to be discussed, or neither: a topic in words.

    Of a case it holds no name; who may not open the case sees only that there is a case. What was agreed can have a day to
    follow it up, and somebody who does.
    """

    __tablename__ = "hm_meeting_item"
    __table_args__ = (
        CheckConstraint("experience_id IS NULL OR case_id IS NULL", name="one_subject"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 600", name="minutes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience_meeting.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    experience_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_experience.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_case.id"), index=True)
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agreed_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follow_up_on: Mapped[date | None]
    follow_up_by: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    followed_up_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    meeting: Mapped[ExperienceMeeting] = relationship(back_populates="items")
    experience: Mapped[Experience | None] = relationship()
    case: Mapped[Case | None] = relationship()
    question = SealedText("question_sealed")
    agreed = SealedText("agreed_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The case's key where it is about one, so that it goes with the case; else the meeting's."""
        return self.case.data_key if self.case is not None else self.meeting.data_key
