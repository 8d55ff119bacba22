"""Which cases have been sent to a study: a mark, not a file in an e-mail."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, Stamped


class StudyCase(Stamped, Base):
    """That an adviser has said a case is ready for a study. Nothing of the case leaves with it; taken back, the row goes."""

    __tablename__ = "hm_study_case"

    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True, index=True)
