"""Which offices have a part in a study."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base
from hybridmentor.models.office import Office


class StudyOffice(Base):
    """An office's part: its cases can be handed out, or it is a guest and none is, or it answers surveys as a control."""

    __tablename__ = "hm_study_office"
    __table_args__ = (CheckConstraint("part IN ('participating', 'guest', 'control')", name="part"),)

    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(20))

    office: Mapped[Office] = relationship()
