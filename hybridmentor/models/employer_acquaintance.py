"""Acquaintances: which colleague knows a company."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, Stamped
from hybridmentor.models.user import User


class EmployerAcquaintance(Stamped, Base):
    """A colleague who has said that they know the company and can be asked about it."""

    __tablename__ = "hm_employer_acquaintance"

    employer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_employer.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), primary_key=True, index=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
