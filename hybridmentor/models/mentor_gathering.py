"""Gatherings of the mentor network: when and where, and who has been asked."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.workplace_person import WorkplacePerson


class MentorGathering(UuidRow, Stamped, Base):
    """A meeting that an office asks its network of mentors to; no person is named in its words."""

    __tablename__ = "hm_mentor_gathering"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(String(120))
    words: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigId, default=1)

    invitations: Mapped[list["GatheringInvitation"]] = relationship(cascade="all, delete-orphan")


class GatheringInvitation(Stamped, Base):
    """A person asked to a gathering, and what they have answered; no answer yet is None."""

    __tablename__ = "hm_gathering_invitation"
    __table_args__ = (CheckConstraint("answer IS NULL OR answer IN ('comes', 'comes_not')", name="answer"),)

    gathering_id: Mapped[UUID] = mapped_column(ForeignKey("hm_mentor_gathering.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("hm_workplace_person.id"), primary_key=True, index=True
    )
    answer: Mapped[str | None] = mapped_column(String(20))

    person: Mapped[WorkplacePerson] = relationship()
