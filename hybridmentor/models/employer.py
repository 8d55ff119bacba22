"""Employers: the company where the jobseeker is, kept as a register for the office."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from hybridmentor.db import Base, Stamped, UuidRow
from hybridmentor.domain.folding import fold_name

HOURS = (
    "hours_least IS NULL AND hours_most IS NULL OR hours_least IS NOT NULL AND hours_most IS NOT NULL"
    " AND hours_least >= 0 AND hours_least <= hours_most AND hours_most <= 168"
)


class Employer(UuidRow, Stamped, Base):
    """A workplace; names of companies are plain. `industry` is a code of the practice model.

    `name_folded` follows the name, for searching. The note names no person: it is checked before it is kept. `municipality` is
    its number, `nace` the number of the main industry as the public register has it, hours are of a week that there is work for.
    `register_name` is the name that the public register last gave it: where ours differs, people have chosen ours.
    """

    __tablename__ = "hm_employer"
    __table_args__ = (
        UniqueConstraint("office_id", "organisation_number"),
        Index("ix_hm_employer_office_id_name_folded", "office_id", "name_folded", "id"),
        Index("ix_hm_employer_office_id_industry", "office_id", "industry", "place", "municipality"),
        # So that where a mentor works is read from the index alone.
        Index("ix_hm_employer_id_industry", "id", "industry", "place", "municipality"),
        CheckConstraint(HOURS, name="hours"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    organisation_number: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(400), default="", server_default="")
    register_name: Mapped[str | None] = mapped_column(String(200))
    industry: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(String(80))
    municipality: Mapped[str | None] = mapped_column(String(4))
    nace: Mapped[str | None] = mapped_column(String(6))
    hours_least: Mapped[int | None] = mapped_column(SmallInteger)
    hours_most: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    offers: Mapped[list["EmployerOffer"]] = relationship(
        order_by="EmployerOffer.offer", cascade="all, delete-orphan"
    )

    terms: Mapped[list["EmployerTerm"]] = relationship(
        order_by="EmployerTerm.kind, EmployerTerm.code", cascade="all, delete-orphan"
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


class EmployerTerm(Base):
    """What a workplace is like, to be compared with a wish: `kind` is a field of `domain.offer.Offer`, `code` one of its."""

    __tablename__ = "hm_employer_term"
    __table_args__ = (Index("ix_hm_employer_term_kind", "kind", "code", "employer_id"),)

    employer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_employer.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
