"""Contact points: one entry for all who were there. An entry can be corrected; the earlier version is kept."""

from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class ContactPoint(SealedRow, Stamped, Base):
    """A contact that took place, was tried, fell through or is planned. `follows_id` answers a planned one.

    Empty minutes mean unknown, not none. `via` is through whom it went, where it was not direct. What somebody else had and
    told of (mentor with jobseeker) has `reported_by`. One form for several cases makes one row per case with the same `entry_id`.
    """

    __tablename__ = "hm_contact_point"
    __table_args__ = (
        Index("ix_hm_contact_point_case_id_occurred_on", "case_id", "occurred_on", "id"),
        UniqueConstraint("follows_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    occurred_on: Mapped[date]
    starts_at: Mapped[time | None]
    held_by: Mapped[str] = mapped_column(String(40), default="adviser")
    form: Mapped[str | None] = mapped_column(String(40))
    sub_form: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(20))
    minutes_band: Mapped[str | None] = mapped_column(String(20))
    via: Mapped[str | None] = mapped_column(String(20))
    reported_by: Mapped[str | None] = mapped_column(String(20))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_step_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_contact_point.id"))
    entry_id: Mapped[UUID | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(BigId, default=1, server_default="1")

    case: Mapped["Case"] = relationship()
    participants: Mapped[list["ContactParticipant"]] = relationship(
        order_by="ContactParticipant.relationship_key"
    )
    themes: Mapped[list["ContactTheme"]] = relationship(order_by="ContactTheme.theme")
    note = SealedText("note_sealed")
    next_step = SealedText("next_step_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def relationship_keys(self) -> tuple[str, ...]:
        """Whom the contact counts for."""
        return tuple(part.relationship_key for part in self.participants)

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key


class ContactParticipant(Base):
    """A relationship that a contact point counts for: mentor, jobseeker or employer, with the person where known."""

    __tablename__ = "hm_contact_participant"
    __table_args__ = (Index("ix_hm_contact_participant_person_id", "person_id"),)

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("hm_contact_point.id"), primary_key=True)
    relationship_key: Mapped[str] = mapped_column("relationship", String(20), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_workplace_person.id"))


class ContactTheme(Base):
    """A theme that a contact was about, a code of the practice model."""

    __tablename__ = "hm_contact_theme"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("hm_contact_point.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(40), primary_key=True)
