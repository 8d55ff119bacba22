"""Digests: which user has been sent the letter of which week."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId


class Digest(Base):
    """A week's letter to a user, claimed before it is sent: never two for a week. `week` is ISO's, as 2026-W47."""

    __tablename__ = "hm_digest"
    __table_args__ = (UniqueConstraint("user_id", "week"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    week: Mapped[str] = mapped_column(String(8))
    claimed_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
