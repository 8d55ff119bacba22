"""The running case number of an office and year."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base


class CaseCounter(Base):
    """The last number given out; raised in the same transaction as the case that gets it."""

    __tablename__ = "hm_case_counter"

    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
