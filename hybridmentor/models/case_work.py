"""Work on a case without contact: writing a plan, travel. It is time, and touches no clock."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, Stamped, UuidRow


class CaseWork(UuidRow, Stamped, Base):
    """Time spent on a case on a day: a key of `work_kind`, and one of `minutes_band`."""

    __tablename__ = "hm_case_work"
    __table_args__ = (Index("ix_hm_case_work_case_id", "case_id", "worked_on"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    worked_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(40))
    minutes_band: Mapped[str] = mapped_column(String(20))
