"""Cases that somebody must not see: the own case, or the case of someone close."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped


class Recusal(Stamped, Base):
    """Shuts a user out of a case, whatever roles the user has. Declared by hand or by the host's identity adapter."""

    __tablename__ = "hm_recusal"
    __table_args__ = (
        UniqueConstraint("user_id", "case_id"),
        CheckConstraint("reason IN ('own_case', 'close_relation')", name="reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    reason: Mapped[str] = mapped_column(String(20))
