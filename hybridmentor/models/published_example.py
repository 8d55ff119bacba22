"""Published examples: the lines of a printed table, words kept beside the codes read from them."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base
from hybridmentor.models.case import Case


class PublishedExample(Base):
    """Table 1 of AFI-notat 2022:01, a line each; plain text, for it is published and holds no person."""

    __tablename__ = "hm_published_example"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True)
    case_no: Mapped[int]
    position: Mapped[int]
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    codes: Mapped[dict[str, Any]] = mapped_column(JSON)
    attached_group: Mapped[str] = mapped_column(String(30))

    case: Mapped[Case] = relationship(back_populates="example")
