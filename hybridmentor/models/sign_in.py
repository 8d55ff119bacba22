"""Sign-ins of the standalone application: sessions that can be ended, and attempts that are counted."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor import clock
from hybridmentor.db import Base, BigId
from hybridmentor.models.user import User


class SignIn(Base):
    """A signed-in browser. The cookie holds a random token, this row its hash; an ended one never comes back."""

    __tablename__ = "hm_sign_in"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class SignInFailure(Base):
    """A failed attempt, by the hash of what was typed as user name; kept only as long as the limit looks back."""

    __tablename__ = "hm_sign_in_failure"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login_hash: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
