"""Staff accounts."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String, true
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import clock
from hybridmentor.db import Base, BigId


class User(Base):
    """A staff account. `subject` is who the identity provider or the host says it is; `login` is for local sign-in.

    `day_filter` is how the user has narrowed my day: codes by name of the choice.
    """

    __tablename__ = "hm_user"
    __table_args__ = (CheckConstraint("language IN ('nb', 'nn', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    login: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    nav_ident: Mapped[str | None] = mapped_column(String(7), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="nb")
    wants_digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    day_filter: Mapped[dict[str, str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
