"""The registration form of a case: what is typed on it. What steps and contacts hold stays there."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

if TYPE_CHECKING:
    from hybridmentor.models.case import Case


class CaseForm(SealedRow, Stamped, Base):
    """Answers by field key of `domain.form_state`, as sealed JSON: most of them are about a person.

    `log_confirmed_on` repeats the answer `log_confirmed_to` as a plain day, so that my day can ask without opening any.
    """

    __tablename__ = "hm_case_form"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))
    answers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    log_confirmed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    case: Mapped["Case"] = relationship()
    answers = SealedText("answers_sealed")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def sealing_key(self) -> DataKey:
        """The case's data key."""
        return self.case.data_key
