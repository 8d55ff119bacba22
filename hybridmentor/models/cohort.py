"""Cohorts: cases and mentors, or cases and companies, that are paired at once (INN's five and five)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.employer import Employer
from hybridmentor.models.workplace_person import WorkplacePerson


class Cohort(UuidRow, Stamped, Base):
    """Cases and offers of an office that are paired together. `method` is the pairing that was chosen on `decided_on`."""

    __tablename__ = "hm_cohort"
    __table_args__ = (
        CheckConstraint("kind IN ('mentors', 'companies')", name="kind"),
        CheckConstraint("method IS NULL OR method IN ('optimal', 'stable')", name="method"),
        CheckConstraint("(method IS NULL) = (decided_on IS NULL)", name="decided"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    method: Mapped[str | None] = mapped_column(String(20))
    decided_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    offers: Mapped[list["CohortOffer"]] = relationship(cascade="all, delete-orphan")
    cases: Mapped[list["CohortCase"]] = relationship(cascade="all, delete-orphan")
    choices: Mapped[list["CohortChoice"]] = relationship(cascade="all, delete-orphan")
    locks: Mapped[list["CohortLock"]] = relationship(cascade="all, delete-orphan")


class CohortCase(Base):
    """A case in a cohort."""

    __tablename__ = "hm_cohort_case"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True, index=True)


class CohortOffer(UuidRow, Base):
    """A mentor or a company in a cohort."""

    __tablename__ = "hm_cohort_offer"
    __table_args__ = (
        CheckConstraint("(employer_id IS NULL) <> (person_id IS NULL)", name="one_side"),
        UniqueConstraint("cohort_id", "person_id"),
        UniqueConstraint("cohort_id", "employer_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_workplace_person.id"), index=True)
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_employer.id"), index=True)

    person: Mapped[WorkplacePerson | None] = relationship()
    employer: Mapped[Employer | None] = relationship()


class CohortChoice(Base):
    """What one side has said of the other: its place among the choices (1 is the first), or 0 for a no."""

    __tablename__ = "hm_cohort_choice"
    __table_args__ = (
        CheckConstraint("side IN ('case', 'offer')", name="side"),
        CheckConstraint("place BETWEEN 0 AND 500", name="place"),
    )

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True, index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort_offer.id"), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger)


class CohortLock(Base):
    """A pair that is held together, or apart, by hand."""

    __tablename__ = "hm_cohort_lock"
    __table_args__ = (CheckConstraint("kind IN ('together', 'apart')", name="kind"),)

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True, index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_cohort_offer.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(20))
