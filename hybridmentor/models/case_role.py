"""Who has a part in a case, from when to when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.user import User


class CaseRole(Stamped, Base):
    """A user's part in a case, both days inside; the role's name comes from the practice model.

    `stand_in` is the part of somebody who stands in for an absent adviser; it goes with the absence.
    """

    __tablename__ = "hm_case_role"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        Index("ix_hm_case_role_user_id", "user_id", "case_id"),
        Index("ix_hm_case_role_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    role: Mapped[str] = mapped_column(String(40), default="adviser")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("hm_absence.id"), index=True)

    user: Mapped[User] = relationship()
