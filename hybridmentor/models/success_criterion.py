"""Success criteria: a list that an office defines, each rated in the case. None is made up by the application."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped


class SuccessCriterion(Stamped, Base):
    """One criterion of an office, in the office's own words; an old one is switched off, not deleted."""

    __tablename__ = "hm_success_criterion"
    __table_args__ = (UniqueConstraint("office_id", "words"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    words: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
