"""Submitted forms: each is carried out once, however often it is sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId


class Submission(Base):
    """The key of a sent form with the answer it got. `fingerprint` tells a repeat from another text under the same key."""

    __tablename__ = "hm_submission"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId)
    endpoint: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    location: Mapped[str | None] = mapped_column(String(400))
    notice: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
