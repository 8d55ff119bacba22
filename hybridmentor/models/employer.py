"""Employers: the company where the jobseeker is, kept as a register for the office."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from hybridmentor.db import Base, Stamped, UuidRow
from hybridmentor.domain.folding import fold_name


class Employer(UuidRow, Stamped, Base):
    """A workplace; names of companies are plain. `industry` is a code of the practice model.

    `name_folded` follows the name, for searching. The note names no person: it is checked before it is kept.
    """

    __tablename__ = "hm_employer"
    __table_args__ = (
        UniqueConstraint("office_id", "organisation_number"),
        Index("ix_hm_employer_office_id_name_folded", "office_id", "name_folded", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    organisation_number: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(400), default="", server_default="")
    industry: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    offers: Mapped[list["EmployerOffer"]] = relationship(
        order_by="EmployerOffer.offer", cascade="all, delete-orphan"
    )

    @property
    def offer_keys(self) -> frozenset[str]:
        """What the company can offer."""
        return frozenset(one.offer for one in self.offers)

    @validates("name")
    def _fold(self, key: str, name: str) -> str:
        self.name_folded = fold_name(name)
        return name


class EmployerOffer(Base):
    """What a company can offer, as it has said: a key of `employer_offer`."""

    __tablename__ = "hm_employer_offer"

    employer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_employer.id"), primary_key=True)
    offer: Mapped[str] = mapped_column(String(40), primary_key=True)
