"""Names can be found without being readable: keyed hashes of each folded word and its beginnings."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId


class NameToken(Base):
    """A term that a person's name is found by, hashed with the search key.

    The beginnings (two letters or more) of each of its words, for the search, and each word whole, for the check of notes.
    """

    __tablename__ = "hm_name_token"
    __table_args__ = (Index("ix_hm_name_token_token", "token", "jobseeker_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(16))
    jobseeker_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_jobseeker.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_workplace_person.id"), index=True)
