"""Calendar feeds: a secret address per user that a calendar program reads."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor import clock
from hybridmentor.db import Base
from hybridmentor.models.user import User


class CalendarFeed(Base):
    """The address of a user's feed, kept as a hash: whoever reads the table cannot make the address of it."""

    __tablename__ = "hm_calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()
