"""Drafts: what a user has typed into a form and not yet sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor import clock
from hybridmentor.db import Base
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText


class Draft(SealedRow, Base):
    """The text of one form as it stood last, one per user, form and subject.

    `form` is the endpoint that the form is sent to and `subject` the ids in its address. `fields` is sealed JSON under a key
    of the draft's own, which goes when the draft goes.
    """

    __tablename__ = "hm_draft"
    __table_args__ = (UniqueConstraint("user_id", "form", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_case.id"), index=True)
    form: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    fields_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    fields = SealedText("fields_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The draft's own data key."""
        return self.data_key
