"""Experiences: what an office has learned, without names."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText


class Experience(SealedRow, Stamped, Base):
    """An experience shared in the office. It does not say which case it comes from.

    Its words are sealed with a key of their own: until somebody has checked whom they may reveal, they are as tender as a note.
    """

    __tablename__ = "hm_experience"
    __table_args__ = (Index("ix_hm_experience_office_id", "office_id", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    step: Mapped[str | None] = mapped_column(String(40))
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    tried_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    happened_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    learned_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    differently_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    tags: Mapped[list["ExperienceTag"]] = relationship(order_by="ExperienceTag.tag")
    title = SealedText("title_sealed")
    tried = SealedText("tried_sealed")
    happened = SealedText("happened_sealed")
    learned = SealedText("learned_sealed")
    differently = SealedText("differently_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The experience's own data key."""
        return self.data_key


class ExperienceTag(Base):
    """A tag of an experience: a theme of the practice model, or a word of the office in small letters."""

    __tablename__ = "hm_experience_tag"

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)
